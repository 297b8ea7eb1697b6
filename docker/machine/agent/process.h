/* A spawned program with its streams. */
#ifndef PROCESS_H
#define PROCESS_H

#include <sys/ioctl.h>
#include <sys/types.h>

#include "wire.h"

enum stream { IN, OUT, ERR, READY, CONSOLE, STREAMS };

#define NO_STREAMS {-1, -1, -1, -1, -1}

struct report;

struct process {
  pid_t pid;             /* 0 when it has ended */
  pid_t subject;         /* the process that it named at `ready`, else 0 */
  int exit_code;
  uint64_t ended;        /* when, in milliseconds of the machine's time; 0 while it runs */
  int fd[STREAMS];       /* -1 where closed; IN and OUT are one descriptor on a terminal or a socket */
  int tty;
  struct winsize size;   /* of the terminal */
  char *console;         /* path of the socket over which the terminal comes, or NULL */
  int listening;         /* nobody is connected to it yet */
  int takes_input;       /* it was given a pipe or a terminal to read from */
  int script;            /* the pipe is no input but a script: what is told as taken has been read */
  char *ready;           /* path of the FIFO, or NULL */
  char **look;           /* paths that are read when it is ready, or NULL */
  int is_socket;         /* it is no program but a connection */
  int connecting;        /* that is not there yet */
  struct report *report; /* of a worker, which is no program; else NULL */
};

/* Reads the fields of STEP_SPAWN and starts the program. Answers 0 or an errno. */
int process_start(struct process *p, struct cursor *c);
void process_close(struct process *p, enum stream which);
void process_signal(struct process *p, int number);
/* Sends it to everything in the program's process group. */
void process_signal_group(struct process *p, int number);
void process_resize(struct process *p, uint32_t rows, uint32_t columns);

#endif
