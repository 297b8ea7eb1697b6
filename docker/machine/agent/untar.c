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
#include <sys/xattr.h>
#include <unistd.h>

#include "remove.h"
#include "tar.h"

enum { BLOCK = TAR_BLOCK };

/* Making its entries changes a folder's time: the times are set at the end. */
struct folder_time {
  struct folder_time *next;
  struct timespec time;
  char path[];
};

/* An extended attribute of the entry to come. */
struct attribute {
  struct attribute *next;
  size_t size;
  char *value;
  char name[];
};

/* What PAX records say of the entry to come, in place of its header. */
struct override {
  int has_size, has_uid, has_gid, has_time;
  unsigned long long size;
  uid_t uid;
  gid_t gid;
  time_t time;
};

struct untar {
  int root, error, ended;
  int parent;         /* the folder at parent_path, or -1: entries of one folder come together */
  char parent_path[PATH_MAX];
  union {
    struct tar_header header;
    char block[BLOCK];
  };
  size_t filled;      /* bytes of the block that are there */
  unsigned long long left; /* bytes of content that are still to come */
  size_t padding;     /* and of what fills up its last block */
  char *text;         /* where content goes that is about the entry to come, or NULL */
  size_t text_used;
  int file;           /* where content goes that is a file's, or -1 */
  struct timespec time;
  char name[PATH_MAX], link[PATH_MAX];
  int has_name, has_link; /* a long one came before the header */
  struct override override;
  struct attribute *attributes;
  struct folder_time *folders;
  char base[PATH_MAX]; /* the folder inside the root, "" or with a slash at its end */
  uint32_t flags;
  uid_t owner;        /* with UNPACK_OWNER, everything's */
  gid_t group;
};

struct untar *untar_open(struct cursor *c) {
  char *root = take_text(c, NULL), *folder = take_text(c, NULL);
  uint32_t flags = take_u32(c), owner = take_u32(c), group = take_u32(c);
  struct untar *u = c->bad ? NULL : calloc(1, sizeof *u);
  if (!u) return NULL;
  u->file = u->parent = -1;
  u->flags = flags;
  u->owner = owner;
  u->group = group;
  while (*folder == '/') folder++;
  if (snprintf(u->base, PATH_MAX, "%s%s", folder, *folder ? "/" : "") >= PATH_MAX)
    u->error = ENAMETOOLONG;
  u->root = open(root, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
  if (u->root < 0) u->error = errno;
  return u;
}

static void forget_parent(struct untar *u) {
  if (u->parent >= 0) close(u->parent);
  u->parent = -1;
}

static void forget_attributes(struct untar *u) {
  for (struct attribute *a = u->attributes; a;) {
    struct attribute *next = a->next;
    free(a->value);
    free(a);
    a = next;
  }
  u->attributes = NULL;
}

void untar_free(struct untar *u) {
  if (!u) return;
  forget_parent(u);
  if (u->file >= 0) close(u->file);
  if (u->root >= 0) close(u->root);
  forget_attributes(u);
  for (struct folder_time *f = u->folders; f;) {
    struct folder_time *next = f->next;
    free(f);
    f = next;
  }
  free(u->text);
  free(u);
}

const char *untar_entry(const struct untar *u) {
  size_t base = strlen(u->base);
  return strncmp(u->name, u->base, base) == 0 ? u->name + base : u->name;
}

/* Numbers are octal text, or GNU's binary form where the first bit is set. */
static long long number(const char *field, size_t width) {
  char text[16] = {0};
  const unsigned char *bytes = (const unsigned char *)field;
  if (bytes[0] & 0x80) {
    long long value = bytes[0] == 0xff ? -1 : bytes[0] & 0x7f;
    for (size_t i = 1; i < width; i++) value = value << 8 | bytes[i];
    return value;
  }
  memcpy(text, field, width);
  return strtoll(text, NULL, 8);
}

/* Finds the folder that an entry is in, as if the root were that of everything: no link leads out of
 * it. Answers a descriptor that is good until the next call, or -1 with errno;
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
  struct tar_header *h = &u->header;
  char *name;
  if (h->type == '1') return make_link(u);
  int at = parent_of(u, u->name, &name);
  if (at < 0) return errno;
  switch (h->type) {
    case '5': return mkdirat(at, name, mode) ? errno : 0;
    case '2': return symlinkat(u->link, at, name) ? errno : 0;
    case '3':
    case '4': {
      dev_t device = makedev((unsigned)number(h->major, 8), (unsigned)number(h->minor, 8));
      return mknodat(at, name, (h->type == '3' ? S_IFCHR : S_IFBLK) | mode, device) ? errno : 0;
    }
    case '6': return mknodat(at, name, S_IFIFO | mode, 0) ? errno : 0;
    case '0':
    case '7': /* contiguous, which nobody distinguishes */
    case 0:
      u->file = openat(at, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
      return u->file < 0 ? errno : 0;
    default: return EBADMSG;
  }
}

