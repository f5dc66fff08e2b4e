/* SPDX-License-Identifier: MIT */
/* source_proc.c: the live system, read from a mount of /proc. */
#include "source/proc/source_proc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clean.h"
#include "base/clock.h"
#include "base/grow.h"
#include "base/page_size.h"
#include "base/sorted.h"
#include "source/proc/borrowed.h"
#include "source/proc/container.h"
#include "source/proc/exits_sample.h"
#include "source/proc/limit_pass.h"
#include "source/proc/proc_names.h"
#include "source/proc_parse.h"
#include "source/proc/proc_smaps.h"
#include "source/proc/proc_signal.h"
#include "source/proc/proc_vmstat.h"
#include "source/proc/procps.h"
#include "source/proc/slot_set.h"

/* /proc is listed at least every this many scans, though nobody was born: a process may have been
 * given its pid (clone3), which the newest pid does not show. */
#define LIST_AGAIN 5

#define ARC_FILE "spl/kstat/zfs/arcstats"
/* At the usual interval every second tick, even if that comes a little early. */
#define CPU_EVERY_NS (1900 * NS_PER_MS)

struct source_proc {
	struct source source; /* first: a struct source * is cast back */
	struct slot_set set;
	struct proc_names names;
	DIR *folder;
	struct procps *procps; /* NULL if root is not /proc */
	pid_t *pids;
	size_t pid_count, pid_capacity;
	bool live;           /* the newest pid shows births */
	uint64_t newest_pid; /* before the last listing */
	unsigned listed_ago; /* scans */
	bool lost;           /* one that was listed is gone */
	char *root;
	struct limits_proc *limits;  /* NULL: not wanted so far */
	struct system_memory memory; /* of the newest scan */
	struct container container;
	uint64_t cpu_read_ns; /* of the active clock; 0: never */
	bool has_no_arc;      /* there is no ZFS */
	struct exits *exits;  /* NULL: the kernel reports nothing to us */
	bool asked_for_ends;
};

static struct source_proc *
proc_of(struct source *s)
{
	return (struct source_proc *)s;
}

/* --- listing --- */

/* Fills `pids`, sorted; the kernel lists in that order, a recorded tree may not. */
static bool
list_pids(struct source_proc *p, struct failure *why)
{
	struct dirent *entry;
	bool sorted = true;

	p->pids = grow_discard(p->pids, &p->pid_capacity, p->pid_count, sizeof *p->pids);
	p->pid_count = 0;
	rewinddir(p->folder);
	for (errno = 0; (entry = readdir(p->folder)) != NULL; errno = 0) {
		char *end;
		long pid = entry->d_name[0] >= '1' && entry->d_name[0] <= '9'
				   ? strtol(entry->d_name, &end, 10)
				   : 0;

		if (pid <= 0 || *end != '\0')
			continue;
		p->pids = grow_array(p->pids, &p->pid_capacity, p->pid_count + 1, sizeof *p->pids);
		sorted = sorted && (p->pid_count == 0 || p->pids[p->pid_count - 1] < (pid_t)pid);
		p->pids[p->pid_count++] = (pid_t)pid;
	}
	if (errno != 0)
		return failure_set(why, errno, "listing the process directory");
	if (!sorted)
		qsort(p->pids, p->pid_count, sizeof *p->pids, sorted_compare_pids);
	return true;
}

/* Where nobody was born the pids are those of the last listing, which takes 0.8 us for each.
 * Reading them tells the ends. The newest pid is read first, so that nobody is missed. */
static bool
list_if_due(struct source_proc *p, struct failure *why)
{
	uint64_t newest = p->live ? slot_set_newest_pid(&p->set) : 0;
	bool due =
		newest == 0 || newest != p->newest_pid || p->lost || ++p->listed_ago >= LIST_AGAIN;

	p->newest_pid = newest;
	if (!due)
		return true;
	p->listed_ago = 0;
	return list_pids(p, why);
}

/* --- the scan --- */

static void
read_pressure(struct source_proc *p, struct system_memory *m)
{
	struct proc_reader *r = &p->set.reader;

	if (proc_text_read(&r->text, r->root_fd, "pressure/memory") == PROC_READ)
		proc_parse_pressure(r->text.bytes, m);
}

