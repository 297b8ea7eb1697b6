/* What can be told about files: some at once, as steps; some, where a tree is walked, as a worker's
 * job. */
#ifndef FACTS_H
#define FACTS_H

#include "worker.h"

int step_stat(struct cursor *c, uint32_t task);
int step_list(struct cursor *c, uint32_t task);
int usage(struct cursor *c, struct report *r);

#endif
