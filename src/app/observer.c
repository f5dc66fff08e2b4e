/* SPDX-License-Identifier: MIT */
/* observer.c: watches a launched job: its largest process, its tree at one instant. */
#include "app/observer.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"

/* A peak that rose so lately may be on its way to another. */
#define NEAR_NS (250 * NS_PER_MS)
#define NEAR_WAIT_NS (40 * NS_PER_MS)
/* ru_maxrss counts in steps of 32 pages a CPU (per-CPU counters, Linux 6.2), /proc exactly: what is
 * less by no more than this is no other figure. */
#define KERNEL_SLACK (1u << 20)

/* By so much ru_maxrss may differ from VmHWM: pages that a CPU has not handed to the sum yet. */
#define STEP (512 * 1024u)

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
	o->cpu_ns = clock_own_cpu_ns();
	o->family = family_open(getpid(), why);
	o->blind = o->family == NULL;
	return o->family != NULL;
}

void
observer_close(struct observer *o)
{
	if (o->family != NULL)
		family_close(o->family);
	o->family = NULL;
	sample_clear(&o->sample);
	tree_peak_clear(&o->tree);
	census_clear(&o->census);
}

void
observer_exclude(struct observer *o, pid_t pid)
{
	if (o->family != NULL)
		family_exclude(o->family, pid);
}

static void
name_member(struct observer *o, struct run_member *m)
{
	struct buffer name = buffer_over(m->name, sizeof m->name);
	struct description d;

	if (o->family != NULL && family_describe(o->family, m->pid, &d))
		buffer_text(&name, d.command);
}

/* One process, that ended before anybody looked: the command itself. */
static void
name_command(struct observer *o, struct run_member *m)
{
	struct buffer name = buffer_over(m->name, sizeof m->name);

	m->pid = o->root;
	run_put_name(o->run, &name);
}

/* --- the largest process --- */

static void
note_one(struct observer *o, struct proc_key key, uint64_t image, uint64_t bytes)
{
	struct run_member *unnamed = largest_note(&o->largest_ones, key, image, bytes);

	if (unnamed != NULL)
		name_member(o, unnamed);
}

static void
note_largest(struct observer *o, const struct reading *r, uint64_t at_ns)
{
	struct run_single_peak *single = &o->run->single;
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
	if (proc_key_compare(o->largest, r->key) == 0 && single->member.name[0] != '\0')
		return;
	o->largest = r->key;
	single->member.pid = r->key.pid;
	name_member(o, &single->member);
}

void
observer_note_exit(struct observer *o, pid_t pid, uint64_t peak_bytes, uint64_t at_ns)
{
	struct run_single_peak *single = &o->run->single;
	uint64_t seen = single->member.bytes;
	/* The mark may have stepped back by some pages: per-CPU counters. */
	bool seen_at_it = single->member.pid == pid && single->origin != PEAK_NONE &&
			  peak_bytes >= seen - seen / 100 && peak_bytes <= seen + seen / 100;

	note_one(o, (struct proc_key){ .pid = pid }, 0, peak_bytes);
	if (peak_bytes < seen && !seen_at_it)
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
	name_member(o, &single->member);
}

/* --- the tree --- */

static void
name_best(struct observer *o)
{
	struct run_tree_peak *best = &o->tree.best;

	for (size_t i = 0; i < best->member_count; i++)
		if (best->members[i].name[0] == '\0')
			name_member(o, &best->members[i]);
}

