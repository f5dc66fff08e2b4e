/* SPDX-License-Identifier: MIT */
/* subtree.c: what a process and its living descendants hold together, and the maximum of that. */
#include "model/process/subtree.h"

#include <stdlib.h>

#include "base/grow.h"
#include "base/sorted.h"
#include "model/process/process.h"

#define NONE UINT32_MAX

/* What the sums need of a process, close together: following pointers to the processes would
 * miss the cache at each. */
struct subtree_node {
	struct proc_key key;
	uint64_t rss_bytes;
	pid_t ppid;
	uint32_t parent, processes;
	uint32_t waiting; /* children not summed yet */
	bool alive, had_child;
	bool borrowed; /* its own memory is its parent's */
};

void
subtree_scratch_clear(struct subtree_scratch *scratch)
{
	free(scratch->nodes);
	*scratch = (struct subtree_scratch){ .nodes = NULL };
}

static struct subtree_node
node_of(const struct process *p)
{
	bool known = p->now.known & KNOWN_RSS, alive = p->now.state != 'Z';

	return (struct subtree_node){ .key = p->now.key,
		.rss_bytes = known ? p->now.rss_bytes : 0,
		.processes = known && alive,
		.ppid = p->now.ppid,
		.parent = NONE,
		.alive = alive,
		.borrowed = known && p->now.borrowed };
}

/* A scan is not a snapshot: a reused pid could form a cycle, so a parent must be older than its
 * child (text/table/rows.c). Within one tick, the smaller pid came first. */
static bool
is_older(struct proc_key a, struct proc_key than)
{
	return a.start_ticks < than.start_ticks ||
	       (a.start_ticks == than.start_ticks && a.pid < than.pid);
}

static uint32_t
find_parent(const struct subtree_node *nodes, uint32_t count, const struct subtree_node *child)
{
	uint32_t at = (uint32_t)sorted_pid(
		nodes, count, sizeof *nodes, offsetof(struct subtree_node, key.pid), child->ppid);

	if (at == count || nodes[at].key.pid != child->ppid || !is_older(nodes[at].key, child->key))
		return NONE;
	return at;
}

static void
link_nodes(struct subtree_node *nodes, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t parent = find_parent(nodes, count, &nodes[i]);

		if (parent == NONE)
			continue;
		nodes[i].parent = parent;
		nodes[parent].waiting++;
		nodes[parent].had_child |= nodes[i].alive;
	}
}

/* What a process adds to the sum of its parent. */
static uint64_t
passed_on(const struct subtree_node *node, const struct process *p)
{
	return node->borrowed ? node->rss_bytes - p->now.rss_bytes : node->rss_bytes;
}

/* Goes up from each childless process while all children of the next are summed: each node is
 * passed on once. */
static void
sum_up(struct subtree_node *nodes, struct process **living, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = i;

		/* A parent that was reached from below is marked as done: its `waiting` is NONE. */
		while (nodes[at].waiting == 0) {
			uint32_t parent = nodes[at].parent;

			nodes[at].waiting = NONE;
			if (parent == NONE)
				break;
			nodes[parent].rss_bytes += passed_on(&nodes[at], living[at]);
			nodes[parent].processes += nodes[at].processes;
			nodes[parent].waiting--;
			at = parent;
		}
	}
}

static void
raise(struct subtree_peak *peak, const struct subtree *t, uint64_t now_ns)
{
	if (t->processes > 0 && peak_raise(&peak->peak, t->rss_bytes, PEAK_RSS_SUM, now_ns))
		peak->processes = t->processes;
}

void
subtree_update(struct subtree_scratch *scratch, struct process **living, size_t count, bool reset,
	uint64_t now_ns)
{
	struct subtree_node *nodes;

	scratch->nodes =
		grow_discard(scratch->nodes, &scratch->capacity, count, sizeof *scratch->nodes);
	nodes = scratch->nodes;
	for (size_t i = 0; i < count; i++)
		nodes[i] = node_of(living[i]);
	link_nodes(nodes, (uint32_t)count);
	sum_up(nodes, living, (uint32_t)count);
	for (size_t i = 0; i < count; i++) {
		struct subtree *t = &living[i]->subtree;

		t->rss_bytes = nodes[i].rss_bytes;
		t->processes = nodes[i].processes;
		t->parent |= nodes[i].had_child;
		raise(&t->max, t, now_ns);
		if (reset)
			raise(&t->since_reset, t, now_ns);
	}
}

void
subtree_begin(struct subtree *t)
{
	*t = (struct subtree){ .since_reset = t->since_reset };
}

void
subtree_reset_peak(struct subtree *t, uint64_t now_ns)
{
	t->since_reset = (struct subtree_peak){ .processes = 0 };
	raise(&t->since_reset, t, now_ns);
}

void
subtree_restore_peak(struct subtree *t)
{
	t->since_reset = (struct subtree_peak){ .processes = 0 };
}

void
subtree_end(struct subtree *t)
{
	t->rss_bytes = 0;
	t->processes = 0;
}

const struct subtree_peak *
subtree_shown(const struct subtree *t)
{
	if (!t->parent || t->max.peak.origin == PEAK_NONE)
		return NULL;
	return t->since_reset.peak.origin != PEAK_NONE ? &t->since_reset : &t->max;
}
