/* SPDX-License-Identifier: MIT */
/* store_private.h: shared by the files of store/; otherwise only tests include it. */
#ifndef PEAKTOP_STORE_STORE_PRIVATE_H
#define PEAKTOP_STORE_STORE_PRIVATE_H

#include "base/bytes.h"
#include "model/run/run_field.h"
#include "store/sqlite.h"
#include "store/store.h"

/* Statements that are kept prepared: a run is written every two seconds. */
enum store_statement {
	STATEMENT_BEGIN,
	STATEMENT_COMMIT,
	STATEMENT_SETTLE,
	STATEMENT_INSERT_RUN,
	STATEMENT_UPDATE_RUN,
	STATEMENT_CLEAR_MEMBERS,
	STATEMENT_PUT_MEMBER,
	STATEMENT_CLEAR_LINES,
	STATEMENT_PUT_LINE,
	STATEMENT_CLEAR_POINTS,
	STATEMENT_PUT_POINTS,
	STATEMENTS,
};

struct store {
	sqlite3 *db;
	char *path;
	struct store_setup setup;
	sqlite3_stmt *statements[STATEMENTS];
};

/* --- store_folder.c --- */

/* Creates and checks the folder and the file; *path is the file's, with links resolved, to be
 * freed by the caller. With STORE_READ, *path NULL and true: no history. */
bool store_folder_prepare(const char *folder, enum store_mode, char **path, struct failure *why);

/* Whether the folder may be trusted. */
bool store_folder_is_ours(const char *folder, struct failure *why);

/* Whether the file is on a network file system, where SQLite's shared memory does not work. */
bool store_folder_is_remote(const char *path);

/* Whether nothing can be created beside the file, and it holds all there is to read. */
bool store_folder_is_frozen(const char *path);

/* --- store_schema.c --- */

/* Migrates a database from version i to i + 1. */
struct store_migration {
	const char *sql;                   /* NULL: none */
	bool columns;                      /* and adds the columns that are new in that version */
	void (*tables)(struct bytes *sql); /* and makes what this says; NULL: nothing */
};

/* The version of a history that this program writes. */
size_t store_schema_version(void);

/* Migrates the database; each step is one transaction, made once among many processes. */
bool store_migrate(
	struct store *, const struct store_migration *, size_t count, struct failure *why);
bool store_schema_bring(struct store *, struct failure *why);

/* --- store_statement.c --- */

/* "doing: SQLite's message (path)". Returns false. */
bool store_fail(struct store *, const char *doing, struct failure *why);

/* The statement, reset; NULL if it cannot be prepared. */
sqlite3_stmt *store_statement(struct store *, enum store_statement, struct failure *why);
sqlite3_stmt *store_prepare(struct store *, const char *sql, struct failure *why);
void store_drop_statements(struct store *);

/* Runs a statement that returns no row, and resets it. */
bool store_done(struct store *, sqlite3_stmt *, const char *doing, struct failure *why);
/* Runs one that removes a list (its number within the run) of run `number`. */
bool store_clear_list(struct store *, enum store_statement, int64_t number, int list,
	const char *doing, struct failure *why);
bool store_execute(struct store *, const char *sql, const char *doing, struct failure *why);

/* The integer in the first row of a statement without parameters; 0: no row. */
bool store_integer(struct store *, const char *sql, int64_t *value, struct failure *why);

/* Runs `body` in one write transaction: all of it is committed, or nothing. */
bool store_within(struct store *, bool (*body)(struct store *, void *context, struct failure *why),
	void *context, struct failure *why);

/* SQLite's integers are signed: larger values are clamped to the maximum; and the reverse. */
int64_t store_signed(uint64_t);
uint64_t store_unsigned(int64_t);

/* --- store_columns.c --- */

struct store_value {
	enum { STORE_NULL, STORE_NUMBER, STORE_TEXT } kind;
	int64_t number;
	const char *text; /* borrowed */
};

/* The next field of a run that is a column; NULL: the first; and at the end. */
const struct run_field *store_column_after(const struct run_field *);

/* The value of a field of a run, or of another object with such fields. Set values are copied;
 * false: not a valid value. */
struct store_value store_column_get(const void *object, const struct run_field *);
bool store_column_set(void *object, const struct run_field *, const struct store_value *);

/* --- store_columns_sql.c --- */

/* SQL with lists of the columns. */
void store_columns_insert(struct bytes *sql); /* "INSERT INTO run (...) VALUES (...)" */
void store_columns_update(struct bytes *sql); /* "UPDATE run SET ... WHERE id = ?" */
void store_columns_select(struct bytes *sql); /* "SELECT ... FROM run", with a trailing space */

/* Binds the members that the statement names, and reads a row of the select. */
void store_columns_bind(sqlite3_stmt *, const struct run *);
void store_bind_text(sqlite3_stmt *, const char *parameter, const char *text);
void store_bind_number(sqlite3_stmt *, const char *parameter, uint64_t number);
bool store_columns_read(sqlite3_stmt *, struct stored_run *);

/* Words, each followed by a NUL byte, as argv: one allocation, to be freed by the caller. */
char **store_argv_of(const char *arguments, size_t size);

/* The reason as it is now: lost, for a running one whose writer is gone. */
#define STORE_REASON_NOW                                                 \
	"CASE WHEN reason = 'running'"                                   \
	" AND NOT writer_lives(writer_pid, writer_ticks, boot_id, host)" \
	" THEN 'lost' ELSE reason END"

/* --- store_members.c --- */

enum store_list_of {
	STORE_TREE_MEMBERS,
	STORE_TOP_MEMBERS,
	STORE_VICTIMS,
	STORE_LEFT,
	STORE_MEMBER_LISTS
};

