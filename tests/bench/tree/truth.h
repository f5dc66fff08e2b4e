/* SPDX-License-Identifier: MIT */
/* truth.h: which pages a random tree holds: each once, however many processes map it. Counted in
 * units (node.h). A frame of private memory exists while a process maps it, and a write to a frame
 * that several map creates another (copy-on-write). A page of an object counts while a process maps
 * it; once touched it stays in memory, which is counted separately. */
#ifndef PEAKTOP_BENCH_TREE_TRUTH_H
#define PEAKTOP_BENCH_TREE_TRUTH_H

#include "node.h"

#define FRAMES_MAX 16384u
#define REGION_UNITS_MAX 2048u

struct truth_region {
	bool mapped;
	int object; /* -1: private */
	uint32_t units;
	uint16_t frames[REGION_UNITS_MAX]; /* private: 0: none; of an object: 1: mapped */
};

struct truth_node {
	bool alive;
	struct truth_region regions[REGIONS_MAX];
	uint64_t base_bytes; /* besides its regions */
	int depth;
};

struct truth {
	struct truth_node nodes[NODES_MAX];
	uint16_t frame_users[FRAMES_MAX];
	uint16_t object_users[OBJECTS_MAX][REGION_UNITS_MAX];
	bool object_touched[OBJECTS_MAX][REGION_UNITS_MAX];
	uint32_t object_units[OBJECTS_MAX];
	uint32_t free_hint;
	uint32_t held_units;     /* frames, and mapped pages of objects */
	uint32_t unmapped_units; /* unmapped pages of objects in memory */
	uint64_t base_bytes;     /* of all living processes */
};

/* What is held now, in bytes. */
uint64_t truth_bytes(const struct truth *);

void truth_fork(struct truth *, int parent, int child, uint64_t base_bytes);
void truth_exec(struct truth *, int node, uint64_t base_bytes);
void truth_end(struct truth *, int node);

void truth_map(struct truth *, int node, int region, int object, uint32_t units);
void truth_touch(struct truth *, int node, int region, uint32_t from, uint32_t units);
void truth_discard(struct truth *, int node, int region, uint32_t from, uint32_t units);
void truth_unmap(struct truth *, int node, int region);
void truth_grow(struct truth *, int node, int region, uint32_t units);

/* The most units by which a touch can raise it. */
uint32_t truth_touch_units(
	const struct truth *, int node, int region, uint32_t from, uint32_t units);

#endif
