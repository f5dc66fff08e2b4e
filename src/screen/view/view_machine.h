/* SPDX-License-Identifier: MIT */
/* view_machine.h: what the memory of the machine is used for: a bar, its legend, the last minutes.
 */
#ifndef PEAKTOP_SCREEN_VIEW_VIEW_MACHINE_H
#define PEAKTOP_SCREEN_VIEW_VIEW_MACHINE_H

#include "screen/frame/grid.h"
#include "screen/state/scene.h"

/* The parts of the machine, or of the container around all processes; once for each drawing, for it
 * looks at all processes. */
struct memory_parts view_machine_parts(const struct scene *);

/* " % of the machine": what the column mem_percent relates to. */
const char *view_percent_text(const struct scene *);

/* The most that was ever used of it, since the first sample or the reset. */
uint64_t view_machine_peak(const struct scene *);

#define VIEW_MACHINE_BAR_MAX 200

/* A bar of its parts, with a tick at its peak, in at most VIEW_MACHINE_BAR_MAX columns. Parts
 * differ by their characters. */
void view_machine_bar(
	struct grid *, struct rect at, const struct memory_parts *, const struct scene *);

/* What the characters stand for, and how much each part is. What does not fit is left out, the last
 * parts first. Returns the columns used. */
int view_machine_legend(
	struct grid *, struct rect at, const struct memory_parts *, const struct scene *);

/* The columns that the shortest strip takes. */
#define VIEW_MACHINE_STRIP_MIN 18

/* The most used in each step of the last minutes, at the right end; the peak has the full height.
 * Returns the columns used. */
int view_machine_strip(struct grid *, struct rect at, const struct scene *);

#endif
