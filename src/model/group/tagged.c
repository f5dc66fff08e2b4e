/* SPDX-License-Identifier: MIT */
/* tagged.c: the processes that the user tagged, summed from sample to sample. */
#include "model/group/tagged.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

void
tagged_clear(struct tagged_set *set)
{
	group_sum_clear(&set->group_sum);
	free(set->keys);
	free(set->storage);
	*set = (struct tagged_set){ .keys = NULL };
}

void
tagged_restart(struct tagged_set *set)
{
	group_sum_clear(&set->group_sum);
	set->members = (struct group_members){ .items = set->storage };
}

static bool
is_same(const struct tagged_set *set, const struct proc_key *keys, size_t count)
{
	if (count != set->count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (proc_key_compare(keys[i], set->keys[i]) != 0)
			return false;
	return true;
}

bool
tagged_choose(struct tagged_set *set, const struct proc_key *keys, size_t count)
{
	if (count < 2)
		count = 0;
	if (is_same(set, keys, count))
		return false;
	tagged_restart(set);
	set->keys = grow_array(set->keys, &set->capacity, count, sizeof *keys);
	if (count > 0)
		memcpy(set->keys, keys, count * sizeof *keys);
	set->count = count;
	return true;
}

/* Adds members of one kind: living or ended. */
static void
add_members(struct tagged_set *set, const struct table *t, bool ended)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct process *p = table_find(t, set->keys[i]);

		if (p != NULL && process_ended(p) == ended)
			group_members_add(&set->members, p);
	}
}

void
tagged_update(struct tagged_set *set, const struct table *t)
{
	set->storage =
		grow_array(set->storage, &set->storage_capacity, set->count, sizeof *set->storage);
	set->members = (struct group_members){ .items = set->storage };
	if (set->count == 0)
		return;
	add_members(set, t, false);
	add_members(set, t, true);
	if (set->members.count > 0)
		group_sum_update(&set->group_sum, &set->members, t, true);
}
