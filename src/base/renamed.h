/* SPDX-License-Identifier: MIT */
/* renamed.h: names of options and keys that were changed, and are still accepted. */
#ifndef PEAKTOP_BASE_RENAMED_H
#define PEAKTOP_BASE_RENAMED_H

#include <stdbool.h>
#include <string.h>

/* Whether `given` is the name or the former one (NULL: there is none). */
static inline bool
renamed_is(const char *name, const char *former, const char *given)
{
	return strcmp(given, name) == 0 || (former != NULL && strcmp(given, former) == 0);
}

#endif
