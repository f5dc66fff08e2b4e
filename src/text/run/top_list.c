/* SPDX-License-Identifier: MIT */
/* top_list.c: the largest processes of a run, each at its own peak. */
#include "text/run/top_list.h"

#include "model/run/confidence.h"

bool
top_list_is_exact(const struct run *run)
{
	for (size_t i = 0; i < run->top_count; i++)
		if (run->top[i].exact)
			return true;
	return false;
}

void
top_list_put_size(const struct run *run, size_t place, enum units units, struct buffer *b)
{
	if (top_list_is_exact(run) && !run->top[place].exact)
		buffer_text(b, confidence_prefix(CONFIDENCE_AT_LEAST));
	unit_size(b, run->top[place].bytes, units);
}
