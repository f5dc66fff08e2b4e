/* SPDX-License-Identifier: MIT */
/* group.h: which processes of a table belong together. A pure function of the table.
 *
 * The first of these rules that applies to a process decides:
 *
 * - A container (docker, podman, containerd, CRI-O, a Kubernetes pod): all of one control group.
 * - A service or scope of systemd: all of one control group, except one that holds a user's
 *   whole session (session-4.scope, user@1000.service), and except what was typed into a shell
 *   there (the scope of a terminal's tab).
 * - A process group of a session: what one command line started (a | b | c, or a script and all
 *   that it runs), even after the shell has ended (nohup, an orphan).
 * - A parent and its child in one session, whatever their process groups: a master with its
 *   workers. Not if the parent is a shell, whose children are separate commands.
 *
 * Neither init as a parent nor init's own control group makes a group: that would be the whole
 * machine. Kernel threads, and processes to which no rule applies, are groups of one. */
#ifndef PEAKTOP_MODEL_GROUP_GROUP_H
#define PEAKTOP_MODEL_GROUP_GROUP_H

#include "model/process/table.h"

/* Start with a zeroed struct. */
struct group_map {
	size_t *of;    /* the number of each process's group: living processes first, then ended
			* ones, both in the order of the table */
	size_t *slots; /* hash slots for finding equal bonds */
	size_t capacity, slot_count, slot_capacity;
	size_t count; /* of groups; they are numbered from 0 */
};

void group_map_clear(struct group_map *);

/* Recomputes the map. */
void group_map_find(struct group_map *, const struct table *);

/* The process at index `at` of `of`. */
const struct process *group_process(const struct table *, size_t at);

/* Whether it is a shell by its name; and whether it is interactive: its command line has neither
 * a script nor -c. */
bool group_is_shell(const struct process *);
bool group_is_interactive(const struct process *);

enum cgroup_kind {
	CGROUP_KIND_NONE, /* does not say what belongs together */
	CGROUP_KIND_UNIT, /* a service or a scope */
	CGROUP_KIND_CONTAINER,
};

/* The kind of a control group by its path; NULL: the path is unknown. */
enum cgroup_kind cgroup_kind(const char *path);

#endif
