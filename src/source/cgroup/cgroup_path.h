/* SPDX-License-Identifier: MIT */
/* cgroup_path.h: finds the folder of our own memory control group. */
#ifndef PEAKTOP_SOURCE_CGROUP_CGROUP_PATH_H
#define PEAKTOP_SOURCE_CGROUP_CGROUP_PATH_H

#include <stdbool.h>
#include <stddef.h>

#define CGROUP_PATH_MAX 4096

struct cgroup_path {
	bool v2;
	char folder[CGROUP_PATH_MAX]; /* of the group we are in */
	size_t mount_length;          /* of its mount, the root of all visible groups */
};

/* From /proc/self/cgroup and /proc/self/mountinfo; false: no memory controller is visible. */
bool cgroup_path_find(struct cgroup_path *);

/* The same from the text of those files. In a container the path of our group may lie outside of
 * what is mounted; then the root of the mount is used instead. */
bool cgroup_path_parse(const char *cgroup, const char *mountinfo, struct cgroup_path *);

#endif
