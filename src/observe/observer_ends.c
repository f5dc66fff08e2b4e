/* SPDX-License-Identifier: MIT */
/* observer_ends.c: final peaks of the job's processes that ended, where the kernel reports ends. */
#include "observe/observer.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "launch/launch.h"
#include "source/proc/exits_sample.h"

/* The kernel reports all ends on the machine. Reading them takes at most one part in this many
 * of the time, with an advance; beyond that the kernel drops some, and reports the loss. */
#define READING_PART 200
#define ADVANCE_NS (5 * NS_PER_MS)

/* --- opening --- */

static uint64_t
asleep_ns(void)
{
	uint64_t active = clock_active_ns(), boot = clock_boot_ns();

	return boot > active ? boot - active : 0;
}

/* Not before the first sample: a short job is not slowed down. */
static void
open_ends(struct observer *o)
{
	struct observer_ends *e = &o->ends;
	struct failure ignored;

	e->tried = true;
	e->exits = exits_open(&ignored);
	if (e->exits == NULL)
		return;
	e->descent.observer = getpid();
	e->descent.taken_ns = clock_boot_ns();
	e->asleep_ns = asleep_ns();
}

void
observer_ends_close(struct observer_ends *e)
{
	exits_close(e->exits);
	sample_clear(&e->reported);
	descent_clear(&e->descent);
	*e = (struct observer_ends){ .tried = true };
}

/* --- taking --- */

static bool
is_affordable(const struct observer *o, uint64_t at_ns)
{
	uint64_t time = o->tree.roster.cpu_ns > at_ns ? o->tree.roster.cpu_ns : at_ns;

	return o->ends.cpu_ns <= time / READING_PART + ADVANCE_NS;
}

void
observer_ends_take(struct observer *o, uint64_t at_ns)
{
	struct observer_ends *e = &o->ends;
	uint64_t cpu = clock_thread_cpu_ns(), lost = o->run->exits_lost, now_ns;

	if (e->exits == NULL)
		return;
	if (!is_affordable(o, at_ns)) {
		e->put_off++;
		return;
	}
	now_ns = clock_boot_ns();
	sample_restart(&e->reported);
	exits_sample(e->exits, &e->reported);
	o->run->exits_reported = e->reported.endings_reported;
	o->run->exits_lost = e->reported.endings_lost;
	e->lost = o->run->exits_lost != lost;
	descent_take(&e->descent, e->reported.endings, e->reported.ending_count, now_ns,
		clock_boot_ns(), e->lost);
	e->new_round = true;
	e->rounds++;
	e->cpu_ns += clock_thread_cpu_ns() - cpu;
}

/* --- giving them to the run --- */

/* A process that ends between vfork and exec has its parent's memory and mark, not its own. The
 * mark of a living parent was read after that. */
static bool
has_parents_memory(const struct observer *o, const struct descent_own *own)
{
	const struct reading *parent = sample_find(&o->sample, own->ending.ppid);
	uint64_t bytes = own->parent_peak_bytes;

	if (bytes == 0 && parent != NULL && (parent->known & KNOWN_PEAK))
		bytes = parent->peak_bytes;
	return own->ending.borrowed && bytes >= own->ending.peak_bytes;
}

static void
put_name(struct run_member *m, const struct ending *end)
{
	struct buffer name = buffer_over(m->name, sizeof m->name);

	buffer_text(&name, end->name);
}

static void
note_single(struct observer *o, const struct ending *end, struct proc_key key, uint64_t at_ns)
{
	struct run_single_peak *single = &o->run->single;
	uint64_t seen = single->member.bytes;
	bool same = proc_key_compare(o->largest, key) == 0 && single->origin != PEAK_NONE;
	const struct run_member *known;

	if (same ? !top_processes_is_no_less(end->peak_bytes, seen) : end->peak_bytes <= seen)
		return;
	single->origin = PEAK_EXACT;
	if (end->peak_bytes <= seen)
		return;
	single->member.bytes = end->peak_bytes;
	single->at_ns = at_ns;
	single->at_known = true;
	if (same)
		return;
	o->largest = key;
	single->member.pid = key.pid;
	put_name(&single->member, end);
	known = top_processes_find(&o->top, key);
	if (known != NULL && known->name[0] != '\0')
		memcpy(single->member.name, known->name, sizeof known->name);
}

