/* SPDX-License-Identifier: MIT */
/* kept_output.h: what jobs with a keeper wrote and showed last: files beside the history. */
#ifndef PEAKTOP_APP_STATE_KEPT_OUTPUT_H
#define PEAKTOP_APP_STATE_KEPT_OUTPUT_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/failure.h"
#include "store/store.h"

#define KEPT_SCREEN ".screen" /* frames (ipc/protocol.h) */
#define KEPT_BEGUN "job-"     /* and its own name: a log whose run has no number yet */
#define KEPT_NEW ".new"       /* behind the name: not whole yet */
#define KEPT_LOG ".log"       /* the bytes as they were written */

/* Appends the path of a run's file of this suffix. False and `why`: there is no folder for
 * state. */
bool kept_output_path(struct buffer *, uint64_t run, const char *suffix, struct failure *why);

/* The largest number of a run that left a screen; 0: none did. */
uint64_t kept_output_newest(void);

/* Writes what a run wrote to stdout: as it was into a file or a pipe, as plain text on a terminal.
 * False and `why`: nothing was kept of it, or it cannot be written. */
bool kept_output_print(uint64_t run, struct failure *why);

/* Removes the files of runs that the history has no more. */
void kept_output_sweep(struct store *);

#endif
