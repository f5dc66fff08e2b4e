/* SPDX-License-Identifier: MIT */
/* outlet.h: bytes on their way to a terminal that may have stopped reading (Ctrl-S, a stalled ssh):
 * nothing here waits for it.
 *
 * The terminal is opened anew, for O_NONBLOCK belongs to an open file and would be the shell's too.
 * Where that is refused (after su the device is another user's), bytes go in small parts that an
 * alarm interrupts. */
#ifndef PEAKTOP_TERM_OUTLET_H
#define PEAKTOP_TERM_OUTLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct outlet {
	int fd;
	bool shared;          /* the open file is not ours alone: writing may wait */
	int error;            /* of the last write that failed for good; 0: none did */
	struct bytes waiting; /* for the terminal, from `sent` on */
	size_t sent;
};

/* The descriptor stays the caller's. */
void outlet_open(struct outlet *, int fd);
void outlet_close(struct outlet *);

/* Sends what the terminal takes now; whether nothing waits any more. Of a terminal that is gone
 * nothing waits. */
bool outlet_flush(struct outlet *);

/* Sends these bytes instead of what waits, within `ns` or not to their end; false: not to their
 * end. the first of them says how many went. `starts`: a terminal that was stopped by Ctrl-S is let
 * go on. May be called from a handler of signals. */
size_t outlet_write_some(
	int fd, bool shared, const char *bytes, size_t count, uint64_t ns, bool starts);
bool outlet_write(int fd, bool shared, const char *bytes, size_t count, uint64_t ns, bool starts);

#endif
