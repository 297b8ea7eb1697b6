#define _GNU_SOURCE
#include "dns.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"

enum { HEADER = 12, NAME_MAX_BYTES = 255, ADDRESSES = 24 };
enum { TYPE_A = 1, TYPE_PTR = 12, CLASS_IN = 1 };
enum { NOERROR = 0, SERVFAIL = 2 };
/* As long as dockerd says, in seconds. */
enum { TTL = 600 };

static unsigned take16(const unsigned char *at) {
  return at[0] << 8 | at[1];
}

static unsigned char *put16(unsigned char *at, unsigned value) {
  *at++ = value >> 8;
  *at++ = value;
  return at;
}

/* Reads a name as text with points between its labels. Answers where it ends, or NULL where it is none. */
static const unsigned char *read_name(const unsigned char *at, const unsigned char *end, char *text) {
  size_t used = 0;
  while (at < end && *at) {
    size_t label = *at++;
    if (label > 63 || label >= (size_t)(end - at) || used + label + 1 > NAME_MAX_BYTES) return NULL;
    if (used) text[used++] = '.';
    memcpy(text + used, at, label);
    used += label;
    at += label;
  }
  text[used] = 0;
  return at < end ? at + 1 : NULL;
}

static unsigned char *write_name(unsigned char *at, const char *text) {
  while (*text) {
    size_t label = strcspn(text, ".");
    *at++ = label;
    memcpy(at, text, label);
    at += label;
    text += label + (text[label] == '.');
  }
  *at++ = 0;
  return at;
}

/* The head of an answer about the name that was asked for; its length and data follow. */
static unsigned char *put_record(unsigned char *at, unsigned type) {
  at = put16(at, 0xc000 | HEADER);
  at = put16(at, type);
  at = put16(at, CLASS_IN);
  at = put16(at, 0);
  return put16(at, TTL);
}

static unsigned char *put_addresses(unsigned char *at, const uint32_t *addresses, int count) {
  /* Each time another one first: who has several shares what comes. */
  static unsigned turn;
  turn++;
  for (int i = 0; i < count; i++) {
    uint32_t address = htonl(addresses[(i + turn) % count]);
    at = put16(put_record(at, TYPE_A), sizeof address);
    memcpy(at, &address, sizeof address);
    at += sizeof address;
  }
  return at;
}

static unsigned char *put_pointer(unsigned char *at, const char *host) {
  unsigned char *size = put_record(at, TYPE_PTR), *end = write_name(size + 2, host);
  put16(size, end - size - 2);
  return end;
}

/* Reads `4.3.2.1.in-addr.arpa` as 1.2.3.4. Answers 0 for another name. */
static int read_reversed(const char *name, uint32_t *address) {
  *address = 0;
  for (int i = 0; i < 4; i++) {
    char *end;
    unsigned long byte = strtoul(name, &end, 10);
    if (end == name || byte > 255 || *end != '.') return 0;
    *address |= (uint32_t)byte << (8 * i);
    name = end + 1;
  }
  return !strcasecmp(name, "in-addr.arpa");
}

size_t dns_answer(char *const *tables, const unsigned char *query, size_t length,
                  unsigned char *answer) {
  char name[NAME_MAX_BYTES + 1];
  const unsigned char *end = query + length;
  if (length < HEADER || query[2] & 0x80 || take16(query + 4) != 1) return 0;
  const unsigned char *after = read_name(query + HEADER, end, name);
  if (!after || end - after < 4) return 0;
  size_t question = after + 4 - query;
  unsigned type = take16(after), class = take16(after + 2), count = 0, code = SERVFAIL;
  uint32_t addresses[ADDRESSES], address;
  unsigned char *at = answer + question;
  memcpy(answer, query, question);
  if (class == CLASS_IN && type == TYPE_PTR && read_reversed(name, &address)) {
    const char *host = names_of(tables, address);
    if (host && strlen(host) < 200) {
      at = put_pointer(at, host);
      count = 1;
      code = NOERROR;
    }
  } else if (class == CLASS_IN) {
    int found = names_find(tables, name, addresses, ADDRESSES);
    if (found > 0) code = NOERROR;
    while (found > 0 && question + found * 16 > DNS_MAX) found--;
    if (found > 0 && type == TYPE_A) {
      at = put_addresses(at, addresses, found);
      count = found;
    }
  }
  answer[2] = 0x80 | (query[2] & 0x79);
  answer[3] = 0x80 | code;
  put16(put16(put16(put16(answer + 4, 1), count), 0), 0);
  return at - answer;
}
