/* SPDX-License-Identifier: MIT */
/* state.h: what the user chose: the view, and in parts what belongs to one of them.
 *
 * Keys change it, views read it; the model knows nothing of it. */
#ifndef PEAKTOP_SCREEN_STATE_STATE_H
#define PEAKTOP_SCREEN_STATE_STATE_H

#include "base/failure.h"
#include "screen/frame/layout.h"
#include "screen/state/list.h"
#include "screen/state/menu.h"
#include "screen/state/prompt.h"
#include "screen/state/runs.h"

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

struct process_choice {
	struct proc_key opened;
	struct proc_key warned; /* that it would be felt by this one to read what it shares */
};

/* What is asked about before it is sent. */
struct signal_choice {
	int number;
	struct key_set targets;
};

struct view_state {
	enum view view, before_help;
	size_t scroll; /* lines, in help and details */
	enum units units;
	uint64_t interval_ns;
	bool ascii, readonly, paused;

	struct list_choice list;
	struct process_choice process;
	struct run_choice runs; /* in the history */
	struct pane_choice pane;
	struct replay_state replay;

	struct prompt_state prompt;
	struct menu_state menu;
	struct signal_choice signal;
	char search[SELECT_TEXT_MAX];

	char message[200]; /* in the footer until a key is pressed */
	bool alert;
};

void state_clear(struct view_state *);

/* After rows were built or the size changed: keeps the cursor on a row that is there (with
 * `follow`, and while its details are open, on its process) and on the screen. */
void state_settle(struct view_state *, const struct rows *, const struct layout *);

/* The screen's rectangles as the state wants them; `jobs`: there is a job that a pane can show. */
struct layout state_layout(const struct view_state *, int rows, int cols, bool jobs);

/* This job of scene->watched is shown, its pane has the keys. */
void state_show_job(struct view_state *, size_t job);

/* A line for the footer. */
void state_say(struct view_state *, bool alert, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for a failure. */
void state_say_failure(struct view_state *, const struct failure *);

#endif
