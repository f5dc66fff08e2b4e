/* SPDX-License-Identifier: MIT */
/* run_repeat.h: `peaktop run --repeat N`: the same command several times, and one table of it. */
#ifndef PEAKTOP_APP_RUN_RUN_REPEAT_H
#define PEAKTOP_APP_RUN_RUN_REPEAT_H

#include "app/cli/run_options.h"
#include "text/run/repeat.h"

/* Runs the command once, says what is to be said of that run, and fills in the figures; returns the
 * exit status. */
typedef int run_once_function(
	const struct run_options *, const struct inherited *, struct repeat_figures *);

/* Returns the exit status: of the last run that failed, else 0. It stops early where the command
 * was interrupted, could not be started, or we are told to end. */
int run_repeat(const struct run_options *, const struct inherited *, run_once_function *);

#endif
