/* SPDX-License-Identifier: MIT */
/* observer.c: observes a launched job: its largest process, and its tree at one instant. */
#include "observe/observer.h"

#include <string.h>
#include <unistd.h>

#include "base/arithmetic.h"
#include "base/clock.h"
#include "model/run/hugetlb.h"

/* A peak that rose this recently may still be rising. */
#define NEAR_NS (250 * NS_PER_MS)
#define NEAR_WAIT_NS (40 * NS_PER_MS)
/* When a second sample shows that a tree stands still. */
#define SECOND_WAIT_NS (120 * NS_PER_MS)
#define RISE_PART 10
/* The longest wait in a state that has lasted, if the budget allows a sample by then; a shorter
 * --interval holds. */
#define STILL_WAIT_NS (250 * NS_PER_MS)
/* A state that lasts this long is worth a reading (doc/measuring.md has the errors against what
 * was held for 300 ms); while the tree moves, readings get this share of their budget. */
#define LONG_NS (300.0 * NS_PER_MS)
#define UNSETTLED_SHARE 0.25
/* A smaller doubt about the peak is not worth the whole budget. */
#define LARGE_DOUBT 0.05
/* If this much of what will be told is open, a state that lasts is worth a larger advance. */
#define GRAVE_DOUBT 0.1
#define GRAVE_SHARE 1.5
/* The share of the budget for readings where estimates are available. Measured
 * (doc/measuring.md): a page of an estimate costs 0.7 us, a PSS reading 14 to 27 us per MiB;
 * with frame numbers estimates were mostly within 1 %. */
#define SHARE_MAX 0.7
#define SHARE_FRAMES_MAX 0.5
/* Urgent readings take at most one part in this many of the time. */
#define URGENT_PART 20

void
observer_begin(struct observer *o, struct run *run, pid_t root, uint64_t began_ns)
{
	o->run = run;
	o->root = root;
	o->began_ns = began_ns;
	pace_begin(&o->pace, run->interval_ns);
}

bool
observer_open(struct observer *o, struct failure *why)
{
	o->cpu_ns = clock_thread_cpu_ns();
	o->processes = process_tree_open(getpid(), why);
	o->blind = o->processes == NULL;
	return o->processes != NULL;
}

void
observer_close(struct observer *o)
{
	if (o->processes == NULL) /* nothing was ever read */
		return;
	process_tree_close(o->processes);
	o->processes = NULL;
	sample_clear(&o->sample);
	tree_peak_clear(&o->tree);
	census_clear(&o->census);
	observer_ends_close(&o->ends);
}

void
observer_exclude(struct observer *o, pid_t pid)
{
	if (o->processes != NULL)
		process_tree_exclude(o->processes, pid);
	descent_exclude(&o->ends.descent, pid);
}

/* --- the largest process --- */

static void
note_one(struct observer *o, struct proc_key key, uint64_t image, uint64_t bytes)
{
	struct run_member *unnamed = top_processes_note(&o->top, key, image, bytes);

	if (unnamed != NULL)
		observer_name(o, unnamed);
}

static void
note_largest(struct observer *o, const struct reading *r, uint64_t at_ns)
{
	struct run_single_peak *single = &o->run->single;
	const struct run_member *known;
	bool kernel = (r->known & KNOWN_PEAK) && r->peak_bytes >= r->rss_bytes;
	uint64_t bytes = kernel ? r->peak_bytes : r->rss_bytes;

	if (!(r->known & (KNOWN_PEAK | KNOWN_RSS)) || bytes == 0)
		return;
	note_one(o, r->key, r->image, bytes);
	if (bytes <= single->member.bytes)
		return;
	single->member.bytes = bytes;
	single->at_ns = at_ns;
	single->at_known = true;
	single->origin = kernel ? PEAK_KERNEL : PEAK_SAMPLED;
	o->largest = r->key;
	single->member.pid = r->key.pid;
	known = top_processes_find(&o->top, r->key);
	if (known != NULL) /* with the name of what it runs now */
		memcpy(single->member.name, known->name, sizeof known->name);
	else
		observer_name(o, &single->member);
}

