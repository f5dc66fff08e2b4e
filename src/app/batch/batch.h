/* SPDX-License-Identifier: MIT */
/* batch.h: --once and --batch: prints samples on stdout. */
#ifndef PEAKTOP_APP_BATCH_BATCH_H
#define PEAKTOP_APP_BATCH_BATCH_H

#include "app/cli/options.h"

/* Returns the exit status; unless it is 0, prints one line on stderr. */
int batch_run(const struct options *, const struct inherited *);

#endif
