/* SPDX-License-Identifier: MIT */
/* summary_peaks.h: the peaks of a run for people: size, process, time, parts and source. */
#ifndef PEAKTOP_TEXT_RUN_SUMMARY_PEAKS_H
#define PEAKTOP_TEXT_RUN_SUMMARY_PEAKS_H

#include "text/run/summary_lines.h"

/* Adds lines for the largest process, the tree (if there was more than one process), what they
 * consist of, and unmapped memory; omits unknown ones. */
void summary_add_peaks(struct summary_lines *);

/* "train.py (4711)", with the name cut for a list. */
void summary_put_member(struct buffer *, const struct run_member *);

#endif
