/* SPDX-License-Identifier: MIT */
/* lookup.h: words that name a job, and why none of them goes on. */
#ifndef PEAKTOP_APP_PANES_LOOKUP_H
#define PEAKTOP_APP_PANES_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/failure.h"
#include "model/run/run.h"

/* A number without a sign or a blank, above 0. */
bool lookup_number(const char *word, uint64_t *number);

/* What the history says of the newest run that a word names. False: nothing. */
bool lookup_run(const char *word, uint64_t *number, enum run_reason *reason);

/* Why no keeper has a job of this word: it is lost, or has none, or has ended, or is not known. */
void lookup_explain(const char *word, struct failure *why);

#endif