/* Makes way for an entry whose name is taken. */
static int replace(struct untar *u, mode_t mode) {
  struct stat old;
  char *name;
  int at = parent_of(u, u->name, &name);
  if (at < 0 || fstatat(at, name, &old, AT_SYMLINK_NOFOLLOW)) return errno;
  int was_folder = S_ISDIR(old.st_mode), is_folder = u->header.type == '5';
  if (was_folder && is_folder) return 0;
  if (u->flags & UNPACK_KEEP_KINDS && was_folder != is_folder) return was_folder ? EISDIR : ENOTDIR;
  int error = remove_tree(at, name);
  if (error) return error;
  forget_parent(u);
  return make_once(u, mode);
}

/* After the owner and the content, whose changes take capabilities away. What the file system has no
 * room for is left out, as dockerd does. */
static int set_attributes(struct untar *u, int at, const char *name) {
  char path[64 + NAME_MAX];
  snprintf(path, sizeof path, "/proc/self/fd/%d/%s", at, name);
  for (struct attribute *a = u->attributes; a; a = a->next)
    if (lsetxattr(path, a->name, a->value, a->size, 0) && errno != EOPNOTSUPP && errno != EPERM)
      return errno;
  return 0;
}

static int make_entry(struct untar *u) {
  struct tar_header *h = &u->header;
  struct override *o = &u->override;
  mode_t mode = number(h->mode, 8) & 07777;
  uid_t uid = o->has_uid ? o->uid : number(h->uid, 8);
  gid_t gid = o->has_gid ? o->gid : number(h->gid, 8);
  char *name;
  int error = make_once(u, mode);
  if (error == ENOENT && h->type != '1') {
    error = make_parents(u);
    if (!error) error = make_once(u, mode);
  }
  if (error == EEXIST) error = replace(u, mode);
  if (error || h->type == '1') return error;
  if (u->flags & UNPACK_OWNER) uid = u->owner, gid = u->group;
  int at = parent_of(u, u->name, &name);
  if (at < 0) return errno;
  if (fchownat(at, name, uid, gid, AT_SYMLINK_NOFOLLOW)) return errno;
  /* After the owner, whose change takes set-user-ID away. */
  if (h->type != '2' && fchmodat(at, name, mode, 0)) return errno;
  if (u->file < 0 && (error = set_attributes(u, at, name))) return error;
  u->time = (struct timespec){.tv_sec = o->has_time ? o->time : (time_t)number(h->mtime, 12)};
  if (h->type == '5') return remember_time(u);
  return u->file >= 0 ? 0 : set_time(u, u->name, u->time);
}

static void copy_text(char *to, const char *from, size_t width) {
  memcpy(to, from, width);
  to[width] = 0;
}

/* Puts a path's parts behind the base; one that leads above it is refused. */
static int place(struct untar *u, char *path) {
  char placed[PATH_MAX];
  size_t base = strlen(u->base), used = base;
  memcpy(placed, u->base, base);
  for (char *part = path; *part;) {
    size_t length = strcspn(part, "/");
    if (length == 2 && memcmp(part, "..", 2) == 0) {
      if (used == base) return EPERM;
      while (--used > base && placed[used - 1] != '/') {
      }
    } else if (length > 0 && !(length == 1 && *part == '.')) {
      if (used + length + 1 >= sizeof placed) return ENAMETOOLONG;
      memcpy(placed + used, part, length);
      used += length;
      placed[used++] = '/';
    }
    part += length + (part[length] == '/');
  }
  if (used > base) used--;
  placed[used] = 0;
  memcpy(path, placed, used + 1);
  return 0;
}

static int take_record(struct untar *u, char *key, char *value, size_t size) {
  static const char XATTR[] = "SCHILY.xattr.";
  struct override *o = &u->override;
  if (strncmp(key, XATTR, sizeof XATTR - 1) == 0) {
    const char *name = key + sizeof XATTR - 1;
    struct attribute *a = malloc(sizeof *a + strlen(name) + 1);
    char *copy = malloc(size + 1);
    if (!a || !copy) return free(a), free(copy), ENOMEM;
    memcpy(copy, value, size);
    *a = (struct attribute){u->attributes, size, copy};
    strcpy(a->name, name);
    u->attributes = a;
    return 0;
  }
  int is_name = strcmp(key, "path") == 0;
  if (is_name || strcmp(key, "linkpath") == 0) {
    if (size >= PATH_MAX) return ENAMETOOLONG;
    if (strlen(value) != size) return EBADMSG;
    strcpy(is_name ? u->name : u->link, value);
    if (is_name) u->has_name = 1;
    else u->has_link = 1;
    return 0;
  }
  if (strcmp(key, "size") == 0) o->has_size = 1, o->size = strtoull(value, NULL, 10);
  if (strcmp(key, "uid") == 0) o->has_uid = 1, o->uid = strtoul(value, NULL, 10);
  if (strcmp(key, "gid") == 0) o->has_gid = 1, o->gid = strtoul(value, NULL, 10);
  if (strcmp(key, "mtime") == 0) o->has_time = 1, o->time = strtoll(value, NULL, 10);
  return 0;
}

