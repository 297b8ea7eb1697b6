#define _GNU_SOURCE
#include "facts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_in(int root, const char *path, uint64_t flags) {
  struct open_how how = {.flags = O_PATH | O_CLOEXEC | flags, .resolve = RESOLVE_IN_ROOT};
  return syscall(SYS_openat2, root, path, &how, sizeof how);
}

/* The path by which the kernel knows an open file. */
static ssize_t path_of(int fd, char *into, size_t room) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, into, room - 1);
  into[n < 0 ? 0 : n] = 0;
  return n;
}

/* The path inside `root` of what is opened there, links resolved; "" where it is not inside. */
static const char *inside(int root, int fd, char *into, size_t room) {
  char above[PATH_MAX];
  ssize_t n = path_of(root, above, sizeof above);
  if (n == 1) n = 0; /* "/" */
  if (n < 0 || path_of(fd, into, room) < n || strncmp(above, into, n) != 0) return "";
  if (into[n] == 0) return "/";
  return into[n] == '/' ? into + n : "";
}

static void put_string(FILE *out, const char *key, const char *text) {
  fprintf(out, "\"%s\":\"", key);
  for (; *text; text++) {
    unsigned char byte = *text;
    if (byte < 0x20 || byte == '"' || byte == '\\')
      fprintf(out, "\\u%04x", byte);
    else
      putc(byte, out);
  }
  putc('"', out);
}

int step_stat(struct cursor *c, uint32_t task) {
  char *root = take_text(c, NULL), *path = take_text(c, NULL);
  char link[PATH_MAX] = "", resolved[PATH_MAX], *text = NULL;
  struct stat st;
  size_t size = 0;
  if (c->bad) return EBADMSG;
  int at = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  int fd = at < 0 ? -1 : open_in(at, *path ? path : ".", O_NOFOLLOW);
  int error = fd < 0 || fstat(fd, &st) ? errno : 0;
  FILE *out = error ? NULL : open_memstream(&text, &size);
  if (!error && !out) error = ENOMEM;
  if (!error) {
    const char *slash = strrchr(path, '/');
    fputs("{", out);
    put_string(out, "name", slash ? slash + 1 : path);
    fprintf(out, ",\"size\":%lld,\"mode\":%u,\"uid\":%u,\"gid\":%u,\"mtime\":\"%lld.%09ld\",",
            (long long)st.st_size, (unsigned)st.st_mode, (unsigned)st.st_uid, (unsigned)st.st_gid,
            (long long)st.st_mtim.tv_sec, (long)st.st_mtim.tv_nsec);
    if (S_ISLNK(st.st_mode)) {
      ssize_t n = readlinkat(fd, "", link, sizeof link - 1);
      link[n < 0 ? 0 : n] = 0;
    }
    put_string(out, "linkTarget", link);
    putc(',', out);
    put_string(out, "path", inside(at, fd, resolved, sizeof resolved));
    putc(',', out);
    int end = open_in(at, *path ? path : ".", 0);
    put_string(out, "resolved", end < 0 ? "" : inside(at, end, resolved, sizeof resolved));
    if (end >= 0) close(end);
    fputs("}", out);
  }
  if (out && fclose(out)) error = ENOMEM;
  if (!error) send_frame(task, OUTPUT, text, size);
  free(text);
  if (fd >= 0) close(fd);
  if (at >= 0) close(at);
  return error;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static int visible(const struct dirent *entry) {
  return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

int step_list(struct cursor *c, uint32_t task) {
  char *path = take_text(c, NULL), *text = NULL;
  struct dirent **entries;
  size_t size = 0;
  if (c->bad) return EBADMSG;
  int count = scandir(path, &entries, visible, by_name);
  if (count < 0) return errno;
  FILE *out = open_memstream(&text, &size);
  for (int i = 0; i < count; i++) {
    if (out) fwrite(entries[i]->d_name, strlen(entries[i]->d_name) + 1, 1, out);
    free(entries[i]);
  }
  free(entries);
  int error = !out || fclose(out) ? ENOMEM : 0;
  if (!error) send_frame(task, OUTPUT, text, size);
  free(text);
  return error;
}

/* Inodes of files with several names that are counted. */
static struct counted {
  struct counted *next;
  ino_t inode;
} *counted[256];
static unsigned long long total;

static int count(const char *path, const struct stat *st, int type, struct FTW *ftw) {
  (void)path, (void)ftw;
  if (type != FTW_F || !S_ISREG(st->st_mode)) return 0;
  if (st->st_nlink > 1) {
    struct counted **list = &counted[st->st_ino % 256];
    for (struct counted *one = *list; one; one = one->next)
      if (one->inode == st->st_ino) return 0;
    struct counted *one = malloc(sizeof *one);
    if (!one) return -1;
    *one = (struct counted){*list, st->st_ino};
    *list = one;
  }
  total += st->st_size;
  return 0;
}

int usage(struct cursor *c, struct report *r) {
  char *path = take_text(c, NULL), text[24];
  if (c->bad) return EBADMSG;
  strncpy(r->at, path, sizeof r->at - 1);
  if (nftw(path, count, 16, FTW_PHYS | FTW_MOUNT)) return errno;
  return worker_write(text, sprintf(text, "%llu", total));
}
