/* SPDX-License-Identifier: MIT */
/* cgroup.c: a private memory control group for a job. */
#include "source/cgroup/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "source/cgroup/cgroup_figure.h"
#include "source/cgroup/cgroup_path.h"
#include "source/cgroup/cgroup_folder.h"

/* 0 if there is none. */
static uint64_t
read_figure(const struct job_cgroup *g, enum cgroup_figure figure)
{
	uint64_t value;

	return cgroup_figure_read(g->path, g->v2, figure, &value) ? value : 0;
}

/* --- creating it --- */

static bool
set_limit(struct job_cgroup *g, uint64_t limit_bytes, struct failure *why)
{
	char text[24];

	if (limit_bytes == 0)
		return true;
	snprintf(text, sizeof text, "%" PRIu64, limit_bytes);
	if (!cgroup_write_text(g->path, cgroup_figure_file(CGROUP_LIMIT, g->v2), text))
		return failure_set(why, errno, "setting the memory limit of %.150s", g->path);
	/* If swap is accounted too, both get one limit: otherwise the job would just swap. */
	if (g->v2)
		cgroup_write_text(g->path, "memory.swap.max", "0");
	else
		cgroup_write_text(g->path, "memory.memsw.limit_in_bytes", text);
	g->limited = true;
	return true;
}

static bool
open_procs(struct job_cgroup *g, struct failure *why)
{
	char path[CGROUP_PATH_MAX + 64];

	snprintf(path, sizeof path, "%s/cgroup.procs", g->path);
	g->procs_fd = open(path, O_WRONLY | O_CLOEXEC);
	if (g->v2 && g->procs_fd >= 0)
		g->folder_fd = open(g->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return g->procs_fd >= 0 || failure_set(why, errno, "opening %.200s", path);
}

static bool
name_it(struct job_cgroup *g, struct failure *why)
{
	struct cgroup_path own;
	size_t length;

	if (!cgroup_path_find(&own))
		return failure_set(why, 0, "no memory cgroup is mounted");
	length = strlen(own.folder);
	if (length + 64 > sizeof g->path)
		return failure_set(
			why, ENAMETOOLONG, "creating a memory cgroup below %.150s", own.folder);
	g->v2 = own.v2;
	memcpy(g->home, own.folder, length + 1);
	memcpy(g->path, own.folder, length);
	snprintf(g->path + length, sizeof g->path - length, "/peaktop-%d-%" PRIx64, (int)getpid(),
		clock_active_ns());
	return true;
}

static bool
make_folder(struct job_cgroup *g, struct failure *why)
{
	if (mkdir(g->path, 0755) == 0)
		return g->made = true;
	failure_set(why, errno, "creating the memory cgroup %.150s", g->path);
	cgroup_step_back(g);
	return false;
}

bool
cgroup_is_cheap(void)
{
	struct statfs top;

	/* A single call: scanning the mounts would cost each short command 3 % of its time. */
	return statfs("/sys/fs/cgroup", &top) == 0 && top.f_type == CGROUP2_SUPER_MAGIC;
}

bool
cgroup_make(struct job_cgroup *g, uint64_t limit_bytes, struct failure *why)
{
	*g = (struct job_cgroup){ .procs_fd = -1 };
	if (!name_it(g, why) || (g->v2 && !cgroup_make_folder(g, why)) || !make_folder(g, why))
		return false;
	if (set_limit(g, limit_bytes, why) && open_procs(g, why)) {
		g->oom_kills_before = read_figure(g, CGROUP_OOM_KILLS);
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
	out->peak_bytes = read_figure(g, CGROUP_PEAK);
	out->limit_bytes = read_figure(g, CGROUP_LIMIT);
	out->oom_kills = read_figure(g, CGROUP_OOM_KILLS) - g->oom_kills_before;
	/* Before 5.19 the kernel keeps no peak on v2: then there is nothing to report. */
	out->made = out->peak_bytes > 0;
}

/* --- removing it --- */

/* Whether processes live on in it, other than those that end together with the command. */
static bool
lives_on(const struct job_cgroup *g)
{
	uint64_t until = clock_active_ns() + CGROUP_LEAVE_NS;
	char text[64];

	while (cgroup_read_text(g->path, "cgroup.procs", text, sizeof text)) {
		if (clock_active_ns() >= until)
			return true;
		clock_pause(NS_PER_MS);
	}
	return false;
}

bool
cgroup_remove(struct job_cgroup *g)
{
	if (!g->made)
		return true;
	if (g->procs_fd >= 0)
		close(g->procs_fd);
	if (g->folder_fd > 0)
		close(g->folder_fd);
	g->procs_fd = -1;
	g->folder_fd = 0;
	g->made = false;
	/* The limit was requested for the whole tree: it also applies to processes that live on. */
	if (g->limited && lives_on(g))
		return false;
	cgroup_step_back(g);
	return cgroup_dissolve(g->path, g->home);
}
