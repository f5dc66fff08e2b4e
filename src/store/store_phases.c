/* SPDX-License-Identifier: MIT */
/* store_phases.c: the phases of a run, and the marks that began them: two lists, each of which is a
 * table in the history and lines in the spool. */
#include "store/store_private.h"

#include <string.h>

#include "base/length.h"

#define FIELD(type, column, member, what)                                              \
	{                                                                              \
		.name = column, .kind = what, .offset = offsetof(struct type, member), \
		.size = sizeof(((struct type *)NULL)->member)                          \
	}

/* The names are columns and, in the spool, follow the name of the list. A name of its own comes
 * first in each: in the spool it begins an item. */
static const struct run_field phase_fields[] = {
	FIELD(run_phase, "name", name, RUN_TEXT),
	FIELD(run_phase, "count", count, RUN_COUNT),
	FIELD(run_phase, "first_ns", first_ns, RUN_TIME),
	FIELD(run_phase, "wall_ns", wall_ns, RUN_TIME),
	FIELD(run_phase, "samples", samples, RUN_COUNT),
	FIELD(run_phase, "tree_bytes", tree.bytes, RUN_BYTES),
	FIELD(run_phase, "tree_at_ns", tree.at_ns, RUN_TIME),
	FIELD(run_phase, "tree_is", tree.is, RUN_CONFIDENCE),
	FIELD(run_phase, "single_bytes", single.bytes, RUN_BYTES),
	FIELD(run_phase, "single_at_ns", single.at_ns, RUN_TIME),
	FIELD(run_phase, "single_is", single.is, RUN_CONFIDENCE),
	FIELD(run_phase, "growth_known", growth_known, RUN_FLAG),
	FIELD(run_phase, "growth_bytes", growth_bytes, RUN_SIGNED),
	FIELD(run_phase, "faults_known", faults_known, RUN_FLAG),
	FIELD(run_phase, "minor_faults", minor_faults, RUN_COUNT),
	FIELD(run_phase, "major_faults", major_faults, RUN_COUNT),
};

static const struct run_field mark_fields[] = {
	FIELD(run_mark, "name", name, RUN_TEXT),
	FIELD(run_mark, "at_ns", at_ns, RUN_TIME),
};

const struct store_phase_list store_phase_lists[STORE_PHASE_LISTS] = {
	{ "phase", phase_fields, LENGTH(phase_fields), sizeof(struct run_phase),
		offsetof(struct run_phases, items), offsetof(struct run_phases, count),
		RUN_PHASES_MAX },
	{ "mark", mark_fields, LENGTH(mark_fields), sizeof(struct run_mark),
		offsetof(struct run_phases, marks), offsetof(struct run_phases, mark_count),
		RUN_MARKS_MAX },
};

size_t
store_phase_count(const struct run_phases *phases, const struct store_phase_list *list)
{
	size_t count;

	memcpy(&count, (const char *)phases + list->count_at, sizeof count);
	return count;
}

const void *
store_phase_item(const struct run_phases *phases, const struct store_phase_list *list, size_t i)
{
	return (const char *)phases + list->items_at + i * list->item_bytes;
}

void *
store_phase_add(struct run_phases *phases, const struct store_phase_list *list)
{
	size_t count = store_phase_count(phases, list);
	char *at = (char *)phases;

	if (count == list->max)
		return NULL;
	at += list->items_at + count * list->item_bytes;
	count++;
	memcpy((char *)phases + list->count_at, &count, sizeof count);
	return at;
}

/* --- SQL --- */

static const char *
type_of(const struct run_field *f)
{
	return f->kind == RUN_TEXT || f->kind == RUN_CONFIDENCE ? "TEXT" : "INTEGER";
}

void
store_phases_tables(struct bytes *sql)
{
	for (size_t which = 0; which < STORE_PHASE_LISTS; which++) {
		const struct store_phase_list *list = &store_phase_lists[which];

		bytes_print(sql,
			"CREATE TABLE %s (run INTEGER NOT NULL REFERENCES run (id) ON DELETE "
			"CASCADE, place INTEGER NOT NULL",
			list->name);
		for (size_t i = 0; i < list->field_count; i++)
			bytes_print(sql, ", %s %s NOT NULL", list->fields[i].name,
				type_of(&list->fields[i]));
		bytes_text(sql, ", PRIMARY KEY (run, place)) WITHOUT ROWID;");
	}
}

static void
put_insert(const struct store_phase_list *list, struct bytes *sql)
{
	bytes_print(sql, "INSERT INTO %s VALUES (?, ?", list->name);
	for (size_t i = 0; i < list->field_count; i++)
		bytes_text(sql, ", ?");
	bytes_text(sql, ")");
}

static void
put_select(const struct store_phase_list *list, struct bytes *sql)
{
	bytes_text(sql, "SELECT ");
	for (size_t i = 0; i < list->field_count; i++)
		bytes_print(sql, "%s%s", i > 0 ? ", " : "", list->fields[i].name);
	bytes_print(sql, " FROM %s WHERE run = ?1 ORDER BY place", list->name);
}