/* One of these lists in a run; its name in the spool; its next free element, NULL: full. */
const struct run_member *store_list_members(const struct run *, int which, size_t *count);
const char *store_list_name(int which);
struct run_member *store_list_add(struct run *, int which);

/* The members that are in the file already. */
struct store_members {
	struct run_member members[STORE_MEMBER_LISTS][RUN_MEMBERS_MAX];
	size_t counts[STORE_MEMBER_LISTS];
};

/* Writes the lists that differ from `kept`, and updates `kept`. */
bool store_members_write(struct store *, uint64_t number, const struct run *,
	struct store_members *kept, struct failure *why);
/* Removes them. */
bool store_members_clear(struct store *, uint64_t number, struct failure *why);
bool store_members_read(struct store *, uint64_t number, struct run *, struct failure *why);

/* --- store_phases.c --- */

/* A list of the phases of a run: its name in the file and in the spool; the fields of an item, of
 * which the first is a text that begins it; where it is in struct run_phases. */
struct store_phase_list {
	const char *name;
	const struct run_field *fields;
	size_t field_count, item_bytes, items_at, count_at, max;
};
enum { STORE_PHASE_LISTS = 2 };
extern const struct store_phase_list store_phase_lists[STORE_PHASE_LISTS];

size_t store_phase_count(const struct run_phases *, const struct store_phase_list *);
const void *store_phase_item(const struct run_phases *, const struct store_phase_list *, size_t);
void *store_phase_add(struct run_phases *, const struct store_phase_list *); /* NULL: full */

/* SQL that creates their tables. */
void store_phases_tables(struct bytes *sql);

/* Writes them if they differ from `kept`, and updates `kept`. */
bool store_phases_write(struct store *, uint64_t number, const struct run_phases *,
	struct run_phases *kept, struct failure *why);
/* Removes them. */
bool store_phases_clear(struct store *, uint64_t number, struct failure *why);

/* Appends a name, without its arguments if these are not kept. */
void store_put_name(struct store *, const char *name, struct buffer *);

/* --- store_lines.c --- */

/* Growth by line: the lines, the functions with what they call, the place of the peak, the places
 * in the course of the run. */
enum store_lines_list {
	STORE_LINES,
	STORE_FUNCTIONS,
	STORE_PEAK_LINE,
	STORE_PLACES,
	STORE_LINE_LISTS
};

/* One of these lists in a run; its name in the spool; its next free element, NULL: full. The lists
 * of a stored run are its own. */
const struct code_line *store_lines_list(const struct run *, int which, size_t *count);
const char *store_lines_name(int which);
struct code_line *store_lines_add(struct run *, int which);

/* Writes what differs from `kept`, and updates it. Nothing is kept without arguments: the script
 * is one. */
bool store_lines_write(struct store *, uint64_t number, const struct run *, struct code_lists *kept,
	struct failure *why);
/* Removes them. */
bool store_lines_clear(struct store *, uint64_t number, struct failure *why);
bool store_lines_read(struct store *, uint64_t number, struct run *, struct failure *why);

/* --- store_points.c --- */

#define STORE_CHUNK_POINTS 64u /* points in a row, which a change rewrites */
#define STORE_CHUNK_BYTES_MAX (STORE_CHUNK_POINTS * 20u)

/* The part of a series that is in the file already. */
struct store_points {
	size_t count, doublings;
	struct series_point newest;
};

/* Encodes points as bytes, and decodes them: false for invalid bytes. */
size_t store_points_encode(const struct series_point *, size_t count, uint8_t *out);
bool store_points_decode(const uint8_t *, size_t size, struct series_point *, size_t count);

/* Writes the points that are missing, and updates `kept`. */
bool store_points_write(struct store *, uint64_t number, const struct series *,
	struct store_points *kept, struct failure *why);
/* Removes them. */
bool store_points_clear(struct store *, uint64_t number, struct failure *why);
bool store_points_read(struct store *, uint64_t number, struct series *, struct failure *why);

/* --- store_write.c --- */

/* Marks runs whose writer is gone as lost. Within a transaction. */
bool store_settle(struct store *, struct failure *why);

/* A run that ended, begun and finished. Within a transaction. */
bool store_write_whole(struct store *, const struct stored_run *, struct failure *why);

/* The end of a run that was begun, replacing all that is known about it. Within a transaction. */
bool store_write_end(
	struct store *, uint64_t number, const struct stored_run *, struct failure *why);

/* Appends the name of a run, or only its program if the arguments are not kept. */
void store_put_argv(const struct run *, bool program_only, struct bytes *arguments);
const char *store_name_of(const struct run *, const char *name, bool program_only);

/* --- spool/spool_record.c --- */

/* A run as lines of text, preceded by its length. */
void store_spool_put(const struct stored_run *, struct bytes *out);

/* Parses the record at `bytes`: returns its length, or 0 if it is invalid. Clear `run` in any
 * case. */
size_t store_spool_take(const char *bytes, size_t count, struct stored_run *run);

/* --- spool/spool.c --- */

/* Whether runs wait beside the file of the history. */
bool store_spool_waits(const char *path);

/* Takes them in. What cannot be taken in now stays; damaged records are set aside. */
void store_spool_drain(struct store *);

/* --- store_query.c --- */

/* Appends "WHERE ..." for a filter, after `always`, and binds it. */
void store_query_where(struct bytes *sql, const struct store_filter *, const char *always);
void store_query_bind(sqlite3_stmt *, const struct store_filter *);

/* Our functions that queries use: writer_lives, mentions. */
bool store_query_register(struct store *, struct failure *why);

#endif
