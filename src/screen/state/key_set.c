/* SPDX-License-Identifier: MIT */
/* key_set.c: a set of processes, by their keys. */
#include "screen/state/key_set.h"

#include <stdlib.h>

#include "base/grow.h"

static size_t
key_set_find(const struct key_set *set, struct proc_key key)
{
	size_t i = 0;

	while (i < set->count && proc_key_compare(set->items[i], key) != 0)
		i++;
	return i;
}

bool
key_set_has(const struct key_set *set, struct proc_key key)
{
	return key_set_find(set, key) < set->count;
}

void
key_set_add(struct key_set *set, struct proc_key key)
{
	set->items = grow_array(set->items, &set->capacity, set->count + 1, sizeof *set->items);
	set->items[set->count++] = key;
}

void
key_set_toggle(struct key_set *set, struct proc_key key)
{
	size_t at = key_set_find(set, key);

	if (at == set->count)
		key_set_add(set, key);
	else
		set->items[at] = set->items[--set->count];
}

void
key_set_clear(struct key_set *set)
{
	free(set->items);
	*set = (struct key_set){ .items = NULL };
}
