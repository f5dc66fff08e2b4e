/* SPDX-License-Identifier: MIT */
/* cgroup.c: a private memory control group for a job, and the limits that apply to us. */
#include "source/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "source/cgroup_place.h"
#include "source/proc_file.h"

/* A process that was just reaped may still be leaving its group. */
#define LEAVE_NS (200 * NS_PER_MS)

static bool
read_text(const char *folder, const char *name, char *text, size_t size)
{
	char path[CGROUP_PATH_MAX + 64];
	size_t length;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return proc_file_read(AT_FDCWD, path, text, size, &length) == PROC_READ;
}

/* The number of a file, or behind a word in it ("oom_kill 3"); 0 where there is none ("max"). */
static uint64_t
read_number(const char *folder, const char *name, const char *word)
{
	char text[1024];
	const char *at = text;

	if (!read_text(folder, name, text, sizeof text))
		return 0;
	if (word != NULL) {
		at = strstr(text, word);
		return at != NULL ? strtoull(at + strlen(word), NULL, 10) : 0;
	}
	return strtoull(at, NULL, 10);
}

static bool
write_text(const char *folder, const char *name, const char *text)
{
	char path[CGROUP_PATH_MAX + 64];
	int fd, error = 0;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (write(fd, text, strlen(text)) < 0)
		error = errno;
	close(fd);
	errno = error;
	return error == 0;
}

/* --- what differs between the versions --- */

static const struct files {
	const char *peak, *limit, *events;
} files[] = {
	{ "memory.max_usage_in_bytes", "memory.limit_in_bytes", "memory.oom_control" },
	{ "memory.peak", "memory.max", "memory.events" },
};

/* v1 says "no limit" by the largest number of pages; v2 by "max", which reads as 0 here. */
static uint64_t
read_limit(const char *folder, bool v2)
{
	uint64_t limit = read_number(folder, files[v2].limit, NULL);

	return limit >= INT64_MAX / 4096 * 4096 - (1 << 20) ? 0 : limit;
}

static uint64_t
read_oom_kills(const struct job_cgroup *g)
{
	return read_number(g->path, files[g->v2].events, "oom_kill ");
}

/* --- making it --- */

/* v2: groups below ours have a memory controller only if ours hands it on, which it may not while it
 * holds processes itself (the root may). */
static bool
hand_on_memory(const char *folder, struct failure *why)
{
	char text[512];

	if (read_text(folder, "cgroup.subtree_control", text, sizeof text) &&
		strstr(text, "memory") != NULL)
		return true;
	return write_text(folder, "cgroup.subtree_control", "+memory") ||
	       fail(why, errno, "handing the memory controller on below %.150s", folder);
}

static bool
set_limit(const struct job_cgroup *g, uint64_t limit_bytes, struct failure *why)
{
	char text[24];

	if (limit_bytes == 0)
		return true;
	snprintf(text, sizeof text, "%" PRIu64, limit_bytes);
	if (!write_text(g->path, files[g->v2].limit, text))
		return fail(why, errno, "setting the memory limit of %.150s", g->path);
	/* Where swap is accounted too, the limit is one for both: else the job would just swap. */
	if (!g->v2)
		write_text(g->path, "memory.memsw.limit_in_bytes", text);
	return true;
}

static bool
open_procs(struct job_cgroup *g, struct failure *why)
{
	char path[CGROUP_PATH_MAX + 64];

	snprintf(path, sizeof path, "%s/cgroup.procs", g->path);
	g->procs_fd = open(path, O_WRONLY | O_CLOEXEC);
	return g->procs_fd >= 0 || fail(why, errno, "opening %.200s", path);
}

bool
cgroup_make(struct job_cgroup *g, uint64_t limit_bytes, struct failure *why)
{
	struct cgroup_place place;
	size_t length;

	*g = (struct job_cgroup){ .procs_fd = -1 };
	if (!cgroup_place_find(&place))
		return fail(why, 0, "no memory control group is mounted here");
	length = strlen(place.folder);
	if (length + 64 > sizeof g->path)
		return fail(why, ENAMETOOLONG, "making a memory cgroup below %.150s", place.folder);
	if (place.v2 && !hand_on_memory(place.folder, why))
		return false;
	g->v2 = place.v2;
	memcpy(g->path, place.folder, length);
	snprintf(g->path + length, sizeof g->path - length, "/peaktop-%d-%" PRIx64, (int)getpid(),
		clock_active_ns());
	if (mkdir(g->path, 0755) < 0)
		return fail(why, errno, "making the memory cgroup %.150s", g->path);
	g->made = true;
	if (set_limit(g, limit_bytes, why) && open_procs(g, why)) {
		g->oom_kills_before = read_oom_kills(g);
		return true;
	}
	cgroup_remove(g);
	return false;
}

void
cgroup_read(const struct job_cgroup *g, struct run_cgroup *out)
{
	*out = (struct run_cgroup){ .made = g->made };
	if (!g->made)
		return;
	out->peak_bytes = read_number(g->path, files[g->v2].peak, NULL);
	out->limit_bytes = read_limit(g->path, g->v2);
	out->oom_kills = read_oom_kills(g) - g->oom_kills_before;
	/* A kernel before 5.19 keeps no peak on v2: then there is nothing to tell. */
	out->made = out->peak_bytes > 0;
}

bool
cgroup_remove(struct job_cgroup *g)
{
	uint64_t until = clock_active_ns() + LEAVE_NS;

	if (!g->made)
		return true;
	if (g->procs_fd >= 0)
		close(g->procs_fd);
	g->procs_fd = -1;
	g->made = false;
	while (rmdir(g->path) < 0) {
		char text[64];

		/* It holds processes that live on, or time is up. */
		if (errno != EBUSY || read_text(g->path, "cgroup.procs", text, sizeof text) ||
			clock_active_ns() >= until)
			return false;
		clock_pause(NS_PER_MS);
	}
	return true;
}

/* --- the limits above us --- */

uint64_t
cgroup_smallest_limit(void)
{
	struct cgroup_place place;
	uint64_t smallest = 0;

	if (!cgroup_place_find(&place))
		return 0;
	for (;;) {
		uint64_t limit = read_limit(place.folder, place.v2);
		char *slash = strrchr(place.folder, '/');

		if (limit > 0 && (smallest == 0 || limit < smallest))
			smallest = limit;
		if (slash == NULL || (size_t)(slash - place.folder) < place.mount_length)
			return smallest;
		*slash = '\0';
	}
}
