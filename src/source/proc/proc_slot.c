/* SPDX-License-Identifier: MIT */
/* proc_slot.c: reads one process, with what is kept of it between scans: the hot path of the
 * program. */
#include "source/proc/proc_slot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/page_size.h"
#include "source/proc_parse.h"
#include "source/proc/proc_thread.h"

/* status is read at least every this many ticks, staggered by pid. */
#define FORCED_TURN 10
/* oom_score depends on what others hold, too, and on what is set from outside. A multiple of
 * RESTING_TURN. */
#define SCORE_TURN 5
/* A kernel thread's pid is checked again every this many ticks, in case it was reused. */
#define KERNEL_TURN 64

/* What rested for this many readings is resting. */
#define REST_TICKS 5
/* Of what rests stat is read every this many ticks: a peak is seen that much later at most. Divides
 * FORCED_TURN. */
#define RESTING_TURN 5
/* Of the descriptors that may be held this part is left for stat of new processes. */
#define STAT_PART 8

struct slot
slot_new(pid_t pid)
{
	return (struct slot){ .pid = pid, .stat_fd = -1, .statm_fd = -1 };
}

static void
let_go(struct proc_reader *p, int *fd)
{
	if (*fd < 0)
		return;
	close(*fd);
	*fd = -1;
	p->held--;
}

void
slot_let_go(struct proc_reader *p, struct slot *slot)
{
	let_go(p, &slot->stat_fd);
	let_go(p, &slot->statm_fd);
}

/* For a second descriptor of a process. */
static bool
has_room(const struct proc_reader *p)
{
	return p->held + p->held_max / STAT_PART < p->held_max;
}

