/* SPDX-License-Identifier: MIT */
/* groups.c: what groups hold together, and the most they held, from sample to sample. */
#include "model/group/groups.h"

#include <stdlib.h>

#include "base/grow.h"

void
groups_clear(struct groups *groups)
{
	for (size_t i = 0; i < groups->kept_count; i++)
		group_sum_clear(&groups->kept[i].group_sum);
	group_map_clear(&groups->map);
	free(groups->items);
	free(groups->members);
	free(groups->kept);
	free(groups->spare);
	*groups = (struct groups){ .items = NULL };
}

/* --- which process belongs to which group --- */

static void
collect(struct groups *groups, const struct table *t)
{
	size_t total = t->living_count + t->ended_count, from = 0;

	group_map_find(&groups->map, t);
	groups->count = groups->map.count;
	groups->items = grow_discard(
		groups->items, &groups->capacity, groups->count, sizeof *groups->items);
	groups->members = grow_discard(
		groups->members, &groups->member_capacity, total, sizeof *groups->members);
	for (size_t i = 0; i < groups->count; i++)
		groups->items[i] = (struct process_group){ .sum = NULL };
	for (size_t i = 0; i < total; i++)
		groups->items[groups->map.of[i]].members.count++;
	for (size_t i = 0; i < groups->count; i++) {
		struct group_members *m = &groups->items[i].members;

		m->items = groups->members + from;
		from += m->count;
		m->count = 0;
	}
	for (size_t i = 0; i < total; i++)
		group_members_add(&groups->items[groups->map.of[i]].members, group_process(t, i));
}

/* --- from one sample to the next --- */

static int
compare_kept(const void *a, const void *b)
{
	return proc_key_compare(
		((const struct kept_group *)a)->key, ((const struct kept_group *)b)->key);
}

static struct group_sum
take_on(struct groups *groups, struct proc_key key)
{
	struct kept_group wanted = { .key = key }, *found = NULL;
	struct group_sum group_sum = { .sum = NULL };

	if (groups->kept_count > 0)
		found = bsearch(&wanted, groups->kept, groups->kept_count, sizeof *groups->kept,
			compare_kept);
	if (found == NULL)
		return group_sum;
	group_sum = found->group_sum;
	found->group_sum.sum = NULL;
	return group_sum;
}

/* Finds what is kept of a group, by any member that led it when last seen. */
static struct group_sum
find_kept(struct groups *groups, const struct group_members *m)
{
	struct group_sum group_sum = take_on(groups, m->leader->now.key);

	for (size_t i = 0; group_sum.sum == NULL && i < m->count; i++)
		group_sum = take_on(groups, m->items[i]->now.key);
	return group_sum;
}

static void
update(struct groups *groups, struct process_group *group, const struct table *t)
{
	const struct group_members *m = &group->members;
	struct group_sum group_sum = find_kept(groups, m);

	group->sum = m->leader;
	if (group_sum.sum == NULL && m->count == 1)
		return;
	/* At the first sample it is unknown how long they have been together. */
	group_sum_update(&group_sum, m, t, groups->samples > 0);
	group_sum_take_peaks(&group_sum, m);
	group->sum = group_sum.sum;
	groups->spare[groups->kept_spare++] =
		(struct kept_group){ group_sum.sum->now.key, group_sum };
}

void
groups_update(struct groups *groups, const struct table *t)
{
	collect(groups, t);
	groups->spare = grow_discard(
		groups->spare, &groups->spare_capacity, groups->count, sizeof *groups->spare);
	groups->kept_spare = 0;
	for (size_t i = 0; i < groups->count; i++)
		update(groups, &groups->items[i], t);
	for (size_t i = 0; i < groups->kept_count; i++)
		group_sum_clear(&groups->kept[i].group_sum);
	grow_swap(&groups->kept, &groups->kept_capacity, &groups->spare, &groups->spare_capacity);
	groups->kept_count = groups->kept_spare;
	if (groups->kept_count > 1)
		qsort(groups->kept, groups->kept_count, sizeof *groups->kept, compare_kept);
	groups->samples++;
}
