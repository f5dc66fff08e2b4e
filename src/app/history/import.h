/* SPDX-License-Identifier: MIT */
/* import.h: a file of another tool (mprof) as a run of the history, to be shown like one. */
#ifndef PEAKTOP_APP_HISTORY_IMPORT_H
#define PEAKTOP_APP_HISTORY_IMPORT_H

#include "source/import/mprof.h"
#include "store/store.h"
#include "text/chart/chart.h"

struct import {
	struct stored_run stored;                  /* number 0, reason RUN_IMPORTED */
	struct mprof *file;                        /* what the marks point into */
	struct chart_mark marks[MPROF_PHASES_MAX]; /* where its functions began */
	size_t mark_count;
	size_t runs; /* how many are in the file */
};

/* The run at `which` of the file, from 0. Says on stderr how many lines were left out. False and
 * `why`: there is nothing to show. Clear it in any case. */
bool import_open(struct import *, const char *path, size_t which, struct failure *why);
void import_clear(struct import *);

#endif
