/* SPDX-License-Identifier: MIT */
/* line_sums.c: growth by function of Python code in several runs. */
#include "model/run/line_sums.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/grow.h"
#include "model/run/compare.h"

#define CHANGE_MIN_BYTES (1u << 20)

static bool
is_same(const struct code_line *a, const struct code_line *b)
{
	return a->kind == b->kind && strcmp(a->function, b->function) == 0 &&
	       strcmp(a->file, b->file) == 0;
}

static struct line_sum *
find(const struct line_sums *s, const struct code_line *what)
{
	for (size_t i = 0; i < s->count; i++)
		if (is_same(&s->items[i].what, what))
			return &s->items[i];
	return NULL;
}

static struct line_sum *
find_or_add(struct line_sums *s, const struct code_line *what)
{
	struct line_sum *found = find(s, what);

	if (found != NULL)
		return found;
	s->items = grow_array(s->items, &s->capacity, s->count + 1, sizeof *s->items);
	s->items[s->count] = (struct line_sum){ .what = *what };
	s->items[s->count].what.line = 0;
	return &s->items[s->count++];
}

/* Runs that it was not in are zeros. */
static void
fill(struct line_sum *sum, size_t runs)
{
	sum->values = grow_array(sum->values, &sum->capacity, runs, sizeof *sum->values);
	while (sum->count < runs)
		sum->values[sum->count++] = 0;
}

void
line_sums_note(struct line_sums *s, const struct run *run)
{
	if (!run_lines_known(run))
		return;
	s->runs++;
	for (size_t i = 0; i < run->lines.lists->line_count; i++) {
		const struct code_line *line = &run->lines.lists->lines[i];
		struct line_sum *sum = find_or_add(s, line);

		fill(sum, s->runs);
		sum->values[s->runs - 1] += line->bytes;
	}
}

void
line_sums_settle(struct line_sums *s)
{
	for (size_t i = 0; i < s->count; i++) {
		struct line_sum *sum = &s->items[i];

		fill(sum, s->runs);
		sum->what.bytes = spread_of(sum->values, sum->count).median;
	}
}

void
line_sums_clear(struct line_sums *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->items[i].values);
	free(s->items);
	*s = (struct line_sums){ .items = NULL };
}

static uint64_t
size_of(const struct line_change *c)
{
	return larger(c->from_bytes, c->to_bytes) - smaller(c->from_bytes, c->to_bytes);
}

/* Into its place among the largest so far. */
static size_t
insert(struct line_change *out, size_t count, size_t max, struct line_change change)
{
	size_t at;

	if (size_of(&change) < CHANGE_MIN_BYTES ||
		(count == max && size_of(&out[max - 1]) >= size_of(&change)))
		return count;
	count += count < max;
	for (at = count - 1; at > 0 && size_of(&out[at - 1]) < size_of(&change); at--)
		out[at] = out[at - 1];
	out[at] = change;
	return count;
}

size_t
line_sums_compare(
	const struct line_sums *a, const struct line_sums *b, struct line_change *out, size_t max)
{
	size_t count = 0;

	if (a->runs == 0 || b->runs == 0 || max == 0)
		return 0;
	for (size_t i = 0; i < a->count; i++) {
		const struct line_sum *other = find(b, &a->items[i].what);

		count = insert(out, count, max,
			(struct line_change){ &a->items[i].what, a->items[i].what.bytes,
				other != NULL ? other->what.bytes : 0 });
	}
	for (size_t i = 0; i < b->count; i++)
		if (find(a, &b->items[i].what) == NULL)
			count = insert(out, count, max,
				(struct line_change){
					&b->items[i].what, 0, b->items[i].what.bytes });
	return count;
}
