/* SPDX-License-Identifier: MIT */
/* pace.c: when an observer may look again. */
#include "model/pace.h"

#define MIB (1024u * 1024u)
/* Before the first reading: 8 ms for 1.5 GB of 4 KiB pages were measured. */
#define PSS_NS_PER_MIB 6000
/* So much cost of readings is remembered. */
#define FADE_NS 100000000

/* The newest cost counts a quarter. */
static uint64_t
average(uint64_t before, uint64_t now)
{
	return before == 0 ? now : before - before / 4 + now / 4;
}

void
pace_begin(struct pace *p, uint64_t longest_ns)
{
	*p = (struct pace){ .longest_ns = longest_ns, .pss_ns = PSS_NS_PER_MIB, .pss_mib = 1 };
}

void
pace_looked(struct pace *p, uint64_t cpu_ns)
{
	p->look_ns = average(p->look_ns, cpu_ns);
	p->looks_spent_ns += cpu_ns;
	p->spent_ns += cpu_ns;
}

/* Sums, not a mean of ratios: a small reading costs mostly what opening the file does, which says
 * nothing of a large one. They are halved now and then, so that what was long ago fades. */
void
pace_read_pss(struct pace *p, uint64_t cpu_ns, uint64_t bytes)
{
	p->pss_ns += cpu_ns;
	p->pss_mib += bytes / MIB + 1;
	p->spent_ns += cpu_ns;
	if (p->pss_ns < FADE_NS)
		return;
	p->pss_ns /= 2;
	p->pss_mib = p->pss_mib / 2 + 1;
}

static uint64_t
allowed_ns(uint64_t at_ns)
{
	return at_ns / PACE_SHARE + PACE_CREDIT_NS;
}

/* Until a budget that grows by one part in `share` has room for `after_ns`. */
static uint64_t
wait_for(uint64_t after_ns, uint64_t allowed, uint64_t share)
{
	return after_ns > allowed ? (after_ns - allowed) * share : 0;
}

static uint64_t
larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

uint64_t
pace_next_look(const struct pace *p, uint64_t at_ns, bool near)
{
	uint64_t wanted =
		near && p->longest_ns > PACE_SHORTEST_NS ? PACE_SHORTEST_NS : p->longest_ns;
	uint64_t allowed = allowed_ns(at_ns);
	uint64_t all = wait_for(p->spent_ns + p->look_ns, allowed, PACE_SHARE);
	uint64_t looks = wait_for(p->looks_spent_ns + p->look_ns, allowed / 2, 2 * PACE_SHARE);

	return larger(wanted, larger(all, looks));
}

bool
pace_allows_pss(const struct pace *p, uint64_t at_ns, uint64_t bytes, bool settled)
{
	uint64_t cost = (bytes / MIB + 1) * p->pss_ns / p->pss_mib;
	uint64_t allowed = allowed_ns(at_ns);

	if (p->spent_ns + cost > allowed)
		return false;
	return settled || p->spent_ns - p->looks_spent_ns + cost <= allowed / 4;
}
