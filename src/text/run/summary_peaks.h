/* SPDX-License-Identifier: MIT */
/* summary_peaks.h: the peaks of a run for people: how much, who, when, made of what, and on whose
 * word. */
#ifndef PEAKTOP_TEXT_RUN_SUMMARY_PEAKS_H
#define PEAKTOP_TEXT_RUN_SUMMARY_PEAKS_H

#include "text/run/account.h"

/* Lines for the largest process, the tree (where there was more than one process), what they are
 * made of, and memory that no process held; those that are not known are left out. */
void summary_add_peaks(struct account *);

/* "train.py (4711)", with what fits a list of its name. */
void summary_put_member(struct buffer *, const struct run_member *);

#endif
