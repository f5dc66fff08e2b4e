/* SPDX-License-Identifier: MIT */
/* observer_end.c: settles the two peaks of a launched job with the kernel's figures at its end. */
#include "observe/observer.h"

#include "base/arithmetic.h"

/* ru_maxrss moves in steps of 32 pages per CPU (per-CPU counters, Linux 6.2), /proc is exact: a
 * figure lower by no more than this is the same figure. */
#define KERNEL_SLACK (1u << 20)

/* A single process that ended before the first sample: the command itself. */
static void
name_command(struct observer *o, struct run_member *m)
{
	struct buffer name = buffer_over(m->name, sizeof m->name);

	m->pid = o->root;
	run_put_name(o->run, &name);
}

/* A mark read at exit misses as little, has no floor, and belongs to a known process. If
 * ru_maxrss is much more than the mark and the floor, it is from an image before an exec. */
static bool
is_exact(const struct run *run)
{
	uint64_t seen = run->single.member.bytes, floor = run->usage.max_rss_floor_bytes;
	uint64_t explained = seen + seen / 50;

	if (explained < floor + floor / 20)
		explained = floor + floor / 20;
	return run->single.origin == PEAK_EXACT &&
	       run->usage.max_rss_bytes <= explained + PEAK_SLACK_BYTES;
}

/* The kernel's figure at exit misses nothing. Which process it belongs to is known if the
 * largest one seen comes close to it, or if there was only one. */
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
	if (!run->all_seen)
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
observer_root_ended(struct observer *o, pid_t newest)
{
	if (!o->counted && o->reaped == 0 && o->run->processes_seen <= 1)
		o->offspring = offspring_of_ended(o->root, newest);
}

/* Processes that no sample saw may still be known: the command, which we reaped, and a child
 * that the command waited for. */
static void
settle_count(struct observer *o)
{
	struct run *run = o->run;

	if (o->blind)
		return;
	if (!o->counted) {
		run->processes_seen += !o->root_seen;
		run->processes_seen = larger(run->processes_seen, o->reaped);
		if (o->offspring == OFFSPRING_SOME)
			run->processes_seen = larger(run->processes_seen, 2);
	}
	run->all_seen = o->counted || (run->processes_seen == 1 && o->offspring == OFFSPRING_NONE);
}

void
observer_report(struct observer *o)
{
	struct run_parts *parts = &o->run->tree.parts;

	o->run->tree = o->tree.best;
	/* Huge pages are counted for each process; together they are never more than that. */
	parts->hugetlb_bytes = smaller(parts->hugetlb_bytes, o->run->hugetlb.bytes);
	top_processes_put(&o->top, o->run);
}

void
observer_finish(struct observer *o)
{
	struct run *run = o->run;

	observer_ends_finish(o);
	settle_count(o);
	settle_single(o);
	/* For the tree, the mark of one process is a lower bound, even an exact one. */
	observer_names_finish(o);
	tree_peak_at_least(&o->tree, run->single.member.bytes,
		run->single.origin == PEAK_EXACT ? PEAK_KERNEL : run->single.origin,
		run->single.at_ns);
	observer_report(o);
}
