/* SPDX-License-Identifier: MIT */
/* argv.h: the words of a command as the user typed them, cleaned (base/clean.h) wherever they are
 * shown: as they stand, or for people to read. */
#ifndef PEAKTOP_TEXT_ARGV_H
#define PEAKTOP_TEXT_ARGV_H

#include "base/bytes.h"

/* A clean copy of one word; the caller frees. */
char *argv_clean(const char *word);

/* All words with a space between, as GNU time prints them. */
void argv_put(char *const *argv, struct bytes *out);

/* The same on one line of at most `columns`, as a shell reads it again: quoted where that is
 * needed, what cannot be shown as $'\033'. What does not fit is left out for "...". */
void argv_put_short(char *const *argv, size_t columns, struct bytes *out);

#endif