void
observer_note_exit(struct observer *o, pid_t pid, uint64_t peak_bytes, uint64_t at_ns)
{
	struct run_single_peak *single = &o->run->single;
	uint64_t seen = single->member.bytes;
	struct run_member *unnamed =
		top_processes_note_end(&o->top, (struct proc_key){ .pid = pid }, peak_bytes);
	/* The mark may have stepped back by some pages (per-CPU counters); and what a sample saw
	 * of another process may be the same memory, used by a vforked child. If it was not,
	 * that process's own end is reported too. */
	bool near = single->origin != PEAK_NONE && top_processes_is_no_less(peak_bytes, seen) &&
		    peak_bytes <= seen + seen / 100;
	bool seen_at_it = near && single->member.pid == pid;

	if (unnamed != NULL)
		observer_name(o, unnamed);
	if (peak_bytes < seen && !seen_at_it && (!near || single->origin == PEAK_EXACT))
		return;
	single->origin = PEAK_EXACT;
	if (peak_bytes > seen)
		single->member.bytes = peak_bytes;
	if (seen_at_it)
		return;
	single->at_ns = at_ns;
	single->at_known = true;
	single->member.pid = pid;
	o->largest = (struct proc_key){ .pid = 0 };
	observer_name(o, &single->member);
}

/* --- the tree --- */

/* For marks set since then: a process that has ended can no longer be named. */
static void
name_members(struct observer *o, uint64_t since_ns)
{
	struct tree_mark *marks = o->tree.marks;
	bool any = false;

	for (enum mark mark = 0; mark < MARKS; mark++) {
		if (marks[mark].peak.at_ns < since_ns)
			continue;
		for (size_t i = 0; i < marks[mark].peak.member_count; i++) {
			struct run_member *m = &marks[mark].peak.members[i];

			if (m->name[0] != '\0')
				continue;
			if (!tree_marks_know_name(marks, MARKS, &marks[mark].who[i], m))
				observer_name(o, m);
			any = true;
		}
	}
	if (any)
		tree_peak_choose_best(&o->tree);
}

/* Ends with another sample, which shows what changed during the reading. */
static void
read_shares(struct observer *o, uint64_t bytes)
{
	uint64_t cpu = clock_thread_cpu_ns();
	struct tree_peak *t = &o->tree;
	struct smaps_shares shares;
	struct failure why;

	for (size_t i = 0; i < t->roster.count; i++) {
		struct proc_key key = t->roster.members[i].key;

		if (tree_peak_needs_shares(t, i))
			tree_peak_take_shares(t, key,
				process_tree_smaps(o->processes, key.pid, &shares) ? &shares
										   : NULL);
	}
	process_tree_scan(o->processes, &o->sample, &why);
	tree_peak_measured(t, &o->sample, clock_active_ns() - o->began_ns);
	o->run->pss_reads++;
	o->pss_cpu_ns = clock_thread_cpu_ns() - cpu;
	o->pss_last_ns = o->pss_cpu_ns;
	pace_read_pss(&o->pace, o->pss_cpu_ns, bytes);
}

/* The time of which the budget is a fraction: the job's own CPU time, if that is more. */
static uint64_t
budget_time(const struct observer *o, uint64_t at_ns)
{
	return o->tree.roster.cpu_ns > at_ns ? o->tree.roster.cpu_ns : at_ns;
}

/* If an action waits for the result, a reading may be expensive, but readings must not follow
 * each other without a pause. */
static bool
is_urgent(const struct observer *o, uint64_t at_ns)
{
	return o->next_threshold_bytes > 0 &&
	       tree_peak_may_exceed(&o->tree, o->next_threshold_bytes) &&
	       at_ns >= o->tree.measured.at_ns + URGENT_PART * o->pss_last_ns;
}

/* A state that has lasted, or may be much more than is known, is worth the whole remaining
 * budget. */
