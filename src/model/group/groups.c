/* SPDX-License-Identifier: MIT */
/* groups.c: what jobs hold together, and the most they held, from sample to sample. */
#include "model/group/groups.h"

#include <stdlib.h>

#include "base/grow.h"

void
jobs_clear(struct jobs *j)
{
	for (size_t i = 0; i < j->kept_count; i++)
		tally_clear(&j->kept[i].tally);
	job_groups_clear(&j->groups);
	free(j->items);
	free(j->members);
	free(j->kept);
	free(j->spare);
	*j = (struct jobs){ .items = NULL };
}

/* --- who belongs to which --- */

static void
collect(struct jobs *j, const struct table *t)
{
	size_t total = t->living_count + t->ended_count, from = 0;

	job_groups_find(&j->groups, t);
	j->count = j->groups.count;
	j->items = grow_anew(j->items, &j->capacity, j->count, sizeof *j->items);
	j->members = grow_anew(j->members, &j->member_capacity, total, sizeof *j->members);
	for (size_t i = 0; i < j->count; i++)
		j->items[i] = (struct process_job){ .sum = NULL };
	for (size_t i = 0; i < total; i++)
		j->items[j->groups.of[i]].members.count++;
	for (size_t i = 0; i < j->count; i++) {
		struct members *m = &j->items[i].members;

		m->items = j->members + from;
		from += m->count;
		m->count = 0;
	}
	for (size_t i = 0; i < total; i++)
		members_add(&j->items[j->groups.of[i]].members, job_process(t, i));
}

/* --- from one sample to the next --- */

static int
compare_kept(const void *a, const void *b)
{
	return proc_key_compare(
		((const struct kept_job *)a)->key, ((const struct kept_job *)b)->key);
}

static struct tally
take_on(struct jobs *j, struct proc_key key)
{
	struct kept_job wanted = { .key = key }, *found = NULL;
	struct tally tally = { .sum = NULL };

	if (j->kept_count > 0)
		found = bsearch(&wanted, j->kept, j->kept_count, sizeof *j->kept, compare_kept);
	if (found == NULL)
		return tally;
	tally = found->tally;
	found->tally.sum = NULL;
	return tally;
}

/* What is kept of a job, by whichever of its members led it when last seen. */
static struct tally
find_kept(struct jobs *j, const struct members *m)
{
	struct tally tally = take_on(j, m->leader->now.key);

	for (size_t i = 0; tally.sum == NULL && i < m->count; i++)
		tally = take_on(j, m->items[i]->now.key);
	return tally;
}

static void
update(struct jobs *j, struct process_job *job, const struct table *t)
{
	const struct members *m = &job->members;
	struct tally tally = find_kept(j, m);

	job->sum = m->leader;
	if (tally.sum == NULL && m->count == 1)
		return;
	/* Together only now, where they were looked at before. */
	tally_update(&tally, m, t, j->looks > 0);
	tally_take_peaks(&tally, m);
	job->sum = tally.sum;
	j->spare[j->kept_spare++] = (struct kept_job){ tally.sum->now.key, tally };
}

void
jobs_update(struct jobs *j, const struct table *t)
{
	struct kept_job *kept;
	size_t capacity;

	collect(j, t);
	j->spare = grow_anew(j->spare, &j->spare_capacity, j->count, sizeof *j->spare);
	j->kept_spare = 0;
	for (size_t i = 0; i < j->count; i++)
		update(j, &j->items[i], t);
	for (size_t i = 0; i < j->kept_count; i++)
		tally_clear(&j->kept[i].tally);
	kept = j->kept;
	j->kept = j->spare;
	j->spare = kept;
	capacity = j->kept_capacity;
	j->kept_capacity = j->spare_capacity;
	j->spare_capacity = capacity;
	j->kept_count = j->kept_spare;
	if (j->kept_count > 1)
		qsort(j->kept, j->kept_count, sizeof *j->kept, compare_kept);
	j->looks++;
}
