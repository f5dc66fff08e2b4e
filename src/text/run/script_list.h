/* SPDX-License-Identifier: MIT */
/* script_list.h: runs grouped by what they ran, each group as a line with the trend of its peaks.
 */
#ifndef PEAKTOP_TEXT_RUN_SCRIPT_LIST_H
#define PEAKTOP_TEXT_RUN_SCRIPT_LIST_H

#include "base/bytes.h"
#include "model/run/run.h"
#include "text/unit.h"

#define SCRIPT_PEAKS 12 /* in a trend: those of the newest runs */

/* The peak of a run's tree; bytes 0: unknown. A run that was cut short needed more. */
struct script_peak {
	uint64_t bytes;
	bool cut;
};

struct script_runs {
	char *script;
	size_t runs;
	uint64_t number, started_wall_ns; /* of the newest */
	struct script_peak peaks[SCRIPT_PEAKS];
	size_t peak_count; /* newest first; those still running are left out */
};

/* In the order in which their newest runs were added. Start with a zeroed struct. */
struct script_list {
	struct script_runs *items;
	size_t count, capacity;
};

/* Adds a run to the group of its script; call it for the newest first. */
void script_list_add(struct script_list *, const char *script, const struct run *);
void script_list_clear(struct script_list *);

/* A head, then one line per group: script, number of runs, trend, the peaks of the trend's first
 * and last run, when the newest began. A line has at most `columns` (38 or more): the script is
 * cut, and in a narrow one there is no time, no trend, and only the newest peak. */
void script_list_head(size_t columns, enum units, struct bytes *out);
void script_list_put(
	const struct script_runs *, size_t columns, enum units, bool ascii, struct bytes *out);

/* Where a line has its trend: the first column; returns how many it takes, 0: none. */
size_t script_list_trend(size_t columns, enum units, size_t *first);

#endif
