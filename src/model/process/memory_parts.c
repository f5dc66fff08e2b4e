/* SPDX-License-Identifier: MIT */
/* memory_parts.c: what the memory of the machine, or of a container, is used for. */
#include "model/process/memory_parts.h"

#include <string.h>

#include "base/arithmetic.h"

/* As much of `wanted` as is left. */
static uint64_t
take(uint64_t *left, uint64_t wanted)
{
	uint64_t taken = smaller(wanted, *left);

	*left -= taken;
	return taken;
}

static void
divide_container(struct memory_parts *p, const struct container_memory *c)
{
	uint64_t left;

	p->container = true;
	p->whole_bytes = c->limit_bytes;
	p->used_bytes = smaller(c->charge_bytes, c->limit_bytes);
	left = p->whole_bytes - p->used_bytes;
	p->bytes[PART_CACHE] = take(&left, more_than(c->usage_bytes, c->charge_bytes));
	p->bytes[PART_FREE] = left;
}

/* Some of what is free is not available: the kernel keeps a reserve. */
static void
divide_machine(struct memory_parts *p, const struct system_memory *m)
{
	uint64_t available = smaller(m->available_bytes, m->total_bytes);

	p->whole_bytes = m->total_bytes;
	p->used_bytes = m->total_bytes - available;
	if (m->free_bytes == 0)
		return;
	p->bytes[PART_FREE] = take(&available, m->free_bytes);
	p->bytes[PART_CACHE] = available;
}

const char *
container_name(const struct container_memory *c)
{
	const char *slash = strrchr(c->path, '/');

	if (!c->of_group)
		return "container";
	return slash != NULL && slash[1] != '\0' ? slash + 1 : "control group";
}

uint64_t
memory_whole_bytes(const struct system_memory *m)
{
	if (m->container.limit_bytes > 0)
		return m->container.limit_bytes;
	return m->known ? m->total_bytes : 0;
}

void
memory_parts_of(struct memory_parts *p, const struct system_memory *m, uint64_t python_bytes)
{
	uint64_t left;

	*p = (struct memory_parts){ .whole_bytes = 0 };
	if (m->container.limit_bytes > 0)
		divide_container(p, &m->container);
	else if (m->known)
		divide_machine(p, m);
	left = p->used_bytes;
	if (!p->container) {
		p->bytes[PART_HUGE] = take(&left, m->hugetlb_bytes);
		p->bytes[PART_ARC] = take(&left, m->arc_bytes);
	}
	p->bytes[PART_PYTHON] = take(&left, python_bytes);
	p->bytes[PART_OTHER] = left;
}
