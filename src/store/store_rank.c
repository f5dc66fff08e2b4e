/* SPDX-License-Identifier: MIT */
/* store_rank.c: what runs of the same name needed, largest first. */
#include "store/store_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

/* The peaks of the current name, in the order of its runs. */
struct peaks {
	uint64_t *bytes;
	size_t count, capacity;
};

static int
by_size(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

static uint64_t
median(const struct peaks *sorted)
{
	uint64_t upper = sorted->bytes[sorted->count / 2], lower;

	if (sorted->count % 2 == 1)
		return upper;
	lower = sorted->bytes[sorted->count / 2 - 1];
	return lower + (upper - lower) / 2;
}

/* All runs of the current row's name have been read. */
static void
close_row(struct store_ranks *ranks, struct peaks *peaks)
{
	struct store_rank *row;

	if (peaks->count == 0)
		return;
	row = &ranks->rows[ranks->count - 1];
	row->runs = peaks->count;
	row->last_bytes = peaks->bytes[peaks->count - 1];
	if (peaks->count > 1)
		row->change_bytes =
			(int64_t)row->last_bytes - (int64_t)peaks->bytes[peaks->count - 2];
	qsort(peaks->bytes, peaks->count, sizeof *peaks->bytes, by_size);
	row->largest_bytes = peaks->bytes[peaks->count - 1];
	row->median_bytes = median(peaks);
	peaks->count = 0;
}

static void
take_row(sqlite3_stmt *row, struct store_ranks *ranks, struct peaks *peaks)
{
	const char *name = (const char *)sqlite3_column_text(row, 0);

	name = name == NULL ? "" : name;
	if (ranks->count == 0 || strcmp(ranks->rows[ranks->count - 1].name, name) != 0) {
		close_row(ranks, peaks);
		ranks->rows = grow_array(
			ranks->rows, &ranks->capacity, ranks->count + 1, sizeof *ranks->rows);
		ranks->rows[ranks->count++] = (struct store_rank){ .name = grow_copy(name) };
	}
	ranks->rows[ranks->count - 1].last_number = store_unsigned(sqlite3_column_int64(row, 1));
	peaks->bytes =
		grow_array(peaks->bytes, &peaks->capacity, peaks->count + 1, sizeof *peaks->bytes);
	peaks->bytes[peaks->count++] = store_unsigned(sqlite3_column_int64(row, 2));
}

static int
by_peak(const void *a, const void *b)
{
	const struct store_rank *left = a, *right = b;

	if (left->largest_bytes != right->largest_bytes)
		return left->largest_bytes < right->largest_bytes ? 1 : -1;
	return strcmp(left->name, right->name);
}

static void
cut_page(struct store_ranks *ranks, const struct store_filter *filter)
{
	size_t skipped = filter->offset < ranks->count ? filter->offset : ranks->count;
	size_t kept = ranks->count - skipped;

	if (filter->limit > 0 && filter->limit < kept)
		kept = filter->limit;
	for (size_t i = 0; i < ranks->count; i++)
		if (i < skipped || i >= skipped + kept)
			free(ranks->rows[i].name);
	if (kept > 0)
		memmove(ranks->rows, &ranks->rows[skipped], kept * sizeof *ranks->rows);
	ranks->count = kept;
}

static bool
read_ranks(struct store *store, sqlite3_stmt *rows, struct store_ranks *ranks, struct failure *why)
{
	struct peaks peaks = { .bytes = NULL };
	int result;

	while ((result = sqlite3_step(rows)) == SQLITE_ROW)
		take_row(rows, ranks, &peaks);
	close_row(ranks, &peaks);
	free(peaks.bytes);
	return result == SQLITE_DONE || store_fail(store, "ranking the history", why);
}

/* For a script, the interpreter's option is kept with it: "python3 -c" is not all that python3
 * ran; a module counts as a script as well. */
static const char *const ranked[] = {
	[RANK_NAME] = "name",
	[RANK_SCRIPT] = "CASE WHEN name LIKE '-m %'"
			" THEN '-m ' || substr(name, 4, instr(substr(name, 4) || ' ', ' ') - 1)"
			" ELSE substr(name, 1, instr(name || ' ', ' ') - 1) ||"
			" CASE WHEN name LIKE '% -c %' AND instr(name, ' -c ') = instr(name, ' ')"
			" THEN ' -c' ELSE '' END END",
	[RANK_LABEL] = "label",
	[RANK_FOLDER] = "cwd",
};

bool
store_rank(struct store *store, const struct store_filter *filter, struct store_ranks *ranks,
	struct failure *why)
{
	struct bytes sql = { .data = NULL };
	sqlite3_stmt *rows;
	bool good;

	*ranks = (struct store_ranks){ .rows = NULL };
	bytes_print(&sql, "SELECT %s AS ranked, id, tree_bytes FROM run ", ranked[filter->rank_by]);
	store_query_where(
		&sql, filter, "reason NOT IN ('running', 'not_started') AND tree_bytes > 0");
	bytes_text(&sql, filter->rank_by == RANK_LABEL ? " AND label IS NOT NULL" : "");
	bytes_text(&sql, " ORDER BY ranked, id");
	rows = store_prepare(store, sql.data, why);
	bytes_free(&sql);
	if (rows == NULL)
		return false;
	store_query_bind(rows, filter);
	good = read_ranks(store, rows, ranks, why);
	sqlite3_finalize(rows);
	if (ranks->count > 0)
		qsort(ranks->rows, ranks->count, sizeof *ranks->rows, by_peak);
	cut_page(ranks, filter);
	return good;
}

void
store_ranks_clear(struct store_ranks *ranks)
{
	for (size_t i = 0; i < ranks->count; i++)
		free(ranks->rows[i].name);
	free(ranks->rows);
	*ranks = (struct store_ranks){ .rows = NULL };
}
