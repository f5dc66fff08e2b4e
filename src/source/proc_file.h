/* SPDX-License-Identifier: MIT */
/* proc_file.h: reads a small file of /proc whole, and says what its absence means. */
#ifndef PEAKTOP_SOURCE_PROC_FILE_H
#define PEAKTOP_SOURCE_PROC_FILE_H

#include <stdbool.h>
#include <stddef.h>

enum proc_outcome {
	PROC_READ,
	PROC_GONE,   /* the process ended: ENOENT, ESRCH, an empty file */
	PROC_DENIED, /* EPERM, EACCES */
	PROC_FAILED, /* anything else (EMFILE, ENOMEM): an error of ours; see errno */
};

/* Reads up to size - 1 bytes of `path` below `folder` and ends them with NUL; *length without
 * it. Not more than `size` is read: the files that are asked for fit, or may be cut. */
enum proc_outcome proc_file_read(
	int folder, const char *path, char *bytes, size_t size, size_t *length);

/* The same on a held descriptor, which is read from its start again. */
enum proc_outcome proc_file_reread(int fd, char *bytes, size_t size, size_t *length);

/* The same for a file that is longer than a page, which the kernel yields in several reads
 * (mountinfo). False: nothing was read. */
bool proc_file_read_long(const char *path, char *bytes, size_t size);

/* What errno means for a process that is being read. */
enum proc_outcome proc_file_outcome(int error);

#endif
