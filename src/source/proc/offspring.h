/* SPDX-License-Identifier: MIT */
/* offspring.h: whether a process that has ended had children, also such as nobody saw.
 *
 * While the newest pid of all (/proc/loadavg) stands, nobody has forked: there was none. Else the
 * kernel has added up what the children used that it waited for, and those that they waited for
 * (/proc/PID/stat, until it is reaped); none lives without a fault but one that has no memory of
 * its own (vfork). Of children that the kernel drops at their end (SIGCHLD ignored) there is no
 * sum. */
#ifndef PEAKTOP_SOURCE_PROC_OFFSPRING_H
#define PEAKTOP_SOURCE_PROC_OFFSPRING_H

#include <sys/types.h>

enum offspring { OFFSPRING_UNKNOWN, OFFSPRING_NONE, OFFSPRING_SOME };

/* Of a child of ours that has ended and is not reaped; `newest`: the pid that was given last
 * before it could fork. */
enum offspring offspring_of_ended(pid_t pid, pid_t newest);

#endif
