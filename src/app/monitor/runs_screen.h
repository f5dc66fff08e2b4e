/* SPDX-License-Identifier: MIT */
/* runs_screen.h: reads the history for the screen. */
#ifndef PEAKTOP_APP_MONITOR_RUNS_SCREEN_H
#define PEAKTOP_APP_MONITOR_RUNS_SCREEN_H

#include "base/failure.h"
#include "screen/state/runs.h"
#include "screen/state/state.h"

/* What the view asks for: the list, the opened run, the tagged ones compared, for so many columns.
 * False and `why`: the page is as it was. */
bool runs_screen_load(struct runs_page *, const struct view_state *, int cols, struct failure *why);
void runs_screen_clear(struct runs_page *);

#endif
