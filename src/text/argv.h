/* SPDX-License-Identifier: MIT */
/* argv.h: the arguments of a command as the user typed them, cleaned (base/clean.h) for display: as
 * they are, or on one line for people. */
#ifndef PEAKTOP_TEXT_ARGV_H
#define PEAKTOP_TEXT_ARGV_H

#include <stdbool.h>

#include "base/bytes.h"

/* A clean copy of one argument; the caller frees it. */
char *argv_clean(const char *arg);

/* Whether it is displayed as it is: cleaning changes nothing. */
bool argv_is_clean(const char *arg);

/* All arguments separated by spaces, as GNU time prints them. */
void argv_put(char *const *argv, struct bytes *out);

/* The same on one line of at most `columns`, in a form that a shell can read back: quoted if
 * necessary, with what cannot be displayed as $'\033'. A longer line is cut with "...". */
void argv_put_short(char *const *argv, size_t columns, struct bytes *out);

#endif
