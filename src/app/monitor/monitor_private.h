/* SPDX-License-Identifier: MIT */
/* monitor_private.h: the state of the live screen, shared by monitor.c and monitor_*.c only. */
#ifndef PEAKTOP_APP_MONITOR_MONITOR_PRIVATE_H
#define PEAKTOP_APP_MONITOR_MONITOR_PRIVATE_H

#include "app/sampling/alert.h"
#include "app/sampling/loop.h"
#include "app/sampling/own_cost.h"
#include "app/jobs/panes.h"
#include "app/sampling/session.h"
#include "observe/line_sampler.h"
#include "term/term.h"

struct keys_in_view {
	struct proc_key *items;
	size_t count, capacity;
};

struct monitor {
	const struct options *options; /* at the start */
	struct options chosen,
		before_setup; /* the settings in force, and when the set-up was opened */
	struct setup_page setup;
	const struct inherited *inherited;
	struct session session;
	struct loop loop;
	struct term_screen *term;
	struct theme theme; /* the chosen one, on the terminal's background */
	bool color;         /* whether it is shown in colour */
	struct view_state state;
	struct details details;
	struct runs_page runs;
	struct process_smaps smaps;
	struct job_code job_code; /* of the job that is looked at */
	uint64_t job_code_read_ns;
	struct stacks_page stacks;           /* of the process that is looked into */
	struct line_sampler *stacks_sampler; /* that reads them; NULL: none is */
	int runs_columns;                    /* the width of that text */
	struct grid grid;
	struct scene scene;
	struct own_cost own;
	struct alert alert;
	struct panes panes;
	struct watched_set watched;
	struct keys_in_view in_view;
	size_t ends;      /* how often the user asked to end all jobs */
	bool hidden;      /* other screens cannot find the jobs that it launches */
	bool launched;    /* the first pane shows the command on the command line */
	bool rebuild;     /* build rows before the next drawing */
	bool asks_ground; /* the terminal says whether its background is light */
	bool quit;
	unsigned message_timed; /* the message whose time runs */
};

/* Executes the command of a key (monitor_commands.c). */
void monitor_execute(struct monitor *, const struct command *);

/* Reads the details of the open process; computes when the next sample is due. */
void monitor_read_details(struct monitor *);
void monitor_retime(struct monitor *);

/* Before a tick (monitor_watch.c): what is in view is read in full. Whether the rest may be read
 * less often. What a sample must contain follows the state (monitor_commands.c). */
void monitor_watch(struct monitor *);
bool monitor_may_rest(const struct monitor *);
void monitor_settle_wants(struct monitor *);

/* Rebuilds what is necessary, and draws the screen (monitor_draw.c). */
void monitor_draw(struct monitor *);

/* The settings (monitor_setup.c): those of the options are in force; after a key: shows in the
 * set-up what it has changed. */
void monitor_setup_open(struct monitor *);
void monitor_setup_note(struct monitor *);
/* The theme follows what was chosen, on this background; and so does the screen, if it is open. */
void monitor_restyle(struct monitor *, bool light);
/* The commands of the set-up. */
void monitor_setup_begin(struct monitor *);
void monitor_setup_change(struct monitor *, const struct setting_command *);
void monitor_setup_undo(struct monitor *);
void monitor_setup_write(struct monitor *);

/* Reads the history, if it is shown. */
void monitor_read_runs(struct monitor *);
bool monitor_shows_runs(const struct monitor *);

/* The process that is looked into (monitor_stacks.c). Reads its stacks, and watches its growth
 * until another one is, or its page is left; takes what was read; once per tick; after a drawing.
 */
void monitor_stacks_read(struct monitor *, struct proc_key);
void monitor_stacks_take(struct monitor *);
void monitor_stacks_tick(struct monitor *);
void monitor_stacks_settle(struct monitor *);
/* Reads what the history has of a job's growth by line, where a page shows it, from time to time
 * and never waiting; before a drawing. */
void monitor_job_code_settle(struct monitor *);
/* Forgets it; never waits for the process. */
void monitor_stacks_close(struct monitor *);

/* The jobs in panes (monitor_panes.c). Launches the command on the command line, before the
 * terminal is opened. False and `why`: it failed. */
bool monitor_panes_begin(struct monitor *, struct failure *why);
/* Handles messages of a job's keeper. */
void monitor_panes_take(struct monitor *, size_t at);
/* After drawing: passes sizes and focus on to jobs, terminal and loop. */
void monitor_panes_settle(struct monitor *);
/* Launch what was typed; ask all jobs to end, each time by a stronger signal. */
void monitor_panes_launch(struct monitor *, const char *text);
void monitor_panes_end_jobs(struct monitor *);
/* After reading keys: sends them to their jobs. */
void monitor_panes_send_keys(struct monitor *);
/* After the terminal is restored: reports the state of each job; returns the exit status. */
int monitor_panes_end(struct monitor *);

#endif
