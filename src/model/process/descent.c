/* SPDX-License-Identifier: MIT */
/* descent.c: which processes that ended on the machine belonged to one job, by their parents. */
#include "model/process/descent.h"

#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "base/grow.h"

/* A member may be missing from one sample while it moves from one parent to another. */
#define ROUNDS_MAX 2
/* An array this small is not worth freeing. */
#define SLOTS_KEPT 4096

void
descent_clear(struct descent *d)
{
	free(d->ends);
	free(d->by_pid);
	free(d->ours);
	*d = (struct descent){ .observer = 0 };
}

void
descent_exclude(struct descent *d, pid_t pid)
{
	if (d->excluded_count == DESCENT_EXCLUDED_MAX)
		memmove(d->excluded, d->excluded + 1, --d->excluded_count * sizeof *d->excluded);
	d->excluded[d->excluded_count++] = pid;
}

/* Its pid may be reused from now on. */
static bool
end_excluded(struct descent *d, pid_t pid)
{
	for (size_t i = 0; i < d->excluded_count; i++) {
		if (d->excluded[i] != pid)
			continue;
		d->excluded[i] = d->excluded[--d->excluded_count];
		return true;
	}
	return false;
}

/* --- taking --- */

static pid_t *
stranger(struct descent *d, pid_t pid)
{
	return &d->strangers[(size_t)pid % DESCENT_STRANGERS];
}

static void
add(struct descent *d, const struct ending *e, bool gap)
{
	enum descent_fate fate = FATE_OPEN;

	if (e->ppid == d->observer)
		fate = end_excluded(d, e->pid) ? FATE_STRANGER : FATE_OURS;
	else if (e->ppid <= 1 || *stranger(d, e->ppid) == e->ppid)
		fate = FATE_STRANGER;
	if (*stranger(d, e->pid) == e->pid)
		*stranger(d, e->pid) = 0;
	d->ends = grow_array(d->ends, &d->capacity, d->count + 1, sizeof *d->ends);
	d->ends[d->count++] = (struct descent_end){
		.ending = *e, .after_ns = d->taken_ns, .fate = fate, .gap = gap
	};
}

/* --- the ends of parents --- */

static uint32_t *
slot_of(const struct descent *d, pid_t pid)
{
	size_t at = (uint32_t)pid * 2654435769u % d->by_pid_size;

	while (d->by_pid[at] != 0 && d->ends[d->by_pid[at] - 1].ending.pid != pid)
		at = (at + 1) % d->by_pid_size;
	return &d->by_pid[at];
}

static void
clear_slots(struct descent *d)
{
	memset(d->by_pid, 0, d->by_pid_size * sizeof *d->by_pid);
}

/* Twice the number of ends; shrinks again after a storm. */
static size_t
slots_wanted(const struct descent *d)
{
	size_t wanted = d->count * 2 + 1, size = d->by_pid_size;

	if (size > SLOTS_KEPT && size / 8 > wanted)
		size = 0;
	while (size < wanted)
		size = size * 2 + 64;
	return size;
}

static void
link_parents(struct descent *d)
{
	size_t size = slots_wanted(d);

	if (size != d->by_pid_size) {
		free(d->by_pid);
		d->by_pid = grow_new(size * sizeof *d->by_pid);
		d->by_pid_size = size;
	}
	clear_slots(d);
	for (size_t i = d->count; i > 0; i--) {
		d->ends[i - 1].after = *slot_of(d, d->ends[i - 1].ending.ppid);
		*slot_of(d, d->ends[i - 1].ending.pid) = (uint32_t)i;
	}
	clear_slots(d);
	for (size_t i = 0; i < d->count; i++) {
		d->ends[i].before = *slot_of(d, d->ends[i].ending.ppid);
		*slot_of(d, d->ends[i].ending.pid) = (uint32_t)i + 1;
	}
}

/* The next end of its parent's pid is the parent's, so go from last to first. But a process
 * whose own end was reported may still be a parent while it frees its memory. */
static void
follow_parents(struct descent *d)
{
	for (size_t i = d->count; i > 0; i--) {
		struct descent_end *e = &d->ends[i - 1];

		if (e->fate != FATE_OPEN || e->after == 0 || e->gap)
			continue;
		e->fate = d->ends[e->after - 1].fate;
		if (e->fate == FATE_OURS && e->before != 0 &&
			d->ends[e->before - 1].fate != FATE_OURS)
			e->fate = FATE_STRANGER;
	}
}