static void
read_pss(struct observer *o, uint64_t at_ns)
{
	uint64_t cpu = clock_own_cpu_ns();

	for (size_t i = 0; i < o->sample.count; i++) {
		uint64_t pss, rss;
		struct proc_key key = o->sample.readings[i].key;

		if (family_pss(o->family, key.pid, &pss, &rss))
			tree_peak_take_pss(&o->tree, key, pss, rss);
	}
	tree_peak_measured(&o->tree, at_ns);
	o->run->pss_reads++;
	o->pss_cpu_ns = clock_own_cpu_ns() - cpu;
	pace_read_pss(&o->pace, o->pss_cpu_ns, o->tree.sum_bytes);
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
take_sample(struct observer *o, uint64_t at_ns)
{
	uint64_t best_before = o->tree.best.bytes, swap;

	for (size_t i = 0; i < o->sample.count; i++)
		note_largest(o, &o->sample.readings[i], at_ns);
	if (!o->counted)
		o->run->processes_seen += census_take(&o->census, &o->sample);
	tree_peak_apply(&o->tree, &o->sample, at_ns);
	if (tree_peak_wants_pss(&o->tree, at_ns) &&
		pace_allows_pss(&o->pace, at_ns, o->tree.sum_bytes, tree_peak_settled(&o->tree)))
		read_pss(o, at_ns);
	if (o->tree.best.bytes > best_before)
		name_best(o);
	if (o->series != NULL)
		series_push(o->series, at_ns, o->tree.held_bytes, o->tree.sum_bytes);
	swap = swap_of(&o->sample);
	if (swap > o->run->swap_peak_bytes)
		o->run->swap_peak_bytes = swap;
	o->run->samples++;
}

/* Until it may have risen by a hundredth; a while after a rise still soon, since it may go on. */
static uint64_t
wanted_wait(const struct observer *o, uint64_t at_ns)
{
	uint64_t rise = tree_peak_rise_ns(&o->tree);

	if (rise > NEAR_WAIT_NS && at_ns - o->tree.best.at_ns < NEAR_NS)
		return NEAR_WAIT_NS;
	return rise;
}

uint64_t
observer_look(struct observer *o)
{
	uint64_t at_ns = clock_active_ns() - o->began_ns, cpu;
	struct failure why;
	if (o->family == NULL)
		return o->pace.longest_ns;
	o->pss_cpu_ns = 0;
	if (family_scan(o->family, &o->sample, &why))
		take_sample(o, at_ns);
	/* All that was used since the last look: to wake up and to reap is a part of it. */
	cpu = clock_own_cpu_ns();
	pace_looked(&o->pace, cpu - o->cpu_ns - o->pss_cpu_ns);
	o->cpu_ns = cpu;
	return pace_next_look(&o->pace, at_ns, wanted_wait(o, at_ns));
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
	return o->tree.held_bytes;
}

pid_t
observer_largest_pid(const struct observer *o)
{
	uint64_t most = 0;
	pid_t pid = o->root;

	for (size_t i = 0; i < o->tree.count; i++) {
		if (o->tree.members[i].rss_bytes > most) {
			most = o->tree.members[i].rss_bytes;
			pid = o->tree.members[i].key.pid;
		}
	}
	return pid;
}

/* --- the end --- */

/* Read at exit it misses as little, knows no floor, and belongs to somebody. Where ru_maxrss is much
 * more than it and the floor, that was an image before an exec. */
static bool
is_exact(const struct run *run)
{
	uint64_t seen = run->single.member.bytes, floor = run->usage.max_rss_floor_bytes;
	uint64_t explained = seen + seen / 50;

	if (explained < floor + floor / 20)
		explained = floor + floor / 20;
	return run->single.origin == PEAK_EXACT && run->usage.max_rss_bytes <= explained + STEP;
}

/* The kernel's figure at exit misses nothing; which process it was is known where the largest that
 * was seen comes close to it, or where there was only one. */
static void
settle_single(struct observer *o)
{
	struct run *run = o->run;
	struct run_single_peak *single = &run->single;
	uint64_t seen = single->member.bytes;

	if (is_exact(run))
		return;
	if (run->usage.max_rss_bytes + seen / 100 + KERNEL_SLACK < seen ||
		run->usage.max_rss_bytes == 0)
		return;
	single->origin = PEAK_RUSAGE;
	if (run->usage.max_rss_bytes < seen)
		return;
	single->member.bytes = run->usage.max_rss_bytes;
	if (seen >= run->usage.max_rss_bytes / 10 * 9)
		return;
	single->at_known = false;
	if (run->processes_seen > 1 || o->blind)
		single->member = (struct run_member){ .bytes = run->usage.max_rss_bytes };
	else
		name_command(o, &single->member);
}

void
observer_count_exactly(struct observer *o)
{
	o->counted = true;
	o->run->processes_seen = 1;
}

void
observer_report(struct observer *o)
{
	o->run->tree = o->tree.best;
	largest_put(&o->largest_ones, o->run);
}

void
observer_finish(struct observer *o)
{
	struct run *run = o->run;

	settle_single(o);
	/* Of the tree the mark of one process is a lower bound, however exact. */
	tree_peak_at_least(&o->tree, run->single.member.bytes,
		run->single.origin == PEAK_EXACT ? PEAK_KERNEL : run->single.origin,
		run->single.at_ns);
	observer_report(o);
	if (run->processes_seen == 0)
		run->processes_seen = 1;
}
