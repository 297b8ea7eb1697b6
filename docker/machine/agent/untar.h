/* Unpacks a tar that comes piece by piece: ustar with PAX records or GNU's long names, owners as
 * numbers. Every name and link is resolved inside of a root, so that none leads out of it. */
#ifndef UNTAR_H
#define UNTAR_H

#include <stddef.h>

#include "wire.h"

struct untar;

/* Reads the fields of STEP_UNPACK. NULL where they are bad or there is no memory. */
struct untar *untar_open(struct cursor *c);
/* Each answers 0 or an errno; after the first error nothing more is unpacked. */
int untar_feed(struct untar *u, const char *bytes, size_t length);
int untar_finish(struct untar *u);
/* The entry that it is at, for a message. */
const char *untar_entry(const struct untar *u);
void untar_free(struct untar *u);

#endif
