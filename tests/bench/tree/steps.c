/* SPDX-License-Identifier: MIT */
/* steps.c: the random steps of a tree. */
#include "steps.h"

#define MIB_UNITS (1024u * 1024u / UNIT_BYTES)
#define LARGEST_UNITS (300 * MIB_UNITS)

static uint32_t
any_units(struct plan *p, double share)
{
	double max = p->scale_units * share + 1,
	       units = plan_between(p->job, max / 40 + 1, max + 1);

	return units > LARGEST_UNITS ? LARGEST_UNITS : (uint32_t)units;
}

void
step_begin(struct plan *p)
{
	uint32_t units = p->scale_units / 8 + plan_below(p->job, p->scale_units / 8);
	int region = plan_map(p->job, 0, -1, units);
	struct touching t;

	if (region >= 0 && plan_touch(p->job, &t, 0, region, 0, units))
		plan_touch_all(p->job, &t, 1);
}

void
step_grow_private(struct plan *p)
{
	int node = plan_alive(p->job), region;
	uint32_t units = any_units(p, 0.5);
	struct touching t;

	if (units > plan_room(p->job))
		return;
	region = plan_map(p->job, node, -1, units);
	if (region >= 0 && plan_touch(p->job, &t, node, region, 0, units))
		plan_touch_all(p->job, &t, 1);
}

static int
newest(const struct job *j)
{
	int node = 0;

	for (int i = 1; i < NODES_MAX; i++)
		if (j->truth.nodes[i].alive &&
			j->truth.nodes[i].depth >= j->truth.nodes[node].depth)
			node = i;
	return node;
}

static int
give_birth(struct plan *p)
{
	int child = plan_free_node(p->job), parent;
	enum birth birth = plan_below(p->job, 4) ? BIRTH_FORK : (enum birth)plan_below(p->job, 4);

	if (child < 0)
		return -1;
	parent = (int)plan_below(p->job, 10) < p->chain ? newest(p->job) : plan_alive(p->job);
	return job_fork(p->job, parent, child, birth) ? child : -1;
}

void
step_fork(struct plan *p)
{
	give_birth(p);
}

void
step_exec(struct plan *p)
{
	int child = give_birth(p);

	if (child >= 0)
		job_exec(p->job, child);
}

/* Workers: children of one process that fill the same amount at the same time. */
void
step_fan(struct plan *p)
{
	struct touching list[NODES_MAX];
	uint32_t count = 2 + plan_below(p->job, plan_below(p->job, 4) ? 8 : 56),
		 units = any_units(p, 1.0 / count);
	int parent = plan_alive(p->job);
	bool anew = plan_below(p->job, 3) == 0;
	size_t planned = 0;

	for (uint32_t i = 0; i < count; i++) {
		int child = plan_free_node(p->job), region;

		if (child < 0 || units > plan_room(p->job) ||
			!job_fork(p->job, parent, child, BIRTH_FORK))
			break;
		if (anew)
			job_exec(p->job, child);
		region = plan_map(p->job, child, -1, units);
		if (region >= 0 && plan_touch(p->job, &list[planned], child, region, 0, units))
			planned++;
	}
	plan_touch_all(p->job, list, planned);
}

/* A range of a region; true: large enough. */
static bool
any_range(struct plan *p, int node, int region, uint32_t *from, uint32_t *units)
{
	uint32_t all = region >= 0 ? p->job->truth.nodes[node].regions[region].units : 0;

	if (all == 0)
		return false;
	*from = plan_below(p->job, 2) ? 0 : plan_below(p->job, all);
	*units = plan_below(p->job, 2) ? all - *from : 1 + plan_below(p->job, all - *from);
	return true;
}

/* Inherited memory becomes the writer's own. */
void
step_rewrite(struct plan *p)
{
	int node = plan_alive(p->job), region = plan_region(p->job, node, true);
	uint32_t from, units;
	struct touching t;

	if (any_range(p, node, region, &from, &units) &&
		plan_touch(p->job, &t, node, region, from, units))
		plan_touch_all(p->job, &t, 1);
}

