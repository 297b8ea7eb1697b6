/* The agent: process 1 of the machine. It runs the programs of steps that come over the line from
 * the host. It knows files, mounts and processes; images and containers are the host's business.
 * One thread, one poll loop. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "call.h"
#include "client.h"
#include "link.h"
#include "network.h"
#include "resolver.h"
#include "task.h"
#include "wire.h"

enum { LINE = 0, CHILD = 1, RESOLVERS = 2, FIXED = 3 };

/* What came and is not a whole frame yet, and room for what the line brings next. */
static struct {
  char *bytes;
  size_t used;
} inbox;

/* Small frames that go out together before the agent waits: each packet costs the guest some 40 000
 * instructions. */
static struct {
  char bytes[4096];
  size_t used;
} outbox;

static void flush_frames(void) {
  struct iovec part = {outbox.bytes, outbox.used};
  if (outbox.used) link_put(&part, 1);
  outbox.used = 0;
}

void send_frame(uint32_t task, uint8_t type, const void *payload, size_t length) {
  uint32_t head[3] = {length, task, type};
  if (outbox.used + sizeof head + length > sizeof outbox.bytes) flush_frames();
  if (sizeof head + length > sizeof outbox.bytes) {
    struct iovec parts[2] = {{head, sizeof head}, {(void *)payload, length}};
    link_put(parts, 2);
    return;
  }
  memcpy(outbox.bytes + outbox.used, head, sizeof head);
  if (length) memcpy(outbox.bytes + outbox.used + sizeof head, payload, length);
  outbox.used += sizeof head + length;
}

static void set_clock(struct cursor *c) {
  struct timespec now = {.tv_sec = take_u32(c), .tv_nsec = take_u32(c)};
  size_t length = c->end - c->at;
  struct {
    struct rand_pool_info info;
    char bytes[64];
  } pool = {.info = {.entropy_count = 8 * (int)length, .buf_size = length}};
  if (c->bad || length > sizeof pool.bytes) return;
  clock_settime(CLOCK_REALTIME, &now);
  memcpy(pool.info.buf, c->at, length);
  int fd = open("/dev/urandom", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  ioctl(fd, RNDADDENTROPY, &pool);
  ioctl(fd, RNDRESEEDCRNG);
  close(fd);
}

static void handle_frame(uint32_t id, uint8_t type, char *payload, size_t length) {
  struct cursor c = {.at = payload, .end = payload + length};
  if (type == SUBMIT) {
    char *own = malloc(length + 1);
    if (own) task_submit(id, memcpy(own, payload, length), length);
    return;
  }
  if (type == CLOCK) {
    set_clock(&c);
    return;
  }
  if (type >= CALL_STDOUT && type <= CALL_EXIT) {
    call_deliver(id, type, payload, length);
    return;
  }
  struct task *t = task_find(id);
  if (!t) return;
  if (type == STDIN) {
    task_input(t, payload, length);
  } else if (type == CREDIT && length == 5) {
    uint8_t which = *c.at++;
    if (which == OUT || which == ERR) t->credit[which] += take_u32(&c);
  } else if (type == SIGNAL) {
    task_signal(t, take_u32(&c));
  } else if (type == GROUP_SIGNAL) {
    process_signal_group(&t->process, take_u32(&c));
  } else if (type == RESIZE) {
    uint32_t rows = take_u32(&c);
    process_resize(&t->process, rows, take_u32(&c));
  }
}

static void start_anew(void) {
  inbox.used = outbox.used = 0;
  task_drop_all();
  calls_drop_all();
}

/* Takes what the line has brought. */
static void receive(void) {
  /* No more than were under way when it began, so that tasks get their turn in a long stream. */
  for (int i = 0; i < LINK_WINDOW; i++) {
    int opened;
    ssize_t n = link_take(inbox.bytes + inbox.used, LINK_MTU, &opened);
    if (n < 0) return;
    if (opened) {
      memmove(inbox.bytes, inbox.bytes + inbox.used, n);
      start_anew();
    }
    inbox.used += n;
    char *at = inbox.bytes, *end = inbox.bytes + inbox.used;
    while (end - at >= FRAME_HEADER) {
      uint32_t head[3];
      memcpy(head, at, sizeof head);
      size_t size = head[0];
      if (size > FRAME_MAX) {
        start_anew();
        return;
      }
      if ((size_t)(end - at) < FRAME_HEADER + size) break;
      handle_frame(head[1], head[2], at + FRAME_HEADER, size);
      at += FRAME_HEADER + size;
    }
    inbox.used = end - at;
    memmove(inbox.bytes, at, inbox.used);
    link_acknowledge();
  }
}

static void reap(int signals) {
  struct signalfd_siginfo info;
  while (read(signals, &info, sizeof info) > 0) {
  }
  int status;
  pid_t pid;
  while ((pid = waitpid(-1, &status, WNOHANG)) > 0) task_reaped(pid, status);
}

int main(int argc, char **argv, char **env) {
  /* One file is both programs, as with BusyBox: it is in memory already when the command is called. */
  if (argc > 0 && strcmp(basename(argv[0]), "docker") == 0) return client(argc, argv, env);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  signal(SIGPIPE, SIG_IGN);
  int signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  int line = network_start("eth0");
  inbox.bytes = aligned_alloc(8, 8 + FRAME_HEADER + FRAME_MAX + LINK_MTU);
  if (line < 0 || calls_start() < 0 || !inbox.bytes) {
    perror("agent: cannot open the line");
    exit(1);
  }
  inbox.bytes += LINK_ALIGN;
  struct pollfd *fds = NULL;
  size_t room = 0;
  /* What programs write is taken before they go on, so that what went to two pipes comes in its order. */
  struct sched_param first = {.sched_priority = 1};
  sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &first);
  puts("agent: ready");
  fflush(stdout);

  for (;;) {
    size_t wanted = FIXED + calls_count(), n = FIXED;
    for (struct task *t = tasks; t; t = t->next) wanted += STREAMS;
    if (wanted > room) fds = realloc(fds, (room = wanted * 2) * sizeof *fds);
    fds[LINE] = (struct pollfd){.fd = line, .events = POLLIN};
    fds[CHILD] = (struct pollfd){.fd = signals, .events = POLLIN};
    fds[RESOLVERS] = (struct pollfd){.fd = resolver_descriptor(), .events = POLLIN};
    for (struct task *t = tasks; t; t = t->next) n += task_poll(t, fds + n);
    n += calls_poll(fds + n);
    flush_frames();
    int quiet = network_lacks() ? task_quiet() : -1, patience = task_patience();
    int waits = quiet >= 0 && (patience < 0 || quiet < patience);
    int came = poll(fds, n, waits ? quiet : patience);
    if (came < 0) continue;
    if (came == 0 && waits) network_prepare();
    /* Before new frames come in: they add tasks that were not polled. */
    for (struct task *t = tasks; t; t = t->next) task_handle(t);
    calls_handle();
    if (fds[CHILD].revents) reap(signals);
    if (fds[RESOLVERS].revents) resolver_handle();
    if (fds[LINE].revents) receive();
    task_sweep();
  }
}
