/* SPDX-License-Identifier: MIT */
/* offspring.h: whether a process that has ended had children, including children that no sample
 * saw. If the newest pid of all (/proc/loadavg) has not changed, nobody has forked: there were
 * none. Otherwise the kernel has summed up the usage of the children that it waited for, and of
 * those that they waited for (/proc/PID/stat, until it is reaped); every child has a fault,
 * except one without memory of its own (vfork). There is no sum for children that the kernel
 * reaps itself (SIGCHLD ignored). */
#ifndef PEAKTOP_SOURCE_PROC_OFFSPRING_H
#define PEAKTOP_SOURCE_PROC_OFFSPRING_H

#include <sys/types.h>

enum offspring { OFFSPRING_UNKNOWN, OFFSPRING_NONE, OFFSPRING_SOME };

/* For a child of ours that has ended and is not reaped; `newest`: the newest pid before it could
 * fork. */
enum offspring offspring_of_ended(pid_t pid, pid_t newest);

#endif
