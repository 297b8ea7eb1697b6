/* Names that containers look up, at 127.0.0.11 in their own network namespaces. */
#ifndef RESOLVER_H
#define RESOLVER_H

#include "wire.h"

struct resolver;

/* Writes an owner's address and names into a table, in the place of those that it had; none: takes them out. */
int step_names(struct cursor *c);

/* Opens a resolver in the network namespace in which the caller is. Answers NULL and sets errno where
 * that does not work. */
struct resolver *resolver_open(void);
/* Says which tables it looks in: `tables` ends with NULL, and is the resolver's from then on. */
void resolver_set(struct resolver *r, char **tables);
void resolver_close(struct resolver *r);

/* The descriptor that can be read when a resolver has been asked, or -1 while there is none. */
int resolver_descriptor(void);
void resolver_handle(void);

#endif
