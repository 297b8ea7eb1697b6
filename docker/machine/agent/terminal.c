#define _GNU_SOURCE
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int terminal_open(struct process *p, posix_spawn_file_actions_t *actions) {
  char name[64];
  int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (master < 0) return errno;
  if (grantpt(master) || unlockpt(master) || ptsname_r(master, name, sizeof name)) {
    int error = errno;
    close(master);
    return error;
  }
  p->fd[IN] = p->fd[OUT] = master;
  ioctl(master, TIOCSWINSZ, &p->size);
  posix_spawn_file_actions_addopen(actions, 0, name, O_RDWR, 0);
  posix_spawn_file_actions_adddup2(actions, 0, 1);
  posix_spawn_file_actions_adddup2(actions, 0, 2);
  return 0;
}

int terminal_await(struct process *p, char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) return ENAMETOOLONG;
  strcpy(address.sun_path, path);
  int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listening < 0) return errno;
  if (bind(listening, (struct sockaddr *)&address, sizeof address) || listen(listening, 1)) {
    int error = errno;
    close(listening);
    return error;
  }
  p->console = path;
  p->listening = 1;
  p->fd[CONSOLE] = listening;
  return 0;
}

static int receive_descriptor(int socket) {
  char name[64];
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
  } control;
  struct iovec part = {.iov_base = name, .iov_len = sizeof name};
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes};
  if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) < 0) return -1;
  struct cmsghdr *first = CMSG_FIRSTHDR(&message);
  int descriptor;
  errno = EBADMSG;
  if (!first || first->cmsg_type != SCM_RIGHTS) return -1;
  memcpy(&descriptor, CMSG_DATA(first), sizeof descriptor);
  return descriptor;
}

void terminal_receive(struct process *p) {
  if (p->fd[CONSOLE] >= 0 && p->listening) {
    int connection = accept4(p->fd[CONSOLE], NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (connection < 0) return;
    process_close(p, CONSOLE);
    p->listening = 0;
    p->fd[CONSOLE] = connection;
  }
  if (p->fd[CONSOLE] < 0) return;
  int master = receive_descriptor(p->fd[CONSOLE]);
  if (master < 0 && errno == EAGAIN) return;
  process_close(p, CONSOLE);
  if (master < 0) return;
  fcntl(master, F_SETFL, O_NONBLOCK);
  p->fd[IN] = p->fd[OUT] = master;
  ioctl(master, TIOCSWINSZ, &p->size);
}
