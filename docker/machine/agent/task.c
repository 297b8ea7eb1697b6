#define _GNU_SOURCE
#include "task.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "changes.h"
#include "dial.h"
#include "facts.h"
#include "network.h"
#include "pack.h"
#include "resolver.h"
#include "steps.h"
#include "terminal.h"
#include "worker.h"

struct task *tasks;

static uint64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000ull + now.tv_nsec / 1000000;
}

/* How long a terminal is left alone when it has been read, in milliseconds. The agent comes before all other
 * programs, so a program would have each of its lines sent by itself, at a message and two changes of process each. */
enum { GATHERING = 4 };

static int is_terminal(struct process *p) {
  return p->fd[OUT] >= 0 && p->fd[OUT] == p->fd[IN] && !p->is_socket;
}

/* Milliseconds until the terminal is read again; 0 where it may be read. */
static int rest(struct task *t) {
  if (!t->resumes || !t->process.pid) return 0;
  uint64_t now = milliseconds();
  if (now < t->resumes) return (int)(t->resumes - now);
  t->resumes = 0;
  return 0;
}

static void announce(struct task *t) {
  uint32_t subject = t->process.subject;
  t->announced = 1;
  send_frame(t->id, STARTED, &subject, sizeof subject);
}

static int start_worker(struct task *t, struct cursor *c, work *job, int gathers) {
  if (gathers && !(t->gathered = calloc(1, sizeof *t->gathered))) return ENOMEM;
  int error = worker_start(&t->process, job, c);
  t->running = !error;
  return error;
}

static int run_step(struct task *t, uint8_t op, struct cursor *c) {
  switch (op) {
    case STEP_MKDIR: return step_mkdir(c);
    case STEP_MOUNT: return step_mount(c);
    case STEP_UMOUNT: return step_umount(c);
    case STEP_WRITE: return step_write(c);
    case STEP_READ: return step_read(c, t->id);
    case STEP_REMOVE: return step_remove(c);
    case STEP_SETXATTR: return step_setxattr(c);
    case STEP_SPAWN: {
      int error = process_start(&t->process, c);
      t->running = !error;
      if (!error && t->process.fd[READY] < 0) announce(t);
      return error;
    }
    case STEP_UNPACK: {
      t->process = (struct process){.exit_code = -1, .fd = NO_STREAMS};
      t->untar = untar_open(c);
      t->running = t->untar != NULL;
      return t->untar ? 0 : c->bad ? EBADMSG : ENOMEM;
    }
    case STEP_DEVICES: return step_devices(c);
    case STEP_SYMLINK: return step_symlink(c);
    case STEP_LINK: return step_link(c);
    case STEP_RENAME: return step_rename(c);
    case STEP_CHMOD: return step_chmod(c);
    case STEP_UTIME: return step_utime(c);
    case STEP_PACK: return start_worker(t, c, pack, 0);
    case STEP_CHANGES: return start_worker(t, c, changes, 1);
    case STEP_USAGE: return start_worker(t, c, usage, 1);
    case STEP_STAT: return step_stat(c, t->id);
    case STEP_LIST: return step_list(c, t->id);
    case STEP_NETNS: return step_netns(c);
    case STEP_UNNETNS: return step_unnetns(c);
    case STEP_BRIDGE: return step_bridge(c);
    case STEP_UNBRIDGE: return step_unbridge(c);
    case STEP_PLUG: return step_plug(c);
    case STEP_UNPLUG: return step_unplug(c);
    case STEP_ROUTE: return step_route(c);
    case STEP_NAMES: return step_names(c);
    case STEP_RESOLVER: return step_resolver(c);
    case STEP_CONNECT: {
      int error = dial_start(&t->process, c);
      t->running = !error;
      return error;
    }
    case STEP_FINALLY: return 0;
    default: return ENOSYS;
  }
}

static void send_done(struct task *t) {
  struct {
    int32_t exit_code, failed, failure;
    char message[PATH_MAX + 64];
  } done = {t->exit_code, t->failed, t->failure, ""};
  if (t->failed >= 0)
    snprintf(done.message, sizeof done.message, "%s%s%s", t->at ? t->at : "", t->at ? ": " : "",
             strerror(t->failure));
  send_frame(t->id, DONE, &done, offsetof(typeof(done), message) + strlen(done.message));
}

