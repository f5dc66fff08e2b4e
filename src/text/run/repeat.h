/* SPDX-License-Identifier: MIT */
/* repeat.h: a table of what several runs of a command needed. */
#ifndef PEAKTOP_TEXT_RUN_REPEAT_H
#define PEAKTOP_TEXT_RUN_REPEAT_H

#include "base/bytes.h"
#include "model/run/run.h"
#include "text/unit.h"

/* The figures of one run. */
struct repeat_figures {
	uint64_t single_bytes, tree_bytes; /* peaks; 0: unknown, and skipped */
	uint64_t wall_ns, cpu_ns;
	enum run_cut cut;
	int status;        /* peaktop's exit status for it */
	bool over_budget;  /* what the status says then is not of the command */
	bool program_only; /* only the command's program is shown */
};

/* Writes median, minimum, maximum and their difference as a fraction of the median; and how many
 * runs failed, were over the budget, or had processes killed for memory. `count` is at least 1. */
void repeat_put(char *const *argv, const struct repeat_figures *, size_t count, enum units,
	struct bytes *out);

#endif
