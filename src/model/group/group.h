/* SPDX-License-Identifier: MIT */
/* group.h: which processes of a table belong together. A pure function of the table.
 *
 * The first of these rules that speaks of a process decides:
 *
 *   - A container (docker, podman, containerd, CRI-O, a Kubernetes pod): all of one control group.
 *   - A service or scope of systemd: all of one control group, but not of one that holds a user's
 *     whole session (session-4.scope, user@1000.service), nor what was typed into a shell there
 *     (the scope of a terminal's tab).
 *   - A process group of a session: what one typed command started, a | b | c or a script with all
 *     it runs; also when the shell is gone (nohup, an orphan).
 *   - A parent and its child in one session, whatever their groups: a master with its workers. Not
 *     where the parent is a shell: its children are other commands.
 *
 * Init joins nothing, nor does the control group that init itself is in: that is the machine.
 * Kernel threads, and whatever no rule speaks of, are jobs of one. */
#ifndef PEAKTOP_MODEL_GROUP_GROUP_H
#define PEAKTOP_MODEL_GROUP_GROUP_H

#include "model/process/table.h"

/* Start with a zeroed struct. */
struct group_map {
	size_t *of;    /* of each process the number of its job: the living first, then the ended,
			  both in the order of the table */
	size_t *slots; /* room for finding those that are alike */
	size_t capacity, slot_count, slot_capacity;
	size_t count; /* of jobs; they are numbered from 0 */
};

void group_map_clear(struct group_map *);

/* Fills it anew. */
void group_map_find(struct group_map *, const struct table *);

/* The process that `of` counts as number `at`. */
const struct process *group_process(const struct table *, size_t at);

/* A shell by its name, and one that is typed into: no script and no -c on its command line. */
bool group_is_shell(const struct process *);
bool group_is_interactive(const struct process *);

enum group_kind {
	JOB_GROUP_NONE, /* says nothing of what belongs together */
	JOB_GROUP_UNIT, /* a service or a scope */
	JOB_GROUP_CONTAINER,
};

/* What a control group's path says; NULL: it is not known. */
enum group_kind group_kind(const char *path);

#endif
