/* SPDX-License-Identifier: MIT */
/* proc_vmstat.c: the counters of /proc/vmstat for swapping and out-of-memory kills. */
#include "source/proc/proc_vmstat.h"

#include <stdlib.h>
#include <string.h>

/* Far above any real value, and far enough below 2^64 to convert pages to bytes. */
#define FIELD_MAX (UINT64_C(1) << 40)

/* The number after `name` and a blank, on a complete line. Continues from *at: the calls follow
 * the kernel's order, so most of the file is scanned once. */
static bool
take(const char **at, const char *name, uint64_t *value)
{
	size_t length = strlen(name);

	for (const char *line = *at; *line != '\0';) {
		const char *end = strchr(line, '\n');

		if (end == NULL)
			return false;
		if (strncmp(line, name, length) == 0 && line[length] == ' ' &&
			line[length + 1] >= '0' && line[length + 1] <= '9') {
			*value = strtoull(line + length, NULL, 10);
			*at = end + 1;
			return *value <= FIELD_MAX;
		}
		line = end + 1;
	}
	return false;
}

void
proc_parse_vmstat(const char *bytes, uint64_t page_bytes, struct system_events *e)
{
	uint64_t in = 0, out = 0, kills = 0;
	const char *at = bytes;

	e->swap_known = take(&at, "pswpin", &in) && take(&at, "pswpout", &out);
	e->oom_known = take(&at, "oom_kill", &kills);
	e->swapped_in_bytes = e->swap_known ? in * page_bytes : 0;
	e->swapped_out_bytes = e->swap_known ? out * page_bytes : 0;
	e->oom_kills = e->oom_known ? kills : 0;
}
