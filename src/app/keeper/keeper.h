/* SPDX-License-Identifier: MIT */
/* keeper.h: the keeper of a job: a small process that owns its terminal, observes it, records it,
 * and tells screens of it; it outlives them. Started by keeper_start.h, never typed. */
#ifndef PEAKTOP_APP_KEEPER_KEEPER_H
#define PEAKTOP_APP_KEEPER_KEEPER_H

#include "launch/launch.h"

/* argv[0] is "keeper". Returns when the job has ended and nobody looks any more. */
int keeper_main(int argc, char **argv, const struct inherited *);

#endif
