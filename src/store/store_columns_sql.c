/* SPDX-License-Identifier: MIT */
/* store_columns_sql.c: the columns of a run in SQL: binding them to statements and reading rows. */
#include "store/store_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

/* Columns that are not plain members: bound by the code that writes them, read below. */
enum { AT_ID, AT_NAME, AT_SINGLE_NAME, AT_ONLY, AT_ARGV, AT_PID, AT_TICKS, AT_COLUMNS };
#define BESIDE "id, name, single_name, program_only, argv, writer_pid, writer_ticks"

/* --- statements --- */

void
store_columns_insert(struct bytes *sql)
{
	bytes_text(sql,
		"INSERT INTO run (name, single_name, program_only, argv, writer_pid, writer_ticks");
	for (const struct run_field *f = NULL; (f = store_column_after(f)) != NULL;)
		bytes_print(sql, ", %s", f->name);
	bytes_text(sql,
		") VALUES (:name, :single_name, :program_only, :argv, :writer_pid, :writer_ticks");
	for (const struct run_field *f = NULL; (f = store_column_after(f)) != NULL;)
		bytes_print(sql, ", :%s", f->name);
	bytes_text(sql, ")");
}

void
store_columns_update(struct bytes *sql)
{
	bytes_text(sql,
		"UPDATE run SET single_name = :single_name, series_step_ns = :series_step_ns,"
		" series_count = :series_count, series_doublings = :series_doublings");
	for (const struct run_field *f = NULL; (f = store_column_after(f)) != NULL;)
		if (!f->fixed)
			bytes_print(sql, ", %s = :%s", f->name, f->name);
	bytes_text(sql, " WHERE id = :id");
}

static const char *
selected(const char *name)
{
	return strcmp(name, "reason") == 0 ? STORE_REASON_NOW : name;
}

void
store_columns_select(struct bytes *sql)
{
	bytes_text(sql, "SELECT " BESIDE);
	for (const struct run_field *f = NULL; (f = store_column_after(f)) != NULL;)
		bytes_print(sql, ", %s", selected(f->name));
	bytes_text(sql, " FROM run ");
}

/* --- from a run to a statement --- */

void
store_bind_text(sqlite3_stmt *statement, const char *parameter, const char *text)
{
	int at = sqlite3_bind_parameter_index(statement, parameter);

	if (at > 0)
		sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

void
store_bind_number(sqlite3_stmt *statement, const char *parameter, uint64_t number)
{
	int at = sqlite3_bind_parameter_index(statement, parameter);

	if (at > 0)
		sqlite3_bind_int64(statement, at, store_signed(number));
}

static void
bind_value(sqlite3_stmt *statement, int at, const struct store_value *value)
{
	if (value->kind == STORE_NUMBER)
		sqlite3_bind_int64(statement, at, value->number);
	else
		sqlite3_bind_text(statement, at, value->text, -1, SQLITE_STATIC);
}

void
store_columns_bind(sqlite3_stmt *statement, const struct run *run)
{
	char parameter[64];

	for (const struct run_field *f = NULL; (f = store_column_after(f)) != NULL;) {
		struct buffer text = buffer_over(parameter, sizeof parameter);
		struct store_value value = store_column_get(run, f);
		int at;

		buffer_print(&text, ":%s", f->name);
		at = sqlite3_bind_parameter_index(statement, parameter);
		if (at > 0)
			bind_value(statement, at, &value);
	}
}

/* --- from a row to a run --- */

static const char *
text_of(sqlite3_stmt *row, int at)
{
	const char *text = (const char *)sqlite3_column_text(row, at);

	return text == NULL ? "" : text;
}

static struct store_value
value_of(sqlite3_stmt *row, int at)
{
	int type = sqlite3_column_type(row, at);

	if (type == SQLITE_NULL)
		return (struct store_value){ .kind = STORE_NULL };
	if (type == SQLITE_INTEGER)
		return (struct store_value){ .kind = STORE_NUMBER,
			.number = sqlite3_column_int64(row, at) };
	return (struct store_value){ .kind = STORE_TEXT, .text = text_of(row, at) };
}

/* The arguments follow their pointers in the same allocation. */
char **
store_argv_of(const char *arguments, size_t size)
{
	size_t count = 0;
	char **argv, *copy;

	for (size_t i = 0; i < size; i++)
		count += arguments[i] == '\0' || i + 1 == size;
	argv = grow_new((count + 1) * sizeof *argv + size + 1);
	copy = (char *)(argv + count + 1);
	if (size > 0)
		memcpy(copy, arguments, size);
	for (size_t i = 0; i < count; i++) {
		argv[i] = copy;
		copy += strlen(copy) + 1;
	}
	return argv;
}

bool
store_columns_read(sqlite3_stmt *row, struct stored_run *stored)
{
	struct run *run = &stored->run;
	struct buffer single = buffer_over(run->single.member.name, sizeof run->single.member.name);
	bool good = true;
	int at = AT_COLUMNS;

	run->number = store_unsigned(sqlite3_column_int64(row, AT_ID));
	stored->name = grow_copy(text_of(row, AT_NAME));
	buffer_text(&single, text_of(row, AT_SINGLE_NAME));
	stored->program_only = sqlite3_column_int(row, AT_ONLY) != 0;
	run->argv = store_argv_of(
		sqlite3_column_blob(row, AT_ARGV), (size_t)sqlite3_column_bytes(row, AT_ARGV));
	stored->writer.pid = sqlite3_column_int(row, AT_PID);
	stored->writer.start_ticks = store_unsigned(sqlite3_column_int64(row, AT_TICKS));
	for (const struct run_field *f = NULL; (f = store_column_after(f)) != NULL;) {
		struct store_value value = value_of(row, at++);

		good = store_column_set(run, f, &value) && good;
	}
	stored->writer.boot_id = run->boot_id;
	stored->writer.host = run->host;
	return good;
}