static sqlite3_stmt *
made(struct store *store, const struct store_phase_list *list,
	void (*put)(const struct store_phase_list *, struct bytes *), struct failure *why)
{
	struct bytes sql = { .data = NULL };
	sqlite3_stmt *statement;

	put(list, &sql);
	statement = store_prepare(store, sql.data, why);
	bytes_free(&sql);
	return statement;
}

/* --- writing --- */

static void
put_delete(const struct store_phase_list *list, struct bytes *sql)
{
	bytes_print(sql, "DELETE FROM %s WHERE run = ?1", list->name);
}

static bool
clear_list(struct store *store, uint64_t number, const struct store_phase_list *list,
	struct failure *why)
{
	sqlite3_stmt *clear = made(store, list, put_delete, why);
	bool good;

	if (clear == NULL)
		return false;
	sqlite3_bind_int64(clear, 1, store_signed(number));
	good = store_done(store, clear, "writing the phases of a run", why);
	sqlite3_finalize(clear);
	return good;
}

bool
store_phases_clear(struct store *store, uint64_t number, struct failure *why)
{
	for (size_t which = 0; which < STORE_PHASE_LISTS; which++)
		if (!clear_list(store, number, &store_phase_lists[which], why))
			return false;
	return true;
}

static void
bind_item(sqlite3_stmt *put, const struct store_phase_list *list, const void *item)
{
	for (size_t i = 0; i < list->field_count; i++) {
		struct store_value value = store_column_get(item, &list->fields[i]);
		int at = (int)i + 3;

		if (value.kind == STORE_NUMBER)
			sqlite3_bind_int64(put, at, value.number);
		else
			sqlite3_bind_text(put, at, value.text, -1, SQLITE_TRANSIENT);
	}
}

static bool
write_list(struct store *store, uint64_t number, const struct store_phase_list *list,
	const struct run_phases *phases, struct failure *why)
{
	sqlite3_stmt *put = made(store, list, put_insert, why);
	bool good = put != NULL;

	for (size_t i = 0; good && i < store_phase_count(phases, list); i++) {
		sqlite3_bind_int64(put, 1, store_signed(number));
		sqlite3_bind_int64(put, 2, (sqlite3_int64)i);
		bind_item(put, list, store_phase_item(phases, list, i));
		good = store_done(store, put, "writing the phases of a run", why);
	}
	sqlite3_finalize(put);
	return good;
}

bool
store_phases_write(struct store *store, uint64_t number, const struct run_phases *phases,
	struct run_phases *kept, struct failure *why)
{
	if (memcmp(phases, kept, sizeof *kept) == 0)
		return true;
	if (!store_phases_clear(store, number, why))
		return false;
	for (size_t which = 0; which < STORE_PHASE_LISTS; which++)
		if (!write_list(store, number, &store_phase_lists[which], phases, why))
			return false;
	*kept = *phases;
	return true;
}

/* --- reading --- */

static struct store_value
value_of(sqlite3_stmt *row, int at)
{
	if (sqlite3_column_type(row, at) == SQLITE_INTEGER)
		return (struct store_value){ .kind = STORE_NUMBER,
			.number = sqlite3_column_int64(row, at) };
	return (struct store_value){ .kind = STORE_TEXT,
		.text = (const char *)sqlite3_column_text(row, at) };
}

/* A value of another kind than the column's counts as none. */
static void
take_row(sqlite3_stmt *row, const struct store_phase_list *list, struct run_phases *phases)
{
	void *item = store_phase_add(phases, list);

	for (size_t i = 0; item != NULL && i < list->field_count; i++) {
		struct store_value value = value_of(row, (int)i);

		if ((value.kind == STORE_NUMBER) == run_field_is_number(&list->fields[i]) &&
			(value.kind == STORE_NUMBER || value.text != NULL))
			store_column_set(item, &list->fields[i], &value);
	}
}

static bool
read_list(struct store *store, uint64_t number, const struct store_phase_list *list,
	struct run_phases *phases, struct failure *why)
{
	sqlite3_stmt *rows = made(store, list, put_select, why);
	int result;

	if (rows == NULL)
		return false;
	sqlite3_bind_int64(rows, 1, store_signed(number));
	while ((result = sqlite3_step(rows)) == SQLITE_ROW)
		take_row(rows, list, phases);
	if (result != SQLITE_DONE)
		store_fail(store, "reading the phases of a run", why);
	sqlite3_finalize(rows);
	return result == SQLITE_DONE;
}

bool
store_load_phases(
	struct store *store, uint64_t number, struct run_phases *phases, struct failure *why)
{
	for (size_t which = 0; which < STORE_PHASE_LISTS; which++)
		if (!read_list(store, number, &store_phase_lists[which], phases, why))
			return false;
	return true;
}
