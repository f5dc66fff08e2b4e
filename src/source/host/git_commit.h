/* SPDX-License-Identifier: MIT */
/* git_commit.h: which commit a folder's git work tree stands at. */
#ifndef PEAKTOP_SOURCE_HOST_GIT_COMMIT_H
#define PEAKTOP_SOURCE_HOST_GIT_COMMIT_H

#include <stdbool.h>

#include "base/buffer.h"

/* Appends the commit's hash. By a few small files alone (gitrepository-layout(5)): git is not run,
 * and nothing is said of changes that are not committed. False: no work tree, or not to be had this
 * way (a ref that is neither loose nor in the first 64 KiB of packed-refs; reftable). */
bool git_commit_of(const char *folder, struct buffer *out);

#endif
