/* Work on files that may take long, done by a copy of the agent, so that the agent's own loop goes
 * on meanwhile. Its standard output is the task's, or is gathered for an OUTPUT frame. */
#ifndef WORKER_H
#define WORKER_H

#include <limits.h>

#include "process.h"
#include "wire.h"

/* In memory that both share. */
struct report {
  int error;          /* 0 or an errno */
  char at[PATH_MAX];  /* what it was at when it failed, or "" */
};

/* Reads its fields, writes to descriptor 1, and answers 0 or an errno. It may change its root and
 * its working folder: nobody else has them. */
typedef int work(struct cursor *c, struct report *r);

int worker_start(struct process *p, work *job, struct cursor *c);
/* Writes everything or answers an errno. */
int worker_write(const void *bytes, size_t length);

#endif
