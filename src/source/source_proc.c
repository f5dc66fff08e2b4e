/* SPDX-License-Identifier: MIT */
/* source_proc.c: the live system, read from a mount of /proc. */
#include "source/source_proc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/clean.h"
#include "base/clock.h"
#include "base/grow.h"
#include "source/proc_names.h"
#include "source/proc_parse.h"
#include "source/proc_slot.h"
#include "source/procps.h"

/* Each held descriptor keeps a buffer of 4 KiB in the kernel, which no RSS shows: 2.5 MiB. */
#define HELD_MAX 640

struct source_proc {
	struct source source; /* first: a struct source * is cast back */
	struct proc_reader reader;
	struct proc_names names;
	DIR *folder;
	struct procps *procps;     /* NULL where root is not /proc */
	struct slot *slots, *next; /* sorted by pid; `next` is filled during a scan */
	size_t slot_count, slot_capacity, next_count, next_capacity;
	pid_t *pids;
	size_t pid_count, pid_capacity;
};

static struct source_proc *
proc_of(struct source *s)
{
	return (struct source_proc *)s;
}

/* --- listing --- */

static int
compare_pids(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

/* Fills `pids`, sorted; the kernel lists in that order, a recorded tree may not. */
static bool
list_pids(struct source_proc *p, struct failure *why)
{
	struct dirent *entry;
	bool sorted = true;

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
		return fail(why, errno, "listing the process directory");
	if (!sorted)
		qsort(p->pids, p->pid_count, sizeof *p->pids, compare_pids);
	return true;
}

/* --- slots --- */

/* The slot of `pid` at the end of `next`: taken over from the last tick, or new. Slots of pids
 * that are gone are passed over and closed; *old is the place reached in the last tick's. */
static struct slot *
next_slot(struct source_proc *p, pid_t pid, size_t *old)
{
	struct slot *slot;

	p->next = grow_array(p->next, &p->next_capacity, p->next_count + 1, sizeof *p->next);
	slot = &p->next[p->next_count++];
	while (*old < p->slot_count && p->slots[*old].pid < pid)
		slot_let_go(&p->reader, &p->slots[(*old)++]);
	if (*old < p->slot_count && p->slots[*old].pid == pid)
		*slot = p->slots[(*old)++];
	else
		*slot = slot_new(pid);
	return slot;
}

static void
swap_slots(struct source_proc *p)
{
	struct slot *array = p->slots;
	size_t capacity = p->slot_capacity;

	p->slots = p->next;
	p->slot_capacity = p->next_capacity;
	p->slot_count = p->next_count;
	p->next = array;
	p->next_capacity = capacity;
	p->next_count = 0;
}

/* --- the scan --- */

static void
read_pressure(struct source_proc *p, struct system_memory *m)
{
	struct proc_reader *r = &p->reader;
	size_t length;

	if (proc_file_read(r->root_fd, "pressure/memory", r->file, sizeof r->file, &length) ==
		PROC_READ)
		proc_parse_pressure(r->file, m);
}

static void
read_memory(struct source_proc *p, struct system_memory *m)
{
	struct proc_reader *r = &p->reader;
	size_t length;

	if (p->procps != NULL)
		procps_memory(p->procps, m);
	else if (proc_file_read(r->root_fd, "meminfo", r->file, sizeof r->file, &length) ==
		 PROC_READ)
		proc_parse_meminfo(r->file, m);
	read_pressure(p, m);
}

/* Out of descriptors: gives up the held ones for good. Slots before `old` live on in `next`. */
static void
hold_none(struct source_proc *p, size_t old)
{
	for (size_t i = old; i < p->slot_count; i++)
		slot_let_go(&p->reader, &p->slots[i]);
	for (size_t i = 0; i < p->next_count; i++)
		slot_let_go(&p->reader, &p->next[i]);
	p->reader.held_max = 0;
}

/* Runs one pid; false only for an error of ours, which ends the scan. */
static bool
scan_pid(struct source_proc *p, pid_t pid, size_t *old, unsigned wants, struct sample *sample,
	struct failure *why)
{
	struct slot *slot = next_slot(p, pid, old);
	bool shown;
	enum proc_outcome outcome = slot_scan(&p->reader, slot, wants, &shown);

	if (outcome == PROC_FAILED && errno == EMFILE && p->reader.held > 0) {
		hold_none(p, *old);
		outcome = slot_scan(&p->reader, slot, wants, &shown);
	}
	switch (outcome) {
	case PROC_READ:
		if (shown)
			*sample_add(sample) = slot->last;
		return true;
	case PROC_GONE:
		sample->vanished++;
		break;
	case PROC_DENIED:
		sample->denied++;
		break;
	case PROC_FAILED:
		return fail(why, errno, "reading process %d", (int)pid);
	}
	slot_let_go(&p->reader, slot);
	p->next_count--;
	return true;
}

static bool
proc_scan(struct source *s, unsigned wants, struct sample *sample, struct failure *why)
{
	struct source_proc *p = proc_of(s);
	size_t old = 0;
	bool good = true;

	sample_restart(sample);
	if (!list_pids(p, why))
		return false;
	sample->taken_ns = clock_boot_ns();
	sample->active_ns = clock_active_ns();
	for (size_t i = 0; good && i < p->pid_count; i++)
		good = scan_pid(p, p->pids[i], &old, wants, sample, why);
	while (old < p->slot_count)
		slot_let_go(&p->reader, &p->slots[old++]);
	swap_slots(p);
	p->reader.tick++;
	if (good)
		read_memory(p, &sample->memory);
	return good;
}

/* --- names --- */

static bool
proc_describe(struct source *s, const struct reading *r, struct description *d)
{
	struct source_proc *p = proc_of(s);

	if (!proc_names_read(&p->reader, &p->names, r->key.pid, d))
		return false;
	if (p->procps != NULL && (r->known & KNOWN_UID))
		d->user = procps_user(p->procps, r->key.pid, r->uid);
	return true;
}

static void
proc_details(struct source *s, struct proc_key key, struct details *d)
{
	struct source_proc *p = proc_of(s);
	struct buffer cwd = buffer_over(d->cwd, sizeof d->cwd);
	char link[1024];
	const char *target = proc_names_link(&p->reader, key.pid, "cwd", link, sizeof link);

	if (p->procps != NULL)
		procps_details(p->procps, key.pid, d);
	else
		d->found = false;
	if (target != NULL)
		clean_text(&cwd, target, strlen(target));
}

static bool
proc_alive(struct source *s, struct proc_key key)
{
	struct proc_reader *r = &proc_of(s)->reader;
	struct proc_stat stat;
	size_t length;

	return slot_read_file(r, key.pid, "stat", &length) == PROC_READ &&
	       proc_parse_stat(r->file, &stat) && stat.start_ticks == key.start_ticks &&
	       stat.state != 'Z' && stat.state != 'X';
}

/* --- open and close --- */

static void
proc_close(struct source *s)
{
	struct source_proc *p = proc_of(s);

	for (size_t i = 0; i < p->slot_count; i++)
		slot_let_go(&p->reader, &p->slots[i]);
	if (p->procps != NULL)
		procps_close(p->procps);
	if (p->folder != NULL)
		closedir(p->folder);
	if (p->reader.root_fd >= 0)
		close(p->reader.root_fd);
	free(p->slots);
	free(p->next);
	free(p->pids);
	free(p);
}

static const struct source_kind proc_kind = { proc_scan, proc_describe, proc_details, proc_alive,
	proc_close };

/* A held descriptor answers anew only in a true procfs; half of what we may open is left free. */
static size_t
may_hold(int root_fd)
{
	struct statfs fs;
	struct rlimit limit;

	if (fstatfs(root_fd, &fs) < 0 || fs.f_type != PROC_SUPER_MAGIC ||
		getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 0;
	return limit.rlim_cur / 2 < HELD_MAX ? (size_t)limit.rlim_cur / 2 : HELD_MAX;
}

static bool
open_folder(struct source_proc *p, const char *root, struct failure *why)
{
	int fd;

	p->reader.root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->reader.root_fd < 0)
		return fail(why, errno, "opening the process directory %s", root);
	fd = fcntl(p->reader.root_fd, F_DUPFD_CLOEXEC, 0);
	p->folder = fd >= 0 ? fdopendir(fd) : NULL;
	if (p->folder == NULL)
		return fail(why, errno, "listing the process directory %s", root);
	if (!list_pids(p, why))
		return false;
	if (p->pid_count == 0)
		return fail(why, 0, "no process in %s: is it a mount of /proc?", root);
	return strcmp(root, "/proc") != 0 || (p->procps = procps_open(why)) != NULL;
}

struct source *
source_open_proc(const char *root, struct failure *why)
{
	struct source_proc *p = grow_new(sizeof *p);

	p->source.kind = &proc_kind;
	p->reader.root_fd = -1;
	p->reader.ns_per_tick = NS_PER_SECOND / (uint64_t)sysconf(_SC_CLK_TCK);
	if (!open_folder(p, root, why)) {
		proc_close(&p->source);
		return NULL;
	}
	p->reader.held_max = may_hold(p->reader.root_fd);
	return &p->source;
}
