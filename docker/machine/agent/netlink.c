#define _GNU_SOURCE
#include "netlink.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

int netlink_open(void) {
  return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
}

/* Room for `length` bytes, aligned as every part of a request is; all of a batch's are small. */
static void *room(struct batch *b, size_t length) {
  void *at = b->bytes + b->used;
  memset(at, 0, NLMSG_ALIGN(length));
  b->used += NLMSG_ALIGN(length);
  if (b->last) b->last->nlmsg_len = b->bytes + b->used - (char *)b->last;
  return at;
}

void netlink_request(struct batch *b, int type, int flags, const void *body, size_t length) {
  b->last = NULL;
  struct nlmsghdr *head = room(b, sizeof *head);
  head->nlmsg_len = sizeof *head;
  head->nlmsg_type = type;
  head->nlmsg_flags = NLM_F_REQUEST | flags;
  b->last = head;
  memcpy(room(b, length), body, length);
}

void netlink_put(struct batch *b, int type, const void *data, size_t length) {
  struct rtattr *attribute = room(b, RTA_LENGTH(length));
  attribute->rta_type = type;
  attribute->rta_len = RTA_LENGTH(length);
  if (length) memcpy(RTA_DATA(attribute), data, length);
}

void netlink_text(struct batch *b, int type, const char *text) {
  netlink_put(b, type, text, strlen(text) + 1);
}

struct rtattr *netlink_nest(struct batch *b, int type, const void *body, size_t length) {
  struct rtattr *nest = (struct rtattr *)(b->bytes + b->used);
  netlink_put(b, type, body, length);
  return nest;
}

void netlink_unnest(struct batch *b, struct rtattr *nest) {
  nest->rta_len = b->bytes + b->used - (char *)nest;
}

int netlink_do(int socket, struct batch *b) {
  /* The kernel works while it is sent to, and answers only where something failed. */
  char answer[4096];
  int error = send(socket, b->bytes, b->used, 0) < 0 ? errno : 0;
  for (;;) {
    ssize_t n = recv(socket, answer, sizeof answer, MSG_DONTWAIT);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    struct nlmsghdr *head = (struct nlmsghdr *)answer;
    if (head->nlmsg_type != NLMSG_ERROR) continue;
    const struct nlmsgerr *failed = NLMSG_DATA(head);
    if (!error) error = -failed->error;
  }
  b->used = 0;
  b->last = NULL;
  return error;
}
