/* SPDX-License-Identifier: MIT */
/* container.c: the memory of the container around all processes that a mount of /proc shows. */
#include "source/proc/container.h"

#define FIRST_PID 1

static bool
read_group(struct container *c, struct system_memory *m)
{
	struct limits limits;
	const struct limit *group = &limits.of[LIMIT_GROUP];
	struct memory_group figures;

	limits_proc_tick(c->limits, m);
	if (!limits_proc_read(c->limits, FIRST_PID, &c->cache, &limits) || !group->charge_known ||
		group->limit_bytes == 0 || group->limit_bytes >= m->total_bytes ||
		!limits_proc_group(c->limits, group->group, &figures))
		return false;
	m->container = (struct container_memory){ .limit_bytes = group->limit_bytes,
		.usage_bytes =
			(figures.known & GROUP_USAGE) ? figures.usage_bytes : group->charge_bytes,
		.charge_bytes = group->charge_bytes };
	return true;
}

void
container_read(struct container *c, const char *proc, const char *root, struct system_memory *m)
{
	struct failure ignored;
	bool first = !c->looked;

	c->looked = true;
	if (first)
		c->limits = limits_proc_open(proc, root, &ignored);
	if (c->limits != NULL && !read_group(c, m) && first)
		container_close(c);
}

void
container_close(struct container *c)
{
	limits_proc_close(c->limits);
	c->limits = NULL;
}