static void finish(struct task *t) {
  send_done(t);
  free(t->at);
  free(t->payload);
  t->payload = NULL;
}

/* Notes that a step failed, unless one before it did. */
static void fail(struct task *t, int step, int error) {
  if (error && t->failed < 0) t->failed = step, t->failure = error;
}

static void take_kept_input(struct task *t);

static void run_steps(struct task *t) {
  while (!t->running && t->steps.at < t->steps.end) {
    uint32_t length = take_u32(&t->steps);
    if (t->steps.bad || length < 1 || (size_t)(t->steps.end - t->steps.at) < length) {
      fail(t, t->step, EBADMSG);
      break;
    }
    struct cursor fields = {.at = t->steps.at + 1, .end = t->steps.at + length};
    uint8_t op = *t->steps.at;
    t->steps.at += length;
    if (op == STEP_FINALLY) t->finally = 1;
    if (t->failed < 0 || t->finally) fail(t, t->step, run_step(t, op, &fields));
    t->step++;
  }
  if (!t->running) finish(t);
  else if (t->untar) take_kept_input(t);
}

void task_submit(uint32_t id, char *payload, size_t length) {
  struct task *t = calloc(1, sizeof *t);
  if (!t) {
    free(payload);
    return;
  }
  t->id = id;
  t->payload = payload;
  t->steps = (struct cursor){.at = payload, .end = payload + length};
  t->failed = t->exit_code = -1;
  t->credit[OUT] = t->credit[ERR] = WINDOW;
  t->next = tasks;
  tasks = t;
  run_steps(t);
}

struct task *task_find(uint32_t id) {
  struct task *t = tasks;
  while (t && (t->id != id || !t->payload)) t = t->next;
  return t;
}

static void grant(struct task *t, uint32_t bytes) {
  send_frame(t->id, STDIN_CREDIT, &bytes, sizeof bytes);
}

static void unpack(struct task *t, const char *bytes, size_t length) {
  int error = length ? untar_feed(t->untar, bytes, length) : untar_finish(t->untar);
  grant(t, length);
  if (length && !error) return;
  int step = t->step - 1;
  fail(t, step, error);
  if (error && t->failed == step) t->at = strdup(untar_entry(t->untar));
  untar_free(t->untar);
  t->untar = NULL;
  t->running = 0;
  run_steps(t);
}

/* Takes what came before the step that it is for. */
static void take_kept_input(struct task *t) {
  size_t length = t->input.used;
  int ended = t->input.ended;
  t->input.used = t->input.ended = 0;
  if (length) unpack(t, t->input.bytes, length);
  if (ended && t->untar) unpack(t, NULL, 0);
}

void task_input(struct task *t, const char *bytes, size_t length) {
  if (t->untar) {
    unpack(t, bytes, length);
    return;
  }
  if (length == 0) t->input.ended = 1;
  if (!t->running || (t->process.takes_input && t->process.fd[IN] < 0 && t->process.fd[CONSOLE] < 0)) {
    grant(t, length);
    return;
  }
  if (t->input.used + length > t->input.room) {
    size_t room = t->input.used + length;
    char *grown = realloc(t->input.bytes, room);
    if (!grown) return;
    t->input.bytes = grown;
    t->input.room = room;
  }
  if (length) memcpy(t->input.bytes + t->input.used, bytes, length);
  t->input.used += length;
}

static void drain(struct task *t, enum stream which);

/* Sends what the program has written so far. Answers whether that was all. */
static int drained(struct task *t) {
  for (int i = OUT; i <= ERR; i++) {
    int left = 0;
    while (t->process.fd[i] >= 0 && ioctl(t->process.fd[i], FIONREAD, &left) == 0 && left > 0) {
      if (t->credit[i] == 0) return 0;
      drain(t, i);
    }
  }
  return 1;
}

