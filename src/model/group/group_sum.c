/* SPDX-License-Identifier: MIT */
/* group_sum.c: sums several processes, from sample to sample, into a synthetic process. */
#include "model/group/group_sum.h"

#include "model/process/field.h"

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
group_members_count(const struct group_members *m)
{
	return m->living > 0 ? m->living : m->count;
}

/* --- the sums --- */

static void
add_field(struct reading *sum, const struct reading *r, const struct field *f)
{
	bool first = !(sum->known & f->known);
	uint64_t value = field_get(r, f), before = field_get(sum, f);

	if (f->known != 0 && !(r->known & f->known))
		return;
	switch ((enum field_sum)f->sum) {
	case SUM_NONE:
	case SUM_LEADER:
		return;
	case SUM_ADDED:
		value += before;
		break;
	case SUM_MIN:
		value = first || value < before ? value : before;
		break;
	case SUM_MAX:
		value = value > before ? value : before;
		break;
	}
	field_set(sum, f, value);
}

static void
add_member(struct reading *sum, const struct reading *r)
{
	unsigned known = 0;

	for (size_t i = 0; i < reading_fields.count; i++) {
		const struct field *f = &reading_fields.items[i];

		add_field(sum, r, f);
		known |= f->sum != SUM_NONE && f->sum != SUM_LEADER ? r->known & f->known : 0;
	}
	sum->known |= known; /* only now: two fields may share a bit */
}

static void
take_leader(struct reading *sum, const struct reading *leader)
{
	for (size_t i = 0; i < reading_fields.count; i++) {
		const struct field *f = &reading_fields.items[i];

		if (f->sum != SUM_LEADER)
			continue;
		field_set(sum, f, field_get(leader, f));
		sum->known |= leader->known & f->known;
	}
}

static bool
has_parent(const struct group_members *m, pid_t ppid)
{
	for (size_t i = 0; i < m->living; i++)
		if (m->items[i]->now.key.pid == ppid)
			return true;
	return false;
}

/* One address space counts once: as its parent's, if that is a member as well. */
static void
add_once(struct reading *sum, const struct group_members *m, const struct reading *r)
{
	struct reading without = *r;

	if (!r->borrowed || !has_parent(m, r->ppid)) {
		add_member(sum, r);
		return;
	}
	without.known &= ~(unsigned)KNOWN_MEMORY;
	add_member(sum, &without);
}

static struct reading
sum_of(const struct group_members *m)
{
	struct reading sum = { .known = 0 };

	take_leader(&sum, &m->leader->now);
	for (size_t i = 0; i < m->living; i++)
		add_once(&sum, m, &m->items[i]->now);
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
mark_as_sums(struct process *sum)
{
	if (sum->peak.origin == PEAK_SAMPLED)
		sum->peak.origin = PEAK_RSS_SUM;
	if (sum->since_reset.origin == PEAK_SAMPLED)
		sum->since_reset.origin = PEAK_RSS_SUM;
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

		rose |= take_larger(&sum->since_reset, &p->since_reset);
		if (rose && p->rose_ns > sum->rose_ns)
			sum->rose_ns = p->rose_ns;
	}
}

static void
follow_reset(struct group_sum *group_sum, const struct table *t)
{
	if (group_sum->reset_ns == t->reset_ns)
		return;
	if (t->reset_ns == 0)
		process_restore_peak(group_sum->sum);
	else if (!process_ended(group_sum->sum))
		process_reset_peak(group_sum->sum, false, t->reset_ns);
	group_sum->reset_ns = t->reset_ns;
}

/* --- from one sample to the next --- */

static void
begin(struct group_sum *group_sum, const struct reading *r, const struct table *t, bool witnessed)
{
	struct sample now = { .taken_ns = t->taken_ns };

	group_sum->sum = process_new(r, &now, witnessed);
	group_sum->reset_ns = t->reset_ns;
	if (t->reset_ns != 0)
		process_reset_peak(group_sum->sum, witnessed, t->taken_ns);
}

static void
go_on(struct group_sum *group_sum, const struct reading *r, const struct group_members *m,
	const struct table *t)
{
	struct sample now = { .taken_ns = t->taken_ns };

	follow_reset(group_sum, t);
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
	mark_as_sums(group_sum->sum);
	describe(group_sum->sum, m->leader, t);
	add_rates(group_sum->sum, m);
	group_sum->sum->life = LIFE_RUNNING;
	if (m->living == 0)
		end(group_sum->sum, m);
}
