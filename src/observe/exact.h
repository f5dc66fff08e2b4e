/* SPDX-License-Identifier: MIT */
/* exact.h: `run --exact`: reads the high-water mark of every process of a job as ptrace stops it
 * before its exit. A process that SIGKILL ends may already be past that stop, and the memory of
 * a victim of the out-of-memory killer is freed by then: for these the observer's samples stand. */
#ifndef PEAKTOP_OBSERVE_EXACT_H
#define PEAKTOP_OBSERVE_EXACT_H

#include "observe/observer.h"
#include "launch/launch.h"
#include "model/run/oom_watch.h"

struct exact {
	struct observer *observer; /* borrowed; knows the command */
	struct oom_watch *kills;   /* borrowed: processes known to have been killed; NULL: not
				    * wanted */
	bool busy;                 /* more events may be pending without another SIGCHLD */
	unsigned taken;            /* events in a row, without a pause */
	int asked_to_stop; /* the job control signal that stopped it, until it is continued; 0:
			    * none */
	bool root_rests;   /* the command is stopped, or has ended */
};

/* Follows the command of observer_begin, which waits at its exec. On failure the command was
 * killed before it did anything. */
bool exact_begin(struct exact *, struct observer *, struct failure *why);

/* Replaces launch_reap: handles what the tree does until a child of ours ends (true) or nothing
 * more is pending (false). */
bool exact_reap(struct exact *, struct reaped *);

/* Adds the job control signals that signalfd is to take. We stop only after the command has
 * stopped, so that it can first do what it does before a stop (restore the terminal, say). */
void exact_add_signals(const struct inherited *, sigset_t *);
bool exact_take_signal(struct exact *, int number); /* false: not a job control signal */
void exact_stop_with_command(struct exact *);

#endif
