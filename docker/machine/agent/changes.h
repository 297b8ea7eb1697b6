/* What an overlay's upper folder changes in the folders below it, as `docker diff` tells it. */
#ifndef CHANGES_H
#define CHANGES_H

#include "worker.h"

int changes(struct cursor *c, struct report *r);

#endif
