/* SPDX-License-Identifier: MIT */
/* census.c: how many processes a run had, each counted once. */
#include "model/census.h"

#include <stdlib.h>

#include "base/grow.h"

void
census_clear(struct census *c)
{
	free(c->known);
	free(c->next);
	*c = (struct census){ .known = NULL };
}

/* Takes over one that is not in the sample, unless it was missing for long. */
static size_t
carry_absent(const struct census_entry *old, struct census_entry *next)
{
	if (old->absent + 1 >= CENSUS_ABSENT_MAX)
		return 0;
	*next = (struct census_entry){ .key = old->key, .absent = old->absent + 1 };
	return 1;
}

static void
swap_arrays(struct census *c, size_t count)
{
	struct census_entry *known = c->next;
	size_t capacity = c->next_capacity;

	c->next = c->known;
	c->next_capacity = c->capacity;
	c->known = known;
	c->capacity = capacity;
	c->count = count;
}

/* Merges the sample into those that are known; both are sorted. */
size_t
census_take(struct census *c, const struct sample *s)
{
	size_t old = 0, kept = 0, fresh = 0;

	if (s->count + c->count == 0)
		return 0;
	c->next = grow_array(c->next, &c->next_capacity, s->count + c->count, sizeof *c->next);
	for (size_t i = 0; i < s->count; i++) {
		struct proc_key key = s->readings[i].key;

		while (old < c->count && proc_key_compare(c->known[old].key, key) < 0)
			kept += carry_absent(&c->known[old++], &c->next[kept]);
		if (old < c->count && proc_key_compare(c->known[old].key, key) == 0)
			old++;
		else
			fresh++;
		c->next[kept++] = (struct census_entry){ .key = key };
	}
	while (old < c->count)
		kept += carry_absent(&c->known[old++], &c->next[kept]);
	swap_arrays(c, kept);
	return fresh;
}
