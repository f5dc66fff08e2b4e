/* SPDX-License-Identifier: MIT */
/* run.h: `peaktop run`: launches a command, does not disturb it, and reports what it needed. */
#ifndef PEAKTOP_APP_RUN_RUN_H
#define PEAKTOP_APP_RUN_RUN_H

#include "launch/launch.h"

/* argv[0] is "run". Returns the exit status: the command's own, or one of ours. */
int run_main(int argc, char **argv, const struct inherited *);

#endif
