/* SPDX-License-Identifier: MIT */
/* suggest.h: what was probably meant by an argument that is not understood. */
#ifndef PEAKTOP_APP_CLI_SUGGEST_H
#define PEAKTOP_APP_CLI_SUGGEST_H

#include "base/failure.h"

/* The name that differs from `word` by at most two typing errors (a letter too many, missing,
 * wrong, or two in the wrong order), by one if it is short; NULL: none. `names` ends with NULL. */
const char *suggest_name(const char *word, const char *const *names);

/* Fills `why` for operands (ending with NULL, at least one) of the monitor, which takes none: a
 * command, a process or something to launch was probably meant. Returns false. */
bool suggest_instead(char *const *operands, const char *const *commands, struct failure *why);

#endif
