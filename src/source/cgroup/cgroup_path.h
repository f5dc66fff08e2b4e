/* SPDX-License-Identifier: MIT */
/* cgroup_path.h: where the folder of our own memory control group is. */
#ifndef PEAKTOP_SOURCE_CGROUP_CGROUP_PATH_H
#define PEAKTOP_SOURCE_CGROUP_CGROUP_PATH_H

#include <stdbool.h>
#include <stddef.h>

#define CGROUP_PATH_MAX 4096

struct cgroup_path {
	bool v2;
	char folder[CGROUP_PATH_MAX]; /* of the group we are in */
	size_t mount_length; /* of the mount it lies in, the root of all groups to be seen */
};

/* From /proc/self/cgroup and /proc/self/mountinfo; false: no memory controller to be seen. */
bool cgroup_path_find(struct cgroup_path *);

/* The same from the text of those files. In a container the path of our group may lie outside of
 * what is mounted; then the root of the mount stands for it. */
bool cgroup_path_parse(const char *cgroup, const char *mountinfo, struct cgroup_path *);

#endif
