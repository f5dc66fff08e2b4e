/* SPDX-License-Identifier: MIT */
/* outlet.h: output to a terminal that may have stopped reading (Ctrl-S, a stalled ssh), which is
 * never waited for. The terminal is opened again, since O_NONBLOCK belongs to an open file and
 * would affect the shell too. If that is refused (after su the device belongs to another user),
 * bytes are sent in small parts that an alarm interrupts. */
#ifndef PEAKTOP_TERM_OUTLET_H
#define PEAKTOP_TERM_OUTLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct outlet {
	int fd;
	bool shared;          /* the open file is not ours alone: writing may block */
	bool borrowed;        /* the descriptor is the caller's */
	int error;            /* of the last write that failed permanently; 0: none did */
	struct bytes waiting; /* bytes for the terminal; those before `sent` are gone */
	size_t sent;
};

/* The descriptor remains the caller's. */
void outlet_open(struct outlet *, int fd);
void outlet_close(struct outlet *);

/* Sends what the terminal accepts now; returns whether nothing is pending. If the terminal is gone,
 * nothing is pending. */
bool outlet_flush(struct outlet *);

/* Send these bytes instead of pending ones, within `ns`. The first returns how many were sent, the
 * second false if not all were. `starts`: resumes a terminal that Ctrl-S stopped. May be called
 * from a signal handler. */
size_t outlet_write_some(
	int fd, bool shared, const char *bytes, size_t count, uint64_t ns, bool starts);
bool outlet_write(int fd, bool shared, const char *bytes, size_t count, uint64_t ns, bool starts);

#endif
