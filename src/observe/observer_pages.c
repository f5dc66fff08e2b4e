/* SPDX-License-Identifier: MIT */
/* observer_pages.c: estimates what relatives share from some of their pages, where a PSS reading
 * is too expensive. */
#include "observe/observer.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/grow.h"

/* An estimate must be this many times better than the uncertainty, which must then grow by half
 * before another try. */
#define BETTER_TIMES 3
/* Estimates take at most one part in this many of the time, half of that after each one dropped
 * because of a birth or an exec: more will follow. */
#define ESTIMATE_PART 20
#define DOUBLINGS 5

static bool
is_relative(const struct tree_member *m)
{
	return m->relatives && m->rss.anon > 0;
}

static size_t
count_relatives(const struct tree_roster *roster)
{
	size_t count = 0;

	for (size_t i = 0; i < roster->count; i++)
		count += is_relative(&roster->members[i]);
	return count;
}

static uint64_t
pages_of(size_t relatives)
{
	return relatives * (page_sample_addresses(relatives) + PACE_PROCESS_PAGES);
}

/* A small uncertainty leaves half of the budget for later, and more of it while the tree moves:
 * what is found then is soon out of date. */
static double
share_for(const struct tree_peak *t)
{
	double open = (double)t->now.held.open_bytes / (double)(t->now.held.range.max + 1);
	double share = open * 5;

	if (t->frames || tree_peak_settled(t))
		share += 0.5;
	return share < 1 ? share : 1;
}

static bool
is_allowed(const struct observer *o, uint64_t at_ns, uint64_t time_ns, uint64_t pages,
	uint64_t pss_bytes)
{
	uint64_t cost_ns = pace_pages_cost_ns(&o->pace, pages);

	unsigned doublings = o->pages_wasted < DOUBLINGS ? o->pages_wasted : DOUBLINGS;

	return at_ns >= o->pages_tried_ns + (ESTIMATE_PART * cost_ns << doublings) &&
	       pace_allows_pages(&o->pace, time_ns, pages, o->tree.frames ? 0 : pss_bytes,
		       share_for(&o->tree));
}

/* A process that was born or ran exec meanwhile shared pages that were counted for some
 * processes and not for others. */
static bool
has_changed(struct observer *o)
{
	struct failure why;

	if (!process_tree_scan(o->processes, &o->sample, &why))
		return true;
	for (size_t i = 0; i < o->sample.count; i++) {
		const struct reading *r = &o->sample.readings[i];
		const struct tree_member *m = tree_roster_find(&o->tree.roster, r->key.pid);

		if (m == NULL || proc_key_compare(m->key, r->key) != 0 || m->image != r->image)
			return true;
	}
	return false;
}

static struct page_share *
ask_for(const struct tree_roster *roster, size_t relatives)
{
	struct page_share *shares = grow_new(relatives * sizeof *shares);
	size_t count = 0;

	for (size_t i = 0; i < roster->count; i++) {
		const struct tree_member *m = &roster->members[i];

		if (is_relative(m))
			shares[count++] = (struct page_share){ .key = m->key,
				.image = m->image,
				.parent = m->parent,
				.forked = m->forked,
				.faults = m->faults,
				.copied_bytes = m->copied_bytes,
				.anon_bytes = m->rss.anon,
				.grown_bytes = m->rss.anon - m->low.anon };
	}
	return shares;
}

static void
take_shares(struct observer *o, const struct page_share *shares, size_t count,
	const struct page_survey *survey)
{
	for (size_t i = 0; i < count; i++)
		if (shares[i].known)
			tree_peak_take_estimate(&o->tree, shares[i].key, shares[i].pss_bytes,
				shares[i].alone_bytes);
	tree_peak_estimated(&o->tree, survey->frames, survey->followed);
}

static void
take_pages(struct observer *o, size_t relatives)
{
	struct page_share *shares = ask_for(&o->tree.roster, relatives);
	uint64_t open = o->tree.now.held.open_bytes;
	struct page_survey survey;

	o->pages_refused_bytes = open;
	if (process_tree_sample_pages(o->processes, shares, relatives, &survey) &&
		survey.error_bytes <= open / BETTER_TIMES) {
		o->pages_refused_bytes = 0;
		if (has_changed(o)) {
			o->pages_wasted++;
		} else {
			o->pages_wasted = 0;
			process_tree_keep_pages(o->processes);
			take_shares(o, shares, relatives, &survey);
		}
	}
	free(shares);
}

uint64_t
observer_estimate_cost_ns(const struct observer *o)
{
	return pace_pages_cost_ns(&o->pace, pages_of(count_relatives(&o->tree.roster)));
}

bool
observer_may_estimate(
	const struct observer *o, uint64_t at_ns, uint64_t time_ns, uint64_t pss_bytes)
{
	size_t relatives = count_relatives(&o->tree.roster);

	return relatives >= 2 && relatives <= PAGE_SAMPLE_PROCESSES &&
	       tree_peak_wants_estimate(&o->tree) &&
	       o->tree.now.held.open_bytes >= o->pages_refused_bytes / 2 * 3 &&
	       is_allowed(o, at_ns, time_ns, pages_of(relatives), pss_bytes);
}

void
observer_estimate(struct observer *o)
{
	size_t relatives = count_relatives(&o->tree.roster);
	uint64_t pages = pages_of(relatives), cpu = clock_thread_cpu_ns();

	take_pages(o, relatives);
	o->pss_cpu_ns = clock_thread_cpu_ns() - cpu;
	pace_read_pages(&o->pace, o->pss_cpu_ns, pages);
}
