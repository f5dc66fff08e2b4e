/* SPDX-License-Identifier: MIT */
/* stop.h: `peaktop stop`: ends running jobs that have keepers. */
#ifndef PEAKTOP_APP_JOBS_STOP_H
#define PEAKTOP_APP_JOBS_STOP_H

#include "launch/launch.h"

int stop_main(int argc, char **argv, const struct inherited *);

#endif