static void
rewrite_or_read_all(struct plan *p, bool private)
{
	int first = plan_alive(p->job), region = plan_region(p->job, first, private);
	const struct truth_region *r = &p->job->truth.nodes[first].regions[region];
	uint32_t from, units;
	struct touching list[NODES_MAX];
	size_t planned = 0;

	if (!any_range(p, first, region, &from, &units))
		return;
	for (int i = 0; i < NODES_MAX; i++) {
		const struct truth_node *n = &p->job->truth.nodes[i];
		const struct truth_region *same = &n->regions[region];

		if (n->alive && same->mapped && same->object == r->object &&
			same->units >= from + units &&
			plan_touch(p->job, &list[planned], i, region, from, units))
			planned++;
	}
	plan_touch_all(p->job, list, planned);
}

void
step_rewrite_all(struct plan *p)
{
	rewrite_or_read_all(p, true);
}

void
step_read_all(struct plan *p)
{
	rewrite_or_read_all(p, false);
}

/* One that the process does not map yet: RSS counts a page twice that it maps twice. */
static int
free_object(struct job *j, int node)
{
	int object = (int)plan_below(j, OBJECTS_MAX);

	for (int i = 0; i < REGIONS_MAX; i++) {
		const struct truth_region *r = &j->truth.nodes[node].regions[i];

		if (r->mapped && r->object == object)
			return -1;
	}
	return object;
}

void
step_share(struct plan *p)
{
	int node = plan_alive(p->job), region, object;
	uint32_t units = any_units(p, 0.7), from, part;
	struct touching t;

	object = free_object(p->job, node);
	region = object >= 0 ? plan_map(p->job, node, object, units) : -1;
	if (region >= 0 && any_range(p, node, region, &from, &part) &&
		plan_touch(p->job, &t, node, region, from, part))
		plan_touch_all(p->job, &t, 1);
}

void
step_discard(struct plan *p)
{
	int node = plan_alive(p->job), region = plan_region(p->job, node, plan_below(p->job, 2));
	struct order o = { .kind = ORDER_DISCARD, .region = region };

	if (!any_range(p, node, region, &o.from, &o.units))
		return;
	need(job_order(p->job, node, &o).error == 0, "discarding");
	truth_discard(&p->job->truth, node, region, o.from, o.units);
}

void
step_unmap(struct plan *p)
{
	int node = plan_alive(p->job), region = plan_region(p->job, node, plan_below(p->job, 2));
	struct order o = { .kind = ORDER_UNMAP, .region = region };

	if (region < 0)
		return;
	job_order(p->job, node, &o);
	truth_unmap(&p->job->truth, node, region);
}

void
step_grow(struct plan *p)
{
	int node = plan_alive(p->job), region = plan_region(p->job, node, true);
	struct order o = { .kind = ORDER_GROW, .region = region };
	struct truth_region *r = &p->job->truth.nodes[node].regions[region];
	uint32_t more = any_units(p, 0.3), before;
	struct touching t;

	if (region < 0 || more > plan_room(p->job) || r->units + more > LARGEST_UNITS)
		return;
	before = r->units;
	o.units = before + more;
	need(job_order(p->job, node, &o).error == 0, "growing");
	truth_grow(&p->job->truth, node, region, o.units);
	if (plan_touch(p->job, &t, node, region, before, more))
		plan_touch_all(p->job, &t, 1);
}

void
step_threads(struct plan *p)
{
	int node = plan_alive(p->job);
	struct order o = { .kind = ORDER_THREADS, .units = 1 + plan_below(p->job, 6) };
	uint64_t bytes = o.units * p->job->thread_bytes;

	if (node == 0)
		return; /* children of the root must not inherit stacks */
	need(job_order(p->job, node, &o).error == 0, "starting threads");
	p->job->truth.nodes[node].base_bytes += bytes;
	p->job->truth.base_bytes += bytes;
}

void
step_end(struct plan *p)
{
	int node = plan_alive(p->job);

	if (node != 0)
		job_end(p->job, node, plan_below(p->job, 2));
}

void
step_collapse(struct plan *p)
{
	for (int i = 1; i < NODES_MAX; i++)
		if (p->job->truth.nodes[i].alive && plan_below(p->job, 2))
			job_end(p->job, i, plan_below(p->job, 2));
}
