/* SPDX-License-Identifier: MIT */
/* run_json_none.c: fails, in a build without jansson. */
#include "text/run/summary.h"

bool
summary_put_json_series(const struct run *run, uint64_t number, const struct series *series,
	struct bytes *out, struct failure *why)
{
	(void)series;
	return summary_put_json(run, number, out, why);
}

bool
summary_put_json(const struct run *run, uint64_t number, struct bytes *out, struct failure *why)
{
	(void)run;
	(void)number;
	(void)out;
	return failure_set(why, 0, "--json is not available: peaktop was built without jansson");
}
