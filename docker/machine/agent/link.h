/* The line to the host: a byte stream each way, cut into Ethernet frames of a type of their own.
 *
 *   from the host:  u32 session, u16 number of the frame, bytes
 *   to the host:    u32 session, u16 count of its frames that were taken, bytes
 *
 * Frame 0 of another session begins a new stream. The host keeps at most LINK_WINDOW frames under way,
 * and sends them again when it hears nothing: the emulated card drops what the guest has no buffer for
 * at that moment. Nothing is dropped on the way to the host.
 *
 * The emulator has a TCP of its own, but that has one segment under way at a time, never repeats one,
 * and goes on sending when the receiver's window is closed.
 *
 * The header is of six bytes so that what follows lies in the guest's memory where LINK_ALIGN says: the
 * kernel copies it by one instruction to an address that is equal modulo 8, word by word to another. */
#ifndef LINK_H
#define LINK_H

#include <stddef.h>
#include <sys/types.h>
#include <sys/uio.h>

/* LINK_MTU is docker/machine/link.ts's. What goes out is smaller: the kernel wants it contiguous. */
enum { LINK_TYPE = 0x88b5, LINK_MTU = 65535, LINK_SEND_MAX = 16 * 1024 };
enum { LINK_WINDOW = 16, LINK_ALIGN = 4 };

/* Opens the line on the network card and answers its descriptor, or -1. */
int link_start(const char *card);
/* Takes a frame without waiting; `into` is best at LINK_ALIGN modulo 8, and `room` is LINK_MTU at
 * least. Answers its size, or -1 if there is none. `opened` tells that it begins a new stream. */
ssize_t link_take(void *into, size_t room, int *opened);
/* Tells the host how far the agent is, where the host would soon wait for that. */
void link_acknowledge(void);
void link_put(const struct iovec *parts, int count);

#endif
