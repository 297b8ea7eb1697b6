/* A program of steps that the host submitted, as far as it has come. */
#ifndef TASK_H
#define TASK_H

#include <poll.h>

#include "process.h"
#include "untar.h"
#include "wire.h"

struct task {
  struct task *next;
  uint32_t id;
  char *payload;
  struct cursor steps;
  int step;           /* index of the step under way */
  int failed;         /* index of the first step that failed, or -1 */
  int failure;        /* its errno */
  char *at;           /* what it was at, where the step's own words do not say; or NULL */
  int finally;        /* steps run even after a failure */
  int exit_code;
  int running;        /* a program or worker was started, or a tar is awaited, and it is not finished */
  int announced;      /* STARTED was sent */
  struct process process;
  struct untar *untar;
  uint32_t credit[3]; /* bytes that OUT and ERR may still send */
  uint64_t resumes;   /* when a terminal is read again, in milliseconds of the machine's time; 0 at once */
  int rests;          /* milliseconds for which it was not asked for in the last poll */
  struct {
    char *bytes;
    size_t used, room;
    size_t unread; /* of a script: in the pipe, and not taken from there */
    int ended;
  } input;
  struct {
    char *bytes;
    size_t used, room;
  } *gathered;        /* a worker's output that is for an OUTPUT frame, or NULL */
  struct pollfd *polled[STREAMS];
};

extern struct task *tasks;

/* Takes over `payload`; runs as far as the first step that takes time. */
void task_submit(uint32_t id, char *payload, size_t length);
struct task *task_find(uint32_t id);
void task_input(struct task *t, const char *bytes, size_t length);
/* Writes what it waits for into `fds` and answers how many entries it took. */
int task_poll(struct task *t, struct pollfd *fds);
void task_handle(struct task *t);
void task_signal(struct task *t, int number);
void task_reaped(pid_t pid, int status);
/* Milliseconds until a terminal is read again or a program's streams are given up, or -1. */
int task_patience(void);
/* Milliseconds of quiet after which there is time for what nobody has asked for yet; -1 while a task is on
 * its way to where its program runs. */
int task_quiet(void);
/* Ends and forgets every task: the host that submitted them is gone. */
void task_drop_all(void);
/* Frees what has finished. */
void task_sweep(void);

#endif
