/* SPDX-License-Identifier: MIT */
/* attach.h: `peaktop attach`: finds the job or the processes that its operands select. */
#ifndef PEAKTOP_APP_JOBS_ATTACH_H
#define PEAKTOP_APP_JOBS_ATTACH_H

#include "app/cli/options.h"
#include "app/jobs/panes.h"

/* No operand: the newest running job. A run's number, a label or `last`: that job, or its last
 * screen if it has ended. Otherwise process ids, which become the selection of the options. Fails,
 * with nothing open, if no such job or process exists. */
bool attach_find(struct options *, struct panes *, struct failure *why);

#endif
