/* SPDX-License-Identifier: MIT */
/* record.h: `peaktop record`: samples of the whole system into a file. */
#ifndef PEAKTOP_APP_RECORD_RECORD_H
#define PEAKTOP_APP_RECORD_RECORD_H

#include "launch/launch.h"

/* Returns the exit status; says one line on stderr where that is not 0. */
int record_main(int argc, char **argv, const struct inherited *);

#endif
