#define _GNU_SOURCE
#include "resolver.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dns.h"

/* Connections that a resolver has at a time, and the longest query that comes over one. */
enum { CLIENTS = 8, QUERY_MAX = 1024 };

enum kind { DATAGRAMS, LISTENER, CLIENT };

struct end {
  struct resolver *resolver;
  enum kind kind;
  int fd;
  unsigned char query[2 + QUERY_MAX];
  size_t used;
};

struct resolver {
  char **tables;
  struct end ends[2 + CLIENTS]; /* those that are not there have -1 for a descriptor */
};

static int watcher = -1;

int resolver_descriptor(void) {
  return watcher;
}

static int watch(struct end *e) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = e};
  if (watcher < 0) watcher = epoll_create1(EPOLL_CLOEXEC);
  return epoll_ctl(watcher, EPOLL_CTL_ADD, e->fd, &event);
}

static void hang_up(struct end *e) {
  if (e->fd >= 0) close(e->fd);
  e->fd = -1;
  e->used = 0;
}

static int open_end(struct end *e, int type) {
  struct sockaddr_in at = {.sin_family = AF_INET,
                           .sin_port = htons(53),
                           .sin_addr.s_addr = htonl(0x7f00000b)};
  int yes = 1;
  e->fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (e->fd < 0) return -1;
  setsockopt(e->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(e->fd, (struct sockaddr *)&at, sizeof at)) return -1;
  if (type == SOCK_STREAM && listen(e->fd, CLIENTS)) return -1;
  return watch(e);
}

struct resolver *resolver_open(void) {
  struct resolver *r = calloc(1, sizeof *r);
  if (!r) return NULL;
  for (int i = 0; i < 2 + CLIENTS; i++)
    r->ends[i] = (struct end){.resolver = r, .kind = i < 2 ? i : CLIENT, .fd = -1};
  if (open_end(&r->ends[DATAGRAMS], SOCK_DGRAM) || open_end(&r->ends[LISTENER], SOCK_STREAM)) {
    int error = errno;
    resolver_close(r);
    errno = error;
    return NULL;
  }
  return r;
}

void resolver_set(struct resolver *r, char **tables) {
  for (char **table = r->tables; table && *table; table++) free(*table);
  free(r->tables);
  r->tables = tables;
}

void resolver_close(struct resolver *r) {
  if (!r) return;
  for (int i = 0; i < 2 + CLIENTS; i++) hang_up(&r->ends[i]);
  resolver_set(r, NULL);
  free(r);
}

static size_t answer(struct resolver *r, const unsigned char *query, size_t length,
                     unsigned char *into) {
  return r->tables ? dns_answer(r->tables, query, length, into) : 0;
}

static void take_datagram(struct end *e) {
  unsigned char query[QUERY_MAX], reply[DNS_MAX];
  struct sockaddr_in from;
  socklen_t size = sizeof from;
  ssize_t n = recvfrom(e->fd, query, sizeof query, 0, (struct sockaddr *)&from, &size);
  size_t length = n > 0 ? answer(e->resolver, query, n, reply) : 0;
  if (length) sendto(e->fd, reply, length, 0, (struct sockaddr *)&from, size);
}

static void take_connection(struct end *e) {
  int fd = accept4(e->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  struct end *free_end = NULL;
  for (int i = 2; i < 2 + CLIENTS; i++)
    if (e->resolver->ends[i].fd < 0) free_end = &e->resolver->ends[i];
  if (fd < 0) return;
  /* Whoever has as many open makes room with the first of them. */
  if (!free_end) hang_up(free_end = &e->resolver->ends[2]);
  free_end->fd = fd;
  if (watch(free_end)) hang_up(free_end);
}

static void take_bytes(struct end *e) {
  unsigned char reply[2 + DNS_MAX];
  ssize_t n = read(e->fd, e->query + e->used, sizeof e->query - e->used);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n <= 0) {
    hang_up(e);
    return;
  }
  e->used += n;
  while (e->used >= 2) {
    size_t length = e->query[0] << 8 | e->query[1];
    if (length > QUERY_MAX) {
      hang_up(e);
      return;
    }
    if (e->used < 2 + length) return;
    size_t size = answer(e->resolver, e->query + 2, length, reply + 2);
    reply[0] = size >> 8;
    reply[1] = size;
    if (!size || write(e->fd, reply, 2 + size) != (ssize_t)(2 + size)) {
      hang_up(e);
      return;
    }
    e->used -= 2 + length;
    memmove(e->query, e->query + 2 + length, e->used);
  }
}

void resolver_handle(void) {
  struct epoll_event event;
  /* One at a time: what is handled may end what another event is about. */
  for (int i = 0; i < 16 && epoll_wait(watcher, &event, 1, 0) == 1; i++) {
    struct end *e = event.data.ptr;
    if (e->kind == DATAGRAMS) take_datagram(e);
    else if (e->kind == LISTENER) take_connection(e);
    else take_bytes(e);
  }
}
