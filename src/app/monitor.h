/* SPDX-License-Identifier: MIT */
/* monitor.h: the live screen, from its opening to its end. */
#ifndef PEAKTOP_APP_MONITOR_H
#define PEAKTOP_APP_MONITOR_H

#include "app/options.h"

/* Runs until the user quits; returns the exit status. Says one line on stderr where it is not 0. */
int monitor_run(const struct options *, const struct inherited *);

#endif
