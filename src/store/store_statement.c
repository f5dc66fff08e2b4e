/* SPDX-License-Identifier: MIT */
/* store_statement.c: statements, transactions, and SQLite's errors. */
#include "store/store_private.h"

#include <stdlib.h>
#include <string.h>

/* Fixed text, or text derived from the table of columns. */
static const struct {
	const char *sql;
	void (*make)(struct bytes *);
} statements[STATEMENTS] = {
	[STATEMENT_BEGIN] = { .sql = "BEGIN IMMEDIATE" },
	[STATEMENT_COMMIT] = { .sql = "COMMIT" },
	[STATEMENT_SETTLE] = { .sql = "UPDATE run SET reason = 'lost' WHERE reason = 'running'"
				      " AND NOT writer_lives(writer_pid, writer_ticks, boot_id, "
				      "host)" },
	[STATEMENT_INSERT_RUN] = { .make = store_columns_insert },
	[STATEMENT_UPDATE_RUN] = { .make = store_columns_update },
	[STATEMENT_CLEAR_MEMBERS] = { .sql = "DELETE FROM member WHERE run = ?1 AND list = ?2" },
	[STATEMENT_PUT_MEMBER] = { .sql = "INSERT INTO member VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
					  "?7)" },
	[STATEMENT_CLEAR_LINES] = { .sql = "DELETE FROM line WHERE run = ?1 AND list = ?2" },
	[STATEMENT_PUT_LINE] = { .sql = "INSERT INTO line VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
					"?8, ?9)" },
	[STATEMENT_CLEAR_POINTS] = { .sql = "DELETE FROM series WHERE run = ?1" },
	[STATEMENT_PUT_POINTS] = { .sql = "REPLACE INTO series VALUES (?1, ?2, ?3)" },
};

/* SQLite's words, or the system's where SQLite only says "disk I/O error". */
static const char *
error_text(sqlite3 *db)
{
	bool by_system = (sqlite3_errcode(db) & 0xff) == SQLITE_IOERR;
	int error = by_system ? sqlite3_system_errno(db) : 0;

	return error != 0 ? strerror(error) : sqlite3_errmsg(db);
}

bool
store_fail(struct store *store, const char *doing, struct failure *why)
{
	if (store->setup.busy != NULL)
		*store->setup.busy = (sqlite3_errcode(store->db) & 0xff) == SQLITE_BUSY;
	return failure_set(why, 0, "%s: %s (%s)", doing, error_text(store->db), store->path);
}

static sqlite3_stmt *
prepare(struct store *store, const char *sql, unsigned flags, struct failure *why)
{
	sqlite3_stmt *made = NULL;

	if (sqlite3_prepare_v3(store->db, sql, -1, flags, &made, NULL) != SQLITE_OK)
		store_fail(store, "reading the history", why);
	return made;
}

sqlite3_stmt *
store_prepare(struct store *store, const char *sql, struct failure *why)
{
	return prepare(store, sql, 0, why);
}

static sqlite3_stmt *
make_statement(struct store *store, enum store_statement which, struct failure *why)
{
	struct bytes sql = { .data = NULL };
	sqlite3_stmt *made;

	if (statements[which].make != NULL)
		statements[which].make(&sql);
	else
		bytes_text(&sql, statements[which].sql);
	made = prepare(store, sql.data, SQLITE_PREPARE_PERSISTENT, why);
	bytes_free(&sql);
	return made;
}

sqlite3_stmt *
store_statement(struct store *store, enum store_statement which, struct failure *why)
{
	sqlite3_stmt **kept = &store->statements[which];

	if (*kept == NULL)
		*kept = make_statement(store, which, why);
	return *kept;
}

void
store_drop_statements(struct store *store)
{
	for (size_t i = 0; i < STATEMENTS; i++) {
		sqlite3_finalize(store->statements[i]);
		store->statements[i] = NULL;
	}
}

/* Bound values are borrowed, and must not outlive the call. */
bool
store_done(struct store *store, sqlite3_stmt *statement, const char *doing, struct failure *why)
{
	int result = sqlite3_step(statement);
	bool good = result == SQLITE_DONE || result == SQLITE_ROW || store_fail(store, doing, why);

	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return good;
}

bool
store_clear_list(struct store *store, enum store_statement which, int64_t number, int list,
	const char *doing, struct failure *why)
{
	sqlite3_stmt *clear = store_statement(store, which, why);

	if (clear == NULL)
		return false;
	sqlite3_bind_int64(clear, 1, number);
	sqlite3_bind_int(clear, 2, list);
	return store_done(store, clear, doing, why);
}

bool
store_execute(struct store *store, const char *sql, const char *doing, struct failure *why)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return store_fail(store, doing, why);
	return true;
}

bool
store_integer(struct store *store, const char *sql, int64_t *value, struct failure *why)
{
	sqlite3_stmt *statement = store_prepare(store, sql, why);
	int result;

	if (statement == NULL)
		return false;
	result = sqlite3_step(statement);
	*value = result == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
	if (result != SQLITE_ROW && result != SQLITE_DONE)
		store_fail(store, "reading the history", why);
	sqlite3_finalize(statement);
	return result == SQLITE_ROW || result == SQLITE_DONE;
}

static bool
run_kept(struct store *store, enum store_statement which, struct failure *why)
{
	sqlite3_stmt *statement = store_statement(store, which, why);

	return statement != NULL && store_done(store, statement, "writing to the history", why);
}

/* SQLite itself ends a transaction after some failures, such as a full disk. */
bool
store_within(struct store *store, bool (*body)(struct store *, void *, struct failure *),
	void *context, struct failure *why)
{
	if (!run_kept(store, STATEMENT_BEGIN, why))
		return false;
	if (body(store, context, why) && run_kept(store, STATEMENT_COMMIT, why))
		return true;
	if (!sqlite3_get_autocommit(store->db))
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

int64_t
store_signed(uint64_t number)
{
	return number > INT64_MAX ? INT64_MAX : (int64_t)number;
}

uint64_t
store_unsigned(int64_t number)
{
	return number < 0 ? 0 : (uint64_t)number;
}
