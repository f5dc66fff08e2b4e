/* SPDX-License-Identifier: MIT */
/* suggest.h: what was probably meant by an argument that is not understood. */
#ifndef PEAKTOP_APP_CLI_SUGGEST_H
#define PEAKTOP_APP_CLI_SUGGEST_H

#include "base/failure.h"

/* The name that differs from `word` by at most two typing errors (a letter too many, missing,
 * wrong, or two in the wrong order), by one if it is short; NULL: none. `names` ends with NULL. */
const char *suggest_name(const char *word, const char *const *names);

/* How a file is launched that was given by a name which launches nothing: "./NAME" if it is
 * executable, and not in PATH, "python3 NAME" for a script that is not executable. One allocation,
 * which ends with NULL and which the caller frees; NULL: the name is right, or nothing is known. */
char **suggest_launch(char *name);

/* Prints that a command cannot be run, with errno, and how it can. */
void suggest_after_failure(char *name, int error);

/* Fills `why` for operands (ending with NULL, at least one) of the monitor, which takes none: a
 * command, a process or something to launch was probably meant, with the options before it. Returns
 * false. */
bool suggest_instead(char *const *options, size_t option_count, char *const *operands,
	const char *const *commands, struct failure *why);

#endif
