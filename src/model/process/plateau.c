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
join_two(struct plateau *p)
{
	uint32_t best_height = UINT32_MAX;
	size_t best = 0;

	for (size_t i = 0; i + 1 < p->count; i++) {
		struct plateau_span both = joined(&p->spans[i], &p->spans[i + 1]);

		if (height(&both) < best_height) {
			best_height = height(&both);
			best = i;
		}
	}
	p->spans[best] = joined(&p->spans[best], &p->spans[best + 1]);
	p->count--;
	memmove(&p->spans[best + 1], &p->spans[best + 2],
		(p->count - best - 1) * sizeof p->spans[0]);
}

void
plateau_push(struct plateau *p, uint32_t at, uint32_t value, uint32_t fine)
{
	struct plateau_span one = { at, value, value }, both;

	if (p->count > 0) {
		both = joined(&p->spans[p->count - 1], &one);
		if (height(&both) <= fine) {
			p->spans[p->count - 1] = both;
			return;
		}
	}
	if (p->count == PLATEAU_SPANS)
		join_two(p);
	p->spans[p->count++] = one;
}

uint32_t
plateau_since(const struct plateau *p, uint32_t value, uint32_t reach)
{
	uint32_t low = value > reach ? value - reach : 0;
	uint32_t high = value < UINT32_MAX - reach ? value + reach : UINT32_MAX;
	size_t i = p->count - 1u;

	while (i > 0 && p->spans[i - 1].low >= low && p->spans[i - 1].high <= high)
		i--;
	return p->spans[i].from;
}
