/* SPDX-License-Identifier: MIT */
/* plateau.c: since when a value has stayed near its current value. */
#include "model/process/plateau.h"

#include <string.h>

static struct plateau_span
joined(const struct plateau_span *a, const struct plateau_span *b)
{
	return (struct plateau_span){ a->from, a->low < b->low ? a->low : b->low,
		a->high > b->high ? a->high : b->high };
}

static uint32_t
height(const struct plateau_span *s)
{
	return s->high - s->low;
}

/* The two neighbours whose union is flattest; among equals, the oldest. */
static void
join_two(struct plateau *l)
{
	uint32_t best_height = UINT32_MAX;
	size_t best = 0;

	for (size_t i = 0; i + 1 < l->count; i++) {
		struct plateau_span both = joined(&l->spans[i], &l->spans[i + 1]);

		if (height(&both) < best_height) {
			best_height = height(&both);
			best = i;
		}
	}
	l->spans[best] = joined(&l->spans[best], &l->spans[best + 1]);
	l->count--;
	memmove(&l->spans[best + 1], &l->spans[best + 2],
		(l->count - best - 1) * sizeof l->spans[0]);
}

void
plateau_push(struct plateau *l, uint32_t at, uint32_t value, uint32_t fine)
{
	struct plateau_span one = { at, value, value }, both;

	if (l->count > 0) {
		both = joined(&l->spans[l->count - 1], &one);
		if (height(&both) <= fine) {
			l->spans[l->count - 1] = both;
			return;
		}
	}
	if (l->count == PLATEAU_SPANS)
		join_two(l);
	l->spans[l->count++] = one;
}

uint32_t
plateau_since(const struct plateau *l, uint32_t value, uint32_t reach)
{
	uint32_t low = value > reach ? value - reach : 0;
	uint32_t high = value < UINT32_MAX - reach ? value + reach : UINT32_MAX;
	size_t i = l->count - 1u;

	while (i > 0 && l->spans[i - 1].low >= low && l->spans[i - 1].high <= high)
		i--;
	return l->spans[i].from;
}
