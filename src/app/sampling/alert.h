/* SPDX-License-Identifier: MIT */
/* alert.h: runs commands of the user when a process reaches a size or its peak rises, for the
 * screen and for plain output.
 *
 * Checks the table after each sample. Runs one command at a time: later events wait, with their
 * figures. Commands that fail, hang or outlive us are ignored. This program and its commands' own
 * processes trigger nothing. */
#ifndef PEAKTOP_APP_SAMPLING_ALERT_H
#define PEAKTOP_APP_SAMPLING_ALERT_H

#include "app/cli/alert_options.h"
#include "model/process/select.h"
#include "model/process/table.h"

/* What is known about a living process. */
struct alert_watch {
	struct proc_key key;
	unsigned execs;
	uint64_t reported_bytes; /* its peak when last reported, or first seen */
	unsigned reached;        /* a bit for each rule that it triggered */
};

/* An event that waits for its command. */
struct alert_event {
	const char *command, *reason;
	pid_t pid;
	char name[64];
	uint64_t rss_bytes, peak_bytes, age_ns;
	uint64_t bytes; /* the size reached */
};

struct alert {
	const struct alert_options *options;
	const struct inherited *inherited;
	pid_t own;                   /* our own process; 0: the pids are those of another /proc */
	bool quiet;                  /* a screen is open: discard output of commands */
	struct alert_watch *watches; /* sorted by key */
	size_t watch_count, watch_capacity;
	struct alert_watch *spare; /* the array for the next check */
	size_t spare_capacity;
	struct alert_event *events; /* oldest first */
	size_t event_count, event_capacity;
	pid_t hook;            /* the running one; 0: none */
	pid_t group;           /* process group of the newest one, which may have left processes */
	uint64_t hooked_ns;    /* when the last one for a peak was started (clock_active_ns) */
	char footer_text[160]; /* a message about the last check, for the footer; empty: none */
};

/* Does nothing, at no cost, if the options contain no command. */
void alert_open(struct alert *, const struct alert_options *, const struct inherited *, pid_t own,
	bool quiet);

/* Forgets waiting events; a running command continues by itself. */
void alert_close(struct alert *);

/* After a sample: records events, and starts the next command. `shown`: the processes whose peaks
 * matter to --on-peak. False and `why`: a command could not be started. */
bool alert_check(
	struct alert *, const struct table *, const struct selection *shown, struct failure *why);

/* At the end without a screen: runs waiting commands, for at most a few seconds. Returns how many
 * were not run. */
size_t alert_finish(struct alert *);

#endif
