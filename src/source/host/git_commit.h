/* SPDX-License-Identifier: MIT */
/* git_commit.h: finds the current commit of a folder's git work tree. */
#ifndef PEAKTOP_SOURCE_HOST_GIT_COMMIT_H
#define PEAKTOP_SOURCE_HOST_GIT_COMMIT_H

#include <stdbool.h>

#include "base/buffer.h"

/* Appends the commit's hash. Reads a few small files (gitrepository-layout(5)): git is not run,
 * and uncommitted changes do not show. False: no work tree, or not found this way (a ref that is
 * neither loose nor in the first 64 KiB of packed-refs; reftable). */
bool git_commit_of(const char *folder, struct buffer *out);

#endif