/* After a gap the next end of a pid may be another process's, and what is known of strangers is
 * void. */
void
descent_take(struct descent *d, const struct ending *reported, size_t count, uint64_t now_ns,
	uint64_t until_ns, bool lost)
{
	if (lost) {
		d->count = 0;
		memset(d->strangers, 0, sizeof d->strangers);
	}
	for (size_t i = 0; i < count; i++)
		add(d, &reported[i], lost);
	link_parents(d);
	follow_parents(d);
	d->taken_ns = now_ns;
	d->until_ns = until_ns;
}

/* --- living members --- */

/* A member that existed before the process ended was its parent. So was one that was there when
 * ends were taken: its parent's end was not reported by then, nor the end of another process
 * with that pid. */
static bool
has_living_parent(const struct descent *d, const struct descent_end *e, const struct sample *s)
{
	const struct reading *r = sample_find(s, e->ending.ppid);

	if (r == NULL)
		return false;
	if (r->started_ns + NS_PER_TICK <= e->after_ns)
		return true;
	return !e->gap && r->started_ns + NS_PER_TICK <= d->taken_ns &&
	       (e->before == 0 || d->ends[e->before - 1].fate == FATE_OURS);
}

/* A process whose own end was reported remains a parent until it has freed its memory, of
 * processes that existed before. */
static bool
has_ending_parent(const struct descent *d, const struct descent_end *e)
{
	const struct descent_end *parent = e->before != 0 ? &d->ends[e->before - 1] : NULL;

	return parent != NULL && !e->gap && parent->fate == FATE_OURS &&
	       e->ending.lasted_ns <= d->until_ns &&
	       d->until_ns - e->ending.lasted_ns < parent->after_ns;
}

static void
find_parents(struct descent *d, const struct sample *members)
{
	for (size_t i = 0; i < d->count; i++) {
		struct descent_end *e = &d->ends[i];

		if (e->fate == FATE_OPEN && e->after == 0 &&
			(has_living_parent(d, e, members) || has_ending_parent(d, e)))
			e->fate = FATE_OURS;
	}
}

/* If its parent's end was reported. */
static uint64_t
parent_peak(const struct descent *d, const struct descent_end *e)
{
	uint32_t parent = e->after != 0 ? e->after : e->before;

	return parent != 0 && !e->gap ? d->ends[parent - 1].ending.peak_bytes : 0;
}

static void
put_ours(struct descent *d)
{
	d->ours = grow_discard(d->ours, &d->ours_capacity, d->ours_count, sizeof *d->ours);
	d->ours_count = 0;
	for (size_t i = 0; i < d->count; i++) {
		struct descent_end *e = &d->ends[i];

		if (e->fate != FATE_OURS || e->reported)
			continue;
		e->reported = true;
		d->ours =
			grow_array(d->ours, &d->ours_capacity, d->ours_count + 1, sizeof *d->ours);
		d->ours[d->ours_count++] =
			(struct descent_own){ e->ending, e->after_ns, parent_peak(d, e) };
	}
}

/* A process that waited in vain has a living parent that is not a member. If another process
 * with the parent's pid ended before, that end will be forgotten, so it does not wait. */
static bool
waits_on(struct descent *d, struct descent_end *e)
{
	e->rounds++;
	if (e->fate == FATE_OURS)
		return e->rounds == 1;
	if (e->fate == FATE_STRANGER || e->gap || e->before != 0)
		return false;
	if (e->rounds <= ROUNDS_MAX)
		return true;
	if (e->after == 0)
		*stranger(d, e->ending.ppid) = e->ending.ppid;
	return false;
}

static void
keep_waiting(struct descent *d)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->count; i++)
		if (waits_on(d, &d->ends[i]))
			d->ends[kept++] = d->ends[i];
	d->count = kept <= DESCENT_WAITING_MAX ? kept : 0;
	d->ends = grow_fit(d->ends, &d->capacity, d->count, sizeof *d->ends);
}

void
descent_settle(struct descent *d, const struct sample *members)
{
	find_parents(d, members);
	follow_parents(d);
	put_ours(d);
	keep_waiting(d);
}
