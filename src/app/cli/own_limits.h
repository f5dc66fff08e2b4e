/* SPDX-License-Identifier: MIT */
/* own_limits.h: the resource limits of peaktop itself, and what it cannot do under them. */
#ifndef PEAKTOP_APP_CLI_OWN_LIMITS_H
#define PEAKTOP_APP_CLI_OWN_LIMITS_H

#include <stdbool.h>

#include "base/buffer.h"

/* Whether the limits of files, descriptors and stack allow a screen. If not, appends the reason:
 * "the limit of file sizes (RLIMIT_FSIZE) is 0". */
bool own_limits_allow_screen(struct buffer *reason);

/* The same for a keeper, which is this program started again through /proc. */
bool own_limits_allow_keeper(struct buffer *reason);

#endif
