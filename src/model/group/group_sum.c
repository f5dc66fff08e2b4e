/* SPDX-License-Identifier: MIT */
/* group_sum.c: sums several processes, from sample to sample, into a synthetic process. */
#include "model/group/group_sum.h"

void
group_sum_clear(struct group_sum *group_sum)
{
	if (group_sum->sum != NULL)
		process_free(group_sum->sum);
	*group_sum = (struct group_sum){ .sum = NULL };
}

/* --- members --- */

static bool
is_older(const struct process *p, const struct process *than)
{
	struct proc_key a = p->now.key, b = than->now.key;

	return a.start_ticks < b.start_ticks || (a.start_ticks == b.start_ticks && a.pid < b.pid);
}

void
group_members_add(struct group_members *m, const struct process *p)
{
	/* The living come first: an ended process leads only where none lives. */
	if (m->leader == NULL || ((m->living == 0 || !process_ended(p)) && is_older(p, m->leader)))
		m->leader = p;
	m->items[m->count++] = p;
	m->living += !process_ended(p);
}

size_t
group_members_told(const struct group_members *m)
{
	return m->living > 0 ? m->living : m->count;
}

/* --- the sums --- */

static uint64_t *
member_at(struct reading *r, size_t offset)
{
	return (uint64_t *)(void *)((char *)r + offset);
}

static void
add_figures(struct reading *sum, const struct reading *r)
{
	static const struct {
		unsigned known; /* always 0 */
		size_t offset;
	} figures[] = {
		{ KNOWN_RSS, offsetof(struct reading, rss_bytes) },
		{ KNOWN_ANON, offsetof(struct reading, anon_bytes) },
		{ KNOWN_FILE, offsetof(struct reading, file_bytes) },
		{ KNOWN_SHMEM, offsetof(struct reading, shmem_bytes) },
		{ KNOWN_SWAP, offsetof(struct reading, swap_bytes) },
		{ KNOWN_HUGETLB, offsetof(struct reading, hugetlb_bytes) },
		{ 0, offsetof(struct reading, threads) },
		{ 0, offsetof(struct reading, cpu_ns) },
		{ 0, offsetof(struct reading, minor_faults) },
		{ 0, offsetof(struct reading, major_faults) },
	};
	struct reading from = *r;

	for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
		size_t offset = figures[i].offset;

		if (figures[i].known != 0 && !(r->known & figures[i].known))
			continue;
		*member_at(sum, offset) += *member_at(&from, offset);
		sum->known |= figures[i].known;
	}
}

/* Of the limits, the one reached first counts; of the badness values, the worst. */
static void
add_limits(struct reading *sum, const struct reading *r)
{
	if ((r->known & KNOWN_LIMIT) &&
		(!(sum->known & KNOWN_LIMIT) || r->limit_bytes < sum->limit_bytes))
		sum->limit_bytes = r->limit_bytes;
	if ((r->known & KNOWN_HEADROOM) &&
		(!(sum->known & KNOWN_HEADROOM) || r->headroom_bytes < sum->headroom_bytes))
		sum->headroom_bytes = r->headroom_bytes;
	if ((r->known & KNOWN_OOM_SCORE) && r->oom_score > sum->oom_score)
		sum->oom_score = r->oom_score;
	sum->known |= r->known & (KNOWN_LIMIT | KNOWN_HEADROOM | KNOWN_OOM_SCORE);
	sum->near_limit |= r->near_limit;
}

static struct reading
sum_of(const struct group_members *m)
{
	const struct reading *leader = &m->leader->now;
	struct reading sum = { .key = leader->key,
		.ppid = leader->ppid,
		.pgrp = leader->pgrp,
		.session = leader->session,
		.uid = leader->uid,
		.state = leader->state,
		.known = leader->known & KNOWN_UID,
		.started_ns = leader->started_ns };

	for (size_t i = 0; i < m->living; i++) {
		add_figures(&sum, &m->items[i]->now);
		add_limits(&sum, &m->items[i]->now);
	}
	return sum;
}

