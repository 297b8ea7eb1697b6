#define _GNU_SOURCE
#include "untar.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { BLOCK = 512 };

struct header {
  char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100];
  char magic[8], user[32], group[32], major[8], minor[8], prefix[155], rest[12];
};

/* Making its entries changes a folder's time: the times are set at the end. */
struct folder_time {
  struct folder_time *next;
  struct timespec time;
  char path[];
};

struct untar {
  int root, error, ended;
  int parent;         /* the folder at parent_path, or -1: entries of one folder come together */
  char parent_path[PATH_MAX];
  union {
    struct header header;
    char block[BLOCK];
  };
  size_t filled;      /* bytes of the block that are there */
  size_t left;        /* bytes of content that are still to come */
  size_t padding;     /* and of what fills up its last block */
  char *text;         /* where content goes that is a long name, or NULL */
  int file;           /* where content goes that is a file's, or -1 */
  struct timespec time;
  char name[PATH_MAX], link[PATH_MAX];
  int has_name, has_link; /* a long one came before the header */
  struct folder_time *folders;
};

struct untar *untar_open(const char *folder) {
  struct untar *u = calloc(1, sizeof *u);
  if (!u) return NULL;
  u->file = u->parent = -1;
  u->root = open(folder, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
  if (u->root < 0) u->error = errno;
  return u;
}

static void forget_parent(struct untar *u) {
  if (u->parent >= 0) close(u->parent);
  u->parent = -1;
}

void untar_free(struct untar *u) {
  if (!u) return;
  forget_parent(u);
  if (u->file >= 0) close(u->file);
  if (u->root >= 0) close(u->root);
  for (struct folder_time *f = u->folders; f;) {
    struct folder_time *next = f->next;
    free(f);
    f = next;
  }
  free(u);
}

const char *untar_entry(const struct untar *u) { return u->name; }

/* Numbers are octal text; the host writes none that would need GNU's binary form. */
static unsigned long number(const char *field, size_t width) {
  char text[16] = {0};
  memcpy(text, field, width);
  return strtoul(text, NULL, 8);
}

/* Finds the folder that an entry is in, as if the layer's root were that of everything: no link in a
 * layer leads out of it. Answers a descriptor that is good until the next call, or -1 with errno;
 * `name` gets the entry's own name. */
static int parent_of(struct untar *u, char *path, char **name) {
  struct open_how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
  char *slash = strrchr(path, '/');
  *name = slash ? slash + 1 : path;
  if (strcmp(*name, "..") == 0) {
    errno = EBADMSG;
    return -1;
  }
  if (!slash) return u->root;
  *slash = 0;
  if (u->parent < 0 || strcmp(u->parent_path, path) != 0) {
    forget_parent(u);
    u->parent = syscall(SYS_openat2, u->root, path, &how, sizeof how);
    strcpy(u->parent_path, path);
  }
  *slash = '/';
  return u->parent;
}

static int make_parents(struct untar *u) {
  for (char *slash = strchr(u->name, '/'); slash; slash = strchr(slash + 1, '/')) {
    char *name;
    *slash = 0;
    int at = parent_of(u, u->name, &name);
    int failed = at < 0 || (mkdirat(at, name, 0755) && errno != EEXIST) ? errno : 0;
    *slash = '/';
    if (failed) return failed;
  }
  return 0;
}

static int remember_time(struct untar *u) {
  size_t size = strlen(u->name) + 1;
  struct folder_time *f = malloc(sizeof *f + size);
  if (!f) return ENOMEM;
  memcpy(f->path, u->name, size);
  f->time = u->time;
  f->next = u->folders;
  u->folders = f;
  return 0;
}

static int set_time(struct untar *u, char *path, struct timespec time) {
  struct timespec both[2] = {time, time};
  char *name;
  int at = parent_of(u, path, &name);
  return at < 0 || utimensat(at, name, both, AT_SYMLINK_NOFOLLOW) ? errno : 0;
}

static int make_link(struct untar *u) {
  char *name, *old;
  int from = parent_of(u, u->link, &old);
  /* The next call closes it. */
  if (from < 0 || (from = dup(from)) < 0) return errno;
  int at = parent_of(u, u->name, &name);
  int error = at < 0 || linkat(from, old, at, name, 0) ? errno : 0;
  close(from);
  return error;
}

/* Makes what the header describes; 0 leaves u->file open if content follows. */
static int make_once(struct untar *u, mode_t mode) {
  struct header *h = &u->header;
  char *name;
  if (h->type == '1') return make_link(u);
  int at = parent_of(u, u->name, &name);
  if (at < 0) return errno;
  switch (h->type) {
    case '5': return mkdirat(at, name, mode) ? errno : 0;
    case '2': return symlinkat(u->link, at, name) ? errno : 0;
    case '3':
    case '4': {
      dev_t device = makedev(number(h->major, 8), number(h->minor, 8));
      return mknodat(at, name, (h->type == '3' ? S_IFCHR : S_IFBLK) | mode, device) ? errno : 0;
    }
    case '6': return mknodat(at, name, S_IFIFO | mode, 0) ? errno : 0;
    case '0':
    case 0:
      u->file = openat(at, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
      return u->file < 0 ? errno : 0;
    default: return EBADMSG;
  }
}

/* Makes way for an entry whose name is taken: by what an earlier entry of this layer made. */
static int replace(struct untar *u, mode_t mode) {
  struct stat old;
  char *name;
  int at = parent_of(u, u->name, &name);
  if (at < 0 || fstatat(at, name, &old, AT_SYMLINK_NOFOLLOW)) return errno;
  if (S_ISDIR(old.st_mode) && u->header.type == '5') return 0;
  if (unlinkat(at, name, S_ISDIR(old.st_mode) ? AT_REMOVEDIR : 0)) return errno;
  forget_parent(u);
  return make_once(u, mode);
}

static int make_entry(struct untar *u) {
  struct header *h = &u->header;
  mode_t mode = number(h->mode, 8) & 07777;
  char *name;
  int error = make_once(u, mode);
  if (error == ENOENT && h->type != '1') {
    error = make_parents(u);
    if (!error) error = make_once(u, mode);
  }
  if (error == EEXIST) error = replace(u, mode);
  if (error || h->type == '1') return error;
  int at = parent_of(u, u->name, &name);
  if (at < 0) return errno;
  if (fchownat(at, name, number(h->uid, 8), number(h->gid, 8), AT_SYMLINK_NOFOLLOW)) return errno;
  /* After the owner, whose change takes set-user-ID away. */
  if (h->type != '2' && fchmodat(at, name, mode, 0)) return errno;
  u->time = (struct timespec){.tv_sec = number(h->mtime, 12)};
  if (h->type == '5') return remember_time(u);
  return u->file >= 0 ? 0 : set_time(u, u->name, u->time);
}

static void copy_text(char *to, const char *from, size_t width) {
  memcpy(to, from, width);
  to[width] = 0;
}

static int begin_entry(struct untar *u) {
  struct header *h = &u->header;
  if (h->name[0] == 0) {
    u->ended = 1;
    return 0;
  }
  u->left = number(h->size, 12);
  u->padding = -u->left & (BLOCK - 1);
  if (h->type == 'L' || h->type == 'K') {
    if (u->left >= PATH_MAX) return ENAMETOOLONG;
    u->text = h->type == 'L' ? u->name : u->link;
    if (h->type == 'L') u->has_name = 1;
    if (h->type == 'K') u->has_link = 1;
    return 0;
  }
  if (!u->has_name) copy_text(u->name, h->name, sizeof h->name);
  if (!u->has_link) copy_text(u->link, h->link, sizeof h->link);
  u->has_name = u->has_link = 0;
  size_t length = strlen(u->name);
  if (length > 1 && u->name[length - 1] == '/') u->name[length - 1] = 0;
  return make_entry(u);
}

/* Takes content; answers how much, or -1 with errno. */
static ssize_t take_content(struct untar *u, const char *bytes, size_t length) {
  size_t n = length < u->left ? length : u->left;
  if (u->text) {
    memcpy(u->text, bytes, n);
    u->text += n;
    *u->text = 0;
    return n;
  }
  return u->file >= 0 ? write(u->file, bytes, n) : (ssize_t)n;
}

static int end_content(struct untar *u) {
  u->text = NULL;
  if (u->file < 0) return 0;
  close(u->file);
  u->file = -1;
  return set_time(u, u->name, u->time);
}

static int feed(struct untar *u, const char *bytes, size_t length) {
  const char *end = bytes + length;
  while (bytes < end && !u->ended) {
    if (u->left > 0) {
      ssize_t n = take_content(u, bytes, end - bytes);
      if (n < 0) return errno;
      bytes += n;
      u->left -= n;
      int error = u->left ? 0 : end_content(u);
      if (error) return error;
      continue;
    }
    size_t wanted = u->padding ? u->padding : BLOCK - u->filled;
    size_t n = wanted < (size_t)(end - bytes) ? wanted : (size_t)(end - bytes);
    if (u->padding) {
      u->padding -= n;
    } else {
      memcpy(u->block + u->filled, bytes, n);
      u->filled += n;
    }
    bytes += n;
    if (u->filled < BLOCK) continue;
    u->filled = 0;
    int error = begin_entry(u);
    if (!error && u->left == 0) error = end_content(u);
    if (error) return error;
  }
  return 0;
}

int untar_feed(struct untar *u, const char *bytes, size_t length) {
  if (!u->error) u->error = feed(u, bytes, length);
  return u->error;
}

int untar_finish(struct untar *u) {
  if (!u->error && !u->ended) u->error = EBADMSG;
  for (struct folder_time *f = u->folders; f && !u->error; f = f->next)
    u->error = set_time(u, f->path, f->time);
  return u->error;
}
