/* SPDX-License-Identifier: MIT */
/* source_proc.h: the live system, read from a mount of /proc. */
#ifndef PEAKTOP_SOURCE_PROC_SOURCE_PROC_H
#define PEAKTOP_SOURCE_PROC_SOURCE_PROC_H

#include "source/source.h"

/* `root`: "/proc", or another mount of it (a host's, seen from a container; a recorded tree). If
 * root is "/proc", user names and details come from libproc2, which supports no other root;
 * elsewhere users are numbers. Fails if root cannot be opened or contains no process. */
struct source *source_open_proc(const char *root, struct failure *why);

#endif
