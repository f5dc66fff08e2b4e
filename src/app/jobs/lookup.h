/* SPDX-License-Identifier: MIT */
/* lookup.h: finds runs by a selector, and explains why none of their jobs is running. */
#ifndef PEAKTOP_APP_JOBS_LOOKUP_H
#define PEAKTOP_APP_JOBS_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "app/jobs/panes.h"
#include "base/failure.h"
#include "model/run/run.h"

/* Reads a number above 0, without a sign or a blank. */
bool lookup_number(const char *selector, uint64_t *number);

/* Finds the newest run of a selector in the history. False: none. */
bool lookup_run(const char *selector, uint64_t *number, enum run_reason *reason);

/* Makes the selected job of a keeper the only one of an empty set of panes. `last` is what `show
 * last` names, running or not: a job that is older is not meant. A job that is not recorded is
 * meant if nothing is. False: there is none. */
bool lookup_take(struct panes *, const char *selector);

/* The process that observes a running job, by the history; 0: none. */
pid_t lookup_observer(const char *selector);

/* Explains why no keeper has such a job: it was lost, has no pane, has ended, or is unknown. */
void lookup_explain(const char *selector, struct failure *why);

#endif
