#define _GNU_SOURCE
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "link.h"
#include "netlink.h"
#include "resolver.h"

/* How many are made ahead, while nothing else is to be done: a namespace and a card cost a start a
 * million instructions. */
enum { AHEAD = 3 };

static const char *const FIRST_CARD = "eth0";

struct netns {
  struct netns *next;
  char *path;          /* a link to the namespace; NULL while it is nobody's */
  int fd, netlink;
  unsigned index;      /* of the first card, where nothing is plugged into it yet; else 0 */
  char peer[IFNAMSIZ]; /* that card's other end */
  struct resolver *resolver;
};

/* The machine's own network. */
static int own = -1, netlink = -1;
static struct netns *used, *prepared;

static int enter(int fd) {
  return setns(fd, CLONE_NEWNET) ? errno : 0;
}

static void set(const char *file, const char *value) {
  int fd = open(file, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  if (write(fd, value, strlen(value)) < 0) {
    /* A kernel without that switch. */
  }
  close(fd);
}

static void request_card(struct batch *b, int flags, int type, unsigned index, unsigned up) {
  struct ifinfomsg body = {.ifi_index = index, .ifi_flags = up, .ifi_change = up};
  netlink_request(b, type, flags, &body, sizeof body);
}

/* A card called `name` in the namespace of the socket that this is sent to, and its other end among the
 * machine's own. */
static void request_pair(struct batch *b, const char *name, char peer[IFNAMSIZ]) {
  uint32_t number = 0;
  struct ifinfomsg other = {0};
  getrandom(&number, sizeof number, GRND_NONBLOCK);
  snprintf(peer, IFNAMSIZ, "veth%07x", number & 0xfffffff);
  request_card(b, NLM_F_CREATE | NLM_F_EXCL, RTM_NEWLINK, 0, 0);
  netlink_text(b, IFLA_IFNAME, name);
  struct rtattr *info = netlink_nest(b, IFLA_LINKINFO, NULL, 0);
  netlink_text(b, IFLA_INFO_KIND, "veth");
  struct rtattr *data = netlink_nest(b, IFLA_INFO_DATA, NULL, 0);
  struct rtattr *end = netlink_nest(b, VETH_INFO_PEER, &other, sizeof other);
  netlink_text(b, IFLA_IFNAME, peer);
  netlink_put(b, IFLA_NET_NS_FD, &own, sizeof own);
  netlink_unnest(b, end);
  netlink_unnest(b, data);
  netlink_unnest(b, info);
}

static void drop(struct netns *n) {
  if (n->fd >= 0) close(n->fd);
  if (n->netlink >= 0) close(n->netlink);
  resolver_close(n->resolver);
  free(n->path);
  free(n);
}

/* A namespace with its loopback device up and a card that is not plugged into anything. */
static struct netns *make(int *error) {
  struct netns *n = calloc(1, sizeof *n);
  struct batch b = {.used = 0};
  *error = ENOMEM;
  if (!n) return NULL;
  n->fd = n->netlink = -1;
  *error = unshare(CLONE_NEWNET) ? errno : 0;
  if (!*error) {
    n->fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    n->netlink = netlink_open();
    if (n->fd < 0 || n->netlink < 0) *error = errno;
    /* As in every container: anybody may ping, and listen on any port. */
    set("/proc/sys/net/ipv4/ping_group_range", "0 2147483647");
    set("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
    request_card(&b, 0, RTM_NEWLINK, 1, IFF_UP);
    request_pair(&b, FIRST_CARD, n->peer);
    if (!*error) *error = netlink_do(n->netlink, &b);
    n->index = if_nametoindex(FIRST_CARD);
    enter(own);
  }
  if (!*error) return n;
  drop(n);
  return NULL;
}

int network_start(const char *card) {
  struct batch b = {.used = 0};
  own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  netlink = netlink_open();
  if (own < 0 || netlink < 0 || unshare(CLONE_NEWNET)) return -1;
  int hidden = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  if (hidden < 0 || enter(own)) return -1;
  request_card(&b, 0, RTM_NEWLINK, if_nametoindex(card), 0);
  netlink_put(&b, IFLA_NET_NS_FD, &hidden, sizeof hidden);
  if (netlink_do(netlink, &b) || enter(hidden)) return -1;
  int there = netlink_open();
  request_card(&b, 0, RTM_NEWLINK, if_nametoindex(card), IFF_UP);
  int line = there < 0 || netlink_do(there, &b) ? -1 : link_start(card);
  close(there);
  close(hidden);
  return enter(own) ? -1 : line;
}

int network_lacks(void) {
  int count = 0;
  for (struct netns *n = prepared; n; n = n->next) count++;
  return count < AHEAD;
}

void network_prepare(void) {
  int error;
  struct netns *n = make(&error);
  if (!n) return;
  n->next = prepared;
  prepared = n;
}

static struct netns **find(const char *path) {
  struct netns **at = &used;
  while (*at && strcmp((*at)->path, path)) at = &(*at)->next;
  return at;
}

int step_netns(struct cursor *c) {
  char *path = take_text(c, NULL), target[64];
  if (c->bad) return EBADMSG;
  if (*find(path)) return EEXIST;
  int error = 0;
  struct netns *n = prepared;
  if (n) prepared = n->next;
  else n = make(&error);
  if (!n) return error;
  n->path = strdup(path);
  snprintf(target, sizeof target, "/proc/1/fd/%d", n->fd);
  if (!n->path || symlink(target, path)) {
    error = n->path ? errno : ENOMEM;
    drop(n);
    return error;
  }
  n->next = used;
  used = n;
  return 0;
}

int step_unnetns(struct cursor *c) {
  char *path = take_text(c, NULL);
  if (c->bad) return EBADMSG;
  struct netns **at = find(path), *n = *at;
  if (!n) return 0;
  *at = n->next;
  int error = unlink(path) ? errno : 0;
  drop(n);
  return error;
}

static void request_address(struct batch *b, unsigned index, uint32_t address, uint32_t prefix) {
  struct ifaddrmsg body = {.ifa_family = AF_INET, .ifa_prefixlen = prefix, .ifa_index = index};
  uint32_t hosts = prefix == 0 ? ~0u : (1u << (32 - prefix)) - 1;
  uint32_t whole = htonl(address), broadcast = htonl(address | hosts);
  netlink_request(b, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, &body, sizeof body);
  netlink_put(b, IFA_LOCAL, &whole, sizeof whole);
  netlink_put(b, IFA_ADDRESS, &whole, sizeof whole);
  netlink_put(b, IFA_BROADCAST, &broadcast, sizeof broadcast);
}

int step_bridge(struct cursor *c) {
  char *name = take_text(c, NULL), *mac = take_text(c, NULL);
  uint32_t address = take_u32(c), prefix = take_u32(c);
  if (c->bad || prefix > 31) return EBADMSG;
  struct batch b = {.used = 0};
  uint8_t snooping = 0;
  request_card(&b, NLM_F_CREATE | NLM_F_EXCL, RTM_NEWLINK, 0, 0);
  netlink_text(&b, IFLA_IFNAME, name);
  netlink_put(&b, IFLA_ADDRESS, mac, 6);
  struct rtattr *info = netlink_nest(&b, IFLA_LINKINFO, NULL, 0);
  netlink_text(&b, IFLA_INFO_KIND, "bridge");
  struct rtattr *data = netlink_nest(&b, IFLA_INFO_DATA, NULL, 0);
  netlink_put(&b, IFLA_BR_MCAST_SNOOPING, &snooping, sizeof snooping);
  netlink_unnest(&b, data);
  netlink_unnest(&b, info);
  int error = netlink_do(netlink, &b);
  if (error) return error;
  unsigned index = if_nametoindex(name);
  request_address(&b, index, address, prefix);
  request_card(&b, 0, RTM_NEWLINK, index, IFF_UP);
  return netlink_do(netlink, &b);
}

int step_unbridge(struct cursor *c) {
  char *name = take_text(c, NULL);
  if (c->bad) return EBADMSG;
  unsigned index = if_nametoindex(name);
  if (!index) return 0;
  struct batch b = {.used = 0};
  request_card(&b, 0, RTM_DELLINK, index, 0);
  return netlink_do(netlink, &b);
}

/* The number of a card in another namespace. */
static unsigned index_in(struct netns *n, const char *card) {
  if (enter(n->fd)) return 0;
  unsigned index = if_nametoindex(card);
  enter(own);
  return index;
}

int step_plug(struct cursor *c) {
  char *path = take_text(c, NULL), *card = take_text(c, NULL), *bridge = take_text(c, NULL);
  uint32_t length;
  char *mac = take_text(c, &length);
  uint32_t address = take_u32(c), prefix = take_u32(c);
  if (c->bad || length != 6 || prefix > 32) return EBADMSG;
  struct netns *n = *find(path);
  if (!n) return ENOENT;
  unsigned switchboard = if_nametoindex(bridge), index = n->index;
  if (!switchboard) return ENODEV;
  struct batch b = {.used = 0};
  char peer[IFNAMSIZ];
  int error = 0;
  if (index && !strcmp(card, FIRST_CARD)) {
    memcpy(peer, n->peer, sizeof peer);
    n->index = 0;
  } else {
    request_pair(&b, card, peer);
    error = netlink_do(n->netlink, &b);
    index = error ? 0 : index_in(n, card);
    if (!error && !index) error = ENODEV;
  }
  if (error) return error;
  request_card(&b, 0, RTM_NEWLINK, if_nametoindex(peer), IFF_UP);
  netlink_put(&b, IFLA_MASTER, &switchboard, sizeof switchboard);
  error = netlink_do(netlink, &b);
  if (error) return error;
  request_card(&b, 0, RTM_NEWLINK, index, IFF_UP);
  netlink_put(&b, IFLA_ADDRESS, mac, length);
  request_address(&b, index, address, prefix);
  return netlink_do(n->netlink, &b);
}

int step_unplug(struct cursor *c) {
  char *path = take_text(c, NULL), *card = take_text(c, NULL);
  if (c->bad) return EBADMSG;
  struct netns *n = *find(path);
  unsigned index = n ? index_in(n, card) : 0;
  if (!index) return 0;
  struct batch b = {.used = 0};
  request_card(&b, 0, RTM_DELLINK, index, 0);
  return netlink_do(n->netlink, &b);
}

int step_route(struct cursor *c) {
  char *path = take_text(c, NULL);
  uint32_t gateway = htonl(take_u32(c));
  if (c->bad) return EBADMSG;
  struct netns *n = *find(path);
  if (!n) return ENOENT;
  struct batch b = {.used = 0};
  struct rtmsg body = {.rtm_family = AF_INET,
                       .rtm_table = RT_TABLE_MAIN,
                       .rtm_protocol = RTPROT_BOOT,
                       .rtm_scope = RT_SCOPE_UNIVERSE,
                       .rtm_type = RTN_UNICAST};
  netlink_request(&b, gateway ? RTM_NEWROUTE : RTM_DELROUTE, gateway ? NLM_F_CREATE | NLM_F_REPLACE : 0,
                  &body, sizeof body);
  if (gateway) netlink_put(&b, RTA_GATEWAY, &gateway, sizeof gateway);
  int error = netlink_do(n->netlink, &b);
  /* That there is none is what was wanted. */
  return !gateway && error == ESRCH ? 0 : error;
}

int step_resolver(struct cursor *c) {
  char *path = take_text(c, NULL), **tables = take_list(c);
  struct netns *n = c->bad ? NULL : *find(path);
  int error = c->bad ? EBADMSG : n ? 0 : ENOENT;
  if (!error && !n->resolver && !(error = enter(n->fd))) {
    n->resolver = resolver_open();
    if (!n->resolver) error = errno;
    enter(own);
  }
  /* The texts are the program's of steps, which ends before the namespace. */
  for (char **table = tables; !error && *table; table++)
    if (!(*table = strdup(*table))) error = ENOMEM;
  if (!error) resolver_set(n->resolver, tables);
  else free(tables);
  return error;
}
