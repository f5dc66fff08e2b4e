/* SPDX-License-Identifier: MIT */
/* test_store_schema.c: a history of an older version is migrated, one of a newer version left
 * alone. */
#include "base/length.h"
#include "support/store_world.h"
#include "support/suite.h"

#define RELEASED 6

/* The version of a new file, the next one, and room for it. */
#define NEWEST ((int)store_schema_version())
#define NEXT ((size_t)NEWEST + 1)
#define VERSIONS 100

/* The columns that a file of an older version lacks, by the version that added them. */
static const struct {
	int version;
	const char *column;
	const char *table; /* NULL: run */
} later[] = { { 2, "oom_kills", NULL }, { 2, "oom_limit_bytes", NULL },
	{ 3, "single_parts_known", NULL }, { 3, "single_anon_bytes", NULL },
	{ 3, "single_shared_bytes", NULL }, { 3, "single_file_bytes", NULL },
	{ 3, "single_swap_bytes", NULL }, { 3, "tree_parts_known", NULL },
	{ 3, "tree_anon_bytes", NULL }, { 3, "tree_shared_bytes", NULL },
	{ 3, "tree_file_bytes", NULL }, { 3, "tree_swap_bytes", NULL }, { 3, "tmpfs_bytes", NULL },
	{ 3, "tmpfs_counted", NULL }, { 3, "tmpfs_folder", NULL }, { 4, "exits_told", NULL },
	{ 4, "exits_lost", NULL }, { 4, "exact", "member" }, { 5, "hugetlb_known", NULL },
	{ 5, "hugetlb_peak_bytes", NULL }, { 5, "hugetlb_shared", NULL },
	{ 5, "single_hugetlb_bytes", NULL }, { 5, "tree_hugetlb_bytes", NULL },
	{ 5, "tmpfs_in_peak_bytes", NULL }, { 6, "all_seen", NULL } };

/* A step more than the program knows: those before it are behind every file here. */
static bool
make_one_more(struct store *store, const char *sql, struct failure *why)
{
	struct store_migration list[VERSIONS] = { { .sql = NULL } };

	list[NEWEST].sql = sql;
	return store_migrate(store, list, NEXT, why);
}

static const char one_more[] = "ALTER TABLE run ADD COLUMN color TEXT NOT NULL DEFAULT 'grey';"
			       "CREATE TABLE once (x); INSERT INTO once VALUES (1);";
static const char broken_step[] = "ALTER TABLE run ADD COLUMN color TEXT; CREATE TABLE run (x);";

