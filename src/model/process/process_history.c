/* SPDX-License-Identifier: MIT */
/* process_history.c: a fixed-size record of one value of a process over time. */
#include "model/process/process_history.h"

#include <string.h>

static const uint32_t absent = UINT32_MAX;

static uint32_t
to_kib(uint64_t bytes)
{
	uint64_t kib = bytes / 1024;

	return kib < absent ? (uint32_t)kib : absent - 1;
}

void
process_history_begin(struct process_history *h, uint64_t now_ns, uint64_t stretch_ns)
{
	*h = (struct process_history){ .began_ns = now_ns, .stretch_ns = stretch_ns };
	memset(h->kib, 0xff, sizeof h->kib);
}

/* The larger of two stretches; any reading exceeds an absent one. */
static uint32_t
joined(uint32_t a, uint32_t b)
{
	if (a == absent || b == absent)
		return a == absent ? b : a;
	return a > b ? a : b;
}

static void
halve(struct process_history *h)
{
	for (size_t i = 0; i < PROCESS_HISTORY_POINTS / 2; i++)
		h->kib[i] = joined(h->kib[2 * i], h->kib[2 * i + 1]);
	for (size_t i = PROCESS_HISTORY_POINTS / 2; i < PROCESS_HISTORY_POINTS; i++)
		h->kib[i] = absent;
	h->used = (uint16_t)((h->used + 1) / 2);
	h->stretch_ns *= 2;
}

static void
push_recent(struct process_history *h, uint64_t at_ns, uint32_t kib)
{
	if (h->recent_count > 0 && at_ns < h->step_began_ns + PROCESS_HISTORY_STEP_NS) {
		uint32_t *newest = &h->recent[(h->recent_next + PROCESS_HISTORY_RECENT - 1u) %
					      PROCESS_HISTORY_RECENT];

		*newest = joined(*newest, kib);
		return;
	}
	h->step_began_ns = at_ns;
	h->recent[h->recent_next] = kib;
	h->recent_next = (uint8_t)((h->recent_next + 1) % PROCESS_HISTORY_RECENT);
	if (h->recent_count < PROCESS_HISTORY_RECENT)
		h->recent_count++;
}

void
process_history_push(struct process_history *h, uint64_t at_ns, uint64_t bytes)
{
	uint64_t since = at_ns > h->began_ns ? at_ns - h->began_ns : 0;
	uint32_t kib = to_kib(bytes);
	size_t index;

	while (since / h->stretch_ns >= PROCESS_HISTORY_POINTS)
		halve(h);
	index = (size_t)(since / h->stretch_ns);
	if (h->used > 0 && index + 1 < h->used)
		index = h->used - 1u;
	h->kib[index] = joined(h->kib[index], kib);
	h->used = (uint16_t)(index + 1);

	push_recent(h, at_ns, kib);
}

bool
process_history_recent(const struct process_history *h, size_t back, uint64_t *bytes)
{
	size_t at;

	if (back >= h->recent_count)
		return false;
	at = ((size_t)h->recent_next + PROCESS_HISTORY_RECENT - 1 - back) % PROCESS_HISTORY_RECENT;
	*bytes = (uint64_t)h->recent[at] * 1024;
	return true;
}

bool
process_history_stretch(const struct process_history *h, size_t index, uint64_t *bytes)
{
	if (index >= h->used || h->kib[index] == absent)
		return false;
	*bytes = (uint64_t)h->kib[index] * 1024;
	return true;
}
