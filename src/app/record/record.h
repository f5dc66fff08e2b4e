/* SPDX-License-Identifier: MIT */
/* record.h: `peaktop record`: records samples of all processes in a file. */
#ifndef PEAKTOP_APP_RECORD_RECORD_H
#define PEAKTOP_APP_RECORD_RECORD_H

#include "launch/launch.h"

/* Returns the exit status; unless it is 0, prints one line on stderr. */
int record_main(int argc, char **argv, const struct inherited *);

#endif