static void
a_new_history_has_the_newest_version(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);

	assert_int_equal(world_integer(store, "PRAGMA user_version"), NEWEST);
	assert_int_equal(world_integer(store, "PRAGMA foreign_keys"), 1);
	assert_int_equal(world_integer(store, "PRAGMA auto_vacuum"), 2);
	assert_int_equal(world_integer(store, "PRAGMA trusted_schema"), 0);
	assert_int_equal(
		world_integer(store, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
	store_close(store);
}

static void
put_version_zero(struct store_world *w)
{
	sqlite3 *db;

	world_put_file(w, "", 0);
	assert_int_equal(sqlite3_open(w->file, &db), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(db, "CREATE TABLE t (x); DROP TABLE t", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void
a_file_of_version_zero_is_brought_up_by_writer_and_reader(void **state)
{
	static const enum store_mode modes[] = { STORE_WRITE, STORE_READ };
	struct store_world *w = *state;

	for (size_t i = 0; i < 2; i++) {
		struct store *store;

		put_version_zero(w);
		store = world_open(w, modes[i]);
		world_check_list(store, (struct store_filter){ .limit = 0 }, "");
		store_close(store);
		store = world_open(w, STORE_WRITE);
		assert_int_equal(world_integer(store, "PRAGMA user_version"), NEWEST);
		assert_int_equal(world_record(store, "a", NULL, MIB), 1);
		store_close(store);
	}
}

static void
an_older_history_keeps_its_runs_through_a_step(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct stored_run stored;

	world_record(store, "a", "kept", 5 * MIB);
	assert_true(make_one_more(store, one_more, &w->why));
	assert_true(make_one_more(store, one_more, &w->why));
	assert_int_equal(world_integer(store, "PRAGMA user_version"), NEWEST + 1);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM run WHERE color = 'grey'"), 1);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM once"), 1);
	assert_true(store_load(store, 1, &stored, &w->why));
	assert_int_equal(stored.run.tree.bytes, 5 * MIB);
	stored_run_clear(&stored);
	store_close(store);
}

static void
drop_column(struct store *store, const char *table, const char *column)
{
	char sql[100];

	snprintf(sql, sizeof sql, "ALTER TABLE %s DROP COLUMN %s", table, column);
	world_sql(store, sql);
}

static void
make_older(struct store *store, int version)
{
	char sql[100];

	for (size_t i = 0; i < LENGTH(later); i++)
		if (later[i].version > version)
			drop_column(store, later[i].table != NULL ? later[i].table : "run",
				later[i].column);
	if (version < 8)
		world_sql(store, "DROP TABLE phase; DROP TABLE mark");
	for (size_t i = 0; i < run_field_count; i++)
		if (run_fields[i].since > RELEASED && run_fields[i].since > version)
			drop_column(store, "run", run_fields[i].name);
	if (version < 7)
		world_sql(store, "DROP TABLE line");
	snprintf(sql, sizeof sql, "PRAGMA user_version = %d", version);
	world_sql(store, sql);
}

static bool
is_later(const struct run_field *f)
{
	for (size_t i = 0; i < LENGTH(later); i++)
		if (strcmp(later[i].column, f->name) == 0)
			return later[i].version == f->since;
	return f->since <= 1;
}

static void
a_released_column_keeps_its_version(void **state)
{
	size_t released = 0;

	(void)state;
	for (size_t i = 0; i < run_field_count; i++) {
		if (run_fields[i].since == 0 || run_fields[i].since > RELEASED)
			continue;
		released++;
		if (!is_later(&run_fields[i]))
			fail_msg("%s: version %d", run_fields[i].name, run_fields[i].since);
	}
	assert_int_equal(released, 77);
}

/* Scripts are found by the arguments, which every version has. */
static void
check_scripts(struct store *store, size_t runs)
{
	const struct store_filter filter = { .rank_by = RANK_SCRIPT };
	struct store_ranks ranks;
	struct failure why;

	assert_true(store_rank(store, &filter, &ranks, &why));
	assert_int_equal(ranks.count, 1);
	assert_string_equal(ranks.rows[0].name, "train.py");
	assert_int_equal(ranks.rows[0].runs, runs);
	store_ranks_clear(&ranks);
}

static void
a_history_of_each_older_version_keeps_its_runs(void **state)
{
	struct store_world *w = *state;

	for (int version = 1; version < NEWEST; version++) {
		struct store *store = world_open(w, STORE_WRITE);
		struct stored_run stored;
		uint64_t number = world_record(store, "a", "kept", 5 * MIB);

		make_older(store, version);
		store_close(store);
		store = world_open(w, STORE_WRITE);
		assert_int_equal(world_integer(store, "PRAGMA user_version"), NEWEST);
		assert_true(store_load(store, number, &stored, &w->why));
		assert_int_equal(stored.run.tree.bytes, 5 * MIB);
		assert_int_equal(stored.run.oom_kills, 0);
		assert_false(stored.run.all_seen);
		stored_run_clear(&stored);
		check_scripts(store, (size_t)version);
		store_close(store);
	}
}

static void
a_newer_history_is_refused_and_left_alone(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	char text[100];

	assert_true(make_one_more(store, one_more, &w->why));
	assert_null(world_try(w, STORE_WRITE));
	snprintf(text, sizeof text, "newer peaktop (version %zu; this one knows %d)", NEXT, NEWEST);
	assert_non_null(strstr(w->why.doing, text));
	assert_null(world_try(w, STORE_READ));
	assert_non_null(strstr(w->why.doing, "newer peaktop"));
	assert_int_equal(world_integer(store, "PRAGMA user_version"), NEWEST + 1);
	world_sql(store, "PRAGMA user_version = -1");
	assert_null(world_try(w, STORE_READ));
	store_close(store);
}

static void
a_step_that_fails_leaves_nothing_behind(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);

	assert_false(make_one_more(store, broken_step, &w->why));
	assert_non_null(strstr(w->why.doing, "already exists"));
	assert_int_equal(world_integer(store, "PRAGMA user_version"), NEWEST);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM pragma_table_info('run')"
					      " WHERE name = 'color'"),
		0);
	assert_int_equal(world_record(store, "a", NULL, MIB), 1);
	store_close(store);
}

enum { PROCESSES = 8 };

/* In a child: reports that the history is open, and migrates it when the other pipe is closed. */
static int
make_step(struct store_world *w, int opened, int start)
{
	struct store *store = world_try(w, STORE_WRITE);
	char byte = '!';

	if (store == NULL || write(opened, &byte, 1) != 1 || read(start, &byte, 1) != 0)
		return 1;
	return make_one_more(store, one_more, &w->why) ? 0 : 2;
}

static void
a_step_is_made_once_among_many_processes(void **state)
{
	struct store_world *w = *state;
	struct store raw = { .path = w->file };
	pid_t children[PROCESSES];
	int opened[2], start[2];
	char byte;

	assert_int_equal(pipe(opened), 0);
	assert_int_equal(pipe(start), 0);
	for (int i = 0; i < PROCESSES; i++) {
		children[i] = child_fork();
		assert_true(children[i] >= 0);
		if (children[i] > 0)
			continue;
		close(start[1]);
		close(opened[0]);
		_exit(make_step(w, opened[1], start[0]));
	}
	close(opened[1]);
	for (int i = 0; i < PROCESSES; i++)
		assert_int_equal(read(opened[0], &byte, 1), 1);
	close(opened[0]);
	close(start[0]);
	close(start[1]);
	for (int i = 0; i < PROCESSES; i++)
		assert_int_equal(world_wait(children[i]), 0);
	assert_int_equal(sqlite3_open(w->file, &raw.db), SQLITE_OK);
	assert_int_equal(world_integer(&raw, "SELECT count(*) FROM once"), 1);
	assert_int_equal(world_integer(&raw, "PRAGMA user_version"), NEWEST + 1);
	sqlite3_close(raw.db);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		store_test(a_new_history_has_the_newest_version),
		store_test(a_file_of_version_zero_is_brought_up_by_writer_and_reader),
		store_test(an_older_history_keeps_its_runs_through_a_step),
		store_test(a_released_column_keeps_its_version),
		store_test(a_history_of_each_older_version_keeps_its_runs),
		store_test(a_newer_history_is_refused_and_left_alone),
		store_test(a_step_that_fails_leaves_nothing_behind),
		store_test(a_step_is_made_once_among_many_processes),
	};

	return cmocka_run_group_tests_name("store schema", tests, NULL, NULL);
}
