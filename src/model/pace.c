/* SPDX-License-Identifier: MIT */
/* pace.c: when an observer may look again. */
#include "model/pace.h"

/* The newest cost counts a quarter. */
static uint64_t
average(uint64_t before, uint64_t now)
{
	return before == 0 ? now : before - before / 4 + now / 4;
}

void
pace_begin(struct pace *p, uint64_t longest_ns)
{
	*p = (struct pace){ .longest_ns = longest_ns };
}

void
pace_looked(struct pace *p, uint64_t cpu_ns)
{
	p->look_ns = average(p->look_ns, cpu_ns);
	p->looked_ns += cpu_ns;
}

void
pace_read_pss(struct pace *p, uint64_t took_ns)
{
	p->stall_ns = average(p->stall_ns, took_ns);
	p->stalled_ns += took_ns;
}

uint64_t
pace_next_look(const struct pace *p, uint64_t at_ns, bool near)
{
	uint64_t wanted =
		near && p->longest_ns > PACE_SHORTEST_NS ? PACE_SHORTEST_NS : p->longest_ns;
	uint64_t allowed = at_ns / PACE_SHARE + PACE_CREDIT_NS;
	uint64_t after = p->looked_ns + p->look_ns, wait;

	if (after <= allowed)
		return wanted;
	/* Until the budget has grown to what the next look will cost. */
	wait = (after - allowed) * PACE_SHARE;
	return wait > wanted ? wait : wanted;
}

bool
pace_allows_pss(const struct pace *p, uint64_t at_ns)
{
	return p->stalled_ns + p->stall_ns <= at_ns / PACE_SHARE + PACE_CREDIT_NS;
}
