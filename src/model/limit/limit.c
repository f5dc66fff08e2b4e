/* SPDX-License-Identifier: MIT */
/* limit.c: which of the limits on one process is the smallest, and which is reached first. */
#include "model/limit/limit.h"

#include <stddef.h>

uint64_t
limit_headroom(const struct limit *limit)
{
	return limit->limit_bytes > limit->charge_bytes ? limit->limit_bytes - limit->charge_bytes
							: 0;
}

const struct limit *
limits_smallest(const struct limits *limits)
{
	const struct limit *smallest = NULL;

	for (size_t i = 0; i < LIMIT_KINDS; i++) {
		const struct limit *limit = &limits->of[i];

		if (limit->limit_bytes > 0 &&
			(smallest == NULL || limit->limit_bytes < smallest->limit_bytes))
			smallest = limit;
	}
	return smallest;
}

const struct limit *
limits_fullest(const struct limits *limits)
{
	const struct limit *fullest = NULL;

	for (size_t i = 0; i < LIMIT_KINDS; i++) {
		const struct limit *limit = &limits->of[i];

		if (limit->limit_bytes > 0 && limit->charge_known &&
			(fullest == NULL || limit_headroom(limit) < limit_headroom(fullest)))
			fullest = limit;
	}
	return fullest;
}

static bool
is_near(const struct limit *limit, uint64_t rss_bytes)
{
	if (limit->limit_bytes == 0 || !limit->charge_known)
		return false;
	if (limit->kind == LIMIT_RAM && rss_bytes < limit->limit_bytes / 20)
		return false;
	return limit_headroom(limit) <= limit->limit_bytes / 10;
}

bool
limits_near(const struct limits *limits, uint64_t rss_bytes)
{
	for (size_t i = 0; i < LIMIT_KINDS; i++)
		if (is_near(&limits->of[i], rss_bytes))
			return true;
	return false;
}