/* A descriptor that stays open; -1: an error. */
static int
hold(struct proc_reader *p, pid_t pid, const char *name)
{
	char path[40];
	int fd;

	snprintf(path, sizeof path, "%d/%s", (int)pid, name);
	fd = openat(p->root_fd, path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		p->held++;
	return fd;
}

enum proc_outcome
slot_read_file(struct proc_reader *p, pid_t pid, const char *name)
{
	char path[40];

	snprintf(path, sizeof path, "%d/%s", (int)pid, name);
	return proc_text_read(&p->text, p->root_fd, path);
}

enum proc_outcome
slot_read_memory_file(struct proc_reader *p, pid_t pid, const char *name, size_t max)
{
	char path[40];
	enum proc_outcome outcome;

	snprintf(path, sizeof path, "%d/%s", (int)pid, name);
	outcome = proc_text_read_pieces(&p->text, p->root_fd, path, max);
	if (outcome != PROC_GONE)
		return outcome;
	return proc_thread_read(p->root_fd, pid, name, max, &p->text);
}

static enum proc_outcome
open_stat(struct proc_reader *p, struct slot *slot)
{
	enum proc_outcome outcome;

	if (p->held >= p->held_max || (slot->statm_fd >= 0 && !has_room(p)))
		return slot_read_file(p, slot->pid, "stat");
	slot->stat_fd = hold(p, slot->pid, "stat");
	if (slot->stat_fd < 0)
		return proc_file_outcome(errno);
	outcome = proc_text_reread(&p->text, slot->stat_fd);
	if (outcome != PROC_READ)
		slot_let_go(p, slot);
	return outcome;
}

/* A held descriptor of an ended process returns ESRCH even after its pid is reused, so after a
 * failure the file is opened again by name. */
static enum proc_outcome
read_stat(struct proc_reader *p, struct slot *slot, struct proc_stat *stat)
{
	enum proc_outcome outcome = PROC_GONE;

	if (slot->stat_fd >= 0) {
		outcome = proc_text_reread(&p->text, slot->stat_fd);
		if (outcome != PROC_READ)
			slot_let_go(p, slot);
	}
	if (outcome != PROC_READ)
		outcome = open_stat(p, slot);
	if (outcome == PROC_READ && !proc_parse_stat(p->text.bytes, stat))
		return PROC_GONE;
	return outcome;
}

static uint32_t
mark_of(const char *text)
{
	return proc_mark(text, strlen(text));
}

bool
slot_is_regrouped(const struct slot *slot, uint32_t cgroup_mark)
{
	return cgroup_mark != 0 && cgroup_mark != slot->cgroup_mark;
}

static void
take_stat(struct proc_reader *p, struct reading *r, const struct proc_stat *stat)
{
	r->ppid = stat->ppid;
	r->pgrp = stat->pgrp;
	r->session = stat->session;
	r->state = stat->state;
	r->threads = stat->threads;
	r->cpu_ns = (stat->user_ticks + stat->system_ticks) * p->ns_per_tick;
	r->minor_faults = stat->minor_faults;
	r->major_faults = stat->major_faults;
}

/* A new identity: what was known about this pid belongs to another process. */
static void
begin_slot(struct proc_reader *p, struct slot *slot, const struct proc_stat *stat)
{
	slot->seen = slot->own_memory = slot->left_group = false;
	slot->rested = 0;
	slot->statm_mark = slot->cgroup_mark = 0;
	let_go(p, &slot->statm_fd);
	slot->limits_cache = (struct limits_cache){ 0 };
	slot->kernel = stat->flags & PROC_FLAG_KTHREAD;
	slot->start_stack = stat->start_stack;
	slot->comm_mark = mark_of(stat->comm);
	slot->last = (struct reading){
		.key = { slot->pid, stat->start_ticks },
		.started_ns = stat->start_ticks * p->ns_per_tick,
		.forked = stat->flags & PROC_FLAG_FORKNOEXEC,
	};
}

static bool
take_moved(struct slot *slot, const struct proc_stat *stat)
{
	uint64_t mark = stat->minor_faults + stat->major_faults + stat->user_ticks +
			stat->system_ticks + (stat->rss_pages << 24);
	bool moved = mark != slot->moved_mark;

	slot->moved_mark = mark;
	return moved;
}

/* Whether a process ran exec since the last tick. The kernel does not say so. Certain signs are
 * the loss of PF_FORKNOEXEC and, if visible, a new stack address (random at every exec, by
 * ASLR); otherwise another name together with a peak that fell by a quarter, which VmHWM does in
 * no other way. */
static bool
ran_exec(const struct slot *slot, const struct reading *before, const struct reading *now,
	const struct proc_stat *stat)
{
	if (before->forked && !now->forked)
		return true;
	if (slot->start_stack != 0 && stat->start_stack != 0)
		return slot->start_stack != stat->start_stack;
	return now->renamed && (now->known & KNOWN_PEAK) && (before->known & KNOWN_PEAK) &&
	       now->peak_bytes < before->peak_bytes / 4 * 3;
}

static void
read_oom_score(struct proc_reader *p, struct slot *slot)
{
	slot->last.known &= ~(unsigned)KNOWN_OOM_SCORE;
	if (slot_read_file(p, slot->pid, "oom_score") != PROC_READ)
		return;
	slot->last.oom_score = strtoull(p->text.bytes, NULL, 10);
	slot->last.known |= KNOWN_OOM_SCORE;
}

/* Beside limits the group is read for those (limit_pass.c). */
static void
read_cgroup(struct proc_reader *p, struct slot *slot)
{
	if (slot_read_file(p, slot->pid, "cgroup") == PROC_READ &&
		slot_is_regrouped(slot, proc_cgroup_mark(p->text.bytes)))
		slot->last.regrouped = true;
}

/* The main thread has ended before others: those hold the memory and are what is alive. */
static void
read_thread(struct proc_reader *p, struct slot *slot)
{
	if (proc_thread_status(p->root_fd, slot->pid, &slot->thread, &p->text) != PROC_READ)
		return;
	proc_parse_status(p->text.bytes, &slot->last);
	slot->last.state = proc_thread_state(p->text.bytes);
}

/* If status is not readable, the RSS of stat is better than none. */
static enum proc_outcome
read_status(struct proc_reader *p, struct slot *slot, const struct proc_stat *stat)
{
	enum proc_outcome outcome = slot_read_file(p, slot->pid, "status");

	if (outcome == PROC_READ)
		proc_parse_status(p->text.bytes, &slot->last);
	if (outcome == PROC_READ && !(slot->last.known & KNOWN_RSS) && stat->threads > 1)
		read_thread(p, slot);
	else
		slot->thread = 0;
	if (outcome != PROC_DENIED && (outcome != PROC_READ || (slot->last.known & KNOWN_RSS)))
		return outcome;
	/* Denied, or a zombie, which has no memory lines: stat shows that it holds nothing. */
	slot->last.known |= KNOWN_RSS;
	slot->last.rss_bytes = stat->rss_pages * page_size_bytes();
	return PROC_READ;
}

static bool
its_turn(const struct proc_reader *p, const struct slot *slot, unsigned every)
{
	return (p->tick + (uint64_t)slot->pid) % every == 0;
}

/* They are freed without a fault, and stat does not count them: pages that one process freed
 * would still be counted there after another has them. */
static bool
has_huge_pages(const struct reading *r)
{
	return (r->known & KNOWN_HUGETLB) && r->hugetlb_bytes > 0;
}

/* While a process ends, what it mapped is taken away page by page, and its files are open until it
 * has all gone: how much of them it maps cannot be said. */
static bool
is_unmapping(const struct proc_stat *stat)
{
	return (stat->flags & PROC_FLAG_EXITING) && stat->state != 'Z';
}

static void
note_rest(struct proc_reader *p, struct slot *slot, bool moved)
{
	if (moved) {
		slot->rested = 0;
		slot->statm_mark = 0;
		let_go(p, &slot->statm_fd);
	} else if (slot->rested < REST_TICKS) {
		slot->rested++;
	}
}

static enum proc_outcome
update_slot(struct proc_reader *p, struct slot *slot, unsigned wants, const struct proc_stat *stat)
{
	struct reading before = slot->last;
	uint32_t comm_mark = mark_of(stat->comm);
	bool first = !slot->seen, moved = take_moved(slot, stat), read_all = false;
	enum proc_outcome outcome;

	take_stat(p, &slot->last, stat);
	slot->last.forked = stat->flags & PROC_FLAG_FORKNOEXEC;
	slot->last.renamed = comm_mark != slot->comm_mark;
	if (first || moved || slot->last.renamed || before.forked != slot->last.forked ||
		slot->thread > 0 || has_huge_pages(&before) || its_turn(p, slot, FORCED_TURN)) {
		outcome = read_status(p, slot, stat);
		if (outcome != PROC_READ)
			return outcome;
		read_all = true;
	}
	if ((wants & WANT_OOM_SCORE) && (read_all || its_turn(p, slot, SCORE_TURN)))
		read_oom_score(p, slot);
	if (!first && (wants & WANT_CGROUP) && !(wants & WANT_LIMIT) &&
		its_turn(p, slot, FORCED_TURN))
		read_cgroup(p, slot);
	note_rest(p, slot, first || moved);
	if (!first && ran_exec(slot, &before, &slot->last, stat)) {
		slot->last.image++;
		slot->limits_cache = (struct limits_cache){ 0 };
	}
	if (is_unmapping(stat))
		slot->last.known &= ~(unsigned)KNOWN_SHMEM;
	slot->seen = true;
	slot->comm_mark = comm_mark;
	if (stat->start_stack != 0)
		slot->start_stack = stat->start_stack;
	return PROC_READ;
}

/* --- what rests --- */

/* What moves without a change of what it maps would not be seen: huge pages, a thread that holds
 * the memory of a process whose main thread has ended. */
static bool
may_rest(const struct slot *slot, unsigned wants)
{
	return (wants & WANT_RESTING_RARELY) && slot->seen && slot->rested >= REST_TICKS &&
	       !slot->watched && !slot->kernel && slot->thread == 0 &&
	       !has_huge_pages(&slot->last) && slot->last.state != 'Z';
}

/* A descriptor for statm takes the place of one for stat if there are too few for both. */
static enum proc_outcome
read_statm(struct proc_reader *p, struct slot *slot)
{
	if (slot->statm_fd < 0 && slot->stat_fd >= 0 && !has_room(p))
		let_go(p, &slot->stat_fd);
	else if (slot->statm_fd < 0 && !has_room(p))
		return slot_read_file(p, slot->pid, "statm");
	if (slot->statm_fd < 0)
		slot->statm_fd = hold(p, slot->pid, "statm");
	return slot->statm_fd < 0 ? PROC_GONE : proc_text_reread(&p->text, slot->statm_fd);
}

/* Whether it holds and maps what it did at the last reading. On anything else, as its end, stat is
 * read. */
static bool
stands_still(struct proc_reader *p, struct slot *slot)
{
	uint32_t before = slot->statm_mark;

	if (read_statm(p, slot) != PROC_READ) {
		let_go(p, &slot->statm_fd);
		return false;
	}
	slot->statm_mark = mark_of(p->text.bytes);
	/* The rss of stat may not show it yet. */
	if (before != 0 && slot->statm_mark != before)
		slot->moved_mark = ~slot->moved_mark;
	return slot->statm_mark == before;
}

enum proc_outcome
slot_scan(struct proc_reader *p, struct slot *slot, unsigned wants, bool *shown)
{
	bool kernel_wanted = wants & WANT_KERNEL_THREADS;
	struct proc_stat stat;
	enum proc_outcome outcome;

	*shown = false;
	if (slot->kernel && !kernel_wanted && !its_turn(p, slot, KERNEL_TURN))
		return PROC_READ;
	slot->last.resting = false;
	slot->last.regrouped = slot->left_group;
	if (may_rest(slot, wants) && !its_turn(p, slot, RESTING_TURN) && stands_still(p, slot)) {
		slot->last.resting = *shown = true;
		slot->last.renamed = false;
		return PROC_READ;
	}
	outcome = read_stat(p, slot, &stat);
	if (outcome != PROC_READ)
		return outcome;
	if (!slot->seen || slot->last.key.start_ticks != stat.start_ticks)
		begin_slot(p, slot, &stat);
	if (slot->kernel && !kernel_wanted) {
		slot_let_go(p, slot);
		return PROC_READ;
	}
	*shown = true;
	return update_slot(p, slot, wants, &stat);
}
