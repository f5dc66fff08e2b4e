/* SPDX-License-Identifier: MIT */
/* requests.h: requests of the user: signals, snapshots, readings. Each reports its result in the
 * footer. */
#ifndef PEAKTOP_APP_MONITOR_REQUESTS_H
#define PEAKTOP_APP_MONITOR_REQUESTS_H

#include "app/sampling/alert.h"
#include "app/sampling/session.h"
#include "screen/frame/grid.h"
#include "screen/state/command.h"
#include "screen/state/state.h"

/* Reads the shared memory (smaps) of a process, or reports why not. */
void request_smaps(struct session *, struct proc_key, struct process_smaps *, struct view_state *);

/* Uses pidfds, so that only the intended processes get the signal even if pids were reused. */
void request_signal(struct session *, const struct signal_command *, struct view_state *);

/* After a sample: runs the commands of --at and --on-peak that are due, and reports them. */
void request_alerts(struct alert *, const struct session *, struct view_state *);

/* Writes the whole table as plain text to a new file (0600) in the state folder. */
void request_snapshot(struct session *, struct view_state *);

/* Writes the screen, as it was drawn last, as SVG to a new file there. */
void request_picture(const struct grid *, const struct theme *, struct view_state *);

#endif
