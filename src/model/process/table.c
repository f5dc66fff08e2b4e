/* SPDX-License-Identifier: MIT */
/* table.c: every process seen, living and ended, updated by merging samples. */
#include "model/process/table_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/grow.h"
#include "base/sorted.h"

/* Even if more than this end at once, large older ones are not forgotten. */
#define NOW_MAX (TABLE_ENDED_MAX / 10)
#define ENDED_CAPACITY (TABLE_ENDED_MAX + TABLE_ENDED_MAX / 10)

void
table_clear(struct table *t)
{
	for (size_t i = 0; i < t->living_count; i++)
		process_free(t->living[i]);
	table_dismiss(t);
	free(t->living);
	free(t->ended);
	free(t->spare);
	subtree_scratch_clear(&t->scratch);
	*t = (struct table){ .living = NULL };
}

void
table_dismiss(struct table *t)
{
	for (size_t i = 0; i < t->ended_count; i++)
		process_free(t->ended[i]);
	t->ended_count = 0;
	t->ended_now = 0;
}

/* --- which of the ended are dropped --- */

/* What an ended process is kept for, most important first. */
struct worth {
	bool now;  /* among the last to go in the newest sample: not shown yet */
	bool held; /* belongs to what the user launched or tagged */
	uint64_t peak_bytes;
	size_t index; /* index among the ended: a later end is better */
};

static int
compare_worth(const void *a, const void *b)
{
	const struct worth *x = a, *y = b;

	if (x->now != y->now)
		return x->now ? 1 : -1;
	if (x->held != y->held)
		return x->held ? 1 : -1;
	if (x->peak_bytes != y->peak_bytes)
		return x->peak_bytes > y->peak_bytes ? 1 : -1;
	return (x->index > y->index) - (x->index < y->index);
}

static void
close_gaps(struct table *t)
{
	size_t kept = 0, now = 0;

	for (size_t i = 0; i < t->ended_count; i++) {
		if (t->ended[i] == NULL)
			continue;
		now += i + t->ended_now >= t->ended_count;
		t->ended[kept++] = t->ended[i];
	}
	t->ended_count = kept;
	t->ended_now = now;
}

/* Drops to TABLE_ENDED_MAX; the rest keep their order. */
static void
drop_smallest(struct table *t)
{
	struct worth worth[ENDED_CAPACITY] = { { .now = false } };
	size_t count = t->ended_count < ENDED_CAPACITY ? t->ended_count : ENDED_CAPACITY;
	size_t now = t->ended_now < NOW_MAX ? t->ended_now : NOW_MAX;

	for (size_t i = 0; i < count; i++) {
		const struct process *p = t->ended[i];

		worth[i] = (struct worth){ .now = i + now >= t->ended_count,
			.held = p->held,
			.peak_bytes = p->peak.bytes,
			.index = i };
	}
	qsort(worth, count, sizeof *worth, compare_worth);
	for (size_t i = 0; i + TABLE_ENDED_MAX < count; i++) {
		process_free(t->ended[worth[i].index]);
		t->ended[worth[i].index] = NULL;
	}
	close_gaps(t);
}

void
table_add_ended(struct table *t, struct process *p)
{
	/* Dropped in batches of a tenth, so that a storm of exits does not move the array for
	 * each. */
	if (t->ended_count >= ENDED_CAPACITY)
		drop_smallest(t);
	t->ended = grow_array(t->ended, &t->ended_capacity, t->ended_count + 1, sizeof *t->ended);
	t->ended[t->ended_count++] = p;
	t->ended_now++;
}

static void
retire(struct table *t, struct process *p, uint64_t now_ns)
{
	kernel_events_note_gone(&t->events, p);
	process_end(p, now_ns);
	table_add_ended(t, p);
}

/* Started while we were sampling: only then is the time of its first peak known. */
static bool
witnessed(const struct table *t, const struct reading *r)
{
	return t->samples > 0 && r->started_ns >= t->began_ns;
}

/* A process that was killed but not reaped is still listed, without its memory. */
static void
note_zombie(struct table *t, const struct process *p, const struct reading *r)
{
	if (r->state == 'Z' && p->now.state != 'Z')
		kernel_events_note_gone(&t->events, p);
}

