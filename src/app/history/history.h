/* SPDX-License-Identifier: MIT */
/* history.h: `peaktop history`, `show` and `compare`. */
#ifndef PEAKTOP_APP_HISTORY_HISTORY_H
#define PEAKTOP_APP_HISTORY_HISTORY_H

#include "launch/launch.h"

int history_main(int argc, char **argv, const struct inherited *);
int show_main(int argc, char **argv, const struct inherited *);
int compare_main(int argc, char **argv, const struct inherited *);

#endif
