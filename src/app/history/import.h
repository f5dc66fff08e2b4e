/* SPDX-License-Identifier: MIT */
/* import.h: reads a file of another tool (mprof) as a run of the history. */
#ifndef PEAKTOP_APP_HISTORY_IMPORT_H
#define PEAKTOP_APP_HISTORY_IMPORT_H

#include "source/import/mprof.h"
#include "store/store.h"

struct import {
	struct stored_run stored; /* number 0, reason RUN_IMPORTED */
	struct mprof *file;
	size_t runs; /* in the file */
};

/* Reads the run at index `which` of the file. Reports on stderr how many lines were skipped. False
 * and `why`: there is nothing to show. Clear it in any case. */
bool import_open(struct import *, const char *path, size_t which, struct failure *why);
void import_clear(struct import *);

#endif
