/* SPDX-License-Identifier: MIT */
/* attach_list.h: `peaktop attach --list`: the running jobs. */
#ifndef PEAKTOP_APP_JOBS_ATTACH_LIST_H
#define PEAKTOP_APP_JOBS_ATTACH_LIST_H

#include <stdbool.h>

/* Whether these arguments of `peaktop attach` ask for the list. */
bool attach_is_list(int argc, char **argv);

/* Prints it; returns the exit status. */
int attach_list(int argc, char **argv);

#endif
