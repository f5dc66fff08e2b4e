/* SPDX-License-Identifier: MIT */
/* print.h: what the commands on the history share. */
#ifndef PEAKTOP_APP_CLI_PRINT_H
#define PEAKTOP_APP_CLI_PRINT_H

#include "app/cli/option_table.h"
#include "store/store.h"

/* How long they wait for a run that is being written. */
#define HISTORY_PATIENCE_MS 5000

/* Exit statuses of these commands. */
enum { HISTORY_GOOD = 0, HISTORY_FAILED = 1, HISTORY_USAGE = 2 };

/* Columns of the terminal that stdout is; 100 where it is none. */
size_t history_columns(void);

/* Whether text is UTF-8 here. */
bool history_is_utf8(void);

/* Writes it to stdout; returns the exit status. Frees it. */
int history_print(struct bytes *out);

/* --help of a command. */
int history_help(const struct option_table *, const char *usage, const char *what);

/* The run of a word, with its series. False and `why`. */
bool history_load(const char *word, struct stored_run *, struct failure *why);

#endif
