#define _GNU_SOURCE
#include "changes.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Changes are found in what dockerd finds them in: the files as they are seen before and after. Its
 * rules: a folder is changed where its mode or owner differs, or where something in it is changed;
 * anything else also where its size or time differs. */

/* Folders of which the upper ones hide the lower ones' content, as far as it is seen. */
struct stack {
  int count;
  char **folders;
};

static struct {
  char **lines;
  size_t count, room;
} found;

static int note(char kind, const char *path) {
  if (found.count == found.room) {
    size_t room = found.room ? 2 * found.room : 256;
    char **grown = realloc(found.lines, room * sizeof *grown);
    if (!grown) return ENOMEM;
    found.lines = grown;
    found.room = room;
  }
  return asprintf(&found.lines[found.count++], "%c %s", kind, path) < 0 ? ENOMEM : 0;
}

static int is_whiteout(const struct stat *st) { return S_ISCHR(st->st_mode) && st->st_rdev == 0; }

static int is_opaque(const char *folder) {
  char value = 0;
  return lgetxattr(folder, "trusted.overlay.opaque", &value, 1) == 1 && value == 'y';
}

static void free_stack(struct stack *s) {
  for (int i = 0; i < s->count; i++) free(s->folders[i]);
  free(s->folders);
  *s = (struct stack){0};
}

/* A file as it is seen through a stack. */
struct seen {
  struct stat st;
  char path[PATH_MAX];
};

/* Finds what is seen of `name`, and, of a folder, the folders that it consists of. Answers 1 if there
 * is something, 0 if not, or -1 with errno. */
static int look_up(const struct stack *in, const char *name, struct seen *it, struct stack *inner) {
  int found_one = 0;
  *inner = (struct stack){.folders = calloc(in->count + 1, sizeof(char *))};
  if (!inner->folders) return -1;
  for (int i = 0; i < in->count; i++) {
    struct stat one;
    char *path;
    if (asprintf(&path, "%s/%s", in->folders[i], name) < 0) return -1;
    int missing = lstat(path, &one);
    int failed = missing && errno != ENOENT && errno != ENOTDIR;
    int hides = !missing && (is_whiteout(&one) || (found_one && !S_ISDIR(one.st_mode)));
    if (!missing && !hides && !found_one) {
      found_one = 1;
      it->st = one;
      snprintf(it->path, sizeof it->path, "%s", path);
    }
    int continues = !missing && !hides && S_ISDIR(one.st_mode);
    if (continues)
      inner->folders[inner->count++] = path;
    else
      free(path);
    if (failed) return -1;
    if (!missing && (!continues || is_opaque(inner->folders[inner->count - 1]))) break;
  }
  return found_one;
}

static int same_time(struct timespec a, struct timespec b) {
  return a.tv_sec == b.tv_sec && (a.tv_nsec == b.tv_nsec || a.tv_nsec == 0 || b.tv_nsec == 0);
}

static int differs(const struct seen *old, const struct seen *new) {
  const struct stat *a = &old->st, *b = &new->st;
  char mine[64], theirs[64];
  if (a->st_mode != b->st_mode || a->st_uid != b->st_uid || a->st_gid != b->st_gid ||
      a->st_rdev != b->st_rdev)
    return 1;
  if (!S_ISDIR(a->st_mode) &&
      (a->st_size != b->st_size || !same_time(a->st_mtim, b->st_mtim)))
    return 1;
  ssize_t n = lgetxattr(old->path, "security.capability", mine, sizeof mine);
  ssize_t m = lgetxattr(new->path, "security.capability", theirs, sizeof theirs);
  return n != m || (n > 0 && memcmp(mine, theirs, n) != 0);
}

static int visible(const struct dirent *entry) {
  return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* Notes what was seen in a folder and is in the opaque one above no more. */
static int compare_hidden(const char *upper, const struct stack *below, const char *path) {
  int error = 0;
  for (int i = 0; i < below->count && !error; i++) {
    struct dirent **entries;
    int count = scandir(below->folders[i], &entries, visible, NULL);
    if (count < 0) return errno;
    for (int k = 0; k < count; k++) {
      char inside[PATH_MAX], called[PATH_MAX];
      struct stack inner, higher = {.count = i, .folders = below->folders};
      struct seen old;
      struct stat st;
      const char *name = entries[k]->d_name;
      snprintf(inside, sizeof inside, "%s/%s", upper, name);
      snprintf(called, sizeof called, "%s/%s", path, name);
      if (!error && lstat(inside, &st)) {
        /* Once, at the topmost folder that has it. */
        int noted = look_up(&higher, name, &old, &inner);
        free_stack(&inner);
        int was = noted ? 0 : look_up(below, name, &old, &inner);
        if (!noted) free_stack(&inner);
        if (was > 0) error = note('D', called);
        if (was < 0 || noted < 0) error = errno;
      }
      free(entries[k]);
    }
    free(entries);
  }
  return error;
}

static int compare(const char *upper, const struct stack *below, const char *path);

static int compare_entry(const struct seen *new, const struct stack *below, const char *name,
                         const char *path) {
  struct stack inner;
  struct seen old;
  int error = 0, was = look_up(below, name, &old, &inner);
  size_t before = found.count;
  if (was < 0) error = errno;
  else if (is_whiteout(&new->st)) error = was ? note('D', path) : 0;
  else if (!was) error = note('A', path);
  else if (differs(&old, new)) error = note('C', path);
  int noted = found.count > before;
  if (!error && S_ISDIR(new->st.st_mode)) {
    struct stack none = {0};
    error = compare(new->path, was && S_ISDIR(old.st.st_mode) ? &inner : &none, path);
    if (!error && !noted && found.count > before) error = note('C', path);
  }
  free_stack(&inner);
  return error;
}

static int compare(const char *upper, const struct stack *below, const char *path) {
  struct dirent **entries;
  int count = scandir(upper, &entries, visible, NULL), error = 0;
  if (count < 0) return errno;
  for (int i = 0; i < count; i++) {
    const char *name = entries[i]->d_name;
    struct seen new;
    char called[PATH_MAX];
    if ((size_t)snprintf(new.path, sizeof new.path, "%s/%s", upper, name) >= sizeof new.path) {
      if (!error) error = ENAMETOOLONG;
    } else if (!error && lstat(new.path, &new.st) == 0) {
      snprintf(called, sizeof called, "%s/%s", path, name);
      error = compare_entry(&new, below, name, called);
    }
    free(entries[i]);
  }
  free(entries);
  return !error && is_opaque(upper) ? compare_hidden(upper, below, path) : error;
}

static int by_path(const void *a, const void *b) {
  return strcmp(*(char *const *)a + 2, *(char *const *)b + 2);
}

int changes(struct cursor *c, struct report *r) {
  char *upper = take_text(c, NULL);
  struct stack below = {.folders = take_list(c)};
  if (c->bad) return EBADMSG;
  while (below.folders[below.count]) below.count++;
  snprintf(r->at, sizeof r->at, "%s", upper);
  int error = compare(upper, &below, "");
  if (!error) qsort(found.lines, found.count, sizeof *found.lines, by_path);
  for (size_t i = 0; i < found.count && !error; i++)
    error = worker_write(found.lines[i], strlen(found.lines[i]) + 1);
  return error;
}
