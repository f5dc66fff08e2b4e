/* SPDX-License-Identifier: MIT */
/* peak.c: the maximum of something, when it was reached, and its origin. */
#include "model/process/peak.h"

void
peak_begin(struct peak *p, uint64_t bytes, enum peak_origin origin, bool witnessed, uint64_t now_ns)
{
	*p = (struct peak){ bytes, now_ns, origin, witnessed };
}

bool
peak_raise(struct peak *p, uint64_t bytes, enum peak_origin origin, uint64_t now_ns)
{
	if (p->origin != PEAK_NONE && bytes <= p->bytes)
		return false;
	*p = (struct peak){ bytes, now_ns, origin, true };
	return true;
}
