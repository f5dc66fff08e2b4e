/* SPDX-License-Identifier: MIT */
/* when.c: a date or age given by the user. */
#include "app/cli/when.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/length.h"
#include "text/unit.h"

#define LATEST_SECONDS (INT64_MAX / NS_PER_SECOND) /* in 2262 */

bool
when_read(const char *value, uint64_t *wall_ns, struct failure *why)
{
	static const char *const forms[] = { "%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M" };
	uint64_t age_ns = 0, now = clock_wall_ns();
	char *end;
	double days = strtod(value, &end);

	if (end != value && strcmp(end, "d") == 0 && days >= 0 && days < 36500)
		age_ns = (uint64_t)(days * 86400) * NS_PER_SECOND;
	if (age_ns != 0 || (strpbrk(value, "hms") != NULL && unit_parse_interval(value, &age_ns))) {
		*wall_ns = age_ns < now ? now - age_ns : 0;
		return true;
	}
	for (size_t i = 0; i < LENGTH(forms); i++) {
		struct tm tm = { .tm_isdst = -1 };
		const char *rest = strptime(value, forms[i], &tm);
		int day = tm.tm_mday;
		time_t seconds;

		if (rest == NULL || *rest != '\0')
			continue;
		/* A date before 1970 would become one far in the future, and --prune would remove
		 * everything. */
		seconds = mktime(&tm);
		if (seconds <= 0 || tm.tm_mday != day) /* February 30 became March 2 */
			break;
		*wall_ns = (uint64_t)seconds < LATEST_SECONDS ? (uint64_t)seconds * NS_PER_SECOND
							      : LATEST_SECONDS * NS_PER_SECOND;
		return true;
	}
	return failure_set(why, 0, "invalid date '%.100s' (try 7d, 12h or 2026-11-01)", value);
}