static void
merge(struct table *t, const struct sample *s, uint64_t since_ns)
{
	size_t old = 0, count = 0;

	t->spare = grow_discard(t->spare, &t->spare_capacity, s->count, sizeof *t->spare);
	for (size_t i = 0; i < s->count; i++) {
		const struct reading *r = &s->readings[i];
		int order = 1;

		while (old < t->living_count &&
			(order = proc_key_compare(t->living[old]->now.key, r->key)) < 0)
			retire(t, t->living[old++], s->taken_ns);
		if (old < t->living_count && order == 0) {
			note_zombie(t, t->living[old], r);
			process_update(t->living[old], r, s, since_ns);
			t->spare[count++] = t->living[old++];
		} else {
			t->spare[count] = process_new(r, s, witnessed(t, r));
			if (t->reset_ns != 0)
				process_reset_peak(t->spare[count], witnessed(t, r), s->taken_ns);
			count++;
		}
	}
	while (old < t->living_count)
		retire(t, t->living[old++], s->taken_ns);
	t->living_count = count;
}

/* A newcomer belongs to what its parent belongs to. */
static void
inherit_hold(const struct table *t, uint64_t now_ns)
{
	for (size_t i = 0; i < t->living_count; i++) {
		struct process *p = t->living[i];
		const struct process *parent = p->first_seen_ns == now_ns && !p->held
						       ? table_find_pid(t, p->now.ppid)
						       : NULL;

		p->held |= parent != NULL && parent->held;
	}
}

/* What was probably killed for memory outlasts others once it has ended. */
static void
hold_victim(struct table *t)
{
	struct process *p = NULL;

	if (t->events.searching > 0 && t->events.victim.key.pid != 0)
		p = table_find(t, t->events.victim.key);
	if (p != NULL)
		p->held = true;
}

static void
apply_memory(struct table *t, const struct sample *s)
{
	uint64_t used = memory_used_bytes(&s->memory);

	t->memory = s->memory;
	if (s->memory.known)
		peak_raise(&t->used_peak, used, PEAK_SAMPLED, s->taken_ns);
	system_watch_apply(&t->watch, s);
}

void
table_apply(struct table *t, const struct sample *s)
{
	uint64_t since_ns = t->samples > 0 ? s->active_ns - t->active_ns : 0;

	t->ended_now = 0;
	if (t->samples == 0)
		t->began_ns = s->taken_ns;
	kernel_events_apply(&t->events, s);
	merge(t, s, since_ns);
	grow_swap(&t->living, &t->living_capacity, &t->spare, &t->spare_capacity);
	if (t->holds)
		inherit_hold(t, s->taken_ns);
	hold_victim(t);
	subtree_update(&t->scratch, t->living, t->living_count, t->reset_ns != 0, s->taken_ns);
	apply_memory(t, s);
	if (t->ended_count > TABLE_ENDED_MAX)
		drop_smallest(t);
	t->taken_ns = s->taken_ns;
	t->active_ns = s->active_ns;
	t->vanished = s->vanished;
	t->denied = s->denied;
	t->samples++;
	table_take_endings(t, s);
}

static void
begin_used_peak(struct table *t)
{
	const struct container_memory *c = &t->memory.container;

	t->used_peak = (struct peak){ .origin = PEAK_NONE };
	if (t->memory.known)
		peak_raise(&t->used_peak, memory_used_bytes(&t->memory), PEAK_SAMPLED, t->taken_ns);
	t->watch.container_peak = (struct peak){ .origin = PEAK_NONE };
	if (c->limit_bytes > 0)
		peak_raise(&t->watch.container_peak, smaller(c->charge_bytes, c->limit_bytes),
			PEAK_SAMPLED, t->taken_ns);
}

void
table_reset_peaks(struct table *t)
{
	t->reset_ns = t->taken_ns;
	for (size_t i = 0; i < t->living_count; i++)
		process_reset_peak(t->living[i], false, t->taken_ns);
	begin_used_peak(t);
}

void
table_restore_peaks(struct table *t)
{
	t->reset_ns = 0;
	for (size_t i = 0; i < t->living_count; i++)
		process_restore_peak(t->living[i]);
	for (size_t i = 0; i < t->ended_count; i++)
		process_restore_peak(t->ended[i]);
	begin_used_peak(t);
}

void
table_note_status(struct table *t, pid_t pid, int wait_status)
{
	struct process *p = table_find_pid(t, pid);

	for (size_t i = t->ended_count; p == NULL && i > 0; i--)
		if (t->ended[i - 1]->now.key.pid == pid && !t->ended[i - 1]->wait_known)
			p = t->ended[i - 1];
	if (p == NULL)
		return;
	p->wait_status = wait_status;
	p->wait_known = true;
	kernel_events_note_status(&t->events, p);
}

