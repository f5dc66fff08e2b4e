/* SPDX-License-Identifier: MIT */
/* batch.h: --once and --batch: samples as text on stdout. */
#ifndef PEAKTOP_APP_BATCH_BATCH_H
#define PEAKTOP_APP_BATCH_BATCH_H

#include "app/cli/options.h"

/* Returns the exit status; says one line on stderr where that is not 0. */
int batch_run(const struct options *, const struct inherited *);

#endif
