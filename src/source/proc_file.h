/* SPDX-License-Identifier: MIT */
/* proc_file.h: reads a file of /proc whole, and classifies its absence. */
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

/* No file is read beyond this: 100,000 mounts are 20 MB, 65,536 groups 720 KB. */
#define PROC_TEXT_MAX ((size_t)64 << 20)

/* A buffer for one file after another. It grows to the largest and keeps that size, so that
 * eventually reading allocates nothing. Start with a zeroed struct. */
struct proc_text {
	char *bytes; /* NUL-terminated; NULL before the first reading */
	size_t length, capacity;
	bool cut; /* there was more than the limit */
};

void proc_text_clear(struct proc_text *);

/* Reads `path` below `folder` whole. For files that the kernel writes in one piece (those of one
 * process, meminfo, loadavg), where a short read is the end. If an error occurs after something
 * was read, that part is the result. */
enum proc_outcome proc_text_read(struct proc_text *, int folder, const char *path);

/* The same on a held descriptor, from its start. */
enum proc_outcome proc_text_reread(struct proc_text *, int fd);

/* The same for a file that the kernel yields in several pieces, and for a regular file; at most
 * `max` bytes. */
enum proc_outcome proc_text_read_pieces(
	struct proc_text *, int folder, const char *path, size_t max);

/* The same for a file of lines (mountinfo, vmstat): if longer than `max`, cut to complete
 * lines. */
enum proc_outcome proc_text_read_on(struct proc_text *, int folder, const char *path, size_t max);

/* For a file that is known to be small, or of which the beginning is enough: up to size - 1
 * bytes, and a NUL; *length does not count it. */
enum proc_outcome proc_file_read(
	int folder, const char *path, char *bytes, size_t size, size_t *length);

/* Whether this mount of /proc (a descriptor of its folder) shows the processes of our own pid
 * namespace, that is, whether its `self` is our pid. In any other, a pid is another process's. */
bool proc_is_ours(int folder);

/* What errno means for a process that is being read. */
enum proc_outcome proc_file_outcome(int error);

#endif
