/* SPDX-License-Identifier: MIT */
/* when.h: a date or age given by the user. */
#ifndef PEAKTOP_APP_CLI_WHEN_H
#define PEAKTOP_APP_CLI_WHEN_H

#include <stdint.h>

#include "base/failure.h"

/* "7d", "12h": that long ago; "2026-11-01", optionally with a time of day: from then on. */
bool when_read(const char *value, uint64_t *wall_ns, struct failure *why);

#endif
