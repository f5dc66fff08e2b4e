/* SPDX-License-Identifier: MIT */
/* monitor.h: the live screen. */
#ifndef PEAKTOP_APP_MONITOR_MONITOR_H
#define PEAKTOP_APP_MONITOR_MONITOR_H

#include "app/cli/options.h"
#include "app/jobs/panes.h"

/* Runs until the user quits. Returns the exit status: that of the command it launched, if it has
 * ended. Prints one line on stderr if it could not start. Takes over the jobs in `attached` (NULL:
 * none). */
int monitor_run(const struct options *, const struct inherited *, const struct panes *attached);

#endif
