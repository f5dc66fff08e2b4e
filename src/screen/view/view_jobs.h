/* SPDX-License-Identifier: MIT */
/* view_jobs.h: the jobs of this screen on one line of the header: what each holds, and its state.
 */
#ifndef PEAKTOP_SCREEN_VIEW_VIEW_JOBS_H
#define PEAKTOP_SCREEN_VIEW_VIEW_JOBS_H

#include "screen/frame/grid.h"
#include "screen/state/scene.h"

/* Whether the header has such a line. */
bool view_jobs_shown(const struct scene *);

void view_jobs(struct grid *, const struct scene *);

/* The job at this place of the screen. */
bool view_jobs_at(const struct scene *, int row, int col, size_t *job);

#endif
