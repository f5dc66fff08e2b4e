/* SPDX-License-Identifier: MIT */
/* pace.c: when an observer may sample again. */
#include "model/run/pace.h"

#include "base/arithmetic.h"

#define MIB (1024u * 1024u)
/* The assumed cost before the first reading, weighted like a reading of PSS_MIB. Measured: 13 to
 * 16 us per MiB for pages that five processes share, 6 us for those of one. */
#define PSS_NS_PER_MIB 14000
#define PSS_MIB 256
/* The same for estimates. Measured: 0.7 us per page. */
#define PAGE_NS 1000
#define PAGES 2048
/* How much of the past cost of readings is remembered. */
#define FADE_NS 100000000

/* The newest cost has a weight of a quarter. */
static uint64_t
average(uint64_t before, uint64_t now)
{
	return before == 0 ? now : before - before / 4 + now / 4;
}

void
pace_begin(struct pace *p, uint64_t longest_ns)
{
	*p = (struct pace){ .longest_ns = longest_ns,
		.pss_ns = PSS_NS_PER_MIB * PSS_MIB,
		.pss_mib = PSS_MIB,
		.pages_ns = PAGE_NS * PAGES,
		.pages_seen = PAGES };
}

void
pace_sampled(struct pace *p, uint64_t cpu_ns)
{
	p->sample_ns = average(p->sample_ns, cpu_ns);
	p->samples_spent_ns += cpu_ns;
}

void
pace_prepared_pss(struct pace *p, uint64_t cpu_ns)
{
	p->sample_ns = average(p->sample_ns, cpu_ns);
	p->pss_spent_ns += cpu_ns;
}

/* Sums, not a mean of ratios: the cost of a small reading is mostly that of opening the file,
 * which says nothing about a large one. They are halved now and then, so that the past fades. */
void
pace_read_pss(struct pace *p, uint64_t cpu_ns, uint64_t bytes)
{
	p->pss_ns += cpu_ns;
	p->pss_mib += bytes / MIB + 1;
	p->pss_spent_ns += cpu_ns;
	if (p->pss_ns < FADE_NS)
		return;
	p->pss_ns /= 2;
	p->pss_mib = p->pss_mib / 2 + 1;
}

void
pace_read_pages(struct pace *p, uint64_t cpu_ns, uint64_t pages)
{
	p->pages_ns += cpu_ns;
	p->pages_seen += pages;
	p->pss_spent_ns += cpu_ns;
	if (p->pages_ns < FADE_NS)
		return;
	p->pages_ns /= 2;
	p->pages_seen = p->pages_seen / 2 + 1;
}

#define START_SAMPLES_NS (PACE_START_NS / PACE_SAMPLES_SHARE / 2)

/* The earliest time at which samples may have used this much CPU time. */
static uint64_t
time_for_samples(uint64_t cpu_ns)
{
	if (cpu_ns > 2 * START_SAMPLES_NS)
		return cpu_ns * PACE_SAMPLES_SHARE;
	return cpu_ns > START_SAMPLES_NS ? (cpu_ns - START_SAMPLES_NS) * 2 * PACE_SAMPLES_SHARE : 0;
}

static uint64_t
clamp(uint64_t value, uint64_t low, uint64_t high)
{
	if (value > high)
		value = high;
	return value < low ? low : value;
}

uint64_t
pace_next_sample(const struct pace *p, uint64_t at_ns, uint64_t wanted_ns)
{
	uint64_t then = time_for_samples(p->samples_spent_ns + p->sample_ns);
	bool advance = p->samples_spent_ns * PACE_SAMPLES_SHARE > at_ns;
	uint64_t dear = advance ? smaller(p->sample_ns * PACE_DEAR_TIMES, PACE_DEAR_NS) : 0;
	uint64_t wait = clamp(larger(wanted_ns, dear), INTERVAL_MIN_NS, p->longest_ns);

	if (then <= at_ns + wait)
		return wait;
	return clamp(then - at_ns, wait, wait > PACE_LONGEST_NS ? wait : PACE_LONGEST_NS);
}

uint64_t
pace_steady_ns(const struct pace *p)
{
	return p->sample_ns * PACE_SAMPLES_SHARE;
}

uint64_t
pace_pss_cost_ns(const struct pace *p, uint64_t bytes)
{
	return (bytes / MIB + 1) * p->pss_ns / p->pss_mib;
}

static uint64_t
allowed_ns(uint64_t at_ns, double share)
{
	double start = (double)PACE_START_NS * (share > 1 ? share : 1);
	double time = (double)at_ns > start ? (double)at_ns : start;

	return (uint64_t)(time * (share < 1 ? share : 1)) / PACE_PSS_SHARE;
}

static bool
allows(const struct pace *p, uint64_t at_ns, uint64_t cost_ns, double share)
{
	return p->pss_spent_ns + cost_ns <= allowed_ns(at_ns, share);
}

bool
pace_allows_pss(const struct pace *p, uint64_t at_ns, uint64_t bytes, double share)
{
	return allows(p, at_ns, pace_pss_cost_ns(p, bytes), share);
}

uint64_t
pace_pages_cost_ns(const struct pace *p, uint64_t pages)
{
	return pages * p->pages_ns / p->pages_seen;
}

bool
pace_allows_pages(
	const struct pace *p, uint64_t at_ns, uint64_t pages, uint64_t kept_bytes, double share)
{
	uint64_t half = allowed_ns(at_ns, 0.5), cost = pace_pss_cost_ns(p, kept_bytes);
	uint64_t kept = allows(p, at_ns, cost, 1) ? smaller(cost * PACE_READINGS, half) : 0;

	return allows(p, at_ns, pace_pages_cost_ns(p, pages) + kept, share);
}
