/* SPDX-License-Identifier: MIT */
/* summary_phases.h: the phases of a run as lines of its summary. */
#ifndef PEAKTOP_TEXT_RUN_SUMMARY_PHASES_H
#define PEAKTOP_TEXT_RUN_SUMMARY_PHASES_H

#include "text/run/summary_lines.h"

/* Of more phases those with the largest peaks are shown. */
#define SUMMARY_PHASES 8

/* Adds a line for each, in the order in which they began, if the job named any. */
void summary_add_phases(struct summary_lines *);

#endif