/* Rates are summed over the members: a sum of CPU times would drop when a member ends. */
static void
add_rates(struct process *sum, const struct group_members *m)
{
	sum->cpu_percent = sum->faults_a_second = 0;
	for (size_t i = 0; i < m->living; i++) {
		const struct process *p = m->items[i];

		if (!(p->now.known & KNOWN_CPU_PERCENT))
			continue;
		sum->cpu_percent += p->cpu_percent;
		sum->faults_a_second += p->faults_a_second;
		sum->now.known |= KNOWN_CPU_PERCENT;
	}
}

/* --- the peak --- */

static void
call_sums(struct process *sum)
{
	if (sum->peak.origin == PEAK_SAMPLED)
		sum->peak.origin = PEAK_RSS_SUM;
	if (sum->marked.origin == PEAK_SAMPLED)
		sum->marked.origin = PEAK_RSS_SUM;
}

/* If one member held as much as the sum, its peak counts: its origin may be the kernel. */
static bool
take_larger(struct peak *peak, const struct peak *other)
{
	bool larger = other->bytes > peak->bytes;

	if (other->origin == PEAK_NONE || other->bytes < peak->bytes ||
		(!larger && peak->origin != PEAK_RSS_SUM))
		return false;
	*peak = *other;
	return larger;
}

void
group_sum_take_peaks(struct group_sum *group_sum, const struct group_members *m)
{
	struct process *sum = group_sum->sum;

	for (size_t i = 0; i < m->count; i++) {
		const struct process *p = m->items[i];
		bool rose = take_larger(&sum->peak, &p->peak);

		rose |= take_larger(&sum->marked, &p->marked);
		if (rose && p->rose_ns > sum->rose_ns)
			sum->rose_ns = p->rose_ns;
	}
}

static void
mark(struct group_sum *group_sum, const struct table *t)
{
	if (group_sum->marked_ns == t->marked_ns)
		return;
	if (t->marked_ns == 0)
		process_unmark(group_sum->sum);
	else if (!process_ended(group_sum->sum))
		process_mark(group_sum->sum, false, t->marked_ns);
	group_sum->marked_ns = t->marked_ns;
}

/* --- from one sample to the next --- */

static void
begin(struct group_sum *group_sum, const struct reading *r, const struct table *t, bool witnessed)
{
	struct sample now = { .taken_ns = t->taken_ns };

	group_sum->sum = process_new(r, &now, witnessed);
	group_sum->marked_ns = t->marked_ns;
	if (t->marked_ns != 0)
		process_mark(group_sum->sum, witnessed, t->taken_ns);
}

static void
go_on(struct group_sum *group_sum, const struct reading *r, const struct group_members *m,
	const struct table *t)
{
	struct sample now = { .taken_ns = t->taken_ns };

	mark(group_sum, t);
	if (m->living > 0)
		process_update(group_sum->sum, r, &now, 0);
}

static void
describe(struct process *sum, const struct process *leader, const struct table *t)
{
	process_describe(sum,
		&(struct description){ .name = leader->name,
			.command = leader->command,
			.cgroup = leader->cgroup,
			.user = leader->user,
			.environment = leader->environment,
			.python = leader->python },
		t->taken_ns);
}

static void
end(struct process *sum, const struct group_members *m)
{
	uint64_t ended_ns = 0;

	for (size_t i = 0; i < m->count; i++)
		if (m->items[i]->ended_ns > ended_ns)
			ended_ns = m->items[i]->ended_ns;
	sum->now.key = m->leader->now.key;
	sum->wait_known = m->leader->wait_known;
	sum->wait_status = m->leader->wait_status;
	process_end(sum, ended_ns);
}

void
group_sum_update(struct group_sum *group_sum, const struct group_members *m, const struct table *t,
	bool witnessed)
{
	struct reading r = sum_of(m);

	if (group_sum->sum == NULL)
		begin(group_sum, &r, t, witnessed);
	else
		go_on(group_sum, &r, m, t);
	call_sums(group_sum->sum);
	describe(group_sum->sum, m->leader, t);
	add_rates(group_sum->sum, m);
	group_sum->sum->life = LIFE_RUNNING;
	if (m->living == 0)
		end(group_sum->sum, m);
}