static double
share_of_budget(const struct tree_peak *t)
{
	double still_ns = (double)tree_peak_still_ns(t);
	double doubt = tree_peak_doubt(t), share = doubt * 2, max = 1;

	if (still_ns <= 0)
		return UNSETTLED_SHARE;
	if (still_ns >= LONG_NS && tree_peak_open_doubt(t) >= GRAVE_DOUBT)
		return GRAVE_SHARE;
	if (t->can_estimate && t->frames)
		max = SHARE_FRAMES_MAX;
	else if (t->can_estimate && (still_ns < LONG_NS || doubt < LARGE_DOUBT))
		max = SHARE_MAX;
	if (share < still_ns / LONG_NS)
		share = still_ns / LONG_NS;
	return share < UNSETTLED_SHARE ? UNSETTLED_SHARE : share < max ? share : max;
}

static bool
wants_shares(const struct observer *o, uint64_t at_ns, uint64_t bytes)
{
	uint64_t time_ns = budget_time(o, at_ns);
	double share = share_of_budget(&o->tree);

	if (bytes == 0)
		return false;
	if (is_urgent(o, at_ns))
		return true;
	return tree_peak_wants_pss(&o->tree, pace_pss_cost_ns(&o->pace, bytes)) &&
	       pace_allows_pss(&o->pace, time_ns, bytes, share);
}

/* A reading shows more than an estimate, most of all where pages are not identified; and of a
 * small tree it is the cheaper one. */
static void
read_or_estimate(struct observer *o, uint64_t at_ns, uint64_t bytes)
{
	uint64_t cost_ns = observer_estimate_cost_ns(o);

	if (!o->tree.frames)
		cost_ns += cost_ns / 2;
	o->pages_tried_ns = at_ns;
	if (bytes > 0 && pace_pss_cost_ns(&o->pace, bytes) < cost_ns &&
		pace_allows_pss(&o->pace, budget_time(o, at_ns), bytes, 1))
		read_shares(o, bytes);
	else
		observer_estimate(o);
}

static uint64_t
swap_of(const struct sample *s)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < s->count; i++)
		if (s->readings[i].known & KNOWN_SWAP)
			sum += s->readings[i].swap_bytes;
	return sum;
}

static void
note_huge_pages(struct observer *o)
{
	struct hugetlb_held held = hugetlb_of(&o->sample);
	struct system_memory machine = { .known = false };

	if (hugetlb_asks_used(&o->run->hugetlb, &held))
		process_tree_machine(o->processes, &machine);
	hugetlb_take(&o->run->hugetlb, &held,
		machine.hugetlb_known ? machine.hugetlb_used_bytes : UINT64_MAX);
}

static void
take_sample(struct observer *o, uint64_t at_ns)
{
	uint64_t bytes, swap;

	for (size_t i = 0; i < o->sample.count; i++)
		note_largest(o, &o->sample.readings[i], at_ns);
	o->census.keep = o->ends.put_off > 0;
	o->root_seen = o->root_seen || sample_find(&o->sample, o->root) != NULL;
	if (!o->counted)
		o->run->processes_seen += census_take(&o->census, &o->sample);
	tree_peak_apply(&o->tree, &o->sample, at_ns);
	bytes = o->pss_bytes = tree_peak_plan_reading(&o->tree, PACE_PROCESS_BYTES);
	if (wants_shares(o, at_ns, bytes))
		read_shares(o, bytes);
	else if (observer_may_estimate(o, at_ns, budget_time(o, at_ns), bytes))
		read_or_estimate(o, at_ns, bytes);
	if (o->names.count > 0)
		observer_names_sample(o);
	name_members(o, at_ns);
	if (o->series != NULL && o->run->processes_seen > 0)
		series_push(o->series, at_ns, observer_tree_bytes(o), o->tree.now.held.sum_bytes);
	swap = swap_of(&o->sample);
	if (swap > o->run->swap_peak_bytes)
		o->run->swap_peak_bytes = swap;
	note_huge_pages(o);
	o->run->samples++;
}

/* The kernel keeps the peak of a single process; samples are for the tree that it may become. */
static bool
grows_alone(const struct observer *o)
{
	return o->next_threshold_bytes == 0 && o->tree.now.held.living <= 1 &&
	       o->tree.before.held.living <= 1;
}

/* Wait until it may have risen by a hundredth; shortly after a rise sample soon, since it may go
 * on. */
