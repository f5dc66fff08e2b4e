/* SPDX-License-Identifier: MIT */
/* record_file.h: the file of a recording: complete after each sample, bounded in size. */
#ifndef PEAKTOP_APP_RECORD_RECORD_FILE_H
#define PEAKTOP_APP_RECORD_RECORD_FILE_H

#include <limits.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/failure.h"

struct record_file {
	int fd;
	bool is_stdout;
	bool is_stream;           /* a device or a pipe */
	uint64_t size, max_bytes; /* max_bytes 0: unlimited */
	char path[PATH_MAX];
};

/* Opens `name` ("-": stdout; NULL: a new file in the current folder, named after host and time).
 * Overwrites an existing file only if it is a recording that no other peaktop is writing. False and
 * `why`: nothing was changed. */
bool record_file_open(
	struct record_file *, const char *name, uint64_t max_bytes, struct failure *why);

/* Whether that many more bytes would exceed the limit. */
bool record_file_is_full(const struct record_file *, size_t more);

/* Renames the file to FILE.1, replacing that, and starts a new one. */
bool record_file_rotate(struct record_file *, struct failure *why);

/* Writes everything, or leaves the file unchanged. */
bool record_file_write(struct record_file *, const struct bytes *, struct failure *why);

bool record_file_close(struct record_file *, struct failure *why);

#endif
