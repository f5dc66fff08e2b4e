/* SPDX-License-Identifier: MIT */
/* keeper.h: the keeper of a job: a small process that owns the job's terminal, observes and records
 * the job, and serves the screens that attach to it; it outlives them. Started by keeper_start.h,
 * never by the user. */
#ifndef PEAKTOP_APP_KEEPER_KEEPER_H
#define PEAKTOP_APP_KEEPER_KEEPER_H

#include "launch/launch.h"

/* argv[0] is "keeper". Returns when the job has ended and no screen is attached any more. */
int keeper_main(int argc, char **argv, const struct inherited *);

#endif
