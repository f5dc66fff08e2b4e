/* SPDX-License-Identifier: MIT */
/* keeper_log.h: keeps the output of a job in a file: its beginning up to a limit, and the newest of
 * the rest.
 *
 * It holds none of it in memory. If the file cannot be written, the log is given up; the job waits
 * for it only as any writer waits for a disk. */
#ifndef PEAKTOP_APP_KEEPER_KEEPER_LOG_H
#define PEAKTOP_APP_KEEPER_KEEPER_LOG_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEEPER_LOG_TAIL (1024 * 1024)

struct keeper_log {
	int fd; /* -1: none */
	char path[PATH_MAX];
	uint64_t max_bytes, written; /* limit of the beginning; all bytes written */
	bool failed;                 /* something could not be written */
	int closed_fd;               /* after the end, to read what is kept; -1: none */
	uint64_t gap_bytes;          /* of the line between the beginning and the tail */
	bool closed;
};

/* `max_bytes` 0: keeps nothing. */
void keeper_log_open(struct keeper_log *, uint64_t max_bytes);
void keeper_log_add(struct keeper_log *, const char *data, size_t count);

/* Renames the file after the number that the run has now. */
void keeper_log_name(struct keeper_log *, uint64_t run);

/* The first byte at or after `from` from which on everything is kept. */
uint64_t keeper_log_first(const struct keeper_log *, uint64_t from);

/* Reads kept output at this position, in one piece; returns the number of bytes, 0 if none is kept
 * there. Also after the end, until keeper_log_forget. */
size_t keeper_log_get(const struct keeper_log *, uint64_t at, char *data, size_t max);

/* At the end: appends the tail to the beginning, with a line that says how much is missing between
 * them. `keep` false: removes the file. */
void keeper_log_close(struct keeper_log *, bool keep);
void keeper_log_forget(struct keeper_log *);

#endif
