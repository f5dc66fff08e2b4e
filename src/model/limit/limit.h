/* SPDX-License-Identifier: MIT */
/* limit.h: the limits on one process, who sets them, and how much is charged against each.
 * Several limits apply at once. The smallest is what a user asks for; the one with the least
 * headroom is reached first: a group may be small and empty, and the machine large and full. */
#ifndef PEAKTOP_MODEL_LIMIT_LIMIT_H
#define PEAKTOP_MODEL_LIMIT_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

enum limit_kind {
	LIMIT_GROUP,         /* the smallest of its control group and all groups above it */
	LIMIT_GROUP_FULLEST, /* of those, the one with the least headroom */
	LIMIT_ADDRESS_SPACE, /* RLIMIT_AS; VmSize counts */
	LIMIT_DATA,          /* RLIMIT_DATA; VmData counts */
	LIMIT_RAM,           /* MemTotal; what is not available counts */
	LIMIT_KINDS,
};

struct limit {
	enum limit_kind kind;
	uint64_t limit_bytes; /* 0: no limit */
	uint64_t charge_bytes;
	bool charge_known;
	unsigned group; /* which group sets it, for limits of groups; see
			 * source/proc/limits_proc.h */
};

struct limits {
	struct limit of[LIMIT_KINDS];
	/* memory.high of cgroup v2: a group above it is throttled, not killed. 0: none. */
	uint64_t high_bytes;
	unsigned high_group;
};

/* Figures of one control group; a value is meaningful only if its bit in `known` is set. */
enum group_known {
	GROUP_USAGE = 1 << 0,
	GROUP_INACTIVE = 1 << 1,
	GROUP_PEAK = 1 << 2,
	GROUP_LIMIT = 1 << 3, /* it has a limit of its own */
	GROUP_HIGH = 1 << 4,
	GROUP_OOM_KILLS = 1 << 5,
	GROUP_PRESSURE = 1 << 6,
};

struct memory_group {
	char path[512]; /* below the mount point, clean; "/" is the mounted root */
	unsigned known;
	uint64_t usage_bytes;    /* including page cache and kernel memory */
	uint64_t inactive_bytes; /* the part of it that is file cache not used lately */
	uint64_t peak_bytes;     /* of the usage, by the kernel */
	uint64_t limit_bytes, high_bytes;
	uint64_t oom_kills; /* in it; on v2 also in all groups below it */
	double pressure_some_avg10, pressure_full_avg10;
};

/* NULL: there is none. */
const struct limit *limits_smallest(const struct limits *);
const struct limit *limits_fullest(const struct limits *);

/* Whether nine tenths of one of them are used. The machine's limit counts only for processes
 * that hold a twentieth of it: otherwise every row would be highlighted on a full machine. */
bool limits_near(const struct limits *, uint64_t rss_bytes);

/* Headroom that is left; 0 if none. Only if charge_known. */
uint64_t limit_headroom(const struct limit *);

#endif
