/* SPDX-License-Identifier: MIT */
/* ending.c: applies the kernel's reports of ended processes to the table. */
#include "model/process/table_private.h"

#include <string.h>

#include "base/duration.h"
#include "base/grow.h"

/* Ends report the start in whole seconds of the wall clock. */
#define START_SLACK_NS (2 * NS_PER_SECOND)

/* The kernel's final peak, reported at its end. A value below what samples saw belongs to a
 * later image (exec) and changes nothing. If it is only some pages below (per-CPU counters),
 * what samples saw becomes final. */
static void
take_final_peak(struct process *p, uint64_t bytes, uint64_t now_ns)
{
	p->final_ns = now_ns;
	p->final_bytes = bytes;
	if (p->since_reset.origin != PEAK_NONE && bytes > p->kernel_at_reset &&
		bytes >= p->since_reset.bytes) {
		peak_raise(&p->since_reset, bytes, PEAK_EXACT, now_ns);
		p->since_reset.origin = PEAK_EXACT;
	}
	if (bytes + bytes / 100 + PEAK_SLACK_BYTES < p->peak.bytes)
		return;
	peak_raise(&p->peak, bytes, PEAK_EXACT, now_ns);
	p->peak.origin = PEAK_EXACT;
}

/* A process that started and ended between two samples: only its end is known. The caller frees
 * it with process_free. */
static struct process *
process_of_ending(const struct ending *e, uint64_t now_ns)
{
	struct process *p = grow_new(sizeof *p);

	p->now = (struct reading){ .key = { e->pid, e->began_ns / NS_PER_TICK },
		.ppid = e->ppid,
		.uid = e->uid,
		.started_ns = e->began_ns,
		.peak_bytes = e->peak_bytes,
		.forked = e->forked,
		.state = 'X',
		.known = KNOWN_UID | KNOWN_PEAK };
	p->first_seen_ns = p->image_began_ns = e->began_ns != 0 ? e->began_ns : now_ns;
	p->described_ns = now_ns; /* nothing is left to read */
	p->name = grow_copy(e->name);
	p->command = grow_copy(e->name);
	p->final_ns = now_ns;
	p->final_bytes = e->peak_bytes;
	peak_begin(&p->peak, e->peak_bytes, PEAK_EXACT, true, now_ns);
	process_end(p, now_ns);
	return p;
}

static bool
is_of(const struct process *p, const struct ending *e)
{
	uint64_t a = p->now.started_ns, b = e->began_ns;

	return p->now.key.pid == e->pid && (b == 0 || (a > b ? a - b : b - a) <= START_SLACK_NS);
}

/* It is still listed in the newest sample, or was gone by it. */
static struct process *
find(const struct table *t, const struct ending *e)
{
	struct process *p = table_find_pid(t, e->pid);

	if (p != NULL && is_of(p, e))
		return p;
	for (size_t i = t->ended_count; i + t->ended_now > t->ended_count && i > 0; i--)
		if (is_of(t->ended[i - 1], e))
			return t->ended[i - 1];
	return NULL;
}

/* A process that ends between vfork and exec has its parent's memory and mark, not its own. */
static bool
has_parents_memory(const struct table *t, const struct ending *e)
{
	const struct process *parent = table_find_pid(t, e->ppid);

	return e->borrowed && parent != NULL && (parent->now.known & KNOWN_PEAK) &&
	       e->peak_bytes >= parent->now.peak_bytes;
}

static bool
is_worth_a_row(const struct table *t, const struct ending *e)
{
	return e->peak_bytes >= ENDING_ROW_BYTES && !has_parents_memory(t, e);
}

/* The name that other processes of that user have; NULL if there is none. */
static const char *
user_name(const struct table *t, uid_t uid)
{
	for (size_t i = 0; i < t->living_count; i++)
		if ((t->living[i]->now.known & KNOWN_UID) && t->living[i]->now.uid == uid &&
			t->living[i]->user != NULL)
			return t->living[i]->user;
	return NULL;
}

static void
add_unseen(struct table *t, const struct ending *e, uint64_t now_ns)
{
	struct process *p = process_of_ending(e, now_ns);

	p->user = user_name(t, e->uid);
	table_add_ended(t, p);
}

void
table_take_endings(struct table *t, const struct sample *s)
{
	t->endings_reported = s->endings_reported;
	t->endings_lost = s->endings_lost;
	for (size_t i = 0; i < s->ending_count; i++) {
		const struct ending *e = &s->endings[i];
		struct process *p = find(t, e);

		if (p != NULL)
			take_final_peak(p, e->peak_bytes, s->taken_ns);
		else if (t->samples > 1 && is_worth_a_row(t, e))
			add_unseen(t, e, s->taken_ns);
	}
}
