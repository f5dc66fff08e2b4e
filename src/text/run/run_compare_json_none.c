/* SPDX-License-Identifier: MIT */
/* run_compare_json_none.c: fails, in a build without jansson. */
#include "text/run/run_compare.h"

bool
run_compare_put_json(
	const struct run_set *sets, size_t count, struct bytes *out, struct failure *why)
{
	(void)sets;
	(void)count;
	(void)out;
	return failure_set(why, 0, "--json is not available: peaktop was built without jansson");
}
