/* SPDX-License-Identifier: MIT */
/* run_list_private.h: cells, shared by the tables of runs and of scripts. */
#ifndef PEAKTOP_TEXT_RUN_RUN_LIST_PRIVATE_H
#define PEAKTOP_TEXT_RUN_RUN_LIST_PRIVATE_H

#include "text/run/run_list.h"

/* Padded or cut, with a mark, to this many columns. */
void run_list_left(struct bytes *, const char *text, size_t columns, bool ascii);

/* Padded only. */
void run_list_right(struct bytes *, const struct buffer *, size_t columns);

#endif
