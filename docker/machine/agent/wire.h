/* The frames between the agent and docker/machine/wire.ts. Numbers are little-endian.
 *
 *   frame:  u32 length of the payload, u32 task, u32 type, payload
 *   text:   u32 length, bytes, a NUL that is not counted
 *   list:   u32 count, texts
 */
#ifndef WIRE_H
#define WIRE_H

#include <stddef.h>
#include <stdint.h>

enum { FRAME_HEADER = 12, FRAME_MAX = 1 << 20 };

/* Bytes of each stream that may be under way before the reader has granted more. */
enum { WINDOW = 256 * 1024 };

enum to_agent {
  SUBMIT = 1,  /* steps */
  STDIN = 2,   /* bytes; none: end of input */
  CREDIT = 3,  /* u8 stream (1 or 2), u32 bytes */
  SIGNAL = 4,  /* u32 number */
  RESIZE = 5,  /* u32 rows, u32 columns */
  CLOCK = 6,   /* u32 seconds since 1970, u32 nanoseconds, random bytes for the kernel's pool */
  GROUP_SIGNAL = 50, /* u32 number: to the program and those that it has started beside itself */

  /* To a call; the frame's task is the call. */
  CALL_STDOUT = 51,  /* bytes */
  CALL_STDERR = 52,
  CALL_WANT = 53,    /* u32 bytes of its input that are wanted */
  CALL_RAW = 54,     /* u32 whether each key of its terminal is passed on as it is typed */
  CALL_SIGNALS = 55, /* u32 whether the signals that it gets are passed on */
  CALL_EXIT = 56,    /* u32 exit code */
};

enum from_agent {
  STARTED = 1,      /* u32 the process that was named at `ready`, or 0 */
  STDOUT = 2,
  STDERR = 3,
  STDIN_CREDIT = 4, /* u32 bytes */
  OUTPUT = 5,       /* the content of a file, or what was found out */
  DONE = 6,         /* i32 exit code or -1, i32 step that failed or -1, u32 errno, message */

  /* Of a call; the frame's task is the call, which CALL_OPEN begins. */
  CALL_OPEN = 50,   /* u32 which of its streams are terminals, u32 rows, u32 columns, list argv, list env, folder */
  CALL_STDIN = 51,  /* bytes; none: end of input */
  CALL_SIGNAL = 52, /* u32 number */
  CALL_RESIZE = 53, /* u32 rows, u32 columns */
  CALL_TAKEN = 54,  /* u8 stream (1 or 2), u32 bytes that were written to it */
  CALL_GONE = 55,
};

enum step {
  STEP_MKDIR = 1,    /* path, u32 mode */
  STEP_MOUNT = 2,    /* source, target, type, u32 flags, data */
  STEP_UMOUNT = 3,   /* target */
  STEP_WRITE = 4,    /* path, data, u32 mode */
  STEP_READ = 5,     /* path, u32 flags */
  STEP_REMOVE = 6,   /* path */
  STEP_SETXATTR = 7, /* path, name, value */
  STEP_SPAWN = 8,    /* list argv, list env, cwd, ready, console, u32 flags, u32 rows, u32 columns,
                      * and, where wanted, list of what is read at `ready` */
  STEP_FINALLY = 9,
  STEP_UNPACK = 10,  /* root, path, u32 flags, u32 owner, u32 group; the tar comes as STDIN */
  STEP_PACK = 11,    /* root, path, name, u32 flags; the tar goes out as STDOUT */
  STEP_CHANGES = 12, /* path, list of the folders below, topmost first */
  STEP_STAT = 13,    /* root, path */
  STEP_USAGE = 14,   /* path */
  STEP_LIST = 15,    /* path */
  STEP_DEVICES = 16, /* path, program */
  STEP_NETNS = 40,    /* path */
  STEP_UNNETNS = 41,  /* path */
  STEP_BRIDGE = 42,   /* name, mac, u32 address, u32 prefix */
  STEP_UNBRIDGE = 43, /* name */
  STEP_PLUG = 44,     /* path of the namespace, card, bridge, mac, u32 address, u32 prefix */
  STEP_UNPLUG = 45,   /* path of the namespace, card */
  STEP_ROUTE = 46,    /* path of the namespace, u32 gateway, or 0 for none */
  STEP_NAMES = 47,    /* table, owner, u32 address, list of names */
  STEP_RESOLVER = 48, /* path of the namespace, list of tables */
  STEP_CONNECT = 49,  /* u32 address, u32 port; what comes as STDIN goes there, what comes back is STDOUT, and
                         an empty one where it ends */
  STEP_SYMLINK = 50, /* target, path */
  STEP_LINK = 51,    /* existing path, path */
  STEP_RENAME = 52,  /* path, path */
  STEP_CHMOD = 53,   /* path, u32 mode */
  STEP_UTIME = 54,   /* path, u32 seconds since 1970, u32 nanoseconds */
};

enum spawn_flags { SPAWN_STDIN = 1, SPAWN_TTY = 2, SPAWN_SCRIPT = 4 };
/* Where a program reads what is written to it as a script (SPAWN_SCRIPT). */
enum { SCRIPT_FD = 9 };
enum read_flags { READ_OPTIONAL = 1 };
enum unpack_flags { UNPACK_OWNER = 1, UNPACK_KEEP_KINDS = 2 };
enum pack_flags { PACK_LAYER = 1, PACK_FOLLOW = 2 };

/* A place in a payload; `bad` is set when a read went past its end. */
struct cursor {
  char *at, *end;
  int bad;
};

uint32_t take_u32(struct cursor *c);
char *take_text(struct cursor *c, uint32_t *length);
char **take_list(struct cursor *c);

void send_frame(uint32_t task, uint8_t type, const void *payload, size_t length);

#endif
