/* SPDX-License-Identifier: MIT */
/* observer_names.c: names of a job's processes, including those that were read too early or too
 * late. */
#include "observe/observer.h"

#include <string.h>

#include "base/clock.h"

/* A process without a command line for this long never gets one. */
#define BELIEVED_NS (3 * NS_PER_SECOND)
/* The longer it has had none, the less often it is read. */
#define AGAIN_PART 4

/* --- where names stand --- */

static void
rename_members(struct run_member *members, size_t count, const struct provisional_name *p,
	const char *name)
{
	for (size_t i = 0; i < count; i++) {
		struct buffer b;

		if (members[i].pid != p->key.pid || strcmp(members[i].name, p->used_name) != 0)
			continue;
		b = buffer_over(members[i].name, sizeof members[i].name);
		buffer_text(&b, name);
	}
}

static void
rename_all(struct observer *o, const struct provisional_name *p, const char *name)
{
	struct run *run = o->run;

	rename_members(&run->single.member, 1, p, name);
	for (size_t i = 0; i < o->top.count; i++)
		rename_members(&o->top.items[i].member, 1, p, name);
	for (enum mark mark = 0; mark < MARKS; mark++)
		rename_members(o->tree.marks[mark].peak.members,
			o->tree.marks[mark].peak.member_count, p, name);
	rename_members(o->tree.best.members, o->tree.best.member_count, p, name);
	rename_members(run->left, run->left_count, p, name);
	rename_members(run->victims, run->victim_count, p, name);
}

/* --- provisional ones --- */

static struct provisional_name *
find(struct observer_names *n, pid_t pid)
{
	for (size_t i = 0; i < n->count; i++)
		if (n->items[i].key.pid == pid)
			return &n->items[i];
	return NULL;
}

static void
drop(struct observer_names *n, struct provisional_name *p)
{
	*p = n->items[--n->count];
}

/* False: too many already. */
static bool
remember(struct observer *o, pid_t pid, const struct description *d)
{
	struct observer_names *n = &o->names;
	const struct reading *r = sample_find(&o->sample, pid);
	struct provisional_name *p = find(n, pid);
	struct buffer used_name, comm;

	if (p == NULL && n->count == NAMES_PROVISIONAL_MAX)
		return false;
	p = p != NULL ? p : &n->items[n->count++];
	*p = (struct provisional_name){ .key = { .pid = pid },
		.since_ns = clock_active_ns() - o->began_ns };
	if (r != NULL)
		p->key = r->key;
	used_name = buffer_over(p->used_name, sizeof p->used_name);
	comm = buffer_over(p->comm, sizeof p->comm);
	buffer_text(&used_name, d->command);
	buffer_text(&comm, d->name);
	return true;
}

void
observer_name(struct observer *o, struct run_member *m)
{
	struct buffer name = buffer_over(m->name, sizeof m->name);
	struct description d;

	if (o->processes == NULL || !process_tree_describe(o->processes, m->pid, &d))
		return;
	buffer_text(&name, d.provisional && !remember(o, m->pid, &d) ? d.name : d.command);
}

/* A zombie has no command line any more. */
static bool
is_there(const struct observer *o, const struct provisional_name *p)
{
	const struct reading *r = sample_find(&o->sample, p->key.pid);

	return r != NULL && r->state != 'Z' &&
	       (p->key.start_ticks == 0 || proc_key_compare(r->key, p->key) == 0);
}

/* Whether it has its name now. */
static bool
read_again(struct observer *o, struct provisional_name *p, uint64_t at_ns)
{
	struct description d;

	if (at_ns < p->next_ns || !is_there(o, p) ||
		!process_tree_describe(o->processes, p->key.pid, &d))
		return false;
	p->next_ns = at_ns + (at_ns - p->since_ns) / AGAIN_PART;
	if (d.provisional)
		return false;
	rename_all(o, p, d.command);
	return true;
}

void
observer_names_sample(struct observer *o)
{
	uint64_t at_ns = clock_active_ns() - o->began_ns;

	for (size_t i = o->names.count; i-- > 0;)
		if (read_again(o, &o->names.items[i], at_ns))
			drop(&o->names, &o->names.items[i]);
}

void
observer_names_end(struct observer *o, pid_t pid, const char *name)
{
	struct provisional_name *p = find(&o->names, pid);

	if (p == NULL || name[0] == '\0')
		return;
	rename_all(o, p, name);
	drop(&o->names, p);
}

/* In brackets only if it was seen to have no command line for long. */
void
observer_names_finish(struct observer *o)
{
	if (o->processes == NULL || o->names.count == 0)
		return;
	for (size_t i = 0; i < o->names.count; i++) {
		const struct provisional_name *p = &o->names.items[i];

		if (p->next_ns < p->since_ns + BELIEVED_NS)
			rename_all(o, p, p->comm);
	}
	o->names.count = 0;
}
