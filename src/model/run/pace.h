/* SPDX-License-Identifier: MIT */
/* pace.h: when an observer may sample again: often while a peak rises, seldom otherwise, and in
 * all for no more than a hundredth of one CPU, or of the job's own CPU time if that is more; but
 * at least once a second. Pure: no clock of its own: `at_ns` is the time since the start, or the
 * CPU time of the job if that is more. Samples get two fifths of the budget, PSS readings three:
 * however often a rising peak is sampled, it can still be measured. Each starts with an advance,
 * so that short jobs are observed closely, and has paid it back after ten seconds: until then
 * readings may use their share of ten seconds, and samples half of theirs at once and the rest
 * gradually. To end a large doubt readings may use that of fifteen seconds. The cost of a reading
 * is predicted from earlier ones and the memory it has to walk. */
#ifndef PEAKTOP_MODEL_RUN_PACE_H
#define PEAKTOP_MODEL_RUN_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/duration.h"

#define PACE_SAMPLES_SHARE 250 /* one part in this many of the time */
#define PACE_PSS_SHARE 166
#define PACE_START_NS (10 * NS_PER_SECOND)
#define PACE_LONGEST_NS NS_PER_SECOND
/* Opening and closing the file costs as much as walking this much memory. */
#define PACE_PROCESS_BYTES (4u << 20)
/* Opening it and finding its memory costs as much as this many pages. */
#define PACE_PROCESS_PAGES 100
/* The advance of samples is stretched where each is dear: the pause between two is this many times
 * their cost, but no more than suffices to see a state of 300 ms. */
#define PACE_DEAR_TIMES 40
#define PACE_DEAR_NS (60 * NS_PER_MS)
/* While a tree moves, estimates leave room for this many readings of states that last. */
#define PACE_READINGS 3

struct pace {
	uint64_t longest_ns;           /* --interval */
	uint64_t sample_ns;            /* cost of a sample, a running average */
	uint64_t pss_ns, pss_mib;      /* PSS readings: their cost, and the memory they walked */
	uint64_t pages_ns, pages_seen; /* estimates from pages: the same */
	uint64_t samples_spent_ns, pss_spent_ns; /* CPU time so far; estimates count as readings */
};

void pace_begin(struct pace *, uint64_t longest_ns);

/* A sample, or a reading of the PSS of `bytes` (including PACE_PROCESS_BYTES for each process),
 * has cost this much CPU time. */
void pace_sampled(struct pace *, uint64_t cpu_ns);
void pace_read_pss(struct pace *, uint64_t cpu_ns, uint64_t bytes);

/* A sample that was taken for a reading, whose budget it uses. */
void pace_prepared_pss(struct pace *, uint64_t cpu_ns);

/* An estimate from this many pages (including PACE_PROCESS_PAGES for each process) has cost this
 * much; the predicted cost of one; whether it fits its share and leaves room for PACE_READINGS
 * readings of `kept_bytes`, as far as half of the budget suffices for them. */
void pace_read_pages(struct pace *, uint64_t cpu_ns, uint64_t pages);
uint64_t pace_pages_cost_ns(const struct pace *, uint64_t pages);
bool pace_allows_pages(
	const struct pace *, uint64_t at_ns, uint64_t pages, uint64_t kept_bytes, double share);

/* How long to wait for the next sample: the wanted time, from INTERVAL_MIN_NS, or more where
 * samples are dear, to the interval, or longer if the budget requires it, up to PACE_LONGEST_NS. */
uint64_t pace_next_sample(const struct pace *, uint64_t at_ns, uint64_t wanted_ns);

/* The interval at which samples use up neither the advance nor what was saved. */
uint64_t pace_steady_ns(const struct pace *);

/* The predicted cost of reading the PSS of this much memory. */
uint64_t pace_pss_cost_ns(const struct pace *, uint64_t bytes);

/* Whether such a reading fits its `share` of the budget (1: all; more: the advance at the start is
 * so many times as large): a reading that will soon be out of date, or can show little, leaves the
 * rest for the peak. */
bool pace_allows_pss(const struct pace *, uint64_t at_ns, uint64_t bytes, double share);

#endif