static void
read_arc(struct source_proc *p, struct system_memory *m)
{
	struct proc_reader *r = &p->set.reader;

	if (!p->has_no_arc)
		p->has_no_arc = proc_text_read(&r->text, r->root_fd, ARC_FILE) != PROC_READ ||
				!proc_parse_arc(r->text.bytes, &m->arc_bytes);
}

static void
read_memory(struct source_proc *p, struct system_memory *m)
{
	struct proc_reader *r = &p->set.reader;

	if (proc_text_read(&r->text, r->root_fd, "meminfo") == PROC_READ)
		proc_parse_meminfo(r->text.bytes, m);
	read_pressure(p, m);
	read_arc(p, m);
	container_read(&p->container, p->root, p->source.ours, "", m);
}

/* However little of it is read, the kernel makes all of /proc/stat, a line for each CPU and a
 * number for each interrupt: 10 us with two CPUs, more on large machines. */
static void
read_cpu(struct source_proc *p, unsigned wants, uint64_t active_ns, struct system_cpu *cpu)
{
	char first[512];
	size_t length;

	if (!(wants & WANT_CPU))
		return;
	cpu->skipped = p->cpu_read_ns != 0 && active_ns - p->cpu_read_ns < CPU_EVERY_NS;
	if (cpu->skipped)
		return;
	p->cpu_read_ns = active_ns;
	if (proc_file_read(p->set.reader.root_fd, "stat", first, sizeof first, &length) ==
		PROC_READ)
		proc_parse_cpu(first, cpu);
}

/* After the processes, so that a kill is reported no later than its victim's end. The kernel
 * takes 28 us to sum up its counters. */
static void
read_events(struct source_proc *p, struct system_events *e)
{
	struct proc_reader *r = &p->set.reader;

	if (proc_text_read_on(&r->text, r->root_fd, "vmstat", PROC_TEXT_MAX) == PROC_READ)
		proc_parse_vmstat(r->text.bytes, page_size_bytes(), e);
	e->at_ns = clock_active_ns();
}

/* Also after the processes: a process that is in no sample and whose end is not reported is
 * alive. Another mount of /proc may show other processes. */
static void
read_ends(struct source_proc *p, unsigned wants, struct sample *sample)
{
	struct failure ignored;

	if ((wants & WANT_ENDINGS) && !p->asked_for_ends && strcmp(p->root, "/proc") == 0) {
		p->asked_for_ends = true;
		p->exits = exits_open(&ignored);
	}
	exits_sample(p->exits, sample);
}

/* --- limits --- */

static bool
open_limits(struct source_proc *p, struct failure *why)
{
	if (p->limits != NULL)
		return true;
	p->limits = limits_proc_open(p->root, "", why);
	if (p->limits != NULL)
		limits_proc_tick(p->limits, &p->memory);
	return p->limits != NULL;
}

static bool
read_limits(struct source_proc *p, unsigned wants, struct sample *sample, struct failure *why)
{
	p->memory = sample->memory;
	if (p->limits != NULL)
		limits_proc_tick(p->limits, &p->memory);
	if (!(wants & WANT_LIMIT))
		return true;
	if (!open_limits(p, why))
		return false;
	limit_pass(p->limits, &p->set, sample);
	return true;
}

/* Of one process, with the figures of its group and of those that set its limits. */
static void
read_job_limits(struct source_proc *p, pid_t pid, struct job_limits *out)
{
	struct limits_cache cache = { 0 };
	struct failure why;

	*out = (struct job_limits){ .known = false };
	if (!open_limits(p, &why) || !limits_proc_read(p->limits, pid, &cache, &out->limits))
		return;
	slot_set_note_group(&p->set, pid, cache.cgroup_mark);
	out->known = true;
	out->grouped = limits_proc_group(p->limits, cache.group, &out->group);
	for (size_t i = 0; i < LIMIT_KINDS; i++) {
		struct memory_group setter;
		struct buffer path = buffer_over(out->path[i], sizeof out->path[i]);

		if (limits_proc_group(p->limits, out->limits.of[i].group, &setter))
			buffer_text(&path, setter.path);
	}
}

