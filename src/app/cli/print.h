/* SPDX-License-Identifier: MIT */
/* print.h: output of a command on stdout, and its width. */
#ifndef PEAKTOP_APP_CLI_PRINT_H
#define PEAKTOP_APP_CLI_PRINT_H

#include "app/cli/option_table.h"
#include "base/bytes.h"

/* The columns of the terminal on stdout; 100 if it is not a terminal. */
size_t print_columns(void);

/* Whether output is UTF-8. */
bool print_is_utf8(void);

/* Writes the bytes to stdout and frees them; returns the exit status. */
int print_out(struct bytes *out);

/* Prints --help of a command. */
int print_help(const struct option_table *);

#endif
