/* SPDX-License-Identifier: MIT */
/* kept_output.h: files with the output and the last screen of jobs that had keepers. */
#ifndef PEAKTOP_APP_STATE_KEPT_OUTPUT_H
#define PEAKTOP_APP_STATE_KEPT_OUTPUT_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/failure.h"
#include "store/store.h"

#define KEPT_SCREEN ".screen"  /* frames (ipc/protocol.h) */
#define KEPT_UNNUMBERED "job-" /* then a name of its own: a log whose run has no number yet */
#define KEPT_NEW ".new"        /* after the name: not complete yet */
#define KEPT_LOG ".log"        /* the output as it was written */

/* Appends the path of a run's file with this suffix. Fails if the user has no state folder. */
bool kept_output_path(struct buffer *, uint64_t run, const char *suffix, struct failure *why);

/* The largest run number with a last screen; 0: none. */
uint64_t kept_output_newest(void);

/* Prints the output of a run: unchanged to a file or a pipe, as plain text to a terminal. False and
 * `why`: none was kept, or it cannot be printed. */
bool kept_output_print(uint64_t run, struct failure *why);

/* Removes the files of runs that are no longer in the history. */
void kept_output_sweep(struct store *);

#endif
