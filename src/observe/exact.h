/* SPDX-License-Identifier: MIT */
/* exact.h: `run --exact`: reads the mark of every process of a job at its end, as ptrace stops it
 * there.
 *
 * A process that SIGKILL ends may be past that stop, and the memory of one that the out-of-memory
 * killer took is gone by then: what the observer saw of it stands. */
#ifndef PEAKTOP_OBSERVE_EXACT_H
#define PEAKTOP_OBSERVE_EXACT_H

#include "observe/observer.h"
#include "launch/launch.h"
#include "model/run/oom_watch.h"

struct exact {
	struct observer *observer; /* borrowed; knows the command */
	struct oom_watch *kills; /* borrowed: who is known to have been killed; NULL: nobody asks */
	bool busy;               /* there may be more to take, and no SIGCHLD to say so */
	unsigned taken;          /* without a pause */
	int asked_to_stop; /* by which signal of job control, and not continued since; 0: by none */
	bool root_rests;   /* the command is stopped, or has ended */
};

/* The command of observer_begin waits at its exec. False and `why`: it cannot be followed, and was
 * ended before it did anything. */
bool exact_begin(struct exact *, struct observer *, struct failure *why);

/* Instead of launch_reap: deals with what the tree does, until a child of ours ended (true) or
 * there is nothing more for now. */
bool exact_reap(struct exact *, struct reaped *);

/* Stops of job control that we were sent are to be taken by signalfd, and by these two: we stop
 * once the command has, so that it can do what it does before it stops (restore the terminal,
 * say). */
void exact_add_signals(const struct inherited *, sigset_t *);
bool exact_take_signal(struct exact *, int number); /* false: none of ours */
void exact_stop_with_command(struct exact *);

#endif
