/* SPDX-License-Identifier: MIT */
/* confidence.c: how reliable the peaks of a run are: exact, a bound, or approximate. */
#include "model/run/confidence.h"

#include <string.h>

const char *
confidence_prefix(enum confidence confidence)
{
	static const char *const prefixes[] = {
		[CONFIDENCE_EXACT] = "",
		[CONFIDENCE_AT_LEAST] = "at least ",
		[CONFIDENCE_AT_MOST] = "at most ",
		[CONFIDENCE_ABOUT] = "about ",
	};

	return prefixes[confidence];
}

static const char *const names[] = { [CONFIDENCE_EXACT] = "exact",
	[CONFIDENCE_AT_LEAST] = "at-least",
	[CONFIDENCE_AT_MOST] = "at-most",
	[CONFIDENCE_ABOUT] = "about" };

const char *
confidence_name(enum confidence confidence)
{
	return names[confidence];
}

enum confidence
confidence_by_name(const char *name)
{
	enum confidence confidence = CONFIDENCE_ABOUT;

	while (confidence > CONFIDENCE_EXACT && strcmp(names[confidence], name) != 0)
		confidence--;
	return confidence;
}

enum confidence
confidence_of_rest(enum confidence confidence)
{
	if (confidence == CONFIDENCE_AT_LEAST)
		return CONFIDENCE_AT_MOST;
	return confidence == CONFIDENCE_AT_MOST ? CONFIDENCE_AT_LEAST : confidence;
}

enum confidence
confidence_single(const struct run *run)
{
	switch (run->single.origin) {
	case PEAK_RUSAGE:
		return run->usage.max_rss_floored ? CONFIDENCE_AT_MOST : CONFIDENCE_EXACT;
	case PEAK_EXACT:
		return CONFIDENCE_EXACT;
	default: /* it may have held more after its last sample */
		return CONFIDENCE_AT_LEAST;
	}
}

enum confidence
confidence_tree(const struct run *run)
{
	if (confidence_one_process(run))
		return confidence_single(run);
	if (!run_is_observed(run))
		return run->usage.max_rss_floored ? CONFIDENCE_ABOUT : CONFIDENCE_AT_LEAST;
	switch (run->tree.origin) {
	case PEAK_SAMPLED: /* estimated from RSS and an earlier PSS */
	case PEAK_RSS_SUM:
		return CONFIDENCE_ABOUT;
	case PEAK_RUSAGE: /* at the floor: an upper bound for each process, a lower one for all
			   * together */
		if (run->usage.max_rss_floored)
			return CONFIDENCE_ABOUT;
		break;
	default:
		break;
	}
	return run->tree.lower_bound ? CONFIDENCE_AT_LEAST : CONFIDENCE_EXACT;
}

enum confidence
confidence_hugetlb(const struct run *run)
{
	return run->hugetlb.shared ? CONFIDENCE_AT_MOST : CONFIDENCE_AT_LEAST;
}

bool
confidence_one_process(const struct run *run)
{
	/* 0: a file from another tool that mentions no children. */
	bool one = run->processes_seen == (run->reason == RUN_IMPORTED ? 0 : 1);

	return one && run->tree.process_count <= 1 &&
	       (run->all_seen || confidence_single(run) == CONFIDENCE_AT_LEAST);
}

bool
confidence_tree_is_single(const struct run *run)
{
	return run->tree.origin == PEAK_RUSAGE || run->tree.origin == PEAK_KERNEL;
}
