/* SPDX-License-Identifier: MIT */
/* store_lines.c: growth by line of Python code in the history. */
#include "store/store_private.h"

#include <string.h>

#include "base/grow.h"

static const struct list {
	const char *name;
	size_t lines, count, max;
} lists[STORE_LINE_LISTS] = {
	[STORE_LINES] = { "line", offsetof(struct code_lists, lines),
		offsetof(struct code_lists, line_count), RUN_LINES_MAX },
	[STORE_FUNCTIONS] = { "function", offsetof(struct code_lists, functions),
		offsetof(struct code_lists, function_count), RUN_FUNCTIONS_MAX },
	/* One, if there are any lines. */
	[STORE_PEAK_LINE] = { "peak_line", offsetof(struct code_lists, peak),
		offsetof(struct code_lists, line_count), 1 },
	[STORE_PLACES] = { "place", offsetof(struct code_lists, places),
		offsetof(struct code_lists, place_count), RUN_PLACES_MAX },
};

/* NULL: no lists. */
static const struct code_line *
list_in(const struct code_lists *in, int which, size_t *count)
{
	const char *at = (const char *)in;

	*count = 0;
	if (in == NULL)
		return NULL;
	memcpy(count, at + lists[which].count, sizeof *count);
	if (*count > lists[which].max)
		*count = lists[which].max;
	return (const struct code_line *)(const void *)(at + lists[which].lines);
}

const struct code_line *
store_lines_list(const struct run *run, int which, size_t *count)
{
	return list_in(run->lines.lists, which, count);
}

const char *
store_lines_name(int which)
{
	return lists[which].name;
}

struct code_line *
store_lines_add(struct run *run, int which)
{
	char *at;
	size_t count;

	if (run->lines.lists == NULL)
		run->lines.lists = grow_new(sizeof *run->lines.lists);
	if (which == STORE_PEAK_LINE)
		return &run->lines.lists->peak;
	at = (char *)run->lines.lists;
	memcpy(&count, at + lists[which].count, sizeof count);
	if (count >= lists[which].max)
		return NULL;
	count++;
	memcpy(at + lists[which].count, &count, sizeof count);
	return (struct code_line *)(void *)(at + lists[which].lines) + count - 1;
}

static bool
put_line(struct store *store, int64_t number, int which, size_t place, const struct code_line *line,
	struct failure *why)
{
	sqlite3_stmt *put = store_statement(store, STATEMENT_PUT_LINE, why);

	if (put == NULL)
		return false;
	sqlite3_bind_int64(put, 1, number);
	sqlite3_bind_int(put, 2, which);
	sqlite3_bind_int64(put, 3, (int64_t)place);
	sqlite3_bind_int(put, 4, (int)line->kind);
	sqlite3_bind_int64(put, 5, store_signed(line->bytes));
	sqlite3_bind_int64(put, 6, line->line);
	sqlite3_bind_text(put, 7, line->file, -1, SQLITE_STATIC);
	sqlite3_bind_text(put, 8, line->function, -1, SQLITE_STATIC);
	sqlite3_bind_int64(put, 9, store_signed(line->at_ns));
	return store_done(store, put, "writing the lines of a run", why);
}

static bool
clear_list(struct store *store, int64_t number, int which, struct failure *why)
{
	return store_clear_list(
		store, STATEMENT_CLEAR_LINES, number, which, "writing the lines of a run", why);
}

bool
store_lines_clear(struct store *store, uint64_t number, struct failure *why)
{
	for (int which = 0; which < STORE_LINE_LISTS; which++)
		if (!clear_list(store, (int64_t)number, which, why))
			return false;
	return true;
}

static bool
write_list(struct store *store, int64_t number, int which, const struct code_lists *in,
	struct failure *why)
{
	size_t count;
	const struct code_line *lines = list_in(in, which, &count);

	if (!clear_list(store, number, which, why))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!put_line(store, number, which, i, &lines[i], why))
			return false;
	return true;
}

bool
store_lines_write(struct store *store, uint64_t number, const struct run *run,
	struct code_lists *kept, struct failure *why)
{
	if (store->setup.program_only || run->lines.lists == NULL)
		return true;
	for (int which = 0; which < STORE_LINE_LISTS; which++) {
		size_t count, before;
		const struct code_line *lines = list_in(run->lines.lists, which, &count);
		const struct code_line *old = list_in(kept, which, &before);

		if (count == before && memcmp(lines, old, count * sizeof *lines) == 0)
			continue;
		if (!write_list(store, (int64_t)number, which, run->lines.lists, why))
			return false;
	}
	*kept = *run->lines.lists;
	return true;
}

/* --- reading --- */

static void
take_text(sqlite3_stmt *row, int column, char *storage, size_t size)
{
	const char *text = (const char *)sqlite3_column_text(row, column);
	struct buffer b = buffer_over(storage, size);

	buffer_text(&b, text == NULL ? "" : text);
}

/* Appends a row if there is space for it. */
static void
take_row(sqlite3_stmt *row, struct run *run)
{
	int which = sqlite3_column_int(row, 0), kind = sqlite3_column_int(row, 1);
	uint64_t line = store_unsigned(sqlite3_column_int64(row, 3));
	struct code_line *l;

	l = which >= 0 && which < STORE_LINE_LISTS ? store_lines_add(run, which) : NULL;
	if (l == NULL)
		return;
	l->kind = kind >= 0 && kind < LINE_KINDS ? (enum code_line_kind)kind : LINE_OTHER;
	l->bytes = store_unsigned(sqlite3_column_int64(row, 2));
	l->line = line < UINT32_MAX ? (unsigned)line : 0;
	take_text(row, 4, l->file, sizeof l->file);
	take_text(row, 5, l->function, sizeof l->function);
	l->at_ns = store_unsigned(sqlite3_column_int64(row, 6));
}

bool
store_lines_read(struct store *store, uint64_t number, struct run *run, struct failure *why)
{
	sqlite3_stmt *rows = store_prepare(store,
		"SELECT list, kind, bytes, line, file, function, at_ns FROM line WHERE run = ?1 "
		"ORDER BY "
		"list, place",
		why);
	int result;

	if (rows == NULL)
		return false;
	sqlite3_bind_int64(rows, 1, (int64_t)number);
	while ((result = sqlite3_step(rows)) == SQLITE_ROW)
		take_row(rows, run);
	if (result != SQLITE_DONE)
		store_fail(store, "reading the lines of a run", why);
	sqlite3_finalize(rows);
	return result == SQLITE_DONE;
}

bool
store_load_lines(struct store *store, struct run *run, struct failure *why)
{
	return store_lines_read(store, run->number, run, why);
}
