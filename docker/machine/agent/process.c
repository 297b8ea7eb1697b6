#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "terminal.h"

/* A pipe of which the agent keeps one end, not blocking, and the program gets the other as `as`. */
static int open_pipe(struct process *p, posix_spawn_file_actions_t *actions, enum stream which,
                     int *theirs) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) return errno;
  int ours = which == IN ? ends[1] : ends[0];
  *theirs = which == IN ? ends[0] : ends[1];
  fcntl(ours, F_SETFL, O_NONBLOCK);
  p->fd[which] = ours;
  posix_spawn_file_actions_adddup2(actions, *theirs, which == IN && p->script ? SCRIPT_FD : which);
  /* With room for one page it takes more only when all of it has been read. */
  if (which == IN && p->script) fcntl(ours, F_SETPIPE_SZ, PIPE_BUF);
  return 0;
}

static void forget_look(struct process *p) {
  free(p->look);
  p->look = NULL;
}

int process_start(struct process *p, struct cursor *c) {
  char **argv = take_list(c), **env = take_list(c);
  char *cwd = take_text(c, NULL), *ready = take_text(c, NULL), *console = take_text(c, NULL);
  uint32_t flags = take_u32(c), rows = take_u32(c), columns = take_u32(c);
  int theirs[3] = {-1, -1, -1}, error = c->bad || !argv[0] ? EBADMSG : 0;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;

  *p = (struct process){.exit_code = -1,
                        .fd = NO_STREAMS,
                        .tty = !!(flags & SPAWN_TTY),
                        .size = {.ws_row = rows, .ws_col = columns}};
  p->takes_input = flags & (SPAWN_STDIN | SPAWN_TTY);
  p->script = !!(flags & SPAWN_SCRIPT);
  if (!error && c->at < c->end) {
    p->look = take_list(c);
    if (c->bad) error = EBADMSG;
  }
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);

  if (!error && *ready) {
    if (mkfifo(ready, 0600) == 0) p->ready = ready;
    /* Opened for writing too, so that it does not read as ended before the program opens it. */
    p->fd[READY] = p->ready ? open(ready, O_RDWR | O_NONBLOCK | O_CLOEXEC) : -1;
    if (p->fd[READY] < 0) error = errno;
  }
  if (!error && p->tty && *console) {
    error = terminal_await(p, console);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&actions, 0, 1);
    posix_spawn_file_actions_adddup2(&actions, 0, 2);
  } else if (!error && p->tty) {
    error = terminal_open(p, &actions);
  } else if (!error) {
    error = open_pipe(p, &actions, OUT, &theirs[OUT]);
    if (!error) error = open_pipe(p, &actions, ERR, &theirs[ERR]);
    /* Behind them: the agent's end of one could have the number at which a script is read. */
    if (!error && flags & SPAWN_STDIN) error = open_pipe(p, &actions, IN, &theirs[IN]);
    if (!(flags & SPAWN_STDIN) || p->script)
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  }
  if (!error) {
    sigset_t none, ignored;
    sigemptyset(&none);
    /* The only one that the agent treats in its own way: each costs a system call. */
    sigemptyset(&ignored);
    sigaddset(&ignored, SIGPIPE);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &ignored);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETSIGDEF);
    if (*cwd) posix_spawn_file_actions_addchdir_np(&actions, cwd);
    error = posix_spawn(&p->pid, argv[0], &actions, &attributes, argv, env);
    if (error) p->pid = 0;
  }
  for (int i = 0; i < 3; i++)
    if (theirs[i] >= 0) close(theirs[i]);
  if (error)
    for (int i = 0; i < STREAMS; i++) process_close(p, i);
  if (p->fd[READY] < 0) forget_look(p);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  free(argv);
  free(env);
  return error;
}

void process_close(struct process *p, enum stream which) {
  int fd = p->fd[which];
  if (fd < 0) return;
  p->fd[which] = -1;
  /* A terminal or a socket is one descriptor for both ways: it is closed with the last of them. */
  int shared = (p->tty || p->is_socket) && (which == IN || which == OUT);
  if (!shared || p->fd[which == IN ? OUT : IN] < 0) close(fd);
  else if (p->is_socket && which == IN) shutdown(fd, SHUT_WR);
  if (which == READY && p->ready) unlink(p->ready);
  if (which == READY) forget_look(p);
  if (which == CONSOLE && p->listening) unlink(p->console);
}

void process_signal(struct process *p, int number) {
  if (p->pid) kill(p->subject ? p->subject : p->pid, number);
}

void process_signal_group(struct process *p, int number) {
  if (p->pid) kill(-p->pid, number);
}

void process_resize(struct process *p, uint32_t rows, uint32_t columns) {
  p->size = (struct winsize){.ws_row = rows, .ws_col = columns};
  if (p->tty && p->fd[OUT] >= 0) ioctl(p->fd[OUT], TIOCSWINSZ, &p->size);
}
