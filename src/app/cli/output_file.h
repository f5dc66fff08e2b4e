/* SPDX-License-Identifier: MIT */
/* output_file.h: writes a file that the user named, as the shell's `>` does: through symbolic
 * links, to devices and pipes. */
#ifndef PEAKTOP_APP_CLI_OUTPUT_FILE_H
#define PEAKTOP_APP_CLI_OUTPUT_FILE_H

#include "base/bytes.h"
#include "base/failure.h"

/* Writes all of `bytes` to `path`, or to stdout for "-". A new file, or a plain one that is ours
 * and has no other name, is replaced as a whole, with its mode, or stays as it was; any other is
 * written where it is. False and `why`: it is not whole, be it found out at its close. */
bool output_file_write(const char *path, const struct bytes *, struct failure *why);

/* Closes a descriptor that was written to. False and `why`: what was written may be lost. */
bool output_file_close(int fd, const char *path, struct failure *why);

#endif
