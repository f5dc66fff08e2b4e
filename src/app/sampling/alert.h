/* SPDX-License-Identifier: MIT */
/* alert.h: commands of the user's that are run when a process reaches a size or its peak rises, for
 * the monitor and the plain forms.
 *
 * Looks at the table after each sample. One command at a time: what happens meanwhile waits its
 * turn, with its figures. A command that fails, hangs or outlives us is no business of ours. This
 * program and its commands' own processes set nothing off. */
#ifndef PEAKTOP_APP_SAMPLING_ALERT_H
#define PEAKTOP_APP_SAMPLING_ALERT_H

#include "app/cli/alert_options.h"
#include "launch/hook.h"
#include "model/process/select.h"
#include "model/process/table.h"

/* What is remembered of a living process. */
struct alert_watch {
	struct proc_key key;
	unsigned execs;
	uint64_t told_bytes; /* its peak when that was last told, or at first sight */
	unsigned reached;    /* a bit for each rule that it set off */
};

/* What happened, until its command was run. */
struct alert_event {
	const char *command, *reason;
	pid_t pid;
	char name[64];
	uint64_t rss_bytes, peak_bytes, age_ns;
	uint64_t bytes; /* that were reached */
};

struct alert {
	const struct alert_options *options;
	const struct inherited *inherited;
	pid_t own;                   /* our own process; 0: the pids are of another /proc */
	bool quiet;                  /* a screen is open: a command's output goes nowhere */
	struct alert_watch *watches; /* sorted by key */
	size_t watch_count, watch_capacity;
	struct alert_watch *spare; /* the array that the next look writes into */
	size_t spare_capacity;
	struct alert_event *events; /* the oldest first */
	size_t event_count, event_capacity;
	pid_t hook;         /* that runs now; 0: none */
	pid_t group;        /* of the newest one, which may have left processes */
	uint64_t hooked_ns; /* when the last one for a peak was started, of clock_active_ns */
	char said[160];     /* what the last look found, for the footer; empty: nothing */
};

/* Nothing is done, and nothing costs, where the options name no command. */
void alert_open(struct alert *, const struct alert_options *, const struct inherited *, pid_t own,
	bool quiet);

/* Forgets what was not told yet; a command that runs is left to itself. */
void alert_close(struct alert *);

/* After a sample: notes what happened, and starts the command whose turn it is. `shown`: the
 * processes whose peaks matter to --on-peak. False and `why`: a command could not be started. */
bool alert_look(
	struct alert *, const struct table *, const struct selection *shown, struct failure *why);

/* Before an end without a screen: runs what still waits, for a few seconds at most. Returns how
 * many were not run. */
size_t alert_finish(struct alert *);

#endif
