/* SPDX-License-Identifier: MIT */
/* run_repeat.h: `peaktop run --repeat N`: runs the same command several times, and prints one
 * table. */
#ifndef PEAKTOP_APP_RUN_RUN_REPEAT_H
#define PEAKTOP_APP_RUN_RUN_REPEAT_H

#include "app/cli/run_options.h"
#include "text/run/repeat.h"

/* Runs the command once, prints its account, and fills in the figures; returns the exit status. */
typedef int run_once_function(
	const struct run_options *, const struct inherited *, struct repeat_figures *);

/* Returns the exit status: that of the last failed run, otherwise 0. Stops early if the command was
 * interrupted or could not be started, or if we are asked to stop. */
int run_repeat(const struct run_options *, const struct inherited *, run_once_function *);

#endif
