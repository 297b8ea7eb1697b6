#define _GNU_SOURCE
#include "names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "resolver.h"

struct entry {
  struct entry *next;
  char *table, *owner, **names;
  uint32_t address;
};

static struct entry *entries;

static void forget(struct entry *e) {
  for (char **name = e->names; name && *name; name++) free(*name);
  free(e->names);
  free(e->table);
  free(e->owner);
  free(e);
}

int step_names(struct cursor *c) {
  char *table = take_text(c, NULL), *owner = take_text(c, NULL);
  uint32_t address = take_u32(c);
  char **names = take_list(c);
  int error = c->bad ? EBADMSG : 0, count = 0;
  for (struct entry **at = &entries; !error && *at;) {
    struct entry *e = *at;
    if (strcmp(e->table, table) || strcmp(e->owner, owner)) {
      at = &e->next;
    } else {
      *at = e->next;
      forget(e);
    }
  }
  while (!error && names[count]) count++;
  struct entry *e = count ? calloc(1, sizeof *e) : NULL;
  if (e) {
    e->table = strdup(table);
    e->owner = strdup(owner);
    e->names = calloc(count + 1, sizeof *e->names);
    e->address = address;
    error = e->table && e->owner && e->names ? 0 : ENOMEM;
    for (int i = 0; !error && i < count; i++)
      if (!(e->names[i] = strdup(names[i]))) error = ENOMEM;
    if (error) {
      forget(e);
    } else {
      e->next = entries;
      entries = e;
    }
  } else if (count) {
    error = ENOMEM;
  }
  free(names);
  return error;
}

static int is_in(const struct entry *e, char *const *tables) {
  while (*tables && strcmp(*tables, e->table)) tables++;
  return *tables != NULL;
}

int names_find(char *const *tables, const char *name, uint32_t *addresses, int room) {
  int count = 0;
  for (struct entry *e = entries; e && count < room; e = e->next) {
    if (!is_in(e, tables)) continue;
    char **at = e->names;
    while (*at && strcasecmp(*at, name)) at++;
    if (*at) addresses[count++] = e->address;
  }
  return count ? count : -1;
}

const char *names_of(char *const *tables, uint32_t address) {
  struct entry *e = entries;
  while (e && (e->address != address || !is_in(e, tables))) e = e->next;
  if (!e) return NULL;
  return e->names[1] ? e->names[1] : e->names[0];
}
