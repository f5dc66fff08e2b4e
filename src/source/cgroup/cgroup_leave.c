/* SPDX-License-Identifier: MIT */
/* cgroup_leave.c: what we would leave behind by moving from our control group to another. */
#include "source/cgroup/cgroup_leave.h"

#include <string.h>

#include "source/cgroup/cgroup_figure.h"

#define OURS "peaktop-"
#define SCOPE ".scope"

static bool
ends_in(const char *name, size_t length, const char *end)
{
	size_t count = strlen(end);

	return length >= count && memcmp(name + length - count, end, count) == 0;
}

bool
cgroup_is_of_a_run(const char *folder)
{
	for (const char *name = folder; *name != '\0';) {
		size_t length = strcspn(name, "/");

		if (strncmp(name, OURS, strlen(OURS)) == 0 && !ends_in(name, length, SCOPE))
			return true;
		name += length;
		name += *name == '/';
	}
	return false;
}

bool
cgroup_limited_part(struct cgroup_path *path)
{
	uint64_t value;

	for (;;) {
		char *slash = strrchr(path->folder, '/');

		if (cgroup_figure_read(path->folder, path->v2, CGROUP_LIMIT, &value) ||
			cgroup_figure_read(path->folder, path->v2, CGROUP_HIGH, &value))
			return true;
		if (slash == NULL || (size_t)(slash - path->folder) < path->mount_length)
			return false;
		*slash = '\0';
	}
}

bool
cgroup_is_within(const char *folder, const char *above)
{
	size_t length = strlen(above);

	return strncmp(folder, above, length) == 0 &&
	       (folder[length] == '/' || folder[length] == '\0');
}
