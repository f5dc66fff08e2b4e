/* SPDX-License-Identifier: MIT */
/* cgroup_folder.c: makes room for a private group below our own, and moves processes back. */
#include "source/cgroup/cgroup_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "source/cgroup/cgroup_path.h"
#include "source/proc_file.h"

bool
cgroup_read_text(const char *folder, const char *name, char *text, size_t size)
{
	char path[CGROUP_PATH_MAX + 64];
	size_t length;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return proc_file_read(AT_FDCWD, path, text, size, &length) == PROC_READ;
}

bool
cgroup_write_text(const char *folder, const char *name, const char *text)
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

/* --- leaving a group --- */

/* Moves all processes in `folder` to `home`. One that forks meanwhile leaves its child behind,
 * so repeat until it is empty. False: they cannot be moved. */
static bool
move_all(const char *folder, const char *home)
{
	char text[4096];
	bool moved = false;

	if (!cgroup_read_text(folder, "cgroup.procs", text, sizeof text))
		return true;
	for (char *end, *line = text; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		moved |= cgroup_write_text(home, "cgroup.procs", line);
	}
	return moved;
}

/* Removes `folder`; its processes are moved to `home`. A process that was just reaped may not
 * have left yet: then the group is busy, but holds no process. */
bool
cgroup_dissolve(const char *folder, const char *home)
{
	uint64_t until = clock_active_ns() + CGROUP_LEAVE_NS;

	while (rmdir(folder) < 0) {
		if (errno == ENOENT)
			return true;
		if (errno != EBUSY || clock_active_ns() >= until || !move_all(folder, home))
			return false;
		clock_pause(NS_PER_MS);
	}
	return true;
}

/* --- v2: making room below our own group (cgroups(7), "no internal processes") --- */

/* Groups below have a memory controller only if this one enables it for them, which it cannot
 * while it holds processes itself (the root can). */
static bool
enable_memory_below(const char *folder)
{
	char text[512];

	if (cgroup_read_text(folder, "cgroup.subtree_control", text, sizeof text) &&
		strstr(text, "memory") != NULL)
		return true;
	return cgroup_write_text(folder, "cgroup.subtree_control", "+memory");
}

static bool
are_alone_in(const char *folder)
{
	char text[64], ourselves[24];

	snprintf(ourselves, sizeof ourselves, "%d\n", (int)getpid());
	return cgroup_read_text(folder, "cgroup.procs", text, sizeof text) &&
	       strcmp(text, ourselves) == 0;
}

static void
aside_of(const struct job_cgroup *g, char path[CGROUP_PATH_MAX + 16])
{
	snprintf(path, CGROUP_PATH_MAX + 16, "%s-self", g->path);
}

static bool
step_aside(struct job_cgroup *g)
{
	char aside[CGROUP_PATH_MAX + 16];

	aside_of(g, aside);
	if (mkdir(aside, 0755) < 0)
		return false;
	g->aside = true;
	return cgroup_write_text(aside, "cgroup.procs", "0");
}

void
cgroup_step_back(struct job_cgroup *g)
{
	char aside[CGROUP_PATH_MAX + 16];

	if (!g->aside)
		return;
	aside_of(g, aside);
	cgroup_write_text(g->home, "cgroup.subtree_control", "-memory");
	cgroup_dissolve(aside, g->home);
	g->aside = false;
}

/* If no other process is in our group, we may move aside into another one below it, which is
 * still within all limits. A sibling of our group would not be, so none is created. */
bool
cgroup_make_folder(struct job_cgroup *g, struct failure *why)
{
	int error;

	if (enable_memory_below(g->home))
		return true;
	error = errno;
	if (error == ENOENT)
		return failure_set(why, 0,
			"our cgroup has no memory controller: its parent does not enable it");
	if (error == EBUSY && !are_alone_in(g->home))
		return failure_set(why, 0,
			"our cgroup contains other processes: peaktop must be alone in it "
			"(try systemd-run --scope -p Delegate=yes)");
	if (error == EBUSY && step_aside(g) && enable_memory_below(g->home))
		return true;
	cgroup_step_back(g);
	return failure_set(why, error, "enabling the memory controller below %.150s", g->home);
}