static int
compare_key(const void *key, const void *item)
{
	const struct process *const *p = item;

	return proc_key_compare(*(const struct proc_key *)key, (*p)->now.key);
}

static size_t
lower_bound(const struct table *t, struct proc_key key)
{
	return sorted_first(
		t->living, t->living_count, sizeof(struct process *), &key, compare_key);
}

struct process *
table_find(const struct table *t, struct proc_key key)
{
	size_t at = lower_bound(t, key);

	if (at < t->living_count && proc_key_compare(t->living[at]->now.key, key) == 0)
		return t->living[at];
	for (size_t i = t->ended_count; i > 0; i--)
		if (proc_key_compare(t->ended[i - 1]->now.key, key) == 0)
			return t->ended[i - 1];
	return NULL;
}

size_t
table_index_of(const struct table *t, pid_t pid)
{
	size_t at = lower_bound(t, (struct proc_key){ .pid = pid });

	return at < t->living_count && t->living[at]->now.key.pid == pid ? at : t->living_count;
}

struct process *
table_find_pid(const struct table *t, pid_t pid)
{
	size_t at = table_index_of(t, pid);

	return at < t->living_count ? t->living[at] : NULL;
}

/* Whether its memory counts against the limit that holds instead of the machine's memory. */
static bool
counts(const struct table *t, const struct process *p)
{
	const char *path = t->memory.container.path;
	size_t length = strlen(path);

	return length == 0 || p->cgroup == NULL ||
	       (strncmp(p->cgroup, path, length) == 0 &&
		       (p->cgroup[length] == '/' || p->cgroup[length] == '\0'));
}

static bool
holds_python(const struct table *t, const struct process *p)
{
	return p->python && counts(t, p) && (p->now.known & KNOWN_RSS) && !p->now.borrowed;
}

/* What a fork may share with its parent, if that is there and counted. */
static uint64_t
parent_anon_bytes(const struct table *t, const struct process *p)
{
	const struct process *parent = p->now.forked ? table_find_pid(t, p->now.ppid) : NULL;

	if (parent == NULL || !holds_python(t, parent))
		return 0;
	return parent->now.known & KNOWN_ANON ? parent->now.anon_bytes : parent->now.rss_bytes;
}

uint64_t
table_python_bytes(const struct table *t)
{
	uint64_t bytes = 0, shared = 0;

	for (size_t i = 0; i < t->living_count; i++) {
		const struct process *p = t->living[i];

		if (!holds_python(t, p))
			continue;
		bytes += own_anon_bytes(&p->own_anon, &p->now, parent_anon_bytes(t, p));
		if (p->now.known & KNOWN_SHMEM)
			shared = larger(shared, p->now.shmem_bytes);
	}
	return bytes + shared;
}

const struct peak *
table_memory_peak(const struct table *t)
{
	return t->memory.container.limit_bytes > 0 ? &t->watch.container_peak : &t->used_peak;
}

uint64_t
memory_used_bytes(const struct system_memory *m)
{
	return m->total_bytes > m->available_bytes ? m->total_bytes - m->available_bytes : 0;
}

/* Within one tick, the smaller pid came first. */
static bool
is_no_older(const struct process *p, const struct process *than)
{
	struct proc_key a = p->now.key, b = than->now.key;

	return a.start_ticks > b.start_ticks || (a.start_ticks == b.start_ticks && a.pid >= b.pid);
}

bool
table_is_below(const struct table *t, const struct process *p, const struct process *top)
{
	while (p != NULL && p != top) {
		const struct process *parent = table_find_pid(t, p->now.ppid);

		/* As in text/table/rows.c: a scan is not a snapshot, and must not lead into a
		 * cycle. */
		if (parent == NULL || is_no_older(parent, p))
			return false;
		p = parent;
	}
	return p != NULL && p == top;
}

void
table_hold(struct table *t, struct proc_key key)
{
	struct process *top = table_find(t, key);

	if (top == NULL || top->held)
		return;
	t->holds = top->held = true;
	for (size_t i = 0; i < t->living_count; i++)
		if (table_is_below(t, t->living[i], top))
			t->living[i]->held = true;
}
