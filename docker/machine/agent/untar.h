/* Unpacks a tar that comes piece by piece: what docker/registry/tar.ts writes, which has GNU's long
 * names, owners as numbers and, of devices, overlayfs' whiteouts. */
#ifndef UNTAR_H
#define UNTAR_H

#include <stddef.h>

struct untar;

/* NULL where there is no memory. The folder exists. */
struct untar *untar_open(const char *folder);
/* Each answers 0 or an errno; after the first error nothing more is unpacked. */
int untar_feed(struct untar *u, const char *bytes, size_t length);
int untar_finish(struct untar *u);
/* The entry that it is at, for a message. */
const char *untar_entry(const struct untar *u);
void untar_free(struct untar *u);

#endif
