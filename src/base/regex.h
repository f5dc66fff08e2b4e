/* SPDX-License-Identifier: MIT */
/* regex.h: compiles extended regular expressions that a user types, as far as matching them takes
 * bounded time and memory. */
#ifndef PEAKTOP_BASE_REGEX_H
#define PEAKTOP_BASE_REGEX_H

#include <regex.h>
#include <stdbool.h>

#include "base/failure.h"

/* Ignoring case. False and `why`: it is not valid, has back-references, or repeats repetitions too
 * often. Free it with regfree(3). */
bool regex_compile(regex_t *, const char *text, struct failure *why);

#endif
