/* SPDX-License-Identifier: MIT */
/* census.c: the number of processes a run had, each counted once. */
#include "model/process/census.h"

#include <stdlib.h>

#include "base/grow.h"
#include "base/sorted.h"

void
census_clear(struct census *c)
{
	free(c->known);
	free(c->next);
	*c = (struct census){ .known = NULL };
}

/* Keeps a process that is not in the sample, unless it has been missing for long. */
static size_t
carry_absent(struct census *c, const struct census_entry *old, struct census_entry *next)
{
	bool keep = c->keep && c->count <= CENSUS_KEPT_MAX;

	if (!keep && (c->keep || old->absent + 1 >= CENSUS_ABSENT_MAX)) {
		c->forgot |= c->keep;
		return 0;
	}
	*next = *old;
	next->absent += !keep;
	return 1;
}

/* Merges the sample into the known processes; both are sorted. */
size_t
census_take(struct census *c, const struct sample *s)
{
	size_t old = 0, kept = 0, fresh = 0;

	if (s->count + c->count == 0)
		return 0;
	c->next = grow_discard(c->next, &c->next_capacity, s->count + c->count, sizeof *c->next);
	for (size_t i = 0; i < s->count; i++) {
		struct proc_key key = s->readings[i].key;

		while (old < c->count && proc_key_compare(c->known[old].key, key) < 0)
			kept += carry_absent(c, &c->known[old++], &c->next[kept]);
		c->next[kept] = (struct census_entry){ .key = key };
		if (old < c->count && proc_key_compare(c->known[old].key, key) == 0)
			c->next[kept].ended = c->known[old++].ended;
		else
			fresh++;
		kept++;
	}
	while (old < c->count)
		kept += carry_absent(c, &c->known[old++], &c->next[kept]);
	grow_swap(&c->known, &c->capacity, &c->next, &c->next_capacity);
	c->count = kept;
	return fresh;
}

bool
census_end(struct census *c, struct proc_key *key, uint64_t first_ticks, uint64_t other_ticks)
{
	size_t at = sorted_pid(c->known, c->count, sizeof *c->known,
		offsetof(struct census_entry, key.pid), key->pid);

	for (; at < c->count && c->known[at].key.pid == key->pid; at++) {
		struct census_entry *e = &c->known[at];

		if (e->ended || e->key.start_ticks == other_ticks ||
			e->key.start_ticks < first_ticks || e->key.start_ticks > key->start_ticks)
			continue;
		e->ended = true;
		*key = e->key;
		return true;
	}
	return false;
}
