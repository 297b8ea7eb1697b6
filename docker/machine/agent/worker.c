#define _GNU_SOURCE
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

static void work_on(work *job, struct cursor *c, struct report *r, int out) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  dup2(out, STDOUT_FILENO);
  /* Other tasks' pipes must not stay open because of this one. */
  close_range(STDERR_FILENO + 1, ~0u, 0);
  r->error = job(c, r);
  _exit(0);
}

int worker_start(struct process *p, work *job, struct cursor *c) {
  int ends[2];
  *p = (struct process){.exit_code = -1, .fd = NO_STREAMS};
  struct report *r = mmap(NULL, sizeof *r, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (r == MAP_FAILED) return errno;
  int error = pipe2(ends, O_CLOEXEC) ? errno : 0;
  if (!error) {
    /* What it leaves there if it is killed. */
    r->error = EINTR;
    p->pid = fork();
    if (p->pid == 0) work_on(job, c, r, ends[1]);
    if (p->pid < 0) error = errno;
    close(ends[1]);
    if (error) close(ends[0]);
  }
  if (error) {
    p->pid = 0;
    munmap(r, sizeof *r);
    return error;
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  p->fd[OUT] = ends[0];
  p->report = r;
  return 0;
}

int worker_write(const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    ssize_t n = write(STDOUT_FILENO, at, length);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    at += n;
    length -= n;
  }
  return 0;
}
