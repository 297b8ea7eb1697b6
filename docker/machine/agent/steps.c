#define _GNU_SOURCE
#include "steps.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "remove.h"

static int make_folder(const char *path, mode_t mode) {
  struct stat st;
  if (mkdir(path, mode) == 0) return 0;
  if (errno == EEXIST) return stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? 0 : EEXIST;
  return errno;
}

int step_mkdir(struct cursor *c) {
  char *path = take_text(c, NULL);
  mode_t mode = take_u32(c);
  if (c->bad) return EBADMSG;
  int error = make_folder(path, mode);
  if (error != ENOENT) return error;
  for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    error = make_folder(path, 0755);
    *slash = '/';
    if (error) return error;
  }
  return make_folder(path, mode);
}

int step_mount(struct cursor *c) {
  char *source = take_text(c, NULL), *target = take_text(c, NULL), *type = take_text(c, NULL);
  uint32_t flags = take_u32(c);
  char *data = take_text(c, NULL);
  if (c->bad) return EBADMSG;
  return mount(source, target, type, flags, data) ? errno : 0;
}

int step_umount(struct cursor *c) {
  char *target = take_text(c, NULL);
  if (c->bad) return EBADMSG;
  if (umount2(target, 0) == 0) return 0;
  return errno == EBUSY && umount2(target, MNT_DETACH) == 0 ? 0 : errno;
}

int step_write(struct cursor *c) {
  uint32_t length;
  char *path = take_text(c, NULL), *data = take_text(c, &length);
  mode_t mode = take_u32(c);
  if (c->bad) return EBADMSG;
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode), error = 0;
  if (fd < 0) return errno;
  while (length > 0) {
    ssize_t n = write(fd, data, length);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      error = n ? errno : EIO;
      break;
    }
    data += n;
    length -= n;
  }
  close(fd);
  return error;
}

int step_read(struct cursor *c, uint32_t task) {
  char *path = take_text(c, NULL);
  uint32_t flags = take_u32(c);
  if (c->bad) return EBADMSG;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 && flags & READ_OPTIONAL) {
    send_frame(task, OUTPUT, NULL, 0);
    return 0;
  }
  if (fd < 0) return errno;
  char *content = malloc(FRAME_MAX);
  size_t size = 0;
  ssize_t n = content ? 1 : -1;
  while (n > 0 && size < FRAME_MAX) {
    n = read(fd, content + size, FRAME_MAX - size);
    if (n > 0) size += n;
  }
  int error = n < 0 ? errno : size == FRAME_MAX ? EFBIG : 0;
  close(fd);
  /* A process that has ended since its folder was opened. */
  if (error == ESRCH && flags & READ_OPTIONAL) error = 0, size = 0;
  if (!error) send_frame(task, OUTPUT, content, size);
  free(content);
  return error;
}

void step_look(const char *path, uint32_t task) {
  char text[4096];
  ssize_t n = readlink(path, text, sizeof text);
  int fd = n < 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (fd >= 0) {
    n = read(fd, text, sizeof text);
    close(fd);
  }
  send_frame(task, OUTPUT, text, n < 0 ? 0 : n);
}

int step_remove(struct cursor *c) {
  char *path = take_text(c, NULL);
  if (c->bad) return EBADMSG;
  int error = remove_tree(AT_FDCWD, path);
  return error == ENOENT ? 0 : error;
}

int step_setxattr(struct cursor *c) {
  uint32_t length;
  char *path = take_text(c, NULL), *name = take_text(c, NULL), *value = take_text(c, &length);
  if (c->bad) return EBADMSG;
  return lsetxattr(path, name, value, length, 0) ? errno : 0;
}

int step_devices(struct cursor *c) {
  uint32_t length;
  char *path = take_text(c, NULL), *program = take_text(c, &length);
  if (c->bad) return EBADMSG;
  union bpf_attr load = {.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE,
                         .expected_attach_type = BPF_CGROUP_DEVICE,
                         .insn_cnt = length / sizeof(struct bpf_insn),
                         .insns = (uintptr_t)program,
                         .license = (uintptr_t) "MIT"};
  int group = open(path, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
  if (group < 0) return errno;
  int filter = syscall(SYS_bpf, BPF_PROG_LOAD, &load, sizeof load), error = filter < 0 ? errno : 0;
  if (!error) {
    union bpf_attr attach = {.target_fd = group,
                             .attach_bpf_fd = filter,
                             .attach_type = BPF_CGROUP_DEVICE,
                             .attach_flags = BPF_F_ALLOW_MULTI};
    if (syscall(SYS_bpf, BPF_PROG_ATTACH, &attach, sizeof attach)) error = errno;
    close(filter);
  }
  close(group);
  return error;
}

static int two_paths(struct cursor *c, int (*work)(const char *, const char *)) {
  char *first = take_text(c, NULL), *second = take_text(c, NULL);
  if (c->bad) return EBADMSG;
  return work(first, second) ? errno : 0;
}

int step_symlink(struct cursor *c) { return two_paths(c, symlink); }

int step_link(struct cursor *c) { return two_paths(c, link); }

int step_rename(struct cursor *c) { return two_paths(c, rename); }

int step_chmod(struct cursor *c) {
  char *path = take_text(c, NULL);
  mode_t mode = take_u32(c);
  if (c->bad) return EBADMSG;
  return chmod(path, mode) ? errno : 0;
}

int step_utime(struct cursor *c) {
  char *path = take_text(c, NULL);
  struct timespec time = {.tv_sec = take_u32(c), .tv_nsec = take_u32(c)};
  struct timespec times[2] = {time, time};
  if (c->bad) return EBADMSG;
  return utimensat(AT_FDCWD, path, times, 0) ? errno : 0;
}
