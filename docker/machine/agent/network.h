/* Network namespaces, the cards in them, and the bridges between them. */
#ifndef NETWORK_H
#define NETWORK_H

#include "wire.h"

/* Takes the machine's card out of the machine's own network, into one that nobody else can enter, and
 * opens the line there. Answers the line's descriptor, or -1. */
int network_start(const char *card);
/* Is there to be prepared what the next namespace takes? */
int network_lacks(void);
void network_prepare(void);

/* The steps; each answers 0 or an errno. */
int step_netns(struct cursor *c);
int step_unnetns(struct cursor *c);
int step_bridge(struct cursor *c);
int step_unbridge(struct cursor *c);
int step_plug(struct cursor *c);
int step_unplug(struct cursor *c);
int step_route(struct cursor *c);
int step_resolver(struct cursor *c);

#endif
