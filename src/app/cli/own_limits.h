/* SPDX-License-Identifier: MIT */
/* own_limits.h: the resource limits that peaktop itself was started under, and what it does
 * without. */
#ifndef PEAKTOP_APP_CLI_OWN_LIMITS_H
#define PEAKTOP_APP_CLI_OWN_LIMITS_H

#include <stdbool.h>

#include "base/buffer.h"

/* Whether a screen can be had under the limits of files, descriptors and stack; where not, appends
 * which limit it is: "the limit of file sizes (RLIMIT_FSIZE) is 0". */
bool own_limits_allow_screen(struct buffer *reason);

/* The same for a command that a keeper is to have: that is this program, started anew by /proc. */
bool own_limits_allow_keeper(struct buffer *reason);

#endif
