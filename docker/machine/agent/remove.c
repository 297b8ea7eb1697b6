#define _GNU_SOURCE
#include "remove.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int remove_content(int at, const char *name) {
  struct open_how how = {.flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
                         .resolve = at == AT_FDCWD ? 0 : RESOLVE_NO_XDEV};
  int fd = syscall(SYS_openat2, at, name, &how, sizeof how), error = 0;
  if (fd < 0) return errno == EXDEV ? EBUSY : errno;
  DIR *folder = fdopendir(fd);
  if (!folder) {
    close(fd);
    return ENOMEM;
  }
  for (struct dirent *e; !error && (e = readdir(folder));)
    if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
      error = remove_tree(fd, e->d_name);
  closedir(folder);
  return error;
}

int remove_tree(int at, const char *name) {
  if (unlinkat(at, name, 0) == 0) return 0;
  if (errno != EISDIR) return errno;
  /* Most folders that a container leaves are empty. */
  if (unlinkat(at, name, AT_REMOVEDIR) == 0) return 0;
  if (errno != ENOTEMPTY) return errno;
  int error = remove_content(at, name);
  return error || unlinkat(at, name, AT_REMOVEDIR) == 0 ? error : errno;
}
