/* SPDX-License-Identifier: MIT */
/* proc_parse.h: parses /proc files. Pure: no files, no clock; fuzzed. All functions take
 * NUL-terminated `bytes` and do not trust them; an incomplete line is ignored. */
#ifndef PEAKTOP_SOURCE_PROC_PARSE_H
#define PEAKTOP_SOURCE_PROC_PARSE_H

#include "model/process/sample.h"
#include "model/run/tree_member.h"

/* Flags of field 9, include/linux/sched.h. */
#define PROC_FLAG_EXITING 0x4u
#define PROC_FLAG_FORKNOEXEC 0x40u
#define PROC_FLAG_KTHREAD 0x200000u

/* /proc/PID/stat, see proc(5); numbers as in the file. */
struct proc_stat {
	char comm[64]; /* raw: may contain anything but NUL */
	char state;
	pid_t ppid, pgrp, session;
	unsigned flags;
	uint64_t minor_faults, major_faults, user_ticks, system_ticks, threads, start_ticks;
	uint64_t rss_pages;   /* in steps of many pages on kernels since 6.2 */
	uint64_t start_stack; /* 0 if we may not see it */
};

/* /proc/PID/status: fills uid and the memory fields of `r` and sets their bits in r->known,
 * after clearing the bits that this file can set. */
void proc_parse_status(const char *bytes, struct reading *r);

/* False if the bytes are not such a file; parsed from the last `)`, since names may contain
 * anything. */
bool proc_parse_stat(const char *bytes, struct proc_stat *);

/* Neither a zombie nor dead. A process whose main thread has ended lives on in its others. */
static inline bool
proc_stat_is_alive(const struct proc_stat *s)
{
	return s->threads > 1 || (s->state != 'Z' && s->state != 'X');
}

/* From the same file of an ended process: the sums over children that it waited for (and those
 * that they waited for), and the signals up to 31 that it ignored. */
struct proc_children {
	uint64_t faults, ticks;
	uint32_t ignored; /* bit N - 1 for signal N */
};

bool proc_parse_children(const char *bytes, struct proc_children *);

/* The number of KiB after `label` ("Pss:") at the start of a line, in bytes. */
bool proc_parse_kib(const char *bytes, const char *label, uint64_t *out_bytes);

/* /proc/PID/smaps_rollup. Kernels before 5.4 do not split PSS by kind: equal sharing is assumed
 * there. */
bool proc_parse_shares(const char *bytes, struct smaps_shares *);

/* The next line of /proc/PID/maps with private writable memory, [*from, *to); advances *text
 * past it. False: there is none. */
bool proc_parse_own_area(const char **text, uint64_t *from, uint64_t *to);

/* /proc/meminfo, if libproc2 cannot be used; and huge pages. False without MemTotal. */
bool proc_parse_meminfo(const char *bytes, struct system_memory *);

/* /proc/pressure/memory: sets the two averages and pressure_known. */
void proc_parse_pressure(const char *bytes, struct system_memory *);

/* The first line of /proc/stat. */
void proc_parse_cpu(const char *bytes, struct system_cpu *);

/* The size of ZFS's cache, of /proc/spl/kstat/zfs/arcstats. */
bool proc_parse_arc(const char *bytes, uint64_t *arc_bytes);

/* /proc/PID/cgroup: the path of the memory controller (v1, hybrid), else the unified one (v2).
 * Points into `bytes`; NULL if there is none. */
const char *proc_parse_cgroup(const char *bytes, size_t *length);

/* A number that differs if the text does, as far as 32 bits tell; never 0. */
uint32_t proc_mark(const char *bytes, size_t length);

/* The mark of that path; 0: there is none. */
uint32_t proc_cgroup_mark(const char *bytes);

/* /proc/PID/limits: the soft limit in the line with this name; 0: unlimited, or no such line. */
uint64_t proc_parse_soft_limit(const char *bytes, const char *name);

#endif
