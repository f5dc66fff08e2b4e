/* SPDX-License-Identifier: MIT */
/* line_times.c: in which place memory grew, over a whole run, in a fixed number of stretches. */
#include "model/run/line_times.h"

#include <string.h>

/* The majority of two parts of a stretch, if there is one (Boyer and Moore). The place that stays
 * was first seen in its own part; a new one begins where it was seen. */
static void
join(struct line_time *to, const struct line_time *from)
{
	if (from->lead_bytes == 0)
		return;
	if (to->lead_bytes > 0 && to->place == from->place) {
		to->lead_bytes += from->lead_bytes;
	} else if (to->lead_bytes >= from->lead_bytes) {
		/* A tie leaves the one that was first: some place is better than none. */
		to->lead_bytes -= from->lead_bytes;
		to->lead_bytes += to->lead_bytes == 0;
	} else {
		uint64_t lead = from->lead_bytes - to->lead_bytes;

		*to = *from;
		to->lead_bytes = lead;
	}
}

static void
halve(struct line_times *t)
{
	for (size_t i = 0; i < LINE_TIMES_MAX / 2; i++) {
		struct line_time joined = t->items[2 * i];

		join(&joined, &t->items[2 * i + 1]);
		t->items[i] = joined;
	}
	memset(&t->items[LINE_TIMES_MAX / 2], 0, sizeof t->items / 2);
	t->count = (t->count + 1) / 2;
	t->step_ns *= 2;
}

void
line_times_push(struct line_times *t, uint64_t at_ns, uint32_t place, uint64_t bytes)
{
	const struct line_time grown = { .at_ns = at_ns, .lead_bytes = bytes, .place = place };
	size_t index;

	if (bytes == 0)
		return;
	if (t->step_ns == 0)
		t->step_ns = LINE_TIMES_STEP_NS;
	while (at_ns / t->step_ns >= LINE_TIMES_MAX)
		halve(t);
	index = (size_t)(at_ns / t->step_ns);
	if (index + 1 < t->count)
		index = t->count - 1;
	join(&t->items[index], &grown);
	t->count = index + 1;
}

/* --- the changes --- */

struct changes {
	struct line_time items[LINE_TIMES_MAX];
	size_t count;
	bool (*same)(void *context, uint32_t, uint32_t);
	void *context;
};

/* Takes one out; neighbours that are alike then are one. */
static void
leave_out(struct changes *c, size_t at)
{
	size_t gone = 1;

	if (at > 0 && at + 1 < c->count &&
		c->same(c->context, c->items[at - 1].place, c->items[at + 1].place)) {
		c->items[at - 1].lead_bytes += c->items[at + 1].lead_bytes;
		gone = 2;
	}
	memmove(&c->items[at], &c->items[at + gone], (c->count - at - gone) * sizeof *c->items);
	c->count -= gone;
}

static size_t
least(const struct changes *c)
{
	size_t found = 0;

	for (size_t i = 1; i < c->count; i++)
		if (c->items[i].lead_bytes < c->items[found].lead_bytes)
			found = i;
	return found;
}

size_t
line_times_changes(const struct line_times *t, struct line_time *out, size_t max,
	bool (*same)(void *context, uint32_t, uint32_t), void *context)
{
	struct changes c = { .count = 0, .same = same, .context = context };

	for (size_t i = 0; i < t->count; i++) {
		struct line_time *last = c.count > 0 ? &c.items[c.count - 1] : NULL;

		if (t->items[i].lead_bytes == 0)
			continue;
		if (last != NULL && same(context, last->place, t->items[i].place))
			last->lead_bytes += t->items[i].lead_bytes;
		else
			c.items[c.count++] = t->items[i];
	}
	while (c.count > max)
		leave_out(&c, least(&c));
	memcpy(out, c.items, c.count * sizeof *out);
	return c.count;
}
