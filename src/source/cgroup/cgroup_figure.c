/* SPDX-License-Identifier: MIT */
/* cgroup_figure.c: reads a figure of a memory control group of v1 or v2. */
#include "source/cgroup/cgroup_figure.h"

#include <stdlib.h>
#include <string.h>

#include "source/cgroup/cgroup_folder.h"

/* v1 expresses "no limit" as the largest number of pages, whatever their size. */
#define UNLIMITED_V1 ((uint64_t)INT64_MAX - (1 << 20))

static const struct figure_file {
	const char *file, *key; /* at the start of a line; NULL: the file is just the number */
} files[][2] = {
	/* v1, v2; see cgroups(7), Documentation/admin-guide/cgroup-v1/memory.rst, cgroup-v2.rst */
	[CGROUP_USAGE] = { { "memory.usage_in_bytes", NULL }, { "memory.current", NULL } },
	[CGROUP_INACTIVE_FILE] = { { "memory.stat", "total_inactive_file " },
		{ "memory.stat", "inactive_file " } },
	[CGROUP_PEAK] = { { "memory.max_usage_in_bytes", NULL }, { "memory.peak", NULL } },
	[CGROUP_LIMIT] = { { "memory.limit_in_bytes", NULL }, { "memory.max", NULL } },
	[CGROUP_LIMIT_ABOVE] = { { "memory.stat", "hierarchical_memory_limit " }, { NULL, NULL } },
	[CGROUP_HIGH] = { { NULL, NULL }, { "memory.high", NULL } },
	[CGROUP_OOM_KILLS] = { { "memory.oom_control", "oom_kill " },
		{ "memory.events", "oom_kill " } },
	[CGROUP_LIMIT_HITS] = { { "memory.failcnt", NULL }, { "memory.events", "oom " } },
	[CGROUP_SWAP_LIMIT_HITS] = { { "memory.memsw.failcnt", NULL }, { NULL, NULL } },
	[CGROUP_SHMEM] = { { "memory.stat", "total_shmem " }, { "memory.stat", "shmem " } },
};

const char *
cgroup_figure_file(enum cgroup_figure figure, bool v2)
{
	return files[figure][v2].file;
}

/* The text after a key at the start of a line. */
static const char *
behind(const char *text, const char *key)
{
	size_t length = strlen(key);

	for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, length) == 0)
			return line + length;
	}
	return NULL;
}

bool
cgroup_figure_read(const char *folder, bool v2, enum cgroup_figure figure, uint64_t *value)
{
	const struct figure_file *from = &files[figure][v2];
	char text[8192], *end;
	const char *at = text;

	if (from->file == NULL || !cgroup_read_text(folder, from->file, text, sizeof text))
		return false;
	if (from->key != NULL && (at = behind(text, from->key)) == NULL)
		return false;
	*value = strtoull(at, &end, 10); /* "max" is not a number */
	return end != at && *value < UNLIMITED_V1;
}
