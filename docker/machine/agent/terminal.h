/* A program's terminal: one that the agent makes for it, or one that it makes and sends. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <spawn.h>

#include "process.h"

/* Makes a terminal of the process's size on which the program runs. Answers 0 or an errno. */
int terminal_open(struct process *p, posix_spawn_file_actions_t *actions);
/* Listens at `path` for the runtime, which sends the terminal that it has made (runc's `--console-socket`).
 * The path is taken away with the program's end. Answers 0 or an errno. */
int terminal_await(struct process *p, char *path);
/* Goes on with that, as far as the runtime has come. */
void terminal_receive(struct process *p);

#endif
