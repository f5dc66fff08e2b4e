/* SPDX-License-Identifier: MIT */
/* group.c: which processes of a table belong together. */
#include "model/group/group.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/length.h"

#define INIT 1
#define KERNEL_THREADS 2 /* the parent of all of them */
#define NONE SIZE_MAX

void
group_map_clear(struct group_map *g)
{
	free(g->of);
	free(g->slots);
	*g = (struct group_map){ .of = NULL };
}

const struct process *
group_process(const struct table *t, size_t at)
{
	return at < t->living_count ? t->living[at] : t->ended[at - t->living_count];
}

/* --- shells --- */

bool
group_is_shell(const struct process *p)
{
	static const char *const shells[] = { "sh", "bash", "dash", "zsh", "fish", "ksh", "ksh93",
		"mksh", "rbash", "tcsh", "csh", "ash", "yash", "xonsh", "nu", "elvish", "pwsh" };
	const char *name = p->name + (p->name[0] == '-');

	for (size_t i = 0; i < LENGTH(shells); i++)
		if (strcmp(name, shells[i]) == 0)
			return true;
	return false;
}

/* "bash --rcfile x" is interactive, "bash x" and "bash -lc x" are not. */
bool
group_is_interactive(const struct process *p)
{
	const char *at = p->command + strcspn(p->command, " ");
	bool takes_file = false;

	if (!group_is_shell(p))
		return false;
	for (at += strspn(at, " "); *at != '\0'; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		bool option = at[0] == '-', is_long = option && at[1] == '-';

		if (!option && !takes_file)
			return false;
		if (option && !is_long && memchr(at, 'c', length) != NULL)
			return false;
		takes_file =
			(length == strlen("--rcfile") && strncmp(at, "--rcfile", length) == 0) ||
			(length == strlen("--init-file") &&
				strncmp(at, "--init-file", length) == 0);
		at += length;
	}
	return true;
}

/* --- control groups --- */

static bool
ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), ending = strlen(end);

	return length > ending && strcmp(text + length - ending, end) == 0;
}

static bool
begins_with(const char *text, const char *begin)
{
	return strncmp(text, begin, strlen(begin)) == 0;
}

enum cgroup_kind
cgroup_kind(const char *path)
{
	static const char *const containers[] = { "/docker/", "/docker-", "/kubepods", "/libpod-",
		"/cri-containerd-", "/crio-", "/containerd/" };
	const char *leaf;

	if (path == NULL)
		return CGROUP_KIND_NONE;
	for (size_t i = 0; i < LENGTH(containers); i++)
		if (strstr(path, containers[i]) != NULL)
			return CGROUP_KIND_CONTAINER;
	leaf = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
	if (begins_with(leaf, "session-") || begins_with(leaf, "user@"))
		return CGROUP_KIND_NONE;
	return ends_with(leaf, ".service") || ends_with(leaf, ".scope") ? CGROUP_KIND_UNIT
									: CGROUP_KIND_NONE;
}

/* --- what two processes of one group have in common --- */

enum bond_kind {
	BOND_NONE,   /* none of its own, but a worker can still join its master */
	BOND_ALONE,  /* none, and it joins nobody */
	BOND_CGROUP, /* joined with all in its control group */
	BOND_GROUP,  /* joined with all in its process group */
};

struct bond {
	enum bond_kind kind;
	const char *cgroup; /* borrowed */
	pid_t session, group;
};

static bool
is_kernel_thread(const struct process *p)
{
	return p->now.session == 0 &&
	       (p->now.key.pid == KERNEL_THREADS || p->now.ppid == KERNEL_THREADS);
}

/* For an ended process: its process group id may have been reused by another group since. */
static bool
group_id_was_reused(const struct table *t, const struct process *p)
{
	const struct process *leader;

	if (!process_ended(p))
		return false;
	leader = table_find_pid(t, p->now.pgrp);
	return leader != NULL && leader->now.started_ns > p->ended_ns;
}

static bool
typed_into_a_shell(const struct table *t, const struct process *p)
{
	const struct process *leader = table_find_pid(t, p->now.session);

	return leader != NULL && group_is_interactive(leader);
}

static struct bond
bond_of(const struct table *t, const struct process *p, const struct process *init)
{
	enum cgroup_kind kind = cgroup_kind(p->cgroup);

	if (p->now.key.pid == INIT || is_kernel_thread(p))
		return (struct bond){ .kind = BOND_ALONE };
	if (kind != CGROUP_KIND_NONE && init != NULL && init->cgroup != NULL &&
		strcmp(init->cgroup, p->cgroup) == 0)
		kind = CGROUP_KIND_NONE;
	if (kind == CGROUP_KIND_CONTAINER ||
		(kind == CGROUP_KIND_UNIT && !typed_into_a_shell(t, p)))
		return (struct bond){ .kind = BOND_CGROUP, .cgroup = p->cgroup };
	/* Without this, all that init started without a process group of its own would be one
	 * group. */
	if (p->now.session <= 0 || p->now.pgrp <= INIT || group_id_was_reused(t, p))
		return (struct bond){ .kind = BOND_NONE };
	return (struct bond){ BOND_GROUP, NULL, p->now.session, p->now.pgrp };
}

