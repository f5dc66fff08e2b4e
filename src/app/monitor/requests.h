/* SPDX-License-Identifier: MIT */
/* requests.h: what the screen does to the world on request: signals and snapshots. Each says in the
 * footer how it went. */
#ifndef PEAKTOP_APP_MONITOR_REQUESTS_H
#define PEAKTOP_APP_MONITOR_REQUESTS_H

#include "app/sampling/alert.h"
#include "app/sampling/session.h"
#include "screen/state/command.h"
#include "screen/state/state.h"

/* Reads what a process shares with others, or says why not. */
void request_smaps(struct session *, struct proc_key, struct process_smaps *, struct view_state *);

/* Through pidfds, so that only the processes that were meant can be hit, whatever became of their
 * pids. */
void request_signal(struct session *, const struct signal_command *, struct view_state *);

/* After a sample: runs what --at and --on-peak are for, and says so. */
void request_alerts(struct alert *, const struct session *, struct view_state *);

/* Writes the whole table as plain text to a new file (0600) in the state folder. */
void request_snapshot(struct session *, const struct options *, struct view_state *);

#endif
