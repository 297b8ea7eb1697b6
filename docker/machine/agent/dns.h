/* DNS messages (RFC 1035). */
#ifndef DNS_H
#define DNS_H

#include <stddef.h>

enum { DNS_MAX = 512 };

/* Answers a query by what is in the tables, into `answer`, which has room for DNS_MAX bytes. Answers the
 * answer's size, or 0 for what is no query. What is in no table cannot be found out: SERVFAIL. */
size_t dns_answer(char *const *tables, const unsigned char *query, size_t length,
                  unsigned char *answer);

#endif
