/* SPDX-License-Identifier: MIT */
/* report_json_none.c: fails, in a build without jansson. */
#include "text/table/report.h"

bool
report_json(const struct report *r, struct bytes *out, struct failure *why)
{
	(void)r;
	(void)out;
	return failure_set(why, 0, "--json is not available: peaktop was built without jansson");
}
