/* SPDX-License-Identifier: MIT */
/* print.h: what a command prints on stdout, and how wide that is. */
#ifndef PEAKTOP_APP_CLI_PRINT_H
#define PEAKTOP_APP_CLI_PRINT_H

#include "app/cli/option_table.h"
#include "base/bytes.h"
#include "base/exit_status.h"

/* Columns of the terminal that stdout is; 100 where it is none. */
size_t print_columns(void);

/* Whether text is UTF-8 here. */
bool print_is_utf8(void);

/* Writes it to stdout; returns the exit status. Frees it. */
int print_out(struct bytes *out);

/* --help of a command. */
int print_help(const struct option_table *);

#endif
