/* SPDX-License-Identifier: MIT */
/* proc_file.h: reads a file of /proc whole, and says what its absence means. */
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
#define PROC_TEXT_MOST ((size_t)64 << 20)

/* Memory for one file after another. It grows to the largest and stays, so that reading allocates
 * nothing in the long run. Start with a zeroed struct. */
struct proc_text {
	char *bytes; /* with a NUL at the end; NULL before the first reading */
	size_t length, capacity;
	bool cut; /* there was more than might be read */
};

void proc_text_clear(struct proc_text *);

/* Reads `path` below `folder` whole. For files that the kernel writes in one piece (those of one
 * process, meminfo, loadavg), where a short read is the end. Where something was read before it
 * went wrong, that is what there is. */
enum proc_outcome proc_text_read(struct proc_text *, int folder, const char *path);

/* The same on a held descriptor, which is read from its start again. */
enum proc_outcome proc_text_reread(struct proc_text *, int fd);

/* The same for a file that the kernel yields in several pieces, and for a plain one; no more than
 * `most` bytes. */
enum proc_outcome proc_text_read_pieces(
	struct proc_text *, int folder, const char *path, size_t most);

/* The same for a file of lines (mountinfo, vmstat): of what is longer than `most`, whole lines
 * only. */
enum proc_outcome proc_text_read_on(struct proc_text *, int folder, const char *path, size_t most);

/* For a file that is known to be small, or of which the beginning will do: up to size - 1 bytes,
 * and a NUL; *length without it. */
enum proc_outcome proc_file_read(
	int folder, const char *path, char *bytes, size_t size, size_t *length);

/* Whether this mount of /proc (a descriptor of its folder) shows the processes of our own pid
 * namespace: whether its `self` is our pid. In any other a pid is that of a stranger. */
bool proc_is_ours(int folder);

/* What errno means for a process that is being read. */
enum proc_outcome proc_file_outcome(int error);

#endif
