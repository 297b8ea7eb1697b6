#define _GNU_SOURCE
#include "call.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "wire.h"

struct call {
  struct call *next;
  uint32_t id;
  int fd; /* -1 when it has ended */
  /* Messages that the socket had no room for, each behind its length. The host sends no more output
   * than the command has granted, which bounds them. */
  struct {
    char *bytes;
    size_t used, room;
  } queue;
  struct pollfd *polled;
};

static struct call *calls;
static uint32_t last_id;
static int listening = -1;
static struct pollfd *listener;

int calls_start(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = CALL_SOCKET};
  listening = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listening < 0 || bind(listening, (struct sockaddr *)&address, sizeof address) ||
      chmod(CALL_SOCKET, 0600) || listen(listening, 64))
    return -1;
  return listening;
}

size_t calls_count(void) {
  size_t n = 1;
  for (struct call *c = calls; c; c = c->next) n++;
  return n;
}

int calls_poll(struct pollfd *fds) {
  int n = 0;
  listener = &fds[n];
  fds[n++] = (struct pollfd){.fd = listening, .events = POLLIN};
  for (struct call *c = calls; c; c = c->next) {
    c->polled = &fds[n];
    fds[n++] = (struct pollfd){.fd = c->fd, .events = POLLIN | (c->queue.used ? POLLOUT : 0)};
  }
  return n;
}

/* Ends it; its memory is freed when nobody walks the list. */
static void end(struct call *c) {
  if (c->fd < 0) return;
  close(c->fd);
  c->fd = -1;
  send_frame(c->id, CALL_GONE, NULL, 0);
}

static void sweep(void) {
  for (struct call **at = &calls; *at;) {
    struct call *c = *at;
    if (c->fd >= 0) {
      at = &c->next;
      continue;
    }
    *at = c->next;
    free(c->queue.bytes);
    free(c);
  }
}

static void add_call(void) {
  int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return;
  struct call *c = calloc(1, sizeof *c);
  if (!c) {
    close(fd);
    return;
  }
  c->fd = fd;
  c->id = ++last_id;
  c->next = calls;
  calls = c;
}

static void receive(struct call *c) {
  static char message[4 + FRAME_MAX];
  ssize_t n = recv(c->fd, message, sizeof message, MSG_DONTWAIT | MSG_TRUNC);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  uint32_t type = 0;
  if (n >= 4) memcpy(&type, message, 4);
  if (n > (ssize_t)sizeof message || type < CALL_OPEN || type > CALL_TAKEN) {
    end(c);
    return;
  }
  send_frame(c->id, type, message + 4, n - 4);
}

/* Answers whether the message has gone, or never will. */
static int put(struct call *c, const void *message, size_t length) {
  if (send(c->fd, message, length, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return 1;
  if (errno == EAGAIN || errno == EINTR || errno == ENOBUFS) return 0;
  return 1;
}

static void flush(struct call *c) {
  char *at = c->queue.bytes, *last = at + c->queue.used;
  while (at < last) {
    uint32_t length;
    memcpy(&length, at, 4);
    if (!put(c, at + 4, length)) break;
    at += 4 + length;
  }
  c->queue.used = last - at;
  memmove(c->queue.bytes, at, c->queue.used);
}

void calls_handle(void) {
  for (struct call *c = calls; c; c = c->next) {
    if (c->fd < 0 || !c->polled) continue;
    if (c->polled->revents & POLLOUT) flush(c);
    if (c->polled->revents & (POLLIN | POLLHUP | POLLERR)) receive(c);
  }
  sweep();
  if (listener->revents) add_call();
}

void call_deliver(uint32_t id, uint32_t type, const char *payload, size_t length) {
  struct call *c = calls;
  while (c && (c->id != id || c->fd < 0)) c = c->next;
  if (!c) return;
  uint32_t size = 4 + length;
  size_t wanted = c->queue.used + 4 + size;
  if (wanted > c->queue.room) {
    char *grown = realloc(c->queue.bytes, wanted);
    if (!grown) {
      end(c);
      return;
    }
    c->queue.bytes = grown;
    c->queue.room = wanted;
  }
  char *at = c->queue.bytes + c->queue.used;
  memcpy(at, &size, 4);
  memcpy(at + 4, &type, 4);
  if (length) memcpy(at + 8, payload, length);
  c->queue.used = wanted;
  flush(c);
}

void calls_drop_all(void) {
  for (struct call *c = calls; c; c = c->next) {
    if (c->fd >= 0) close(c->fd);
    c->fd = -1;
  }
  sweep();
}
