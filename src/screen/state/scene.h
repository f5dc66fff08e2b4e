/* SPDX-License-Identifier: MIT */
/* scene.h: everything that a view or a key may look at. */
#ifndef PEAKTOP_SCREEN_STATE_SCENE_H
#define PEAKTOP_SCREEN_STATE_SCENE_H

#include "model/group/tagged.h"
#include "model/process/details.h"
#include "model/terminal/watched.h"
#include "screen/state/state.h"

struct key_bindings;

/* Everything that a view or a key may look at; all borrowed. */
struct scene {
	const struct table *table;
	const struct rows *rows;
	const struct view_state *state;
	const struct key_bindings *keys;
	struct {
		const struct details *details;     /* NULL: none */
		const struct process_smaps *smaps; /* read on request, of whomever; NULL: not */
	} opened;                                  /* of the process that is open */
	const struct runs_page *runs;              /* what was read of the history; NULL: nothing */
	const struct watched_set *watched;         /* jobs of keepers; NULL: none */
	const struct tagged_set *tagged;           /* the tagged processes, summed; NULL: none */
	struct column_context context;
	struct layout layout;
	struct {
		double cpu_percent; /* below 0: not known yet */
		uint64_t rss_bytes; /* 0: not known */
	} own;                      /* what this program costs */
	uint64_t wall_ns;           /* when the newest sample was taken; 0: not known */
};

/* The job that the pane is of; NULL: there is none. */
const struct watched_job *scene_job(const struct scene *);
bool scene_job_goes_on(const struct watched_job *);
size_t scene_jobs_running(const struct scene *);

/* Whether keys are the job's: its pane has the focus and is seen, and it goes on. */
bool scene_pane_has_keys(const struct scene *);

/* The job that a process is of, as the command or as a descendant; false: of none. */
bool scene_find_job(const struct scene *, struct proc_key, size_t *job);

/* Adds the processes of the row under the cursor. */
void scene_add_members(const struct scene *, struct key_set *);

#endif
