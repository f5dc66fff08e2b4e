/* SPDX-License-Identifier: MIT */
/* runs_screen.h: reads the history for the screen. */
#ifndef PEAKTOP_APP_MONITOR_RUNS_SCREEN_H
#define PEAKTOP_APP_MONITOR_RUNS_SCREEN_H

#include "base/failure.h"
#include "screen/state/runs.h"
#include "screen/state/state.h"

/* Loads what the view shows: the list, the open run, or a comparison of the tagged ones, for a
 * width. False and `why`: the page is unchanged. */
bool runs_screen_load(struct runs_page *, const struct view_state *, int cols, struct failure *why);
void runs_screen_clear(struct runs_page *);

#endif
