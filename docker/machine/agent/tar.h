/* The header of a tar entry (POSIX ustar). */
#ifndef TAR_H
#define TAR_H

enum { TAR_BLOCK = 512 };

struct tar_header {
  char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100];
  char magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155], rest[12];
};

#endif
