#define _GNU_SOURCE
#include "client.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#include "call.h"
#include "wire.h"

/* Exit code of Docker's client where it is the one that fails. */
enum { FAILED = 125 };
/* Bytes that a pipe takes without waiting once it is ready. */
enum { PIPE_ROOM = 4096 };
enum { CHUNK = 32 * 1024 };

static int host = -1, signals = -1;
static sigset_t watched;
static struct termios before;
static int is_raw;

static struct {
  uint32_t credit; /* bytes that the host wants of it */
  int ended;
} input;

/* What is to be written, and how far it is. */
static struct {
  char bytes[4 + 64 * 1024];
  size_t at, length;
  int fd;
} pending;

static void say(uint32_t type, const void *payload, size_t length) {
  struct iovec parts[2] = {{&type, sizeof type}, {(void *)payload, length}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  while (sendmsg(host, &message, MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

static void set_raw(int wanted) {
  if (wanted == is_raw) return;
  if (wanted) {
    if (tcgetattr(STDIN_FILENO, &before)) return;
    struct termios raw = before;
    cfmakeraw(&raw);
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  } else {
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
  }
  is_raw = wanted;
}

static _Noreturn void leave(int code) {
  set_raw(0);
  exit(code);
}

static struct winsize size_now(void) {
  struct winsize size = {0};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size)) ioctl(STDIN_FILENO, TIOCGWINSZ, &size);
  return size;
}

static char *put_u32(char *at, uint32_t value) { return mempcpy(at, &value, 4); }

static char *put_text(char *at, const char *text) {
  uint32_t length = strlen(text);
  return mempcpy(put_u32(at, length), text, length + 1);
}

static char *put_list(char *at, char **list) {
  uint32_t count = 0;
  while (list[count]) count++;
  at = put_u32(at, count);
  for (uint32_t i = 0; i < count; i++) at = put_text(at, list[i]);
  return at;
}

static size_t room_of(char **list) {
  size_t room = 4;
  for (; *list; list++) room += 5 + strlen(*list);
  return room;
}

/* Answers 0 where that is more than a message holds. */
static int open_call(char **words, char **env) {
  char *folder = getcwd(NULL, 0);
  if (!folder) folder = strdup("/");
  size_t room = 12 + room_of(words) + room_of(env) + 5 + strlen(folder);
  if (room > FRAME_MAX) return 0;
  /* A packet is copied into the socket's buffer as a whole. */
  int buffer = 2 * FRAME_MAX;
  setsockopt(host, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof buffer);
  char *message = malloc(room), *at = message;
  if (!message) return 0;
  uint32_t terminals = 0;
  for (int fd = 0; fd < 3; fd++) terminals |= isatty(fd) ? 1u << fd : 0;
  struct winsize size = terminals ? size_now() : (struct winsize){0};
  at = put_u32(put_u32(put_u32(at, terminals), size.ws_row), size.ws_col);
  at = put_text(put_list(put_list(at, words), env), folder);
  say(CALL_OPEN, message, at - message);
  free(message);
  free(folder);
  return 1;
}

/* Whether signals are handed on; else each does what it does to any program. */
static void pass_signals(int wanted) {
  static const int passed[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2,
                               SIGALRM, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU};
  sigset_t blocked;
  sigemptyset(&watched);
  sigaddset(&watched, SIGWINCH);
  if (wanted)
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++) sigaddset(&watched, passed[i]);
  blocked = watched;
  /* As in Go: a program that asks for signals hears of a broken pipe from its write. */
  if (wanted) sigaddset(&blocked, SIGPIPE);
  sigprocmask(SIG_SETMASK, &blocked, NULL);
  signals = signalfd(signals, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void hear_signals(void) {
  struct signalfd_siginfo info;
  while (read(signals, &info, sizeof info) == sizeof info) {
    if (info.ssi_signo == SIGWINCH) {
      struct winsize size = size_now();
      uint32_t words[2] = {size.ws_row, size.ws_col};
      say(CALL_RESIZE, words, sizeof words);
    }
    /* Without SIGINT among them only the terminal's size is watched. */
    if (sigismember(&watched, SIGINT)) say(CALL_SIGNAL, &info.ssi_signo, 4);
  }
}

static void read_input(void) {
  static char chunk[CHUNK];
  size_t room = input.credit < CHUNK ? input.credit : CHUNK;
  ssize_t n = read(STDIN_FILENO, chunk, room);
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (n <= 0) {
    n = 0;
    input.ended = 1;
  }
  input.credit -= n;
  say(CALL_STDIN, chunk, n);
}

static void tell_taken(void) {
  unsigned char payload[5] = {pending.fd};
  uint32_t bytes = pending.length - 4;
  memcpy(payload + 1, &bytes, 4);
  pending.length = 0;
  say(CALL_TAKEN, payload, sizeof payload);
}

static void write_pending(void) {
  struct stat st;
  size_t left = pending.length - pending.at;
  if (left > PIPE_ROOM && (fstat(pending.fd, &st) || !S_ISREG(st.st_mode))) left = PIPE_ROOM;
  ssize_t n = write(pending.fd, pending.bytes + pending.at, left);
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (n < 0) {
    const char *name = pending.fd == STDOUT_FILENO ? "stdout" : "stderr";
    if (pending.fd == STDOUT_FILENO)
      dprintf(STDERR_FILENO, "write /dev/%s: %s\n", name,
              errno == EPIPE ? "broken pipe" : strerror(errno));
    leave(1);
  }
  pending.at += n;
  if (pending.at == pending.length) tell_taken();
}

static void hear_host(void) {
  ssize_t n = recv(host, pending.bytes, sizeof pending.bytes, 0);
  if (n < 0 && errno == EINTR) return;
  if (n < 4) leave(FAILED);
  uint32_t type, number = 0;
  memcpy(&type, pending.bytes, 4);
  if (n >= 8) memcpy(&number, pending.bytes + 4, 4);
  switch (type) {
    case CALL_STDOUT:
    case CALL_STDERR:
      pending.fd = type == CALL_STDOUT ? STDOUT_FILENO : STDERR_FILENO;
      pending.at = 4;
      pending.length = n;
      if (n == 4) pending.length = 0;
      break;
    case CALL_WANT:
      input.credit += number;
      break;
    case CALL_RAW:
      set_raw(number);
      break;
    case CALL_SIGNALS:
      pass_signals(number);
      break;
    case CALL_EXIT:
      leave(number);
  }
}

int client(int argc, char **argv, char **env) {
  struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = CALL_SOCKET};
  host = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (host < 0 || connect(host, (struct sockaddr *)&address, sizeof address)) {
    fprintf(stderr, "docker: cannot reach the command line: %s\n", strerror(errno));
    return FAILED;
  }
  pass_signals(0);
  if (!open_call(argv + (argc > 0), env)) {
    fputs("docker: Argument list too long\n", stderr);
    return 126;
  }
  for (;;) {
    /* What cannot be written now holds back what else the host sends, but not the input. */
    int reads = input.credit > 0 && !input.ended;
    struct pollfd fds[3] = {
        pending.length ? (struct pollfd){.fd = pending.fd, .events = POLLOUT}
                       : (struct pollfd){.fd = host, .events = POLLIN},
        {.fd = signals, .events = POLLIN},
        {.fd = reads ? STDIN_FILENO : -1, .events = POLLIN},
    };
    if (poll(fds, 3, -1) < 0) continue;
    if (fds[1].revents) hear_signals();
    if (fds[2].revents) read_input();
    if (fds[0].revents && pending.length)
      write_pending();
    else if (fds[0].revents)
      hear_host();
  }
}
