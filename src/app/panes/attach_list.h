/* SPDX-License-Identifier: MIT */
/* attach_list.h: `peaktop attach --list`: the jobs that go on. */
#ifndef PEAKTOP_APP_PANES_ATTACH_LIST_H
#define PEAKTOP_APP_PANES_ATTACH_LIST_H

#include <stdbool.h>

/* Whether a line of `peaktop attach` asks for the list. */
bool attach_is_list(int argc, char **argv);

/* Prints it; returns the exit status. */
int attach_list(int argc, char **argv);

#endif
