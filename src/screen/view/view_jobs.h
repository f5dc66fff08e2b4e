/* SPDX-License-Identifier: MIT */
/* view_jobs.h: the jobs of this screen on one line of the header: what each holds, and its state.
 */
#ifndef PEAKTOP_SCREEN_VIEW_VIEW_JOBS_H
#define PEAKTOP_SCREEN_VIEW_VIEW_JOBS_H

#include "screen/frame/grid.h"
#include "screen/state/scene.h"

/* Fills layout.jobs, which has a row. Long names are cut; the number of jobs that have no space is
 * at the end. */
void view_jobs(struct grid *, const struct scene *);

/* The job at this place of the screen. */
bool view_jobs_at(const struct scene *, int row, int col, size_t *job);

#endif
