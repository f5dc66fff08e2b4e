/* SPDX-License-Identifier: MIT */
/* confidence.c: how far the peaks of a run can be trusted: exact, a bound, or near. */
#include "model/run/confidence.h"

const char *
trust_words(enum trust trust)
{
	static const char *const words[] = {
		[TRUST_EXACT] = "",
		[TRUST_AT_LEAST] = "at least ",
		[TRUST_AT_MOST] = "at most ",
		[TRUST_ABOUT] = "about ",
	};

	return words[trust];
}

enum trust
trust_of_rest(enum trust trust)
{
	if (trust == TRUST_AT_LEAST)
		return TRUST_AT_MOST;
	return trust == TRUST_AT_MOST ? TRUST_AT_LEAST : trust;
}

enum trust
trust_single(const struct run *run)
{
	switch (run->single.origin) {
	case PEAK_RUSAGE:
		return run->usage.max_rss_floored ? TRUST_AT_MOST : TRUST_EXACT;
	case PEAK_EXACT:
		return TRUST_EXACT;
	default: /* it may have held more after it was last looked at */
		return TRUST_AT_LEAST;
	}
}

enum trust
trust_tree(const struct run *run)
{
	if (trust_one_process(run))
		return trust_single(run);
	if (!run_is_watched(run))
		return run->usage.max_rss_floored ? TRUST_ABOUT : TRUST_AT_LEAST;
	switch (run->tree.origin) {
	case PEAK_SAMPLED: /* reckoned from RSS and an earlier PSS */
	case PEAK_RSS_SUM:
		return TRUST_ABOUT;
	case PEAK_RUSAGE: /* at the floor: at most that for each, at least that for all */
		if (run->usage.max_rss_floored)
			return TRUST_ABOUT;
		break;
	default:
		break;
	}
	return run->tree.lower_bound ? TRUST_AT_LEAST : TRUST_EXACT;
}

enum trust
trust_hugetlb(const struct run *run)
{
	return run->hugetlb.shared ? TRUST_AT_MOST : TRUST_AT_LEAST;
}

bool
trust_one_process(const struct run *run)
{
	/* What another tool's file tells in one figure has no other. */
	bool one = run->processes_seen == (run->reason == RUN_IMPORTED ? 0 : 1);

	return one && run->tree.process_count <= 1 &&
	       (run->all_seen || trust_single(run) == TRUST_AT_LEAST);
}

bool
trust_tree_is_single(const struct run *run)
{
	return run->tree.origin == PEAK_RUSAGE || run->tree.origin == PEAK_KERNEL;
}