static uint64_t
wanted_wait(const struct observer *o, uint64_t at_ns)
{
	uint64_t rise = tree_peak_rise_ns(&o->tree);

	if (rise < NEAR_WAIT_NS && grows_alone(o))
		return NEAR_WAIT_NS;
	if (rise > NEAR_WAIT_NS &&
		(at_ns - o->tree.best.at_ns < NEAR_NS || tree_peak_waits(&o->tree)))
		return NEAR_WAIT_NS;
	return rise;
}

/* A reading waits for the tree to stand still, which only another sample can tell; the next one
 * that the budget of samples allows may be too late. */
static bool
is_second_needed(const struct observer *o, uint64_t at_ns)
{
	return tree_peak_waits(&o->tree) && tree_peak_open_doubt(&o->tree) >= GRAVE_DOUBT &&
	       pace_allows_pss(&o->pace, budget_time(o, at_ns), o->pss_bytes, 1);
}

/* A tree that rose by a tenth since the sample before is still on its way to a peak, which the next
 * sample that the budget of samples allows may miss, up to a second later. */
static bool
goes_on_rising(const struct observer *o, uint64_t at_ns)
{
	uint64_t now = o->tree.now.held.range.likely, before = o->tree.before.held.range.likely;

	return now > before + before / RISE_PART && now >= o->tree.best.bytes &&
	       pace_allows_pss(&o->pace, budget_time(o, at_ns), 0, 1);
}

/* Nothing but the next move is to be seen: what the advance of the budget still allows is kept for
 * that. Spent on a tree that stood still, it would be missing when the tree moves on, and a sample
 * would be a second late. */
static bool
is_long_still(const struct observer *o)
{
	return o->next_threshold_bytes == 0 && (double)tree_peak_still_ns(&o->tree) >= LONG_NS;
}

static uint64_t
next_wait(struct observer *o, uint64_t at_ns)
{
	uint64_t wait = pace_next_sample(&o->pace, budget_time(o, at_ns), wanted_wait(o, at_ns));

	if (is_long_still(o))
		wait = larger(wait, smaller(pace_steady_ns(&o->pace),
					    smaller(STILL_WAIT_NS, o->pace.longest_ns)));
	o->is_second = wait > SECOND_WAIT_NS &&
		       (goes_on_rising(o, at_ns) || (!o->is_second && is_second_needed(o, at_ns)));
	return o->is_second ? SECOND_WAIT_NS : wait;
}

uint64_t
observer_sample(struct observer *o)
{
	uint64_t at_ns = clock_active_ns() - o->began_ns, cpu;
	struct failure why;
	if (o->processes == NULL)
		return o->pace.longest_ns;
	o->pss_cpu_ns = 0;
	observer_ends_take(o, at_ns);
	if (process_tree_scan(o->processes, &o->sample, &why)) {
		take_sample(o, at_ns);
		observer_ends_note(o, at_ns);
		heap_follow(&o->trim, o->sample.count);
	}
	/* All CPU time since the last sample, including wakeups and reaping. */
	cpu = clock_thread_cpu_ns();
	if (o->is_second)
		pace_prepared_pss(&o->pace, cpu - o->cpu_ns - o->pss_cpu_ns);
	else
		pace_sampled(&o->pace, cpu - o->cpu_ns - o->pss_cpu_ns);
	o->cpu_ns = cpu;
	return next_wait(o, at_ns);
}

void
observer_exempt(struct observer *o, uint64_t cpu_ns)
{
	o->cpu_ns += cpu_ns;
	o->other_ns += cpu_ns;
}

uint64_t
observer_tree_bytes(const struct observer *o)
{
	return o->tree.now.held.range.likely;
}

uint64_t
observer_certain_bytes(const struct observer *o)
{
	return tree_peak_certain_bytes(&o->tree);
}

pid_t
observer_largest_pid(const struct observer *o)
{
	uint64_t max = 0;
	pid_t pid = o->root;

	for (size_t i = 0; i < o->tree.roster.count; i++) {
		if (o->tree.roster.members[i].rss_bytes > max) {
			max = o->tree.roster.members[i].rss_bytes;
			pid = o->tree.roster.members[i].key.pid;
		}
	}
	return pid;
}
