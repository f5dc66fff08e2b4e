/* SPDX-License-Identifier: MIT */
/* store_read.c: reads runs from the history: a whole one, a page of many, or a number by a
 * selector. */
#include "store/store_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

void
stored_run_clear(struct stored_run *stored)
{
	free((void *)(uintptr_t)stored->run.argv);
	free((void *)(uintptr_t)stored->run.label);
	free((void *)(uintptr_t)stored->run.note);
	free(stored->name);
	free(stored->series);
	free(stored->run.lines.lists);
	*stored = (struct stored_run){ .name = NULL };
}

static bool
damaged(struct store *store, struct failure *why)
{
	return failure_set(why, 0, "a run in the history is damaged: %s", store->path);
}

static bool
no_such_run(const char *selector, struct failure *why)
{
	return failure_set(why, 0, "no run '%.100s' in the history", selector);
}

/* --- one run --- */

static bool
read_row(struct store *store, uint64_t number, struct stored_run *stored, struct failure *why)
{
	struct bytes sql = { .data = NULL };
	sqlite3_stmt *row;
	char selector[32];
	struct buffer text = buffer_over(selector, sizeof selector);
	bool good = false;
	int result;

	store_columns_select(&sql);
	bytes_text(&sql, "WHERE id = ?1");
	row = store_prepare(store, sql.data, why);
	bytes_free(&sql);
	if (row == NULL)
		return false;
	sqlite3_bind_int64(row, 1, store_signed(number));
	result = sqlite3_step(row);
	buffer_print(&text, "%llu", (unsigned long long)number);
	if (result == SQLITE_ROW)
		good = store_columns_read(row, stored) || damaged(store, why);
	else if (result == SQLITE_DONE)
		no_such_run(selector, why);
	else
		store_fail(store, "reading a run", why);
	sqlite3_finalize(row);
	return good;
}

/* For a running job everything is of one instant: row, processes and points of the same update. */
bool
store_load(struct store *store, uint64_t number, struct stored_run *stored, struct failure *why)
{
	bool good;

	*stored = (struct stored_run){ .name = NULL };
	if (!store_execute(store, "BEGIN", "reading a run", why))
		return false;
	stored->series = grow_new(sizeof *stored->series);
	good = read_row(store, number, stored, why) &&
	       store_members_read(store, number, &stored->run, why) &&
	       store_lines_read(store, number, &stored->run, why) &&
	       store_points_read(store, number, stored->series, why);
	sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return good;
}

/* --- selectors --- */

static bool
is_number(const char *selector)
{
	return selector[0] != '\0' && selector[strspn(selector, "0123456789")] == '\0';
}

static const char *
sql_for(const char *selector)
{
	if (is_number(selector))
		return "SELECT id FROM run WHERE id = CAST(?1 AS INTEGER)";
	if (strcmp(selector, "last") == 0)
		return "SELECT id FROM run ORDER BY id DESC LIMIT 1";
	return "SELECT id FROM run WHERE label = ?1 ORDER BY id DESC LIMIT 1";
}

bool
store_find(struct store *store, const char *selector, uint64_t *number, struct failure *why)
{
	sqlite3_stmt *row = store_prepare(store, sql_for(selector), why);
	int result;

	if (row == NULL)
		return false;
	if (sqlite3_bind_parameter_count(row) > 0)
		sqlite3_bind_text(row, 1, selector, -1, SQLITE_STATIC);
	result = sqlite3_step(row);
	if (result == SQLITE_ROW)
		*number = store_unsigned(sqlite3_column_int64(row, 0));
	else if (result == SQLITE_DONE)
		no_such_run(selector, why);
	else
		store_fail(store, "looking for a run", why);
	sqlite3_finalize(row);
	return result == SQLITE_ROW;
}

/* --- many --- */

static bool
show_rows(struct store *store, sqlite3_stmt *rows,
	bool (*see)(void *context, const struct stored_run *), void *context, struct failure *why)
{
	struct stored_run stored = { .name = NULL };
	bool go_on = true, good = true;
	int result = SQLITE_DONE;

	while (go_on && good && (result = sqlite3_step(rows)) == SQLITE_ROW) {
		good = store_columns_read(rows, &stored) || damaged(store, why);
		go_on = good && see(context, &stored);
		stored_run_clear(&stored);
	}
	if (result != SQLITE_ROW && result != SQLITE_DONE)
		return store_fail(store, "reading the history", why);
	return good;
}

bool
store_list(struct store *store, const struct store_filter *filter,
	bool (*see)(void *context, const struct stored_run *), void *context, struct failure *why)
{
	struct bytes sql = { .data = NULL };
	sqlite3_stmt *rows;
	bool good;

	store_columns_select(&sql);
	store_query_where(&sql, filter, "true");
	bytes_text(&sql, " ORDER BY id DESC LIMIT :limit OFFSET :offset");
	rows = store_prepare(store, sql.data, why);
	bytes_free(&sql);
	if (rows == NULL)
		return false;
	store_query_bind(rows, filter);
	good = show_rows(store, rows, see, context, why);
	sqlite3_finalize(rows);
	return good;
}