static bool
same_bond(const struct bond *a, const struct bond *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == BOND_CGROUP)
		return strcmp(a->cgroup, b->cgroup) == 0;
	return a->session == b->session && a->group == b->group;
}

static size_t
hash_of(const struct bond *b)
{
	uint64_t hash = 14695981039346656037ull; /* FNV-1a */

	if (b->kind == BOND_GROUP)
		hash = ((uint64_t)(unsigned)b->session << 32 ^ (unsigned)b->group) *
			       0x9e3779b97f4a7c15ull >>
		       20;
	for (const char *c = b->cgroup; c != NULL && *c != '\0'; c++)
		hash = (hash ^ (unsigned char)*c) * 1099511628211ull;
	return hash;
}

/* --- joining --- */

/* The representative of a group while groups are being joined: its smallest index. */
static size_t
root_of(size_t *of, size_t at)
{
	while (of[at] != at) {
		of[at] = of[of[at]];
		at = of[at];
	}
	return at;
}

static void
join(size_t *of, size_t a, size_t b)
{
	a = root_of(of, a);
	b = root_of(of, b);
	if (a < b)
		of[b] = a;
	else
		of[a] = b;
}

static void
grow_map(struct group_map *g, size_t count)
{
	size_t slots = 64;

	while (slots < 2 * count)
		slots *= 2;
	g->of = grow_discard(g->of, &g->capacity, count, sizeof *g->of);
	g->slots = grow_discard(g->slots, &g->slot_capacity, slots, sizeof *g->slots);
	g->slot_count = slots;
	memset(g->slots, 0xff, slots * sizeof *g->slots);
	for (size_t i = 0; i < count; i++)
		g->of[i] = i;
}

/* Joins a process to the first one with the same bond. */
static void
join_alike(struct group_map *g, const struct table *t, const struct process *init,
	struct bond *bonds, size_t at)
{
	struct bond *bond = &bonds[at];
	size_t slot;

	*bond = bond_of(t, group_process(t, at), init);
	if (bond->kind < BOND_CGROUP)
		return;
	slot = hash_of(bond) & (g->slot_count - 1);
	while (g->slots[slot] != NONE && !same_bond(&bonds[g->slots[slot]], bond))
		slot = (slot + 1) & (g->slot_count - 1);
	if (g->slots[slot] == NONE)
		g->slots[slot] = at;
	else
		join(g->of, g->slots[slot], at);
}

static bool
may_follow_parent(const struct bond *b)
{
	return b->kind == BOND_NONE || b->kind == BOND_GROUP;
}

/* Whether a living process is a worker of a living parent, and the parent's index. */
static bool
find_master(const struct table *t, const struct bond *bonds, size_t at, size_t *master)
{
	const struct process *p = t->living[at], *parent;

	if (!may_follow_parent(&bonds[at]) || p->now.ppid <= INIT)
		return false;
	*master = table_index_of(t, p->now.ppid);
	if (*master == t->living_count || !may_follow_parent(&bonds[*master]))
		return false;
	parent = t->living[*master];
	/* A scan is not a snapshot: the parent's pid may belong to a younger process by now. */
	return parent->now.session == p->now.session && !group_is_shell(parent) &&
	       parent->now.key.start_ticks <= p->now.key.start_ticks;
}

/* Numbers the groups in the order of their first members. */
static void
number(struct group_map *g, size_t count)
{
	g->count = 0;
	for (size_t i = 0; i < count; i++) {
		size_t root = g->of[i];

		/* A representative that is numbered already comes before its members. */
		g->of[i] = root == i ? g->count++ : g->of[root];
	}
}

void
group_map_find(struct group_map *g, const struct table *t)
{
	size_t count = t->living_count + t->ended_count;
	const struct process *init = table_find_pid(t, INIT);
	struct bond *bonds = grow_new((count + 1) * sizeof *bonds);

	grow_map(g, count);
	for (size_t i = 0; i < count; i++)
		join_alike(g, t, init, bonds, i);
	for (size_t i = 0; i < t->living_count; i++) {
		size_t master;

		if (find_master(t, bonds, i, &master))
			join(g->of, master, i);
	}
	for (size_t i = 0; i < count; i++)
		g->of[i] = root_of(g->of, i);
	number(g, count);
	free(bonds);
}
