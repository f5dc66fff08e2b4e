/* SPDX-License-Identifier: MIT */
/* proc_parse.h: bytes of /proc files into fields. Pure: no files, no clock; fuzzed.
 *
 * All take `bytes` with a NUL at the end and no confidence in what is before it; a line that is cut
 * is none. */
#ifndef PEAKTOP_SOURCE_PROC_PARSE_H
#define PEAKTOP_SOURCE_PROC_PARSE_H

#include "model/process/sample.h"
#include "model/run/tree_member.h"

/* Flags of field 9, include/linux/sched.h. */
#define PROC_FLAG_FORKNOEXEC 0x40u
#define PROC_FLAG_KTHREAD 0x200000u

/* /proc/PID/stat, see proc(5); numbers as the file has them. */
struct proc_stat {
	char comm[64]; /* raw: may hold anything but NUL */
	char state;
	pid_t ppid, pgrp, session;
	unsigned flags;
	uint64_t minor_faults, major_faults, user_ticks, system_ticks, threads, start_ticks;
	uint64_t rss_pages;   /* in steps of many pages on kernels since 6.2 */
	uint64_t start_stack; /* 0 where we may not know it */
};

/* /proc/PID/status: fills uid and the memory fields of `r` and sets their bits in r->known, after
 * clearing the bits that this file could have set. */
void proc_parse_status(const char *bytes, struct reading *r);

/* False where the bytes are no such file; parsed from the last `)`: names hold anything. */
bool proc_parse_stat(const char *bytes, struct proc_stat *);

/* Of the same file of one that has ended: what is added up there of children that it waited for
 * (and of those that they waited for), and the signals up to 31 that it ignored. */
struct proc_children {
	uint64_t faults, ticks;
	uint32_t ignored; /* bit N - 1 for signal N */
};

bool proc_parse_children(const char *bytes, struct proc_children *);

/* The number of KiB behind `label` ("Pss:") at the start of a line, in bytes. */
bool proc_parse_kib(const char *bytes, const char *label, uint64_t *out_bytes);

/* /proc/PID/smaps_rollup. Kernels before 5.4 do not tell kinds apart: shared alike is assumed
 * there. */
bool proc_parse_shares(const char *bytes, struct smaps_shares *);

/* The next line of /proc/PID/maps with private memory that is written to, [*from, *to): *text moves
 * behind it. False: there is none. */
bool proc_parse_own_area(const char **text, uint64_t *from, uint64_t *to);

/* /proc/meminfo, where libproc2 cannot be asked; huge pages. False without MemTotal. */
bool proc_parse_meminfo(const char *bytes, struct system_memory *);

/* /proc/pressure/memory: sets the two averages and pressure_known. */
void proc_parse_pressure(const char *bytes, struct system_memory *);

/* /proc/PID/cgroup: the path of the memory controller (v1, hybrid), else the unified one (v2).
 * Points into `bytes`; NULL where there is none. */
const char *proc_parse_cgroup(const char *bytes, size_t *length);

/* /proc/PID/limits: the soft limit in the line of this name; 0: unlimited, or no such line. */
uint64_t proc_parse_soft_limit(const char *bytes, const char *name);

#endif
