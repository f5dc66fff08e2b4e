/* SPDX-License-Identifier: MIT */
/* groups.c: what groups hold together, and the most they held, from sample to sample. */
#include "model/group/groups.h"

#include <stdlib.h>

#include "base/grow.h"

void
groups_clear(struct groups *j)
{
	for (size_t i = 0; i < j->kept_count; i++)
		group_sum_clear(&j->kept[i].group_sum);
	group_map_clear(&j->groups);
	free(j->items);
	free(j->members);
	free(j->kept);
	free(j->spare);
	*j = (struct groups){ .items = NULL };
}

/* --- which process belongs to which group --- */

static void
collect(struct groups *j, const struct table *t)
{
	size_t total = t->living_count + t->ended_count, from = 0;

	group_map_find(&j->groups, t);
	j->count = j->groups.count;
	j->items = grow_discard(j->items, &j->capacity, j->count, sizeof *j->items);
	j->members = grow_discard(j->members, &j->member_capacity, total, sizeof *j->members);
	for (size_t i = 0; i < j->count; i++)
		j->items[i] = (struct process_group){ .sum = NULL };
	for (size_t i = 0; i < total; i++)
		j->items[j->groups.of[i]].members.count++;
	for (size_t i = 0; i < j->count; i++) {
		struct group_members *m = &j->items[i].members;

		m->items = j->members + from;
		from += m->count;
		m->count = 0;
	}
	for (size_t i = 0; i < total; i++)
		group_members_add(&j->items[j->groups.of[i]].members, group_process(t, i));
}

/* --- from one sample to the next --- */

static int
compare_kept(const void *a, const void *b)
{
	return proc_key_compare(
		((const struct kept_group *)a)->key, ((const struct kept_group *)b)->key);
}

static struct group_sum
take_on(struct groups *j, struct proc_key key)
{
	struct kept_group wanted = { .key = key }, *found = NULL;
	struct group_sum group_sum = { .sum = NULL };

	if (j->kept_count > 0)
		found = bsearch(&wanted, j->kept, j->kept_count, sizeof *j->kept, compare_kept);
	if (found == NULL)
		return group_sum;
	group_sum = found->group_sum;
	found->group_sum.sum = NULL;
	return group_sum;
}

/* Finds what is kept of a group, by any member that led it when last seen. */
static struct group_sum
find_kept(struct groups *j, const struct group_members *m)
{
	struct group_sum group_sum = take_on(j, m->leader->now.key);

	for (size_t i = 0; group_sum.sum == NULL && i < m->count; i++)
		group_sum = take_on(j, m->items[i]->now.key);
	return group_sum;
}

static void
update(struct groups *j, struct process_group *job, const struct table *t)
{
	const struct group_members *m = &job->members;
	struct group_sum group_sum = find_kept(j, m);

	job->sum = m->leader;
	if (group_sum.sum == NULL && m->count == 1)
		return;
	/* They came together only now if they were sampled before. */
	group_sum_update(&group_sum, m, t, j->samples > 0);
	group_sum_take_peaks(&group_sum, m);
	job->sum = group_sum.sum;
	j->spare[j->kept_spare++] = (struct kept_group){ group_sum.sum->now.key, group_sum };
}

void
groups_update(struct groups *j, const struct table *t)
{
	collect(j, t);
	j->spare = grow_discard(j->spare, &j->spare_capacity, j->count, sizeof *j->spare);
	j->kept_spare = 0;
	for (size_t i = 0; i < j->count; i++)
		update(j, &j->items[i], t);
	for (size_t i = 0; i < j->kept_count; i++)
		group_sum_clear(&j->kept[i].group_sum);
	grow_swap(&j->kept, &j->kept_capacity, &j->spare, &j->spare_capacity);
	j->kept_count = j->kept_spare;
	if (j->kept_count > 1)
		qsort(j->kept, j->kept_count, sizeof *j->kept, compare_kept);
	j->samples++;
}
