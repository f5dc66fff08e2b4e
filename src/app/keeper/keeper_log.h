/* SPDX-License-Identifier: MIT */
/* keeper_log.h: what a job writes, in a file: its beginning up to a cap, and the newest of the
 * rest.
 *
 * No memory is held for it. A file that cannot be written is given up; the job never waits for it
 * but as any writer waits for a disk. */
#ifndef PEAKTOP_APP_KEEPER_KEEPER_LOG_H
#define PEAKTOP_APP_KEEPER_KEEPER_LOG_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEEPER_LOG_TAIL (1024 * 1024)

struct keeper_log {
	int fd; /* -1: nothing is kept */
	char path[PATH_MAX];
	uint64_t most_bytes, written; /* of the beginning; of all */
	bool failed;                  /* something could not be written */
	int closed_fd;                /* after the end, to read what is kept; -1: none */
	uint64_t gap_bytes;           /* of the line between beginning and newest */
	bool closed;
};

/* `most_bytes` 0: nothing is to be kept. */
void keeper_log_open(struct keeper_log *, uint64_t most_bytes);
void keeper_log_add(struct keeper_log *, const char *data, size_t count);

/* The run has a number now, which the file is called by. */
void keeper_log_name(struct keeper_log *, uint64_t run);

/* The first byte at or behind `from` since which all that was written is kept. */
uint64_t keeper_log_first(const struct keeper_log *, uint64_t from);

/* Reads what is kept at this place of all that was written, and in one piece; returns how many
 * bytes: 0 where none is kept. Also after the end, until keeper_log_forget. */
size_t keeper_log_get(const struct keeper_log *, uint64_t at, char *data, size_t most);

/* The end: the newest put behind the beginning, with a line that says how much is missing between.
 * `keep` false: the file goes. */
void keeper_log_close(struct keeper_log *, bool keep);
void keeper_log_forget(struct keeper_log *);

#endif
