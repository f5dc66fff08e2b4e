/* SPDX-License-Identifier: MIT */
/* tmpfs.h: how much file systems in memory (tmpfs: /dev/shm and others) have grown: memory of a
 * job that no process needs to map. */
#ifndef PEAKTOP_SOURCE_HOST_TMPFS_H
#define PEAKTOP_SOURCE_HOST_TMPFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TMPFS_MAX 16

struct tmpfs {
	size_t count;
	struct tmpfs_mount {
		char folder[128];
		uint64_t before_bytes; /* when first read */
	} mounts[TMPFS_MAX];
};

/* Adds the usual mount points of tmpfs: two calls, cheap enough before a launch. */
void tmpfs_begin(struct tmpfs *);

/* Adds those in a text like /proc/self/mountinfo, up to the maximum; earlier growth is unknown. */
void tmpfs_add(struct tmpfs *, const char *mountinfo);

/* The same for /proc/self/mountinfo. */
void tmpfs_add_all(struct tmpfs *);

/* How much all of them have grown since first read; a microsecond each. *most: the folder of the
 * one that grew most; NULL: none grew. */
uint64_t tmpfs_gained(const struct tmpfs *, const char **max);

#endif
