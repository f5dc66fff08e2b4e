/* SPDX-License-Identifier: MIT */
/* run.h: `peaktop run`: launch a command, leave it alone, tell the truth at its exit. */
#ifndef PEAKTOP_APP_RUN_RUN_H
#define PEAKTOP_APP_RUN_RUN_H

#include "launch/launch.h"

/* argv[0] is "run". Returns the exit status: the command's own, or one of ours. */
int run_main(int argc, char **argv, const struct inherited *);

#endif
