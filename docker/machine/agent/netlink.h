/* Requests to the kernel's routing socket (rtnetlink(7)): several in one batch, done in order. */
#ifndef NETLINK_H
#define NETLINK_H

#include <linux/rtnetlink.h>
#include <stddef.h>

struct batch {
  _Alignas(4) char bytes[2048];
  size_t used;
  struct nlmsghdr *last;
};

/* Opens a socket that is about the network namespace in which the caller is, or -1. */
int netlink_open(void);
/* Begins a request; `body` is the fixed part that goes with `type`. */
void netlink_request(struct batch *b, int type, int flags, const void *body, size_t length);
/* Adds an attribute to the request that was begun last. */
void netlink_put(struct batch *b, int type, const void *data, size_t length);
void netlink_text(struct batch *b, int type, const char *text);
/* Begins an attribute that holds others; `length` bytes of it go before them. */
struct rtattr *netlink_nest(struct batch *b, int type, const void *body, size_t length);
void netlink_unnest(struct batch *b, struct rtattr *nest);
/* Has the kernel do all of it. Answers 0 or the first errno. */
int netlink_do(int socket, struct batch *b);

#endif
