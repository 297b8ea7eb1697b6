/* The agent: process 1 of the machine. It accepts one connection from the host and runs the programs
 * of steps that come over it. It knows files, mounts and processes; images and containers are the
 * host's business. One thread, one poll loop. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "task.h"
#include "wire.h"

enum { PORT = 2374, LISTEN = 0, CHILD = 1, HOST = 2, FIXED = 3 };

static int host = -1;
static struct {
  char *bytes;
  size_t used;
} inbox;

static void hang_up(void) {
  if (host >= 0) close(host);
  host = -1;
  inbox.used = 0;
  task_drop_all();
}

/* Blocks while the host does not take more: the host always reads, and grants credit for streams. */
void send_frame(uint32_t task, uint8_t type, const void *payload, size_t length) {
  char head[FRAME_HEADER];
  uint32_t size = length;
  if (host < 0) return;
  memcpy(head, &size, 4);
  memcpy(head + 4, &task, 4);
  head[8] = type;
  struct iovec parts[2] = {{head, sizeof head}, {(void *)payload, length}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = length ? 2 : 1};
  size_t left = sizeof head + length;
  while (left > 0) {
    ssize_t n = sendmsg(host, &message, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      shutdown(host, SHUT_RDWR);
      return;
    }
    left -= n;
    for (struct iovec *part = message.msg_iov; n > 0 && left > 0;) {
      size_t taken = (size_t)n < part->iov_len ? (size_t)n : part->iov_len;
      part->iov_base = (char *)part->iov_base + taken;
      part->iov_len -= taken;
      n -= taken;
      if (part->iov_len == 0) part++, message.msg_iovlen--, message.msg_iov = part;
    }
  }
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
  struct task *t = task_find(id);
  if (!t) return;
  if (type == STDIN) {
    task_input(t, payload, length);
  } else if (type == CREDIT && length == 5) {
    uint8_t which = *c.at++;
    if (which == OUT || which == ERR) t->credit[which] += take_u32(&c);
  } else if (type == SIGNAL) {
    process_signal(&t->process, take_u32(&c));
  } else if (type == RESIZE) {
    uint32_t rows = take_u32(&c);
    process_resize(&t->process, rows, take_u32(&c));
  }
}

static void receive(void) {
  ssize_t n = recv(host, inbox.bytes + inbox.used, FRAME_HEADER + FRAME_MAX - inbox.used,
                   MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n <= 0) {
    hang_up();
    return;
  }
  /* The host's side sends its next segment only when this one is acknowledged. */
  int now = 1;
  setsockopt(host, IPPROTO_TCP, TCP_QUICKACK, &now, sizeof now);
  inbox.used += n;
  char *at = inbox.bytes, *end = inbox.bytes + inbox.used;
  while (end - at >= FRAME_HEADER) {
    uint32_t size, id;
    memcpy(&size, at, 4);
    memcpy(&id, at + 4, 4);
    if (size > FRAME_MAX) {
      hang_up();
      return;
    }
    if ((size_t)(end - at) < FRAME_HEADER + size) break;
    handle_frame(id, at[8], at + FRAME_HEADER, size);
    at += FRAME_HEADER + size;
  }
  inbox.used = end - at;
  memmove(inbox.bytes, at, inbox.used);
}

static void accept_host(int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC), yes = 1;
  if (fd < 0) return;
  hang_up();
  host = fd;
  setsockopt(host, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

static void reap(int signals) {
  struct signalfd_siginfo info;
  while (read(signals, &info, sizeof info) > 0) {
  }
  int status;
  pid_t pid;
  while ((pid = waitpid(-1, &status, WNOHANG)) > 0) task_reaped(pid, status);
}

static int listen_on(uint16_t port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 4)) {
    perror("agent: listen");
    exit(1);
  }
  return fd;
}

int main(void) {
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  signal(SIGPIPE, SIG_IGN);
  int signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  int listener = listen_on(PORT);
  inbox.bytes = malloc(FRAME_HEADER + FRAME_MAX);
  struct pollfd *fds = NULL;
  size_t room = 0;
  puts("agent: ready");
  fflush(stdout);

  for (;;) {
    size_t wanted = FIXED, n = FIXED;
    for (struct task *t = tasks; t; t = t->next) wanted += STREAMS;
    if (wanted > room) fds = realloc(fds, (room = wanted * 2) * sizeof *fds);
    fds[LISTEN] = (struct pollfd){.fd = listener, .events = POLLIN};
    fds[CHILD] = (struct pollfd){.fd = signals, .events = POLLIN};
    fds[HOST] = (struct pollfd){.fd = host, .events = POLLIN};
    for (struct task *t = tasks; t; t = t->next) n += task_poll(t, fds + n);
    if (poll(fds, n, -1) < 0) continue;
    /* Before new frames come in: they add tasks that were not polled. */
    for (struct task *t = tasks; t; t = t->next) task_handle(t);
    if (fds[CHILD].revents) reap(signals);
    if (fds[HOST].revents) receive();
    if (fds[LISTEN].revents) accept_host(listener);
    task_sweep();
  }
}