/* Takes PAX records: "LENGTH KEY=VALUE\n". */
static int take_records(struct untar *u, char *text, size_t size) {
  for (char *at = text, *end = text + size; at < end;) {
    char *space;
    unsigned long length = strtoul(at, &space, 10);
    if (*space != ' ' || length > (size_t)(end - at) || length < (size_t)(space - at) + 4)
      return EBADMSG;
    char *key = space + 1, *last = at + length - 1, *equals = memchr(key, '=', last - key);
    if (!equals || *last != '\n') return EBADMSG;
    *equals = *last = 0;
    int error = take_record(u, key, equals + 1, last - equals - 1);
    if (error) return error;
    at += length;
  }
  return 0;
}

/* Is it about the entry to come, and not an entry? */
static int is_about(char type) { return type == 'L' || type == 'K' || type == 'x' || type == 'g'; }

static int end_about(struct untar *u) {
  char type = u->header.type, *text = u->text;
  int error = 0;
  u->text = NULL;
  text[u->text_used] = 0;
  if (type == 'x') {
    error = take_records(u, text, u->text_used);
  } else if (type != 'g') {
    if (strlen(text) >= PATH_MAX) error = ENAMETOOLONG;
    else strcpy(type == 'L' ? u->name : u->link, text);
    if (type == 'L') u->has_name = 1;
    else u->has_link = 1;
  }
  free(text);
  return error;
}

static int has_sum(struct untar *u) {
  unsigned sum = 0;
  for (int i = 0; i < BLOCK; i++) sum += (unsigned char)u->block[i];
  for (size_t i = 0; i < sizeof u->header.checksum; i++)
    sum += ' ' - (unsigned char)u->header.checksum[i];
  return sum == (unsigned)number(u->header.checksum, sizeof u->header.checksum);
}

static void take_name(struct untar *u) {
  struct tar_header *h = &u->header;
  char *name = u->name;
  /* GNU's headers have something else there. */
  if (memcmp(h->magic, "ustar", sizeof h->magic) == 0 && h->prefix[0]) {
    copy_text(name, h->prefix, sizeof h->prefix);
    name += strlen(name);
    *name++ = '/';
  }
  copy_text(name, h->name, sizeof h->name);
}

static int begin_entry(struct untar *u) {
  struct tar_header *h = &u->header;
  if (h->name[0] == 0 && h->checksum[0] == 0) {
    u->ended = 1;
    return 0;
  }
  if (!has_sum(u)) return EBADMSG;
  u->left = u->override.has_size ? u->override.size : (unsigned long long)number(h->size, 12);
  u->padding = -u->left & (BLOCK - 1);
  if (is_about(h->type)) {
    if (u->left > FRAME_MAX) return EFBIG;
    u->text = malloc(u->left + 1);
    u->text_used = 0;
    return u->text ? 0 : ENOMEM;
  }
  if (!u->has_name) take_name(u);
  if (!u->has_link) copy_text(u->link, h->link, sizeof h->link);
  u->has_name = u->has_link = 0;
  size_t length = strlen(u->name);
  /* Before there was a type for folders. */
  if (h->type == 0 && length > 0 && u->name[length - 1] == '/') h->type = '5';
  if (h->type != '0' && h->type != '7' && h->type != 0) u->left = u->padding = 0;
  int error = place(u, u->name);
  if (!error && h->type == '1') error = place(u, u->link);
  /* The folder itself is there, and stays as it is. */
  if (!error && strcmp(u->name, u->base) != 0) error = make_entry(u);
  u->override = (struct override){0};
  if (u->file < 0) forget_attributes(u);
  return error;
}

/* Takes content; answers how much, or -1 with errno. */
static ssize_t take_content(struct untar *u, const char *bytes, size_t length) {
  size_t n = length < u->left ? length : u->left;
  if (u->text) {
    memcpy(u->text + u->text_used, bytes, n);
    u->text_used += n;
    return n;
  }
  return u->file >= 0 ? write(u->file, bytes, n) : (ssize_t)n;
}

static int end_content(struct untar *u) {
  if (u->text) return end_about(u);
  if (u->file < 0) return 0;
  close(u->file);
  u->file = -1;
  if (u->attributes) {
    char *name;
    int at = parent_of(u, u->name, &name), error = at < 0 ? errno : set_attributes(u, at, name);
    forget_attributes(u);
    if (error) return error;
  }
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
  /* Its end is two empty blocks, which some leave out. */
  if (!u->error && !u->ended && (u->left || u->filled)) u->error = EBADMSG;
  for (struct folder_time *f = u->folders; f && !u->error; f = f->next)
    u->error = set_time(u, f->path, f->time);
  return u->error;
}
