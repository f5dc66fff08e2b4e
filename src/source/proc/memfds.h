/* SPDX-License-Identifier: MIT */
/* memfds.h: files in memory without a name (memfd_create) that processes have open. Nobody needs
 * to map them, and no mount counts them. */
#ifndef PEAKTOP_SOURCE_PROC_MEMFDS_H
#define PEAKTOP_SOURCE_PROC_MEMFDS_H

#include "model/process/sample.h"

#define MEMFDS_MAX 64
/* A search looks at no more descriptors at once; one costs some 4 us. */
#define MEMFDS_LOOKS 1024

/* Start with a zeroed struct. */
struct memfds {
	size_t count;
	pid_t after; /* where an unfinished search goes on; 0: none is */
	struct memfd {
		pid_t pid; /* one of those that have it open */
		int fd;
		uint64_t device, inode;
	} files[MEMFDS_MAX];
};

/* Searches the descriptors of a sample's processes, as far as they may be read, for files not
 * known yet; returns whether it is through. An open file counts once, whoever has it open. */
bool memfds_search(struct memfds *, const struct sample *);

/* What the known ones hold now, some 4 us each; one that is closed is forgotten, even if another
 * descriptor is still open. */
uint64_t memfds_bytes(struct memfds *);

#endif
