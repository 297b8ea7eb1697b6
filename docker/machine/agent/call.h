/* Calls: `docker` commands that programs of the machine start. The command itself (client.c) only passes
 * on what it is given; the host's command line answers. A call's messages are frames without the
 * length, each one packet of a socket that keeps packets apart:
 *
 *   message:  u32 type, payload */
#ifndef CALL_H
#define CALL_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

#define CALL_SOCKET "/run/docker-cli.sock"

/* Listens for calls. Answers the descriptor, or -1. */
int calls_start(void);
/* How many entries `calls_poll` takes at most. */
size_t calls_count(void);
/* Writes what the calls wait for into `fds` and answers how many entries it took. */
int calls_poll(struct pollfd *fds);
/* Passes on to the host what has come. */
void calls_handle(void);
/* Passes a frame of the host's on to the call that it is for, if there is one still. */
void call_deliver(uint32_t id, uint32_t type, const char *payload, size_t length);
/* Ends every call: the host that answered is gone. */
void calls_drop_all(void);

#endif
