#define _GNU_SOURCE
#include "link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int line = -1;
static struct sockaddr_ll host;
static uint32_t session;
static uint16_t taken, told; /* its frames; told to the host so far */

struct header {
  uint32_t session;
  uint16_t number;
} __attribute__((packed));

int link_start(const char *card) {
  /* Room for a whole window of the largest frames with the kernel's overhead. */
  int room = 2 * LINK_WINDOW * LINK_MTU;
  host = (struct sockaddr_ll){.sll_family = AF_PACKET,
                              .sll_protocol = htons(LINK_TYPE),
                              .sll_ifindex = if_nametoindex(card),
                              .sll_halen = 6};
  memset(host.sll_addr, 0xff, host.sll_halen);
  line = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (line < 0 || setsockopt(line, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) ||
      bind(line, (struct sockaddr *)&host, sizeof host))
    return -1;
  return line;
}

/* Sends parts[1] and so on behind a header that goes into parts[0]. */
static void send_packet(struct iovec *parts, int count) {
  struct header head = {session, taken};
  struct msghdr message = {
      .msg_name = &host, .msg_namelen = sizeof host, .msg_iov = parts, .msg_iovlen = count};
  parts[0] = (struct iovec){&head, sizeof head};
  told = taken;
  while (sendmsg(line, &message, 0) < 0 && (errno == EINTR || errno == ENOBUFS)) {
  }
}

static void tell(void) {
  struct iovec head;
  send_packet(&head, 1);
}

ssize_t link_take(void *into, size_t room, int *opened) {
  struct header head;
  struct iovec parts[2] = {{&head, sizeof head}, {into, room}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  ssize_t n;
  while ((n = recvmsg(line, &message, MSG_DONTWAIT)) >= (ssize_t)sizeof head) {
    *opened = head.number == 0 && head.session != session;
    if (*opened) {
      session = head.session;
      taken = told = 0;
    }
    if (head.session == session && head.number == taken) {
      taken++;
      return n - sizeof head;
    }
    /* It came twice, or after one that was dropped. */
    tell();
  }
  return -1;
}

void link_acknowledge(void) {
  if ((uint16_t)(taken - told) >= LINK_WINDOW / 2) tell();
}

void link_put(const struct iovec *parts, int count) {
  struct iovec packet[8];
  size_t size = 0;
  int used = 1;
  for (int i = 0; i < count; i++) {
    for (size_t at = 0; at < parts[i].iov_len;) {
      size_t left = parts[i].iov_len - at, room = LINK_SEND_MAX - size;
      size_t length = left < room ? left : room;
      packet[used++] = (struct iovec){(char *)parts[i].iov_base + at, length};
      at += length;
      size += length;
      if (size == LINK_SEND_MAX || used == 8) {
        send_packet(packet, used);
        size = 0;
        used = 1;
      }
    }
  }
  if (used > 1) send_packet(packet, used);
}
