/* SPDX-License-Identifier: MIT */
/* run_compare_json_none.c: fails, in a build without jansson. */
#include "text/run/run_compare.h"

bool
run_compare_put_json(
	const struct run_group *groups, size_t count, struct bytes *out, struct failure *why)
{
	(void)groups;
	(void)count;
	(void)out;
	return failure_set(why, 0, "JSON is not available: peaktop was built without jansson");
}
