/* SPDX-License-Identifier: MIT */
/* attach.h: `peaktop attach`: finds the job, or the processes, that its words mean. */
#ifndef PEAKTOP_APP_PANES_ATTACH_H
#define PEAKTOP_APP_PANES_ATTACH_H

#include "app/cli/options.h"
#include "app/panes/panes.h"

/* No word: the newest job that goes on. A run's number, a label or `last`: that job, or what it
 * showed last where it has ended. Else process ids: then they are what the options select. False
 * and `why`: there is none of that; nothing is open then. */
bool attach_find(struct options *, struct panes *, struct failure *why);

#endif
