/* Packs files into a tar on descriptor 1, as dockerd does: PAX records where ustar has no room, times
 * in whole seconds, modes with the bits of their type, of extended attributes security.capability,
 * names sorted. */
#ifndef PACK_H
#define PACK_H

#include "worker.h"

int pack(struct cursor *c, struct report *r);

#endif