/* Gives the program what it takes of its input, and closes it when the host has. */
static void feed(struct task *t) {
  ssize_t n = 0;
  if (t->process.script) {
    /* That a line of a script was read is told after all that came before it. */
    if (!drained(t)) return;
    if (t->input.unread) grant(t, t->input.unread);
    t->input.unread = 0;
  }
  if (t->input.used && t->process.fd[IN] >= 0) {
    n = write(t->process.fd[IN], t->input.bytes, t->input.used);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  }
  if (n < 0 || t->process.fd[IN] < 0) {
    n = t->input.used;
    process_close(&t->process, IN);
  }
  if (n > 0) {
    t->input.used -= n;
    memmove(t->input.bytes, t->input.bytes + n, t->input.used);
    if (t->process.script && t->process.fd[IN] >= 0)
      t->input.unread = n;
    else
      grant(t, n);
  }
  if (t->input.ended && t->input.used == 0 && !t->input.unread && !t->process.tty) process_close(&t->process, IN);
}

int task_poll(struct task *t, struct pollfd *fds) {
  int n = 0;
  for (int i = 0; i < STREAMS; i++) {
    int fd = t->process.fd[i];
    int wants = t->process.connecting ? i == IN
                : i == IN             ? t->input.used || t->input.unread || t->input.ended
                                      : i >= READY || t->gathered || t->credit[i] > 0;
    t->polled[i] = NULL;
    if (i == IN && t->process.script && !(t->credit[OUT] && t->credit[ERR])) wants = 0;
    if (i == OUT && (t->rests = rest(t))) wants = 0;
    if (!t->running || fd < 0 || !wants || (i == IN && t->process.tty && !t->input.used)) continue;
    t->polled[i] = &fds[n];
    fds[n++] = (struct pollfd){.fd = fd, .events = i == IN ? POLLOUT : POLLIN};
  }
  return n;
}

static void gather(struct task *t, const char *bytes, size_t length) {
  if (t->gathered->used + length > t->gathered->room) {
    size_t room = 2 * (t->gathered->used + length);
    char *grown = realloc(t->gathered->bytes, room);
    if (!grown) {
      fail(t, t->step - 1, ENOMEM);
      return;
    }
    t->gathered->bytes = grown;
    t->gathered->room = room;
  }
  memcpy(t->gathered->bytes + t->gathered->used, bytes, length);
  t->gathered->used += length;
}

static void drain(struct task *t, enum stream which) {
  static char chunk[64 * 1024];
  size_t room = t->credit[which] < sizeof chunk && !t->gathered ? t->credit[which] : sizeof chunk;
  ssize_t n = read(t->process.fd[which], chunk, room);
  if (n > 0 && t->gathered) {
    gather(t, chunk, n);
  } else if (n > 0) {
    t->credit[which] -= n;
    if (is_terminal(&t->process)) t->resumes = milliseconds() + GATHERING;
    send_frame(t->id, which == OUT ? STDOUT : STDERR, chunk, n);
  } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
    /* A connection that has failed takes nothing any more either. */
    if (n < 0 && t->process.is_socket) process_close(&t->process, IN);
    /* The other side has said all it has to say, and may still listen. */
    if (t->process.is_socket) send_frame(t->id, STDOUT, NULL, 0);
    process_close(&t->process, which);
  }
}

/* Sends what the wanted files and links say of the process that has been named. */
static void look(struct task *t) {
  for (char **at = t->process.look; at && *at; at++) {
    char path[PATH_MAX], *mark = strchr(*at, '%');
    if (mark)
      snprintf(path, sizeof path, "%.*s%d%s", (int)(mark - *at), *at, t->process.subject, mark + 1);
    step_look(mark ? path : *at, t->id);
  }
}

static void hear(struct task *t) {
  char text[32];
  ssize_t n = read(t->process.fd[READY], text, sizeof text - 1);
  if (n <= 0) return;
  text[n] = 0;
  t->process.subject = atoi(text);
  /* Before anything else: what ends soon is there no longer later. */
  look(t);
  process_close(&t->process, READY);
  announce(t);
}

static void forget_worker(struct task *t) {
  if (t->process.report) munmap(t->process.report, sizeof *t->process.report);
  t->process.report = NULL;
  if (t->gathered) free(t->gathered->bytes);
  free(t->gathered);
  t->gathered = NULL;
}

static void end_worker(struct task *t) {
  struct report *r = t->process.report;
  int step = t->step - 1;
  fail(t, step, r->error);
  if (r->error && t->failed == step && *r->at) t->at = strdup(r->at);
  if (t->gathered && t->failed != step)
    send_frame(t->id, OUTPUT, t->gathered->bytes, t->gathered->used);
  forget_worker(t);
}

