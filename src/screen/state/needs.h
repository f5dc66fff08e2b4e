/* SPDX-License-Identifier: MIT */
/* needs.h: what an action needs besides its view, and how that is said if it is missing. */
#ifndef PEAKTOP_SCREEN_STATE_NEEDS_H
#define PEAKTOP_SCREEN_STATE_NEEDS_H

#include <stdbool.h>

struct scene;

enum key_need {
	NEED_JOB = 1 << 0,
	NEED_SIGNALS = 1 << 1,  /* signals may be sent */
	NEED_COMMANDS = 1 << 2, /* commands may be run */
	NEED_STOPPED = 1 << 3,  /* the job is stopped */
	NEED_BRANCH = 1 << 4,
	NEED_LIVE = 1 << 5, /* processes, not a recording of them */
	NEED_PIDS = 1 << 6, /* pids mean the same processes to us */
};

/* What is missing first, as a sentence; NULL: nothing. *forbidden: because of --readonly. */
const char *needs_missing(unsigned needs, const struct scene *, bool *forbidden);

#endif
