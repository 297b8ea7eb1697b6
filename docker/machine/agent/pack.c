#define _GNU_SOURCE
#include "pack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "tar.h"

enum { BLOCK = TAR_BLOCK };

/* A file that has more than one link, and the first of its names. */
struct seen {
  struct seen *next;
  dev_t device;
  ino_t inode;
  char name[];
};

/* A header's content before it is laid out. */
struct entry {
  char type;
  unsigned mode, major, minor;
  uid_t uid;
  gid_t gid;
  off_t size;
  time_t time;
  const char *link;
  char capability[64];
  ssize_t capability_size;
};

static struct report *report;
static int layer;
static struct seen *seen[256];
/* Where an entry is on disk and what it is called in the tar; a path grows and shrinks in place. */
static char path[PATH_MAX], name[PATH_MAX + 8];

static struct {
  char bytes[32 * 1024];
  size_t used;
} out;

static int flush(void) {
  int error = worker_write(out.bytes, out.used);
  out.used = 0;
  return error;
}

static int put(const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    size_t room = sizeof out.bytes - out.used, n = length < room ? length : room;
    memcpy(out.bytes + out.used, at, n);
    out.used += n;
    at += n;
    length -= n;
    int error = out.used == sizeof out.bytes ? flush() : 0;
    if (error) return error;
  }
  return 0;
}

static int put_padding(off_t size) {
  static const char zeros[BLOCK];
  return put(zeros, -size & (BLOCK - 1));
}

/* A number as octal digits with a NUL; one that does not fit is in a PAX record. */
static void octal(char *field, size_t width, unsigned long long value) {
  char text[32];
  if (value >> 3 * (width - 1)) value = 0;
  snprintf(text, sizeof text, "%0*llo", (int)width - 1, value);
  memcpy(field, text, width);
}

static int put_header(const char *called, const struct entry *e) {
  union {
    struct tar_header header;
    unsigned char block[BLOCK];
  } h = {0};
  struct tar_header *t = &h.header;
  memcpy(t->name, called, strnlen(called, sizeof t->name));
  if (e->link) memcpy(t->link, e->link, strnlen(e->link, sizeof t->link));
  octal(t->mode, sizeof t->mode, e->mode);
  octal(t->uid, sizeof t->uid, e->uid);
  octal(t->gid, sizeof t->gid, e->gid);
  octal(t->size, sizeof t->size, e->size);
  octal(t->mtime, sizeof t->mtime, e->time < 0 ? 0 : e->time);
  octal(t->major, sizeof t->major, e->major);
  octal(t->minor, sizeof t->minor, e->minor);
  t->type = e->type;
  memcpy(t->magic, "ustar", 6);
  memcpy(t->version, "00", 2);
  memset(t->checksum, ' ', sizeof t->checksum);
  unsigned sum = 0;
  for (int i = 0; i < BLOCK; i++) sum += h.block[i];
  octal(t->checksum, 7, sum);
  return put(h.block, BLOCK);
}

/* PAX records: "LENGTH KEY=VALUE\n", where LENGTH counts itself. */
static struct {
  char bytes[3 * PATH_MAX];
  size_t used;
} records;

static void add_record(const char *key, const char *value, size_t length) {
  size_t rest = strlen(key) + length + 3, size = rest + 1;
  char digits[16];
  while (rest + snprintf(digits, sizeof digits, "%zu", size) != size)
    size = rest + strlen(digits);
  if (records.used + size > sizeof records.bytes) return;
  records.used += sprintf(records.bytes + records.used, "%s %s=", digits, key);
  memcpy(records.bytes + records.used, value, length);
  records.used += length;
  records.bytes[records.used++] = '\n';
}

static void add_number(const char *key, long long value, unsigned long long most) {
  char text[24];
  if (value >= 0 && (unsigned long long)value <= most) return;
  add_record(key, text, sprintf(text, "%lld", value));
}

static int fits(const char *text) {
  size_t length = 0;
  for (; text[length]; length++)
    if (text[length] & 0x80) return 0;
  return length <= sizeof((struct tar_header *)0)->name;
}

/* Sorted by key, as Go's archive/tar writes them. */
static void make_records(const char *called, const struct entry *e) {
  records.used = 0;
  if (e->capability_size > 0)
    add_record("SCHILY.xattr.security.capability", e->capability, e->capability_size);
  add_number("gid", e->gid, 07777777);
  if (e->link && !fits(e->link)) add_record("linkpath", e->link, strlen(e->link));
  add_number("mtime", e->time, 077777777777);
  if (!fits(called)) add_record("path", called, strlen(called));
  add_number("size", e->size, 077777777777);
  add_number("uid", e->uid, 07777777);
}

/* Writes an entry's header, behind one with what does not fit it. */
static int put_entry(const char *called, const struct entry *e) {
  make_records(called, e);
  if (records.used > 0) {
    char pax[PATH_MAX + 32];
    const char *slash = memrchr(called, '/', strlen(called));
    int folder = slash ? (int)(slash - called + 1) : 0;
    snprintf(pax, sizeof pax, "%.*sPaxHeaders.0/%s", folder, called, called + folder);
    struct entry x = {.type = 'x', .size = records.used};
    int error = put_header(pax, &x);
    if (!error) error = put(records.bytes, records.used);
    if (!error) error = put_padding(records.used);
    if (error) return error;
  }
  return put_header(called, e);
}

/* Exactly `size` bytes of the file: one that shrinks meanwhile is filled up, one that grows is cut. */
static int put_content(off_t size) {
  static char chunk[32 * 1024];
  int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), error = 0;
  if (fd < 0) return errno;
  for (off_t left = size; left > 0 && !error;) {
    size_t wanted = left < (off_t)sizeof chunk ? (size_t)left : sizeof chunk;
    ssize_t n = read(fd, chunk, wanted);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      error = errno;
      break;
    }
    if (n == 0) memset(chunk, 0, n = wanted);
    error = put(chunk, n);
    left -= n;
  }
  close(fd);
  return error ? error : put_padding(size);
}

