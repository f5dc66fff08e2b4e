/* SPDX-License-Identifier: MIT */
/* limits_proc.h: the limits of one process: control groups, RLIMIT_AS and RLIMIT_DATA, RAM. The
 * group of a process and its rlimits are read when it is first seen, and again after 1, 2, 4, 8
 * ticks, and then every ten; the usage of a group once per tick for all processes in it
 * (cgroup_memory.h). VmSize and VmData are read only if they are limited. */
#ifndef PEAKTOP_SOURCE_PROC_LIMITS_PROC_H
#define PEAKTOP_SOURCE_PROC_LIMITS_PROC_H

#include <sys/types.h>

#include "base/failure.h"
#include "model/limit/limit.h"
#include "model/process/sample.h"

struct limits_proc;

/* What is kept of one process between ticks; zeroed: nothing was read yet. Zero it when the
 * process execs, and to have everything read again. */
struct limits_cache {
	unsigned group;
	uint32_t cgroup_mark; /* of its path (proc_cgroup_mark); 0: unknown */
	unsigned due_tick, wait_ticks;
	uint64_t address_space_bytes, data_bytes; /* 0: unlimited, or unknown */
};

/* `proc`: a mount of /proc. `root`: a prefix of mount paths, "" except in tests. */
struct limits_proc *limits_proc_open(const char *proc, const char *root, struct failure *why);
void limits_proc_close(struct limits_proc *);

/* Starts a new tick, with the machine's memory in it. */
void limits_proc_tick(struct limits_proc *, const struct system_memory *);

/* Fills all of `limits`. False: the process is gone, or not visible. */
bool limits_proc_read(struct limits_proc *, pid_t, struct limits_cache *, struct limits *);

/* The figures of a group that `limits` or a place names; off the hot path. False: it is gone. */
bool limits_proc_group(struct limits_proc *, unsigned group, struct memory_group *);

#endif