static bool
proc_scan(struct source *s, unsigned wants, struct sample *sample, struct failure *why)
{
	struct source_proc *p = proc_of(s);

	if (!list_if_due(p, why) ||
		!slot_set_scan(&p->set, p->pids, p->pid_count, wants, sample, why))
		return false;
	p->lost = sample->vanished > 0;
	borrowed_mark(&p->set, sample);
	read_memory(p, &sample->memory);
	read_cpu(p, wants, sample->active_ns, &sample->cpu);
	read_events(p, &sample->events);
	read_ends(p, wants, sample);
	return read_limits(p, wants, sample, why);
}

/* --- names --- */

static bool
proc_describe(struct source *s, const struct reading *r, struct description *d)
{
	struct source_proc *p = proc_of(s);

	if (!proc_names_read(&p->set.reader, &p->names, r->key.pid, d))
		return false;
	slot_set_describe(&p->set, r->key.pid, p->names.cgroup_mark);
	if (p->procps != NULL && (r->known & KNOWN_UID))
		d->user = procps_user(p->procps, r->key.pid, r->uid);
	return true;
}

/* False: it is not permitted. */
static bool
read_link(struct source_proc *p, pid_t pid, const char *name, char *out, size_t size)
{
	struct buffer clean = buffer_over(out, size);
	char link[1024];
	const char *target = proc_names_link(&p->set.reader, pid, name, link, sizeof link);

	if (target == NULL)
		return proc_file_outcome(errno) != PROC_DENIED;
	clean_text(&clean, target, strlen(target));
	return true;
}

static void
proc_details(struct source *s, struct proc_key key, struct details *d)
{
	struct source_proc *p = proc_of(s);

	if (p->procps != NULL)
		procps_details(p->procps, key.pid, d);
	else
		*d = (struct details){ .found = false };
	read_link(p, key.pid, "exe", d->exe, sizeof d->exe);
	d->denied = !read_link(p, key.pid, "cwd", d->cwd, sizeof d->cwd);
	read_job_limits(p, key.pid, &d->limits);
}

static int
proc_send(struct source *s, struct proc_key key, int signal)
{
	return proc_signal(&proc_of(s)->set.reader, key, signal);
}

static int
proc_smaps(struct source *s, struct proc_key key, struct process_smaps *smaps)
{
	return proc_smaps_read(&proc_of(s)->set.reader, key, smaps);
}

static void
proc_watch(struct source *s, const struct proc_key *keys, size_t count)
{
	slot_set_watch(&proc_of(s)->set, keys, count);
}

/* --- open and close --- */

static void
proc_close(struct source *s)
{
	struct source_proc *p = proc_of(s);

	if (p->procps != NULL)
		procps_close(p->procps);
	if (p->folder != NULL)
		closedir(p->folder);
	slot_set_close(&p->set);
	limits_proc_close(p->limits);
	container_close(&p->container);
	exits_close(p->exits);
	free(p->root);
	free(p->pids);
	free(p);
}

static const struct source_kind proc_kind = { proc_scan, proc_describe, proc_details, proc_send,
	proc_smaps, proc_watch, proc_close };

static bool
open_folder(struct source_proc *p, const char *root, struct failure *why)
{
	int fd;

	if (!slot_set_open(&p->set, root, why))
		return false;
	p->source.ours = !p->set.reader.foreign;
	p->live = p->source.ours && slot_set_is_proc(&p->set);
	fd = fcntl(p->set.reader.root_fd, F_DUPFD_CLOEXEC, 0);
	p->folder = fd >= 0 ? fdopendir(fd) : NULL;
	if (p->folder == NULL)
		return failure_set(why, errno, "listing the process directory %s", root);
	if (!list_pids(p, why))
		return false;
	if (p->pid_count == 0)
		return failure_set(why, 0, "no processes in %s: is it a mount of /proc?", root);
	return strcmp(root, "/proc") != 0 || (p->procps = procps_open(why)) != NULL;
}

struct source *
source_open_proc(const char *root, struct failure *why)
{
	struct source_proc *p = grow_new(sizeof *p);

	p->source.kind = &proc_kind;
	p->root = grow_copy(root);
	p->set.reader.root_fd = -1;
	if (!open_folder(p, root, why)) {
		proc_close(&p->source);
		return NULL;
	}
	return &p->source;
}
