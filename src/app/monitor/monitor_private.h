/* SPDX-License-Identifier: MIT */
/* monitor_private.h: the live screen's own state, shared by monitor.c and monitor_*.c alone. */
#ifndef PEAKTOP_APP_MONITOR_MONITOR_PRIVATE_H
#define PEAKTOP_APP_MONITOR_MONITOR_PRIVATE_H

#include "app/monitor/requests.h"
#include "app/sampling/loop.h"
#include "app/monitor/monitor.h"
#include "app/sampling/own_cost.h"
#include "app/panes/panes.h"
#include "app/sampling/session.h"
#include "screen/view/view.h"
#include "term/term.h"

struct monitor {
	const struct options *options;
	const struct inherited *inherited;
	struct session session;
	struct loop loop;
	struct term_screen *term;
	struct view_state state;
	struct details details;
	struct runs_page runs;
	struct process_smaps share;
	int runs_columns; /* that they were written for */
	struct grid grid;
	struct scene scene;
	struct own_cost own;
	struct alert alert;
	struct panes panes;
	struct watched_set watched;
	size_t ends;   /* how often all jobs were asked to end */
	bool hidden;   /* no screen but this one can find the jobs that it launches */
	bool launched; /* the first of the panes is the command of the line */
	bool rebuild;  /* rows are to be built before the next drawing */
	bool quit;
};

/* Does what follows from a key (monitor_commands.c). */
void monitor_execute(struct monitor *, const struct command *);

/* The details of the process that is open; when the next sample is due. */
void monitor_read_details(struct monitor *);
void monitor_retime(struct monitor *);

/* Builds what is to be built anew, and shows it (monitor_draw.c). */
void monitor_draw(struct monitor *);

/* The history, for the view that shows it. */
void monitor_read_runs(struct monitor *);
bool monitor_shows_runs(const struct monitor *);

/* The jobs in panes (monitor_panes.c). Before the terminal is opened: the command of the line is
 * launched. False and `why`: it was not. */
bool monitor_panes_begin(struct monitor *, struct failure *why);
/* Something came from this one. */
void monitor_panes_take(struct monitor *, size_t at);
/* After a drawing: what its sizes and the focus mean for jobs, terminal and loop. */
void monitor_panes_settle(struct monitor *);
/* Launches what was typed; asks all jobs to end, each time by a signal that is harder to ignore. */
void monitor_panes_launch(struct monitor *, const char *text);
void monitor_panes_end_jobs(struct monitor *);
/* After keys were read: they go to the jobs that they are for; and what the terminal told of its
 * colours. */
void monitor_panes_send_keys(struct monitor *);
void monitor_panes_take_colours(struct monitor *);
/* When the terminal is the user's again: says what became of each; returns the exit status. */
int monitor_panes_end(struct monitor *);

#endif
