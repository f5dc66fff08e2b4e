/* SPDX-License-Identifier: MIT */
/* watched_list.h: running jobs as lines of a table, and as JSON. */
#ifndef PEAKTOP_TEXT_RUN_WATCHED_LIST_H
#define PEAKTOP_TEXT_RUN_WATCHED_LIST_H

#include "base/bytes.h"
#include "base/failure.h"
#include "model/terminal/watched.h"
#include "text/unit.h"

/* What is known of a job. */
struct watched_row {
	struct watched_identity identity;
	struct watched_figures figures;
};

/* A head, then one line each: number, label, start (local time), what it holds, peak of its
 * tree, screens that show it, command. The command is cut, with a mark, so that a line has at
 * most `columns` (0: never). */
void watched_list_put(const struct watched_row *, size_t count, size_t columns, enum units,
	bool ascii, struct bytes *out);

/* One line: an object of schema peaktop.job/1. Fails in a build without JSON. */
bool watched_list_put_json(const struct watched_row *, struct bytes *out, struct failure *why);

#endif
