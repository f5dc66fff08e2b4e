/* SPDX-License-Identifier: MIT */
/* same_memory.h: whether two processes have one address space: after vfork until the child's exec,
 * or by clone with CLONE_VM. See kcmp(2). */
#ifndef PEAKTOP_BASE_SAME_MEMORY_H
#define PEAKTOP_BASE_SAME_MEMORY_H

#include <sys/types.h>

/* 0: the same, also if neither has any left; above 0: different; -1: unknown, with errno (ESRCH:
 * one of them is gone; ENOSYS, EPERM: the kernel does not tell). Either may be a thread. */
int same_memory_compare(pid_t, pid_t);

#endif
