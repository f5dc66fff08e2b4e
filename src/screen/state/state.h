/* SPDX-License-Identifier: MIT */
/* state.h: the user's choices: the view, and the choices within each view.
 *
 * Keys change them, views read them; the model does not know them. */
#ifndef PEAKTOP_SCREEN_STATE_STATE_H
#define PEAKTOP_SCREEN_STATE_STATE_H

#include "base/duration.h"
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
	VIEW_RUNS,    /* the list of recorded runs */
	VIEW_RUN,     /* one recorded run */
	VIEW_COMPARE, /* a comparison of the tagged runs */
	VIEW_JOB,     /* a job of a keeper, above its pane */
	VIEW_OUTPUT,  /* its output: the scrollback of its pane */
	VIEW_SET,     /* the tagged processes or those of a group, summed */
	VIEW_STACKS,  /* what the threads of a Python process run */
	VIEW_KINDS,
};

#define REPLAY_SPEED_MIN (-3)
#define REPLAY_SPEED_MAX 6

struct replay_state {
	bool on;                /* a recording is shown */
	int speed;              /* as a power of two; 0: as recorded */
	size_t sample, samples; /* the number of the sample shown, from 1, and of all */
	uint64_t wall_ns;       /* when that sample was taken */
};

/* The pane of a job. */
struct pane_choice {
	bool shown, focused, zoomed;
	int percent;    /* of the screen's rows; 0: the default */
	size_t job;     /* in scene->watched */
	size_t scroll;  /* of the output: lines above the end */
	uint64_t found; /* in the output: 1 + number of the line found last; 0: none */
	enum view before_output;
	size_t marked;    /* the job of which a phase is to begin */
	bool marks_table; /* and the peaks of the table restart with it */
};

/* How charts are shown, and the moment whose value is said; times are those of the chart. */
struct chart_choice {
	bool from_lowest; /* the y axis shows what moves, not all from 0 */
	uint64_t span_ns; /* of time, up to the end; 0: all */
	bool has_cursor;
	uint64_t cursor_ns;
};

/* The processes of several that are shown as one: the tagged ones, or a group. */
struct set_choice {
	bool grouped;
	struct proc_key group; /* any process of the group */
};

/* The member under the cursor, in the list of a set or a job. */
struct member_choice {
	struct proc_key under;
	bool has_under;
	size_t at; /* where it was last */
};

struct process_choice {
	struct proc_key opened;
	enum view from; /* where it was opened: the table, a set or a job ... */
	size_t from_scroll;
	struct proc_key warned; /* the user was warned that reading its smaps may delay it */
};

/* The Python process that is looked into, and where it was opened. */
struct stacks_choice {
	struct proc_key of;
	enum view from;
	size_t from_scroll;
};

/* A signal that needs a confirmation before it is sent. */
struct signal_choice {
	int number;
	struct key_set targets;
};

struct view_state {
	enum view view, before_help;
	size_t scroll; /* lines, in views of text */
	enum units units;
	uint64_t interval_ns;
	bool ascii, readonly, paused;
	bool foreign; /* pids are those of another /proc or pid namespace: not ours */
	bool greets;  /* until the first key: there is neither a config file nor any state yet */

	struct list_choice list;
	struct process_choice process;
	struct set_choice set;
	struct stacks_choice stacks;
	struct member_choice member;
	struct chart_choice chart;
	struct run_choice runs; /* in the history */
	struct pane_choice pane;
	struct replay_state replay;

	struct prompt_state prompt;
	struct menu_state menu;
	struct signal_choice signal;
	char search[SELECT_TEXT_MAX];

	/* Shown in the footer until a key is pressed, or for STATE_MESSAGE_NS
	 * (state_message_passes). */
	char message[200];
	bool alert;
	bool message_stays;      /* until a key is pressed */
	unsigned message_number; /* of messages so far: another one begins anew */
};

void state_clear(struct view_state *);

/* Call after rows were built or the size changed. Puts the cursor where it belongs (list_settle;
 * while the details of a process are open, it keeps that one), and on the screen. */
void state_settle(struct view_state *, const struct rows *, const struct layout *);

/* The screen's layout for this state; `jobs`: how many there are that a pane can show. */
struct layout state_layout(const struct view_state *, int rows, int cols, size_t jobs);

/* Shows several processes as one; a page begins with the first member and the newest value. */
void state_show_set(struct view_state *, const struct set_choice *);

/* Shows this job of scene->watched and gives its pane the keys. */
void state_show_job(struct view_state *, size_t job);

/* Sets the message in the footer. */
void state_message(struct view_state *, bool alert, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for a failure. */
void state_message_failure(struct view_state *, const struct failure *);

/* The same for one that nobody waited for, or that needs an answer: it stays. */
void state_message_to_stay(struct view_state *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#define STATE_MESSAGE_NS (5 * NS_PER_SECOND)

/* Whether there is a message that goes by itself. While a prompt is open, it is about what is
 * typed, and does not. */
bool state_message_passes(const struct view_state *);

#endif
