/* SPDX-License-Identifier: MIT */
/* own_cost.h: what this program itself costs, for all to see. */
#ifndef PEAKTOP_APP_SAMPLING_OWN_COST_H
#define PEAKTOP_APP_SAMPLING_OWN_COST_H

#include <stdint.h>

struct own_cost {
	uint64_t cpu_ns, active_ns; /* at the last measurement */
	double cpu_percent;         /* of one CPU, since the one before; below 0: not known yet */
};

void own_cost_begin(struct own_cost *);
void own_cost_measure(struct own_cost *);

#endif
