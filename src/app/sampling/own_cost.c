/* SPDX-License-Identifier: MIT */
/* own_cost.c: the cost of peaktop itself. */
#include "app/sampling/own_cost.h"

#include "base/clock.h"

void
own_cost_begin(struct own_cost *c)
{
	*c = (struct own_cost){ .cpu_percent = -1 };
}

void
own_cost_measure(struct own_cost *c)
{
	uint64_t cpu_ns = clock_own_cpu_ns(), active_ns = clock_active_ns();

	if (c->active_ns != 0 && active_ns > c->active_ns)
		c->cpu_percent =
			100.0 * (double)(cpu_ns - c->cpu_ns) / (double)(active_ns - c->active_ns);
	c->cpu_ns = cpu_ns;
	c->active_ns = active_ns;
}
