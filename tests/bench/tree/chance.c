/* SPDX-License-Identifier: MIT */
/* chance.c: shared by the random steps of a tree: random numbers, and touching memory. */
#include "steps.h"

#include <math.h>

/* --- random numbers --- */

uint32_t
plan_below(struct job *j, uint32_t n)
{
	uint64_t z = j->seed += 0x9e3779b97f4a7c15u; /* splitmix64 */

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return n > 0 ? (uint32_t)((z ^ (z >> 31)) % n) : 0;
}

double
plan_between(struct job *j, double low, double high)
{
	return low * pow(high / low, plan_below(j, 1u << 20) / (double)(1u << 20));
}

int
plan_alive(struct job *j)
{
	int node = (int)plan_below(j, NODES_MAX);

	while (!j->truth.nodes[node].alive)
		node = (node + 1) % NODES_MAX;
	return node;
}

int
plan_free_node(const struct job *j)
{
	for (int i = 1; i < NODES_MAX; i++)
		if (!j->truth.nodes[i].alive)
			return i;
	return -1;
}

static int
free_region(const struct job *j, int node)
{
	for (int i = 0; i < REGIONS_MAX; i++)
		if (!j->truth.nodes[node].regions[i].mapped)
			return i;
	return -1;
}

/* A private or a shared region of the node; -1: it has none. */
int
plan_region(struct job *j, int node, bool private)
{
	int first = (int)plan_below(j, REGIONS_MAX);

	for (int i = 0; i < REGIONS_MAX; i++) {
		int region = (first + i) % REGIONS_MAX;
		const struct truth_region *r = &j->truth.nodes[node].regions[region];

		if (r->mapped && (r->object < 0) == private)
			return region;
	}
	return -1;
}

uint32_t
plan_room(const struct job *j)
{
	uint32_t used = j->truth.held_units + j->truth.unmapped_units;

	return used < j->limit_units ? j->limit_units - used : 0;
}

/* --- touching --- */

/* Whether there was space for it. The truth changes at once, the tree when the order is given. */
bool
plan_touch(struct job *j, struct touching *t, int node, int region, uint32_t from, uint32_t units)
{
	const struct truth_region *r = &j->truth.nodes[node].regions[region];
	bool read = r->object >= 0 && ((j->file_objects >> r->object & 1) || plan_below(j, 2));

	if (truth_touch_units(&j->truth, node, region, from, units) > plan_room(j))
		return false;
	t->node = node;
	t->order = (struct order){ .kind = read ? ORDER_READ : ORDER_WRITE,
		.region = region,
		.from = from,
		.units = units };
	truth_touch(&j->truth, node, region, from, units);
	return true;
}

/* All at the same time. */
void
plan_touch_all(struct job *j, const struct touching *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		job_give(j, list[i].node, &list[i].order);
	for (size_t i = 0; i < count; i++)
		need(job_await(j, list[i].node, &list[i].order).error == 0, "touching");
}

int
plan_map(struct job *j, int node, int object, uint32_t units)
{
	int region = free_region(j, node);
	struct order o = { .kind = object < 0 ? ORDER_MAP : ORDER_SHARE,
		.region = region,
		.other = object,
		.units = units };

	if (region < 0 || job_order(j, node, &o).error != 0)
		return -1;
	truth_map(&j->truth, node, region, object, units);
	return region;
}
