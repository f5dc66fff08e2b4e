/* SPDX-License-Identifier: MIT */
/* cgroup_figure.h: THE table of the figures of a memory control group: which file has them on v1
 * and v2. */
#ifndef PEAKTOP_SOURCE_CGROUP_CGROUP_FIGURE_H
#define PEAKTOP_SOURCE_CGROUP_CGROUP_FIGURE_H

#include <stdbool.h>
#include <stdint.h>

enum cgroup_figure {
	CGROUP_USAGE,
	CGROUP_INACTIVE_FILE, /* of it and all groups below it */
	CGROUP_PEAK,
	CGROUP_LIMIT,
	CGROUP_LIMIT_ABOVE, /* v1: the smallest of it and all groups above it, including those
			     * not mounted */
	CGROUP_HIGH,
	CGROUP_OOM_KILLS,
	/* How often the limit was reached. v1: also counts when reclaim helped; the second is
	 * the combined limit of memory and swap. */
	CGROUP_LIMIT_HITS,
	CGROUP_SWAP_LIMIT_HITS,
	CGROUP_SHMEM, /* of it and all groups below it: tmpfs and shared memory */
};

/* The file that holds it; NULL: this version has none. */
const char *cgroup_figure_file(enum cgroup_figure, bool v2);

/* False: not available; for a limit also: unlimited. */
bool cgroup_figure_read(const char *folder, bool v2, enum cgroup_figure, uint64_t *value);

#endif
