/* SPDX-License-Identifier: MIT */
/* output_file.h: writes a file named by the user, as the shell's `>` does: through symbolic links,
 * to devices and pipes. */
#ifndef PEAKTOP_APP_CLI_OUTPUT_FILE_H
#define PEAKTOP_APP_CLI_OUTPUT_FILE_H

#include "base/bytes.h"
#include "base/failure.h"

/* Writes all of `bytes` to `path`, or to stdout for "-". A new file, or a regular one that belongs
 * to us and has only one link, is replaced atomically with the same mode; any other is written in
 * place. False and `why`: it may be incomplete, including errors at close. */
bool output_file_write(const char *path, const struct bytes *, struct failure *why);

/* Appends them instead, in place. */
bool output_file_append(const char *path, const struct bytes *, struct failure *why);

/* Closes a descriptor after writing. False and `why`: data may be lost. */
bool output_file_close(int fd, const char *path, struct failure *why);

#endif
