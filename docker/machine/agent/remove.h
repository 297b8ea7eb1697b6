#ifndef REMOVE_H
#define REMOVE_H

/* Removes a file or a whole tree, without following links or leaving its file system. Answers 0 or
 * an errno: EBUSY where something is mounted. */
int remove_tree(int at, const char *name);

#endif
