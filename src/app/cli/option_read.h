/* SPDX-License-Identifier: MIT */
/* option_read.h: values of options, read from text. Every option and command accepts the same forms
 * of a value, and reports an invalid one with the same message. */
#ifndef PEAKTOP_APP_CLI_OPTION_READ_H
#define PEAKTOP_APP_CLI_OPTION_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/failure.h"

/* Each: false and `why`, "invalid size 'x' (try 512M or 2G)"; *result is undefined then. */

/* A size above 0. */
bool option_read_size(const char *value, uint64_t *bytes, struct failure *why);

/* A size, or 0 for nothing. */
bool option_read_size_or_none(const char *value, uint64_t *bytes, struct failure *why);

/* The time between two samples, within its bounds (text/unit.h). */
bool option_read_interval(const char *value, uint64_t *ns, struct failure *why);

/* How long something takes, or how long to wait: from `least_ns` to `most_ns`. */
bool option_read_duration(
	const char *value, uint64_t least_ns, uint64_t most_ns, uint64_t *ns, struct failure *why);

/* A whole number from `least` to `most`. */
bool option_read_number(
	const char *value, uint64_t least, uint64_t most, uint64_t *number, struct failure *why);

/* A process id. */
bool option_read_pid(const char *value, int *pid, struct failure *why);

/* One of `count` words; *which is its index. */
bool option_read_word(const char *value, const char *const *words, size_t count, unsigned *which,
	struct failure *why);

/* "yes", "no" and their like. */
bool option_read_flag(const char *value, bool *flag, struct failure *why);

/* A name for a run: not empty, not 'last', without a digit in front and without what cannot be
 * shown. */
bool option_read_label(const char *value, const char **label, struct failure *why);

#endif
