/* SPDX-License-Identifier: MIT */
/* store_rank.c: what runs of the same name needed, largest first. */
#include "store/store_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

struct run_peak {
	uint64_t bytes;
	bool cut; /* the run was cut short: it needed more */
};

/* The peaks of the current name, in the order of its runs. */
struct peaks {
	struct run_peak *of;
	size_t count, capacity;
	struct run ended; /* how the current run ended; nothing else of it */
};

/* Of equal ones those that were cut short are last: they needed more. */
static int
by_size(const void *a, const void *b)
{
	const struct run_peak *left = a, *right = b;

	if (left->bytes != right->bytes)
		return left->bytes < right->bytes ? -1 : 1;
	return left->cut - right->cut;
}

static uint64_t
median(const struct peaks *sorted)
{
	uint64_t upper = sorted->of[sorted->count / 2].bytes, lower;

	if (sorted->count % 2 == 1)
		return upper;
	lower = sorted->of[sorted->count / 2 - 1].bytes;
	return lower + (upper - lower) / 2;
}

static size_t
count_cut(const struct peaks *peaks, size_t end)
{
	size_t count = 0;

	for (size_t i = 0; i < end; i++)
		count += peaks->of[i].cut;
	return count;
}

static void
put_change(struct store_rank *row, const struct run_peak *before, const struct run_peak *last)
{
	row->change_known = !before->cut && !last->cut;
	if (row->change_known)
		row->change_bytes = (int64_t)last->bytes - (int64_t)before->bytes;
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
	row->cut_short = count_cut(peaks, peaks->count);
	row->last_bytes = peaks->of[peaks->count - 1].bytes;
	row->last_at_least = peaks->of[peaks->count - 1].cut;
	if (peaks->count > 1)
		put_change(row, &peaks->of[peaks->count - 2], &peaks->of[peaks->count - 1]);
	qsort(peaks->of, peaks->count, sizeof *peaks->of, by_size);
	row->largest_bytes = peaks->of[peaks->count - 1].bytes;
	row->median_bytes = median(peaks);
	row->median_at_least = count_cut(peaks, peaks->count / 2 + 1) > 0;
	peaks->count = 0;
}

/* The columns follow the first three. */
#define COLUMNS_OF_CUT STORE_REASON_NOW ", signal, oom_kills, oom_likely, enforced"

static bool
is_cut(sqlite3_stmt *row, struct run *ended)
{
	const char *reason = (const char *)sqlite3_column_text(row, 3);

	if (reason == NULL || !run_reason_by_name(reason, &ended->reason))
		return false;
	ended->signal = sqlite3_column_int(row, 4);
	ended->oom_kills = store_unsigned(sqlite3_column_int64(row, 5));
	ended->oom_likely = sqlite3_column_int(row, 6) != 0;
	ended->enforced = sqlite3_column_int(row, 7) != 0;
	return run_cut(ended) != CUT_NONE;
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
	peaks->of = grow_array(peaks->of, &peaks->capacity, peaks->count + 1, sizeof *peaks->of);
	peaks->of[peaks->count++] = (struct run_peak){
		.bytes = store_unsigned(sqlite3_column_int64(row, 2)),
		.cut = is_cut(row, &peaks->ended),
	};
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
	struct peaks peaks = { .of = NULL };
	int result;

	while ((result = sqlite3_step(rows)) == SQLITE_ROW)
		take_row(rows, ranks, &peaks);
	close_row(ranks, &peaks);
	free(peaks.of);
	return result == SQLITE_DONE || store_fail(store, "ranking the history", why);
}

static const char *const ranked[] = {
	[RANK_NAME] = "name",
	[RANK_SCRIPT] = "script_of(name, argv, program_only)",
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
	bytes_print(&sql, "SELECT %s AS ranked, id, tree_bytes, " COLUMNS_OF_CUT " FROM run ",
		ranked[filter->rank_by]);
	store_query_where(&sql, filter,
		STORE_REASON_NOW " NOT IN ('running', 'not_started') AND tree_bytes > 0");
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
