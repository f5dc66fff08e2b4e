/* SPDX-License-Identifier: MIT */
/* when.h: a moment as the user writes it. */
#ifndef PEAKTOP_APP_CLI_WHEN_H
#define PEAKTOP_APP_CLI_WHEN_H

#include <stdint.h>

#include "base/failure.h"

/* "7d", "12h": so long ago; or the first day: "2026-11-01", also with a time of day. False and
 * `why`. */
bool when_read(const char *value, uint64_t *wall_ns, struct failure *why);

#endif
