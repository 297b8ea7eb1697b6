/* Connections from the host to containers. */
#ifndef DIAL_H
#define DIAL_H

#include "process.h"

/* Reads the fields of STEP_CONNECT and begins to connect; the connection takes the place of a program's
 * streams. Answers 0 or an errno. */
int dial_start(struct process *p, struct cursor *c);
/* Once it can be written to: 0 where it is connected, or why it is not. */
int dial_result(struct process *p);

#endif
