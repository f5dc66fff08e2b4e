/* SPDX-License-Identifier: MIT */
/* sample.h: the facts of one scan of the system. A sample is discarded after use; a process
 * (model/process/process.h) accumulates them. All in bytes and nanoseconds. A value is
 * meaningful only if its bit in `known` is set. */
#ifndef PEAKTOP_MODEL_PROCESS_SAMPLE_H
#define PEAKTOP_MODEL_PROCESS_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A pid is reused, the pair is not. start_ticks: field 22 of /proc/PID/stat (proc(5)). */
struct proc_key {
	pid_t pid;
	uint64_t start_ticks;
};

enum known {
	KNOWN_UID = 1 << 0,
	KNOWN_RSS = 1 << 1,
	KNOWN_PEAK = 1 << 2,
	KNOWN_ANON = 1 << 3,
	KNOWN_FILE = 1 << 4,
	KNOWN_SHMEM = 1 << 5,
	KNOWN_SWAP = 1 << 6,
	KNOWN_OOM_SCORE = 1 << 7,
	KNOWN_CPU_PERCENT = 1 << 8, /* only in a process: requires two samples */
	KNOWN_LIMIT = 1 << 9,
	KNOWN_HEADROOM = 1 << 10,
	KNOWN_HUGETLB = 1 << 11,
};

/* What a process with its parent's memory adds nothing to. */
#define KNOWN_MEMORY \
	(KNOWN_RSS | KNOWN_ANON | KNOWN_FILE | KNOWN_SHMEM | KNOWN_SWAP | KNOWN_HUGETLB)

/* What to read beyond what every scan yields. */
enum wants {
	WANT_OOM_SCORE = 1 << 0,
	WANT_KERNEL_THREADS = 1 << 1,
	WANT_LIMIT = 1 << 2,
	WANT_ENDINGS = 1 << 3, /* ends of processes, where the kernel reports them */
	WANT_CPU = 1 << 4,     /* how busy the CPUs are */
	/* Of a process that rests, and is not watched, more than its memory is read only in every
	 * fifth scan, as long as its memory stands still. */
	WANT_RESTING_RARELY = 1 << 5,
	WANT_CGROUP = 1 << 6, /* whether a process was moved to another control group */
};

struct reading {
	struct proc_key key;
	pid_t ppid, pgrp, session;
	uid_t uid;
	char state; /* the letter of proc(5) */
	unsigned known;
	uint64_t threads;
	uint64_t started_ns; /* since boot, on clock_boot_ns */
	uint64_t cpu_ns;     /* user and system; in ticks of 10 ms on most kernels */
	uint64_t minor_faults, major_faults;
	uint64_t rss_bytes, peak_bytes; /* VmRSS; VmHWM of this image of the process */
	uint64_t anon_bytes, file_bytes, shmem_bytes, swap_bytes;
	uint64_t hugetlb_bytes; /* in reserved huge pages, which are not part of RSS */
	uint64_t oom_score;
	uint64_t limit_bytes;    /* the smallest that applies (model/limit/limit.h) */
	uint64_t headroom_bytes; /* until the first of its limits is reached */
	uint64_t image;          /* changes on exec */
	bool forked;             /* no exec since its fork: its memory began as its parent's */
	bool borrowed;           /* and still is that of its parent, which is in the sample */
	bool renamed;            /* comm differs from that of the last scan */
	bool regrouped;          /* its control group is not the one it was described with */
	bool near_limit;         /* nine tenths of one of its limits are used */
	bool resting;            /* only its memory was read, and stands as in the last reading */
};

#define CONTAINER_PATH_MAX 256

/* The control group whose limit holds instead of the machine's memory: that of a container around
 * all processes that can be seen, or one that peaktop is in. */
struct container_memory {
	uint64_t limit_bytes;  /* 0: there is none, or it allows as much as the machine has */
	uint64_t usage_bytes;  /* with page cache */
	uint64_t charge_bytes; /* without file cache that nobody used lately */
	bool of_group;         /* not a container's: there are processes outside of it */
	char path[CONTAINER_PATH_MAX]; /* of that group, as in /proc/PID/cgroup, clean; "": unknown,
					* or a container's */
};

/* Memory of the whole system. */
struct system_memory {
	bool known, pressure_known, hugetlb_known;
	uint64_t total_bytes, available_bytes, swap_total_bytes, swap_free_bytes;
	/* 0: unknown, or none: */
	uint64_t free_bytes;
	uint64_t hugetlb_bytes; /* reserved as huge pages, in use or not */
	uint64_t arc_bytes;     /* the cache of ZFS, which is not part of what is available */
	struct container_memory container;
	/* Huge pages in use, an upper bound: pools of other than the default size count in full. */
	uint64_t hugetlb_used_bytes;
	double pressure_some_avg10,
		pressure_full_avg10; /* percent of time, /proc/pressure/memory */
};

/* What all CPUs did since boot, in ticks, /proc/stat. */
struct system_cpu {
	bool known;
	bool skipped; /* not read this time: what the last sample with it told still holds */
	uint64_t busy_ticks, all_ticks;
};

/* What the kernel has counted since boot, /proc/vmstat. */
struct system_events {
	bool swap_known, oom_known;
	uint64_t at_ns; /* when they were read, of clock_active_ns; 0: with the sample */
	uint64_t swapped_in_bytes, swapped_out_bytes;
	uint64_t oom_kills; /* out-of-memory kills, in the machine and its cgroups */
};

/* What ended a process. */
enum end_cause { CAUSE_UNKNOWN, CAUSE_OTHER, CAUSE_SIGKILL };

/* The end of a process as the kernel reports it: its figures are final. */
struct ending {
	pid_t pid, ppid;
	uid_t uid;
	uint64_t began_ns;   /* since boot, accurate to a second or two; 0: unknown */
	uint64_t lasted_ns;  /* since its fork, without suspended time; 0: unknown */
	uint64_t peak_bytes; /* VmHWM of its last image */
	bool forked;         /* never called exec */
	enum end_cause cause;
	bool borrowed; /* it may have had its parent's memory and mark: between vfork and exec */
	char name[32]; /* clean */
};

struct sample {
	uint64_t taken_ns;        /* clock_boot_ns */
	uint64_t active_ns;       /* clock_active_ns */
	uint64_t took_ns;         /* from the first reading to the last */
	struct reading *readings; /* sorted by pid */
	size_t count, capacity;
	size_t vanished; /* disappeared while being read */
	size_t denied;   /* listed, but not readable */
	struct system_memory memory;
	struct system_cpu cpu;
	struct system_events events;
	struct ending *endings; /* since the previous sample, where the kernel reports them */
	size_t ending_count, ending_capacity;
	bool endings_reported; /* the kernel reports them */
	uint64_t endings_lost; /* how often some were lost since the source was opened */
};

/* The order of readings and processes. */
int proc_key_compare(struct proc_key, struct proc_key);

/* Empties a sample but keeps its array for reuse; sample_clear frees the array. */
void sample_restart(struct sample *);
void sample_clear(struct sample *);

/* The reading with this pid, or NULL. */
const struct reading *sample_find(const struct sample *, pid_t);

/* Appends a zeroed reading; valid until the next call. */
struct reading *sample_add(struct sample *);

/* The sum of the shared memory that the processes of a sample map. False: it is not known of one
 * that has memory: it is ending, or the kernel does not tell (before Linux 4.5). */
bool sample_shmem_bytes(const struct sample *, uint64_t *bytes);

struct ending *sample_add_ending(struct sample *);

#endif
