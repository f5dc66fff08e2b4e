/* SPDX-License-Identifier: MIT */
/* limit.h: what one process may hold at most, by whose word, and how much counts against that.
 *
 * Several limits hold at once. The smallest is what a person asks for; the one with the least room
 * left is what is reached first: a group may be small and empty, and the machine large and full. */
#ifndef PEAKTOP_MODEL_LIMIT_LIMIT_H
#define PEAKTOP_MODEL_LIMIT_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum limit_kind {
	LIMIT_GROUP,         /* the smallest of its control group and of all above it */
	LIMIT_GROUP_FULLEST, /* of those, the one with the least room */
	LIMIT_ADDRESS_SPACE, /* RLIMIT_AS; VmSize counts */
	LIMIT_DATA,          /* RLIMIT_DATA; VmData counts */
	LIMIT_RAM,           /* MemTotal; what is not available counts */
	LIMIT_KINDS,
};

struct limit {
	enum limit_kind kind;
	uint64_t limit_bytes; /* 0: there is none */
	uint64_t charge_bytes;
	bool charge_known;
	unsigned group; /* who sets it, where it is one of groups; see source/proc/limits_proc.h */
};

struct limits {
	struct limit of[LIMIT_KINDS];
	/* memory.high of cgroup v2: above it a group is slowed down, not ended. 0: none. */
	uint64_t high_bytes;
	unsigned high_group;
};

/* Figures of one control group; a value is meaningful only where its bit in `known` is set. */
enum group_known {
	GROUP_USAGE = 1 << 0,
	GROUP_INACTIVE = 1 << 1,
	GROUP_PEAK = 1 << 2,
	GROUP_LIMIT = 1 << 3, /* it has one of its own */
	GROUP_HIGH = 1 << 4,
	GROUP_OOM_KILLS = 1 << 5,
	GROUP_PRESSURE = 1 << 6,
};

struct memory_group {
	char path[512]; /* below what is mounted, clean; "/" is the top of that */
	unsigned known;
	uint64_t usage_bytes;    /* with page cache and memory of the kernel */
	uint64_t inactive_bytes; /* of that: cache of files that nobody used of late */
	uint64_t peak_bytes;     /* of the usage, by the kernel */
	uint64_t limit_bytes, high_bytes;
	uint64_t oom_kills; /* in it, and on v2 in all below it */
	double pressure_some_avg10, pressure_full_avg10;
};

/* NULL: there is none. */
const struct limit *limits_smallest(const struct limits *);
const struct limit *limits_fullest(const struct limits *);

/* Whether nine tenths of one of them are used. That of the machine is near for those alone who hold
 * a twentieth of it: else all rows of a full machine would be told apart from none. */
bool limits_near(const struct limits *, uint64_t rss_bytes);

/* Room that is left; 0 where none is. Only where charge_known. */
uint64_t limit_headroom(const struct limit *);

#endif
