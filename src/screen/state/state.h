/* SPDX-License-Identifier: MIT */
/* state.h: what the user chose: view, order, selection, cursor, tags, an open prompt or menu.
 *
 * Keys change it, views read it; the model knows nothing of it. */
#ifndef PEAKTOP_SCREEN_STATE_STATE_H
#define PEAKTOP_SCREEN_STATE_STATE_H

#include "model/process/details.h"
#include "model/group/tagged.h"
#include "model/terminal/watched.h"
#include "screen/frame/layout.h"
#include "screen/state/runs.h"
#include "text/table/rows.h"

enum view {
	VIEW_TABLE,
	VIEW_PROCESS,
	VIEW_HELP,
	VIEW_RUNS,    /* the history */
	VIEW_RUN,     /* one run of it */
	VIEW_COMPARE, /* the tagged ones */
	VIEW_JOB,     /* a job of a keeper, above its pane */
	VIEW_OUTPUT,  /* what it wrote: the scrollback of its pane */
	VIEW_SET,     /* the tagged processes, summed */
};

enum prompt_kind {
	PROMPT_NONE,
	PROMPT_SEARCH,
	PROMPT_FILTER,
	PROMPT_INTERVAL,
	PROMPT_JUMP,
	PROMPT_CONFIRM, /* a signal: y or n */
	PROMPT_COMMAND, /* to be launched */
	PROMPT_LEAVE,   /* jobs go on: let them, end them, or stay */
	PROMPT_KINDS,
};

enum menu_kind { MENU_NONE, MENU_SORT, MENU_USER, MENU_SIGNAL, MENU_KINDS };

#define REPLAY_SPEED_LEAST (-3)
#define REPLAY_SPEED_MOST 6

struct replay_state {
	bool on;                /* what is shown comes from a recording */
	int speed;              /* a power of two: 0 as it was recorded */
	size_t sample, samples; /* the present one, from 1, of so many */
	uint64_t wall_ns;       /* when it was taken */
};

/* The pane of a job, where there is one. */
struct pane_choice {
	bool shown, focused, zoomed;
	int percent;    /* of the screen's rows; 0: as is usual */
	size_t job;     /* in scene->watched */
	size_t scroll;  /* in the output: lines above the end */
	uint64_t found; /* there: 1 + number of the line that was found last; 0: none */
	enum view before_output;
};

struct key_set {
	struct proc_key *items;
	size_t count, capacity;
};

#define STATE_USERS_MAX 64

struct view_state {
	enum view view, before_help;
	struct selection selection;
	struct column_list columns;
	const struct column *sort;
	bool inverted, tree, jobs;
	enum units units;
	uint64_t interval_ns;
	bool ascii, readonly, paused, follow;
	struct replay_state replay;
	struct pane_choice pane;

	size_t cursor, top;    /* rows of the table */
	struct proc_key under; /* the process under the cursor */
	bool has_under;
	int shift;              /* columns by which the last column is moved to the left */
	size_t scroll;          /* lines, in help and details */
	struct proc_key opened; /* in the details view */
	struct proc_key warned; /* that it would be felt by this one to read what it shares */
	struct key_set tagged, folded;
	struct run_choice runs; /* in the history */

	enum prompt_kind prompt;
	char typed[SELECT_TEXT_MAX];
	char search[SELECT_TEXT_MAX];
	enum menu_kind menu;
	size_t menu_cursor;
	uid_t users[STATE_USERS_MAX]; /* of the user menu */
	size_t user_count;
	int signal;
	struct key_set targets;

	char message[200]; /* in the footer until a key is pressed */
	bool alert;
};

struct key_bindings;

/* Everything that a view or a key may look at; all borrowed. */
struct scene {
	const struct table *table;
	const struct rows *rows;
	const struct view_state *state;
	const struct key_bindings *keys;
	const struct details *details; /* of the opened process; NULL: none */
	const struct process_smaps
		*share;               /* what was read on request, of whomever; NULL: nothing */
	const struct runs_page *runs; /* what was read of the history; NULL: nothing */
	const struct watched_set *watched; /* jobs of keepers; NULL: none */
	const struct tagged_set *tagged;   /* the tagged processes, summed; NULL: none */
	struct column_context context;
	struct layout layout;
	double own_cpu_percent; /* what this program costs; below 0: not known yet */
	uint64_t own_rss_bytes; /* 0: not known */
	uint64_t wall_ns;       /* when the newest sample was taken; 0: not known */
};

void state_clear(struct view_state *);

/* After rows were built or the size changed: keeps the cursor on a row that is there (with
 * `follow`, and while its details are open, on its process) and on the screen. */
void state_settle(struct view_state *, const struct rows *, const struct layout *);

/* Puts the cursor on a row; follow goes along with it. */
void state_move_to(struct view_state *, const struct rows *, size_t row);

/* The row order and the shown columns that the state stands for (with tree_rss in a tree). */
struct row_order state_order(const struct view_state *);
struct column_list state_columns(const struct view_state *);

/* The screen's rectangles as the state wants them; `jobs`: there is a job that a pane can show. */
struct layout state_layout(const struct view_state *, int rows, int cols, bool jobs);

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

/* This job of scene->watched is shown, its pane has the keys. */
void state_show_job(struct view_state *, size_t job);

/* A line for the footer. */
void state_say(struct view_state *, bool alert, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for a failure. */
void state_say_failure(struct view_state *, const struct failure *);

bool key_set_has(const struct key_set *, struct proc_key);
void key_set_add(struct key_set *, struct proc_key);
void key_set_toggle(struct key_set *, struct proc_key);
void key_set_clear(struct key_set *);

#endif
