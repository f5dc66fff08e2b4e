/* SPDX-License-Identifier: MIT */
/* slot_set.c: reads many processes in one pass, with what is kept of each between passes. */
#include "source/proc/slot_set.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/grow.h"
#include "base/sorted.h"

/* Each held descriptor keeps a buffer of 4 KiB in the kernel, which no RSS shows: 2.5 MiB. */
#define HELD_MAX 640
/* Descriptors left for everything else, if the limit is low. */
#define NOT_HELD 40

/* The slot of `pid` at the end of `next`: moved from the last tick, or new. Slots of pids that
 * are gone are skipped and closed; *old is the position in those of the last tick. */
static struct slot *
next_slot(struct slot_set *p, pid_t pid, size_t *old)
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
swap_slots(struct slot_set *p)
{
	grow_swap(&p->slots, &p->slot_capacity, &p->next, &p->next_capacity);
	p->slot_count = p->next_count;
	p->next_count = 0;
}

/* Out of descriptors: gives up the held ones permanently. Slots before `old` have moved to
 * `next`. */
static void
hold_none(struct slot_set *p, size_t old)
{
	for (size_t i = old; i < p->slot_count; i++)
		slot_let_go(&p->reader, &p->slots[i]);
	for (size_t i = 0; i < p->next_count; i++)
		slot_let_go(&p->reader, &p->next[i]);
	p->reader.held_max = 0;
}

/* Reads one pid; false only for an error of ours, which ends the scan. */
static bool
scan_pid(struct slot_set *p, pid_t pid, size_t *old, unsigned wants, struct sample *sample,
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
		return failure_set(why, errno, "reading process %d", (int)pid);
	}
	slot_let_go(&p->reader, slot);
	p->next_count--;
	return true;
}

bool
slot_set_scan(struct slot_set *p, const pid_t *pids, size_t count, unsigned wants,
	struct sample *sample, struct failure *why)
{
	size_t old = 0;
	bool good = true;

	sample_restart(sample);
	p->next = grow_discard(p->next, &p->next_capacity, count, sizeof *p->next);
	sample->taken_ns = clock_boot_ns();
	sample->active_ns = clock_active_ns();
	for (size_t i = 0; good && i < count; i++)
		good = scan_pid(p, pids[i], &old, wants, sample, why);
	while (old < p->slot_count)
		slot_let_go(&p->reader, &p->slots[old++]);
	swap_slots(p);
	p->reader.tick++;
	sample->took_ns = clock_active_ns() - sample->active_ns;
	return good;
}

static struct slot *
slot_of(struct slot_set *p, pid_t pid)
{
	return sorted_find_pid(
		p->slots, p->slot_count, sizeof *p->slots, offsetof(struct slot, pid), pid);
}

void
slot_set_describe(struct slot_set *p, pid_t pid, uint32_t cgroup_mark)
{
	struct slot *slot = slot_of(p, pid);

	if (slot == NULL)
		return;
	slot->cgroup_mark = cgroup_mark;
	slot->left_group = false;
	/* Its limits follow. */
	if (slot->limits_cache.cgroup_mark != cgroup_mark)
		slot->limits_cache = (struct limits_cache){ 0 };
}

void
slot_set_note_group(struct slot_set *p, pid_t pid, uint32_t cgroup_mark)
{
	struct slot *slot = slot_of(p, pid);

	if (slot != NULL && slot->seen && slot_is_regrouped(slot, cgroup_mark))
		slot->left_group = true;
}

void
slot_set_watch(struct slot_set *p, const struct proc_key *keys, size_t count)
{
	for (size_t i = 0; i < p->slot_count; i++)
		p->slots[i].watched = false;
	for (size_t i = 0; i < count; i++) {
		struct slot *slot = slot_of(p, keys[i].pid);

		if (slot != NULL)
			slot->watched = true;
	}
}

static bool
is_procfs(int folder)
{
	struct statfs fs;

	return fstatfs(folder, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC;
}

bool
slot_set_is_proc(const struct slot_set *p)
{
	return is_procfs(p->reader.root_fd);
}

/* "0.00 0.01 0.05 1/184 21113". In a mount of /proc of another pid namespace it is ours that the
 * last number tells. */
uint64_t
slot_set_newest_pid(struct slot_set *p)
{
	struct proc_reader *r = &p->reader;
	const char *last;

	if (r->foreign || proc_text_read(&r->text, r->root_fd, "loadavg") != PROC_READ)
		return 0;
	last = strrchr(r->text.bytes, ' ');
	return last != NULL ? strtoull(last, NULL, 10) : 0;
}

/* A held descriptor can be read again only on a real procfs; half of our limit is left free, and
 * no less than a screen with jobs needs. */
static size_t
may_hold(int root_fd)
{
	struct rlimit limit;

	rlim_t most;

	if (!is_procfs(root_fd) || getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
		limit.rlim_cur <= NOT_HELD)
		return 0;
	most = limit.rlim_cur / 2;
	if (limit.rlim_cur - most < NOT_HELD)
		most = limit.rlim_cur - NOT_HELD;
	return most < HELD_MAX ? (size_t)most : HELD_MAX;
}

bool
slot_set_open(struct slot_set *p, const char *root, struct failure *why)
{
	*p = (struct slot_set){ .reader = { .root_fd = -1 } };
	p->reader.root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->reader.root_fd < 0)
		return failure_set(why, errno, "opening the process directory %s", root);
	p->reader.foreign = !proc_is_ours(p->reader.root_fd);
	p->reader.ns_per_tick = NS_PER_SECOND / (uint64_t)sysconf(_SC_CLK_TCK);
	p->reader.held_max = may_hold(p->reader.root_fd);
	return true;
}

void
slot_set_close(struct slot_set *p)
{
	for (size_t i = 0; i < p->slot_count; i++)
		slot_let_go(&p->reader, &p->slots[i]);
	if (p->reader.root_fd >= 0)
		close(p->reader.root_fd);
	proc_text_clear(&p->reader.text);
	free(p->slots);
	free(p->next);
	*p = (struct slot_set){ .reader = { .root_fd = -1 } };
}
