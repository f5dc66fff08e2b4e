/* SPDX-License-Identifier: MIT */
/* limits_proc.c: the limits of one process: control groups, RLIMIT_AS and RLIMIT_DATA, RAM. */
#include "source/proc/limits_proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/grow.h"
#include "source/cgroup/cgroup_memory.h"
#include "source/cgroup/cgroup_path.h"
#include "source/proc_file.h"
#include "source/proc_parse.h"
#include "source/proc/proc_thread.h"

#define WAIT_MAX_TICKS 10

struct limits_proc {
	int folder;
	bool ours; /* its pids are those of our own namespace */
	unsigned tick;
	struct system_memory memory;
	struct cgroup_memory *groups;
	struct proc_text text;
};

struct limits_proc *
limits_proc_open(const char *proc, const char *root, struct failure *why)
{
	struct limits_proc *l;
	char path[CGROUP_PATH_MAX];
	struct buffer mountinfo = buffer_over(path, sizeof path);
	int folder = open(proc, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0) {
		failure_set(why, errno, "opening %.200s", proc);
		return NULL;
	}
	buffer_print(&mountinfo, "%s/self/mountinfo", proc);
	l = grow_new(sizeof *l);
	l->folder = folder;
	l->ours = proc_is_ours(folder);
	l->groups = cgroup_memory_open(path, root);
	return l;
}

void
limits_proc_close(struct limits_proc *l)
{
	if (l == NULL)
		return;
	cgroup_memory_close(l->groups);
	proc_text_clear(&l->text);
	close(l->folder);
	free(l);
}

void
limits_proc_tick(struct limits_proc *l, const struct system_memory *memory)
{
	l->tick++;
	l->memory = *memory;
	cgroup_memory_tick(l->groups);
}

static enum proc_outcome
read_file(struct limits_proc *l, pid_t pid, const char *name)
{
	char path[64];
	struct buffer b = buffer_over(path, sizeof path);

	buffer_print(&b, "%d/%s", (int)pid, name);
	return proc_text_read(&l->text, l->folder, path);
}

/* --- what seldom changes --- */

/* 0: unlimited. */
static bool
ask_rlimit(pid_t pid, enum __rlimit_resource which, uint64_t *bytes)
{
	struct rlimit limit;

	if (prlimit(pid, which, NULL, &limit) < 0)
		return false;
	*bytes = limit.rlim_cur != RLIM_INFINITY ? limit.rlim_cur : 0;
	return true;
}

/* Of our own processes, as root of all, the kernel answers without a file, for a tenth of what that
 * costs. */
static bool
read_rlimits(struct limits_proc *l, pid_t pid, struct limits_cache *cache)
{
	if (l->ours && ask_rlimit(pid, RLIMIT_AS, &cache->address_space_bytes) &&
		ask_rlimit(pid, RLIMIT_DATA, &cache->data_bytes))
		return true;
	if (read_file(l, pid, "limits") != PROC_READ)
		return false;
	cache->address_space_bytes = proc_parse_soft_limit(l->text.bytes, "Max address space ");
	cache->data_bytes = proc_parse_soft_limit(l->text.bytes, "Max data size ");
	return true;
}

static bool
read_cache(struct limits_proc *l, pid_t pid, struct limits_cache *cache)
{
	unsigned wait = cache->wait_ticks > 0 ? cache->wait_ticks * 2 : 1;

	if (!read_rlimits(l, pid, cache))
		return false;
	cache->group = 0;
	cache->cgroup_mark = 0;
	if (read_file(l, pid, "cgroup") == PROC_READ) {
		cache->group = cgroup_memory_find(l->groups, l->text.bytes);
		cache->cgroup_mark = proc_cgroup_mark(l->text.bytes);
	}
	cache->wait_ticks = wait < WAIT_MAX_TICKS ? wait : WAIT_MAX_TICKS;
	/* Spreads the updates of processes that were first seen together. */
	cache->due_tick = l->tick + cache->wait_ticks;
	if (cache->wait_ticks < WAIT_MAX_TICKS)
		cache->due_tick -= (unsigned)pid % (cache->wait_ticks / 2 + 1);
	return true;
}

/* --- what always changes --- */

static void
add_ram(const struct limits_proc *l, struct limits *limits)
{
	struct limit *ram = &limits->of[LIMIT_RAM];

	if (!l->memory.known)
		return;
	ram->limit_bytes = l->memory.total_bytes;
	ram->charge_bytes = l->memory.total_bytes > l->memory.available_bytes
				    ? l->memory.total_bytes - l->memory.available_bytes
				    : 0;
	ram->charge_known = true;
}

static void
add_rlimits(struct limits_proc *l, pid_t pid, const struct limits_cache *p, struct limits *limits)
{
	struct limit *space = &limits->of[LIMIT_ADDRESS_SPACE], *data = &limits->of[LIMIT_DATA];

	space->limit_bytes = p->address_space_bytes;
	data->limit_bytes = p->data_bytes;
	if ((p->address_space_bytes == 0 && p->data_bytes == 0) ||
		read_file(l, pid, "status") != PROC_READ)
		return;
	space->charge_known = proc_parse_kib(l->text.bytes, "VmSize:", &space->charge_bytes);
	if (!space->charge_known &&
		proc_thread_read(l->folder, pid, "status", PROC_TEXT_MAX, &l->text) != PROC_READ)
		return;
	space->charge_known = proc_parse_kib(l->text.bytes, "VmSize:", &space->charge_bytes);
	data->charge_known = proc_parse_kib(l->text.bytes, "VmData:", &data->charge_bytes);
}

bool
limits_proc_read(
	struct limits_proc *l, pid_t pid, struct limits_cache *cache, struct limits *limits)
{
	bool fresh = cache->wait_ticks == 0 || (int)(l->tick - cache->due_tick) >= 0;

	*limits = (struct limits){ 0 };
	for (size_t i = 0; i < LIMIT_KINDS; i++)
		limits->of[i].kind = (enum limit_kind)i;
	if (fresh && !read_cache(l, pid, cache))
		return false;
	/* It may have left a group that was then removed: it is in another one by now. */
	if (cache->group != 0 && !cgroup_memory_limits(l->groups, cache->group, limits) && !fresh) {
		cache->wait_ticks = 0;
		if (!read_cache(l, pid, cache))
			return false;
		cgroup_memory_limits(l->groups, cache->group, limits);
	}
	add_rlimits(l, pid, cache, limits);
	add_ram(l, limits);
	return true;
}

bool
limits_proc_group(struct limits_proc *l, unsigned group, struct memory_group *out)
{
	return cgroup_memory_read(l->groups, group, out);
}