static void settle(struct task *t) {
  struct process *p = &t->process;
  if (!t->running || t->untar || p->pid || p->fd[OUT] >= 0 || p->fd[ERR] >= 0) return;
  if (p->is_socket && p->fd[IN] >= 0) return;
  t->running = 0;
  if (p->report)
    end_worker(t);
  else
    t->exit_code = p->exit_code;
  process_close(p, IN);
  process_close(p, READY);
  run_steps(t);
}

/* How long a program's children may keep its streams open when it has ended, in milliseconds; dockerd
 * waits as long. */
enum { PATIENCE = 2000 };

/* Has the program ended, and nothing is left in its streams, though somebody holds them open? */
static int lingers(struct task *t) {
  struct process *p = &t->process;
  if (!t->running || p->pid || !p->ended) return 0;
  for (int i = OUT; i <= ERR; i++) {
    int left = 0;
    if (p->fd[i] >= 0 && ioctl(p->fd[i], FIONREAD, &left) == 0 && left > 0) return 0;
  }
  return p->fd[OUT] >= 0 || p->fd[ERR] >= 0;
}

int task_patience(void) {
  uint64_t now = 0;
  int wait = -1;
  for (struct task *t = tasks; t; t = t->next) {
    int left = t->rests;
    if (!left) {
      if (!lingers(t)) continue;
      if (!now) now = milliseconds();
      uint64_t end = t->process.ended + PATIENCE;
      left = end > now ? (int)(end - now) : 0;
    }
    if (wait < 0 || left < wait) wait = left;
  }
  return wait;
}

int task_quiet(void) {
  for (struct task *t = tasks; t; t = t->next)
    if (!t->announced) return -1;
  return 500;
}

static void hear_connection(struct task *t) {
  int error = dial_result(&t->process);
  if (!error) {
    announce(t);
    return;
  }
  fail(t, t->step - 1, error);
  process_close(&t->process, IN);
  process_close(&t->process, OUT);
}

void task_signal(struct task *t, int number) {
  process_signal(&t->process, number);
  /* A connection knows no signals: whichever it is, it ends. */
  if (!t->running || !t->process.is_socket) return;
  process_close(&t->process, IN);
  process_close(&t->process, OUT);
  settle(t);
}

void task_handle(struct task *t) {
  if (t->running && t->process.connecting && t->polled[IN] && t->polled[IN]->revents) {
    hear_connection(t);
    settle(t);
    return;
  }
  if (t->running && t->polled[READY] && t->polled[READY]->revents) hear(t);
  if (t->running && t->polled[CONSOLE] && t->polled[CONSOLE]->revents) terminal_receive(&t->process);
  if (t->running && t->polled[IN] && t->polled[IN]->revents) feed(t);
  if (t->running && t->polled[OUT] && t->polled[OUT]->revents) drain(t, OUT);
  if (t->running && t->polled[ERR] && t->polled[ERR]->revents) drain(t, ERR);
  if (lingers(t) && milliseconds() >= t->process.ended + PATIENCE) {
    process_close(&t->process, OUT);
    process_close(&t->process, ERR);
  }
  settle(t);
}

void task_reaped(pid_t pid, int status) {
  for (struct task *t = tasks; t; t = t->next) {
    if (!t->running || t->process.pid != pid) continue;
    /* What it announced and sent before it ended must not be lost. */
    if (t->process.fd[READY] >= 0) hear(t);
    terminal_receive(&t->process);
    process_close(&t->process, CONSOLE);
    t->process.pid = 0;
    t->process.ended = milliseconds();
    t->process.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    settle(t);
    return;
  }
}

void task_drop_all(void) {
  for (struct task *t = tasks; t; t = t->next) {
    if (!t->payload) continue;
    process_signal(&t->process, SIGKILL);
    for (int i = 0; i < STREAMS; i++)
      if (t->running) process_close(&t->process, i);
    t->running = 0;
    forget_worker(t);
    untar_free(t->untar);
    t->untar = NULL;
    free(t->payload);
    t->payload = NULL;
  }
}

void task_sweep(void) {
  for (struct task **at = &tasks; *at;) {
    struct task *t = *at;
    if (t->payload) {
      at = &t->next;
      continue;
    }
    *at = t->next;
    free(t->input.bytes);
    free(t);
  }
}
