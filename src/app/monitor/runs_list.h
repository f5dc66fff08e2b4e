/* SPDX-License-Identifier: MIT */
/* runs_list.h: the list of recorded runs for the screen: one line per script, or per run. */
#ifndef PEAKTOP_APP_MONITOR_RUNS_LIST_H
#define PEAKTOP_APP_MONITOR_RUNS_LIST_H

#include "base/failure.h"
#include "screen/state/runs.h"
#include "screen/state/state.h"

/* Loads what was chosen, for a width. False and `why`: the list is unchanged. */
bool runs_list_load(struct runs_page *, const struct view_state *, int cols, struct failure *why);
void runs_list_clear(struct runs_page *);

#endif