/* Answers the name under which the file is in the tar already, or notes this one. */
static const char *first_name(const struct stat *st) {
  struct seen **list = &seen[st->st_ino % 256];
  for (struct seen *s = *list; s; s = s->next)
    if (s->inode == st->st_ino && s->device == st->st_dev) return s->name;
  struct seen *s = malloc(sizeof *s + strlen(name) + 1);
  if (!s) return NULL;
  *s = (struct seen){.next = *list, .device = st->st_dev, .inode = st->st_ino};
  strcpy(s->name, name);
  *list = s;
  return NULL;
}

static void read_capability(struct entry *e) {
  e->capability_size = lgetxattr(path, "security.capability", e->capability, sizeof e->capability);
  /* Revision 3 is 2 with the id of a user namespace's root behind it, which means nothing elsewhere. */
  if (e->capability_size > 20 && e->capability[3] == 3) {
    e->capability[3] = 2;
    e->capability_size = 20;
  }
}

static int put_whiteout(const struct entry *of) {
  char called[PATH_MAX + 16];
  char *slash = strrchr(name, '/');
  int folder = slash ? (int)(slash - name + 1) : 0;
  snprintf(called, sizeof called, "%.*s.wh.%s", folder, name, name + folder);
  struct entry e = *of;
  e.type = '0';
  e.mode = 0600;
  return put_entry(called, &e);
}

static int put_opaque(const struct entry *of) {
  char called[PATH_MAX + 24], value = 0;
  if (lgetxattr(path, "trusted.overlay.opaque", &value, 1) != 1 || value != 'y') return 0;
  snprintf(called, sizeof called, "%s.wh..wh..opq", name);
  struct entry e = {.type = '0', .mode = of->mode & 0777, .uid = of->uid, .gid = of->gid};
  return put_entry(called, &e);
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static int put_tree(int is_top);

static int put_children(void) {
  struct dirent **children;
  size_t path_end = strlen(path), name_end = strlen(name);
  int count = scandir(path, &children, NULL, by_name), error = 0;
  if (count < 0) return errno;
  for (int i = 0; i < count; i++) {
    const char *child = children[i]->d_name;
    if (!error && strcmp(child, ".") != 0 && strcmp(child, "..") != 0) {
      const char *slash = path_end > 0 && path[path_end - 1] == '/' ? "" : "/";
      size_t room = sizeof path - path_end;
      if ((size_t)snprintf(path + path_end, room, "%s%s", slash, child) >= room ||
          (size_t)snprintf(name + name_end, PATH_MAX - name_end, "%s", child) >= PATH_MAX - name_end)
        error = ENAMETOOLONG;
      else
        error = put_tree(0);
      path[path_end] = name[name_end] = 0;
    }
    free(children[i]);
  }
  free(children);
  return error;
}

static int put_tree(int is_top) {
  static char target[PATH_MAX];
  struct stat st;
  /* What is removed while it is being packed was not there. */
  if (lstat(path, &st)) return errno == ENOENT && !is_top ? 0 : errno;
  struct entry e = {.mode = st.st_mode, .uid = st.st_uid, .gid = st.st_gid, .time = st.st_mtime};
  int error = 0;
  strcpy(report->at, name);
  read_capability(&e);
  switch (st.st_mode & S_IFMT) {
    case S_IFDIR:
      e.type = '5';
      if ((!is_top || *name) && name[strlen(name) - 1] != '/') strcat(name, "/");
      if (*name) error = put_entry(name, &e);
      if (!error && layer && *name) error = put_opaque(&e);
      return error ? error : put_children();
    case S_IFCHR:
    case S_IFBLK:
      if (layer && S_ISCHR(st.st_mode) && st.st_rdev == 0) return put_whiteout(&e);
      e.type = S_ISCHR(st.st_mode) ? '3' : '4';
      e.major = major(st.st_rdev);
      e.minor = minor(st.st_rdev);
      break;
    case S_IFIFO: e.type = '6'; break;
    case S_IFREG:
      e.type = '0';
      e.size = st.st_size;
      break;
    case S_IFLNK: {
      ssize_t n = readlink(path, target, sizeof target - 1);
      if (n < 0) return errno;
      target[n] = 0;
      e.type = '2';
      e.link = target;
      break;
    }
    default: return 0; /* A socket: tar has no word for it. */
  }
  const char *first = st.st_nlink > 1 ? first_name(&st) : NULL;
  if (first) {
    e.type = '1';
    e.size = 0;
    e.link = first;
  }
  error = put_entry(name, &e);
  return error || e.size == 0 ? error : put_content(e.size);
}

int pack(struct cursor *c, struct report *r) {
  char *root = take_text(c, NULL), *from = take_text(c, NULL), *called = take_text(c, NULL);
  uint32_t flags = take_u32(c);
  if (c->bad) return EBADMSG;
  report = r;
  layer = flags & PACK_LAYER;
  if (chroot(root) || chdir("/")) return errno;
  if (strlen(called) >= PATH_MAX) return ENAMETOOLONG;
  strcpy(name, called);
  if (flags & PACK_FOLLOW) {
    strcpy(r->at, called);
    if (!realpath(from, path)) return errno;
  } else {
    if (strlen(from) >= sizeof path) return ENAMETOOLONG;
    strcpy(path, *from ? from : "/");
  }
  int error = put_tree(1);
  static const char end[2 * BLOCK];
  if (!error) error = put(end, sizeof end);
  if (!error) error = flush();
  return error;
}
