#include "wire.h"

#include <stdlib.h>
#include <string.h>

uint32_t take_u32(struct cursor *c) {
  uint32_t value = 0;
  if (c->bad || c->end - c->at < 4) {
    c->bad = 1;
    return 0;
  }
  memcpy(&value, c->at, 4);
  c->at += 4;
  return value;
}

char *take_text(struct cursor *c, uint32_t *length) {
  uint32_t n = take_u32(c);
  if (c->bad || (size_t)(c->end - c->at) <= n || c->at[n] != 0) {
    c->bad = 1;
    return "";
  }
  char *text = c->at;
  c->at += n + 1;
  if (length) *length = n;
  return text;
}

char **take_list(struct cursor *c) {
  uint32_t n = take_u32(c);
  if (c->bad || (size_t)(c->end - c->at) < (size_t)n * 5) {
    c->bad = 1;
    n = 0;
  }
  char **list = calloc(n + 1, sizeof *list);
  for (uint32_t i = 0; i < n; i++) list[i] = take_text(c, NULL);
  return list;
}
