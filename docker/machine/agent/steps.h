/* The primitives on files and mounts: each does one step and answers 0 or an errno. */
#ifndef STEPS_H
#define STEPS_H

#include "wire.h"

int step_mkdir(struct cursor *c);
int step_mount(struct cursor *c);
int step_umount(struct cursor *c);
int step_write(struct cursor *c);
int step_read(struct cursor *c, uint32_t task);
/* Sends what a file or a link says: nothing where it is not there, or where its process has ended. */
void step_look(const char *path, uint32_t task);
int step_remove(struct cursor *c);
int step_setxattr(struct cursor *c);
int step_devices(struct cursor *c);
int step_symlink(struct cursor *c);
int step_link(struct cursor *c);
int step_rename(struct cursor *c);
int step_chmod(struct cursor *c);
int step_utime(struct cursor *c);

#endif
