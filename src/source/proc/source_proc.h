/* SPDX-License-Identifier: MIT */
/* source_proc.h: the live system, read from a mount of /proc. */
#ifndef PEAKTOP_SOURCE_PROC_SOURCE_PROC_H
#define PEAKTOP_SOURCE_PROC_SOURCE_PROC_H

#include "source/source.h"

/* `root`: "/proc", or another mount of it (a host's, seen from a container; a recorded tree).
 * System memory and user names come from libproc2 where root is "/proc"; libproc2 knows no other
 * root, so elsewhere memory is read from root's own meminfo and users stay numbers. NULL and
 * `why` where root cannot be opened or holds no process. */
struct source *source_open_proc(const char *root, struct failure *why);

#endif
