/* SPDX-License-Identifier: MIT */
/* tmpfs.h: what file systems in memory (tmpfs: /dev/shm and others) have gained: memory of a job
 * that no process may hold. */
#ifndef PEAKTOP_SOURCE_HOST_TMPFS_H
#define PEAKTOP_SOURCE_HOST_TMPFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TMPFS_MAX 16

struct tmpfs {
	struct tmpfs_mount {
		char folder[128];
		uint64_t before_bytes; /* when it was first looked at */
	} mounts[TMPFS_MAX];
	size_t count;
};

/* The places where there is one on most systems: two calls, cheap enough before a launch. */
void tmpfs_begin(struct tmpfs *);

/* And those in a text as /proc/self/mountinfo, as far as there is room: what they gained before is
 * not seen. */
void tmpfs_add(struct tmpfs *, const char *mountinfo);

/* The same of /proc/self/mountinfo. */
void tmpfs_add_all(struct tmpfs *);

/* What all of them gained since they were first looked at; a microsecond each. *most: the folder of
 * the one that gained most of it, NULL: none did. */
uint64_t tmpfs_gained(const struct tmpfs *, const char **most);

#endif
