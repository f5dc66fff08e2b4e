/* SPDX-License-Identifier: MIT */
/* own_cost.h: the cost of peaktop itself, which the screen shows. */
#ifndef PEAKTOP_APP_SAMPLING_OWN_COST_H
#define PEAKTOP_APP_SAMPLING_OWN_COST_H

#include <stdint.h>

struct own_cost {
	uint64_t cpu_ns, active_ns; /* at the last measurement */
	double cpu_percent; /* of one CPU, since the previous measurement; negative: unknown */
};

void own_cost_begin(struct own_cost *);
void own_cost_measure(struct own_cost *);

#endif
