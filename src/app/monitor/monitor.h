/* SPDX-License-Identifier: MIT */
/* monitor.h: the live screen, from its opening to its end. */
#ifndef PEAKTOP_APP_MONITOR_MONITOR_H
#define PEAKTOP_APP_MONITOR_MONITOR_H

#include "app/cli/options.h"
#include "app/panes/panes.h"

/* Runs until the user quits; returns the exit status, that of the command it launched where that
 * has ended. Says one line on stderr where it could not begin. The jobs that `attached` brings
 * (NULL: none) are its own from now on. */
int monitor_run(const struct options *, const struct inherited *, const struct panes *attached);

#endif
