/* SPDX-License-Identifier: MIT */
/* pace.h: when an observer may look again: often while a peak rises, seldom otherwise, and in all
 * for no more than a hundredth of one CPU, or of what the job itself uses where that is more; once
 * a second whatever it costs. Pure: no clock of its own: `at_ns` is the time since the start, or
 * the CPU time of the job where that is more.
 *
 * Looks have two fifths of that, and readings of PSS three: however often a rising peak is looked
 * at, it can still be measured. Each start has an advance on it, so that short jobs are seen
 * closely, paid back by the end of ten seconds: until then readings have what is theirs at ten
 * seconds, and looks a half of that with the rest little by little. What a reading will cost is
 * reckoned from those before and the memory it has to walk. */
#ifndef PEAKTOP_MODEL_RUN_PACE_H
#define PEAKTOP_MODEL_RUN_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_SHORTEST_NS 10000000ull
#define PACE_LOOKS_SHARE 250 /* one part in so many of the time */
#define PACE_PSS_SHARE 166
#define PACE_START_NS 10000000000ull
#define PACE_LONGEST_NS 1000000000ull
/* Opening and closing costs as much as walking so much memory. */
#define PACE_PROCESS_BYTES (4u << 20)
/* To open and to find its memory costs as much as so many pages. */
#define PACE_PROCESS_PAGES 100

struct pace {
	uint64_t longest_ns;           /* --interval */
	uint64_t look_ns;              /* what a look costs, by a running average */
	uint64_t pss_ns, pss_mib;      /* readings of PSS: their cost, and what they walked */
	uint64_t pages_ns, pages_seen; /* estimates from pages: the same */
	uint64_t samples_spent_ns, pss_spent_ns; /* CPU time so far; estimates are readings */
};

void pace_begin(struct pace *, uint64_t longest_ns);

/* A look, or a reading of the PSS of `bytes` (PACE_PROCESS_BYTES for each process included), has
 * cost so much CPU time. */
void pace_sampled(struct pace *, uint64_t cpu_ns);
void pace_read_pss(struct pace *, uint64_t cpu_ns, uint64_t bytes);

/* An estimate from so many pages (PACE_PROCESS_PAGES for each process included) has cost so much;
 * what one will cost; whether it keeps within its share. */
void pace_read_pages(struct pace *, uint64_t cpu_ns, uint64_t pages);
uint64_t pace_pages_cost_ns(const struct pace *, uint64_t pages);
bool pace_allows_pages(const struct pace *, uint64_t at_ns, uint64_t pages, double share);

/* How long to wait for the next look: as long as is wanted, from PACE_SHORTEST_NS to the interval,
 * or until the budget has room for it, if that is longer; then PACE_LONGEST_NS at most. */
uint64_t pace_next_sample(const struct pace *, uint64_t at_ns, uint64_t wanted_ns);

/* What a reading of the PSS of so much memory will cost, by those before. */
uint64_t pace_pss_cost_ns(const struct pace *, uint64_t bytes);

/* Whether such a reading keeps within its `share` of the budget (1: all): what will
 * soon be out of date, or can show little, leaves the rest for the peak. */
bool pace_allows_pss(const struct pace *, uint64_t at_ns, uint64_t bytes, double share);

#endif
