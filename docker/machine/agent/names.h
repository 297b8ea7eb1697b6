/* Tables of names: what a resolver looks up. */
#ifndef NAMES_H
#define NAMES_H

#include <stdint.h>

/* The addresses that a name has in any of the tables, `room` at most. Answers how many, or -1 for a name
 * that is in none. */
int names_find(char *const *tables, const char *name, uint32_t *addresses, int room);
/* The name of an address with its network's behind it, or NULL. */
const char *names_of(char *const *tables, uint32_t address);

#endif
