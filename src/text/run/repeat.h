/* SPDX-License-Identifier: MIT */
/* repeat.h: one table of what several runs of a command needed. */
#ifndef PEAKTOP_TEXT_RUN_REPEAT_H
#define PEAKTOP_TEXT_RUN_REPEAT_H

#include "base/bytes.h"
#include "text/unit.h"

/* Of one run. */
struct repeat_figures {
	uint64_t single_bytes, tree_bytes; /* peaks; 0: unknown, and left out */
	uint64_t wall_ns, cpu_ns;
	int status;        /* of peaktop for it */
	bool program_only; /* of the command only its program is told */
};

/* Median, least, most and their distance as a part of the median; and how many ended with a status
 * other than 0. `count` of at least 1. */
void repeat_put(char *const *argv, const struct repeat_figures *, size_t count, enum units,
	struct bytes *out);

#endif
