#define _GNU_SOURCE
#include "dial.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

int dial_start(struct process *p, struct cursor *c) {
  struct sockaddr_in to = {.sin_family = AF_INET};
  to.sin_addr.s_addr = htonl(take_u32(c));
  to.sin_port = htons(take_u32(c));
  *p = (struct process){.exit_code = -1, .fd = NO_STREAMS, .takes_input = 1};
  if (c->bad) return EBADMSG;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;
  if (fd < 0) return errno;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) {
    int error = errno;
    close(fd);
    return error;
  }
  p->is_socket = p->connecting = 1;
  p->fd[IN] = p->fd[OUT] = fd;
  return 0;
}

int dial_result(struct process *p) {
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(p->fd[IN], SOL_SOCKET, SO_ERROR, &error, &size)) error = errno;
  p->connecting = 0;
  return error;
}
