/* SPDX-License-Identifier: MIT */
/* watched_list_json_none.c: fails, in a build without jansson. */
#include "text/run/watched_list.h"

bool
watched_list_put_json(const struct watched_row *row, struct bytes *out, struct failure *why)
{
	(void)row;
	(void)out;
	return failure_set(why, 0, "--json is not available: peaktop was built without jansson");
}
