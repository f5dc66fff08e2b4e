/* SPDX-License-Identifier: MIT */
/* record_file.h: the file that a recording is written to: whole after each sample, bounded in
 * size. */
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
	uint64_t size, max_bytes; /* max_bytes 0: no bound */
	char path[PATH_MAX];
};

/* Opens `name` ("-": stdout; NULL: a new one in the current folder, named after host and time).
 * What is there already is written over only where it is a recording, and never one that another
 * peaktop writes at this time. False and `why`: nothing was changed. */
bool record_file_open(
	struct record_file *, const char *name, uint64_t max_bytes, struct failure *why);

/* Whether so many bytes more would pass the bound. */
bool record_file_is_full(const struct record_file *, size_t more);

/* The file becomes FILE.1, in place of the one before; a new one is begun. */
bool record_file_rotate(struct record_file *, struct failure *why);

/* Writes all of it, or the file is as it was before. */
bool record_file_write(struct record_file *, const struct bytes *, struct failure *why);

bool record_file_close(struct record_file *, struct failure *why);

#endif
