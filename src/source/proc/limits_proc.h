/* SPDX-License-Identifier: MIT */
/* limits_proc.h: the limits of one process: control groups, RLIMIT_AS and RLIMIT_DATA, RAM.
 *
 * Which group a process is in and what its rlimits are is read when it is first seen, again within
 * 1, 2, 4 ... 64 ticks; what a group holds, once a tick for all that are in it (cgroup_memory.h).
 * VmSize and VmData are read only where there is a limit on them. */
#ifndef PEAKTOP_SOURCE_PROC_LIMITS_PROC_H
#define PEAKTOP_SOURCE_PROC_LIMITS_PROC_H

#include <sys/types.h>

#include "base/failure.h"
#include "model/limit/limit.h"
#include "model/process/sample.h"

struct limits_proc;

/* What is kept of one process between ticks; zeroed: nothing was read yet. To be zeroed when it
 * execs, and to have all read anew. */
struct limits_place {
	unsigned group;
	unsigned due_tick, wait_ticks;
	uint64_t address_space_bytes, data_bytes; /* 0: unlimited, or unknown */
};

/* `proc`: a mount of /proc. `root`: what stands before the paths of mounts, "" but for a made-up
 * world. NULL and `why`: proc cannot be opened. */
struct limits_proc *limits_proc_open(const char *proc, const char *root, struct failure *why);
void limits_proc_close(struct limits_proc *);

/* A new tick, and the memory of the machine in it. */
void limits_proc_tick(struct limits_proc *, const struct system_memory *);

/* Fills all of `limits`. False: the process is gone, or may not be seen. */
bool limits_proc_read(struct limits_proc *, pid_t, struct limits_place *, struct limits *);

/* Figures of a group that `limits` or a place names; off the hot path. False: it is gone. */
bool limits_proc_group(struct limits_proc *, unsigned group, struct memory_group *);

#endif
