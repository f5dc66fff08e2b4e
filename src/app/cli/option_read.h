/* SPDX-License-Identifier: MIT */
/* option_read.h: values of options, read from text. All options and commands accept the same forms
 * of a value, and report an invalid one with the same message. */
#ifndef PEAKTOP_APP_CLI_OPTION_READ_H
#define PEAKTOP_APP_CLI_OPTION_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/failure.h"

/* All return false and `why` ("invalid size 'x' (try 512M or 2G)") for an invalid value; *result is
 * undefined then. */

/* A size above 0. */
bool option_read_size(const char *value, uint64_t *bytes, struct failure *why);

/* A size, or 0 for none. */
bool option_read_size_or_none(const char *value, uint64_t *bytes, struct failure *why);

/* The time between two samples, within its bounds (text/unit.h). */
bool option_read_interval(const char *value, uint64_t *ns, struct failure *why);

/* A duration from `min_ns` to `max_ns`. */
bool option_read_duration(
	const char *value, uint64_t min_ns, uint64_t max_ns, uint64_t *ns, struct failure *why);

/* A whole number from `min` to `max`. */
bool option_read_number(
	const char *value, uint64_t min, uint64_t max, uint64_t *number, struct failure *why);

/* A process id. */
bool option_read_pid(const char *value, int *pid, struct failure *why);

/* One of `count` choices; *which is its index. */
bool option_read_choice(const char *value, const char *const *choices, size_t count,
	unsigned *which, struct failure *why);

/* "yes", "no" and synonyms. */
bool option_read_flag(const char *value, bool *flag, struct failure *why);

/* A label for a run: printable, not empty, not 'last', and not starting with a digit. */
bool option_read_label(const char *value, const char **label, struct failure *why);

#endif
