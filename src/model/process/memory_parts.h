/* SPDX-License-Identifier: MIT */
/* memory_parts.h: what the memory of the machine is used for, or that of a control group whose
 * limit holds instead (struct container_memory). */
#ifndef PEAKTOP_MODEL_PROCESS_MEMORY_PARTS_H
#define PEAKTOP_MODEL_PROCESS_MEMORY_PARTS_H

#include "model/process/sample.h"

/* In the order in which they are stacked: what is in use comes first. */
enum memory_part {
	PART_PYTHON, /* processes that run Python */
	PART_OTHER,  /* other processes, and the kernel */
	PART_HUGE,   /* reserved as huge pages */
	PART_ARC,    /* the cache of ZFS */
	PART_CACHE,  /* what the kernel can drop */
	PART_FREE,
	MEMORY_PARTS,
};

/* Their sum never exceeds the whole. A part that is unknown is 0, and missing from the sum. */
struct memory_parts {
	bool container;       /* the whole is the limit of a control group */
	uint64_t whole_bytes; /* 0: unknown */
	uint64_t used_bytes;  /* what is not available */
	uint64_t bytes[MEMORY_PARTS];
};

/* Whose limit it is: "container", the last part of a group's path, or "control group". */
const char *container_name(const struct container_memory *);

/* The limit of a control group that holds instead of the machine's memory, otherwise that; 0:
 * unknown. */
uint64_t memory_whole_bytes(const struct system_memory *);

/* `python_bytes`: what Python processes hold. */
void memory_parts_of(struct memory_parts *, const struct system_memory *, uint64_t python_bytes);

#endif
