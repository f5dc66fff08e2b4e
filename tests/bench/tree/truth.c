/* SPDX-License-Identifier: MIT */
/* truth.c: which pages a random tree holds: each once, however many processes map it. */
#include "truth.h"

#include <stdio.h>
#include <stdlib.h>

uint64_t
truth_bytes(const struct truth *t)
{
	return (uint64_t)t->held_units * UNIT_BYTES + t->base_bytes;
}

/* --- frames of private memory --- */

static uint16_t
new_frame(struct truth *t)
{
	for (uint32_t tried = 0; tried < FRAMES_MAX; tried++) {
		t->free_hint = t->free_hint + 1 < FRAMES_MAX ? t->free_hint + 1 : 1;
		if (t->frame_users[t->free_hint] > 0)
			continue;
		t->frame_users[t->free_hint] = 1;
		t->held_units++;
		return (uint16_t)t->free_hint;
	}
	fputs("tree_job: out of frames\n", stderr);
	_Exit(70);
}

static void
leave_frame(struct truth *t, uint16_t frame)
{
	if (frame != 0 && --t->frame_users[frame] == 0)
		t->held_units--;
}

/* --- pages of objects --- */

static void
use_page(struct truth *t, int object, uint32_t unit)
{
	if (t->object_users[object][unit]++ > 0)
		return;
	t->held_units++;
	t->unmapped_units -= t->object_touched[object][unit];
	t->object_touched[object][unit] = true;
}

static void
leave_page(struct truth *t, int object, uint32_t unit)
{
	if (--t->object_users[object][unit] > 0)
		return;
	t->held_units--;
	t->unmapped_units++;
}

/* --- steps of nodes --- */

void
truth_touch(struct truth *t, int node, int region, uint32_t from, uint32_t units)
{
	struct truth_region *r = &t->nodes[node].regions[region];

	for (uint32_t unit = from; unit < from + units; unit++) {
		uint16_t *frame = &r->frames[unit];

		if (r->object >= 0) {
			if (*frame == 0)
				use_page(t, r->object, unit);
			*frame = 1;
		} else if (*frame == 0 || t->frame_users[*frame] > 1) {
			leave_frame(t, *frame);
			*frame = new_frame(t);
		}
	}
}

uint32_t
truth_touch_units(const struct truth *t, int node, int region, uint32_t from, uint32_t units)
{
	const struct truth_region *r = &t->nodes[node].regions[region];
	uint32_t more = 0;

	for (uint32_t unit = from; unit < from + units; unit++) {
		uint16_t frame = r->frames[unit];

		if (r->object >= 0)
			more += t->object_users[r->object][unit] == 0;
		else
			more += frame == 0 || t->frame_users[frame] > 1;
	}
	return more;
}

void
truth_discard(struct truth *t, int node, int region, uint32_t from, uint32_t units)
{
	struct truth_region *r = &t->nodes[node].regions[region];

	for (uint32_t unit = from; unit < from + units; unit++) {
		if (r->object < 0)
			leave_frame(t, r->frames[unit]);
		else if (r->frames[unit] != 0)
			leave_page(t, r->object, unit);
		r->frames[unit] = 0;
	}
}

void
truth_map(struct truth *t, int node, int region, int object, uint32_t units)
{
	struct truth_region *r = &t->nodes[node].regions[region];

	r->mapped = true;
	r->object = object;
	r->units = units;
	for (uint32_t unit = 0; unit < units; unit++)
		r->frames[unit] = 0;
}

void
truth_unmap(struct truth *t, int node, int region)
{
	struct truth_region *r = &t->nodes[node].regions[region];

	truth_discard(t, node, region, 0, r->units);
	r->mapped = false;
	r->units = 0;
}

void
truth_grow(struct truth *t, int node, int region, uint32_t units)
{
	struct truth_region *r = &t->nodes[node].regions[region];

	for (uint32_t unit = r->units; unit < units; unit++)
		r->frames[unit] = 0;
	r->units = units;
}

/* --- forks and exits --- */

/* A child maps pages of objects on access: fork does not copy such entries. */
static void
inherit(struct truth *t, struct truth_region *to, const struct truth_region *from)
{
	to->mapped = from->mapped;
	to->object = from->object;
	to->units = from->units;
	for (uint32_t unit = 0; unit < from->units; unit++) {
		to->frames[unit] = from->object < 0 ? from->frames[unit] : 0;
		if (to->frames[unit] != 0)
			t->frame_users[to->frames[unit]]++;
	}
}

void
truth_fork(struct truth *t, int parent, int child, uint64_t base_bytes)
{
	struct truth_node *c = &t->nodes[child];

	for (int i = 0; i < REGIONS_MAX; i++)
		inherit(t, &c->regions[i], &t->nodes[parent].regions[i]);
	c->alive = true;
	c->depth = t->nodes[parent].depth + 1;
	c->base_bytes = base_bytes;
	t->base_bytes += base_bytes;
}

static void
drop_all(struct truth *t, int node)
{
	for (int i = 0; i < REGIONS_MAX; i++)
		if (t->nodes[node].regions[i].mapped)
			truth_unmap(t, node, i);
	t->base_bytes -= t->nodes[node].base_bytes;
	t->nodes[node].base_bytes = 0;
}

void
truth_exec(struct truth *t, int node, uint64_t base_bytes)
{
	drop_all(t, node);
	t->nodes[node].base_bytes = base_bytes;
	t->base_bytes += base_bytes;
}

void
truth_end(struct truth *t, int node)
{
	drop_all(t, node);
	t->nodes[node].alive = false;
}