static void
note_largest(struct observer *o, const struct ending *end, struct proc_key key)
{
	struct run_member *unnamed = top_processes_note_end(&o->top, key, end->peak_bytes);

	if (unnamed != NULL)
		put_name(unnamed, end);
}

/* The start of a process that now has its pid, as its figures show: it was read after that end,
 * and memory still in place would be the same. 0: none. */
static uint64_t
other_ticks(const struct observer *o, const struct ending *end)
{
	const struct reading *r = sample_find(&o->sample, end->pid);
	uint64_t near = end->peak_bytes / 50 + PEAK_SLACK_BYTES;

	if (r == NULL || !(r->known & KNOWN_PEAK) ||
		(r->peak_bytes <= end->peak_bytes + near &&
			end->peak_bytes <= r->peak_bytes + near))
		return 0;
	return r->key.start_ticks;
}

/* It ended after the round before its own and had lived this long, so it began between these two
 * times. */
static void
note_end(struct observer *o, const struct descent_own *own, uint64_t at_ns)
{
	const struct observer_ends *e = &o->ends;
	const struct ending *end = &own->ending;
	uint64_t lived_ns = end->lasted_ns + (asleep_ns() - e->asleep_ns) + 1000;
	uint64_t until_ns = e->descent.until_ns;
	uint64_t first = own->after_ns > lived_ns ? (own->after_ns - lived_ns) / NS_PER_TICK : 0;
	uint64_t last = until_ns > end->lasted_ns ? (until_ns - end->lasted_ns) / NS_PER_TICK : 0;
	struct proc_key key = { end->pid, last };
	bool counted = census_end(&o->census, &key, first, other_ticks(o, end));

	observer_names_end(o, end->pid, end->name);
	if (!counted && !o->census.forgot)
		o->run->processes_seen++;
	/* A process that no sample saw is none of those known so far, even if its start time
	 * could match. */
	while (!counted && top_processes_find(&o->top, key) != NULL)
		key.start_ticks++;
	if (end->peak_bytes == 0 || (!counted && has_parents_memory(o, own)))
		return;
	note_single(o, end, key, at_ns);
	note_largest(o, end, key);
}

static void
give(struct observer *o, uint64_t at_ns)
{
	struct observer_ends *e = &o->ends;

	descent_settle(&e->descent, &o->sample);
	for (size_t i = 0; i < e->descent.ours_count; i++)
		note_end(o, &e->descent.ours[i], at_ns);
	e->new_round = false;
	e->put_off = 0;
	o->census.forgot = false;
}

void
observer_ends_note(struct observer *o, uint64_t at_ns)
{
	uint64_t cpu = clock_thread_cpu_ns();

	if (!o->ends.tried && !o->counted)
		open_ends(o);
	else if (o->ends.new_round)
		give(o, at_ns);
	else {
		o->ends.descent.ours_count = 0;
		return;
	}
	o->ends.cpu_ns += clock_thread_cpu_ns() - cpu;
}

const struct descent_own *
observer_ends_reported(const struct observer *o, size_t *count)
{
	*count = o->ends.descent.ours_count;
	return o->ends.descent.ours;
}

/* Ends before the socket was opened are not reported: those fell into the first sample. */
bool
observer_ends_complete(const struct observer *o)
{
	const struct observer_ends *e = &o->ends;

	return e->exits != NULL && exits_heard(e->exits) && e->put_off == 0 && !e->lost &&
	       e->rounds > 1;
}

void
observer_ends_finish(struct observer *o)
{
	uint64_t at_ns = clock_active_ns() - o->began_ns;
	struct failure why;

	if (o->ends.exits == NULL)
		return;
	o->ends.cpu_ns = 0; /* the last round is always read */
	observer_ends_take(o, at_ns);
	if (!launch_has_children())
		sample_restart(&o->sample);
	else if (!process_tree_scan(o->processes, &o->sample, &why))
		return;
	observer_ends_note(o, at_ns);
}
