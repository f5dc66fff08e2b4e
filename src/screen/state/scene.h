/* SPDX-License-Identifier: MIT */
/* scene.h: a scene, and what can be looked up in it. */
#ifndef PEAKTOP_SCREEN_STATE_SCENE_H
#define PEAKTOP_SCREEN_STATE_SCENE_H

#include "model/group/tagged.h"
#include "model/process/details.h"
#include "model/terminal/watched.h"
#include "screen/state/setup.h"
#include "screen/state/stacks.h"
#include "screen/state/state.h"

struct key_bindings;

/* All data that views draw and keys act on; borrowed. */
struct scene {
	const struct table *table;
	const struct rows *rows;
	const struct view_state *state;
	const struct key_bindings *keys;
	struct opened {
		const struct details *details;     /* NULL: none */
		const struct process_smaps *smaps; /* read on request, of any process; NULL: none */
	} opened;                                  /* for the open process */
	const struct runs_page *runs;      /* the history as far as it was read; NULL: not read */
	const struct watched_set *watched; /* jobs that have keepers; NULL: none */
	const struct tagged_set *tagged;   /* the tagged processes, summed; NULL: none */
	const struct setup_page *setup;    /* the settings; NULL: none */
	const struct stacks_page *stacks;  /* of the process looked into; NULL: none */
	const struct job_code *job_code;   /* of the job that is looked at; NULL: none */
	const struct groups *groups;       /* the groups, if they are summed; NULL: none */
	struct column_context context;
	struct layout layout;
	struct {
		double cpu_percent; /* below 0: not known yet */
		uint64_t rss_bytes; /* 0: not known */
	} own;                      /* peaktop's own cost */
};

/* The job of the pane; NULL: none. */
const struct watched_job *scene_job(const struct scene *);
bool scene_job_goes_on(const struct watched_job *);
size_t scene_jobs_running(const struct scene *);

/* Whether keys go to the job: its pane has the focus and is visible, and it is still running. */
bool scene_pane_has_keys(const struct scene *);

/* The job of a process, which is its command or a descendant; false: none. */
bool scene_find_job(const struct scene *, struct proc_key, size_t *job);

/* What the history has of a job's lines, if that was read; NULL: nothing. */
const struct job_code *scene_job_code(const struct scene *, const struct watched_job *);

/* Whether there are tagged processes that form a set: at least two that the table has. */
bool scene_has_set(const struct scene *);

/* Whether the row under the cursor is a group of several. */
bool scene_is_on_group(const struct scene *);

/* The open set: its members, and their sum. False: none of them is known any more. */
struct open_set {
	const struct group_members *members;
	const struct process *sum;
};
bool scene_set(const struct scene *, struct open_set *);

/* The member of the open set whose details are to be read: the one read so far, or if that has
 * ended another one. */
struct proc_key scene_set_reads(const struct scene *);

/* Adds the processes of the row under the cursor to a set; none if it is a line of ended ones. */
void scene_add_members(const struct scene *, struct key_set *);

#endif
