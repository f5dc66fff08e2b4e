/* SPDX-License-Identifier: MIT */
/* test_store_spool.c: a run from the spool is as if it had been recorded directly. */
#include "support/spool_world.h"

#include <fcntl.h>
#include <sys/file.h>

#include "base/bytes.h"
#include "support/suite.h"

/* --- as if it had been recorded --- */

/* How many of the columns of run 1 differ in run 2. */
static void
check_same_columns(struct store *store)
{
	struct bytes sql = { .data = NULL };
	struct failure why;
	sqlite3_stmt *names = store_prepare(store, "PRAGMA table_info(run)", &why);
	size_t columns = 0;

	assert_non_null(names);
	bytes_text(&sql, "SELECT 0");
	while (sqlite3_step(names) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(names, 1);

		if (strcmp(name, "id") == 0 || strcmp(name, "writer_pid") == 0)
			continue;
		bytes_print(&sql, " + (a.%s IS NOT b.%s)", name, name);
		columns++;
	}
	sqlite3_finalize(names);
	assert_true(columns > 50);
	bytes_text(&sql, " FROM run a, run b WHERE a.id = 1 AND b.id = 2");
	assert_int_equal(world_integer(store, sql.data), 0);
	bytes_free(&sql);
}

static void
check_same_phases(struct store *store)
{
	struct run_phases phases[2] = { { .count = 0 }, { .count = 0 } };
	struct failure why;

	assert_true(store_load_phases(store, 1, &phases[0], &why));
	assert_true(store_load_phases(store, 2, &phases[1], &why));
	assert_int_equal(phases[0].count, 1);
	assert_int_equal(phases[0].mark_count, 2);
	check_phases(&phases[1], &phases[0]);
}

static void
check_same(struct store_world *w, bool program_only)
{
	struct store *store = world_open(w, STORE_WRITE);
	struct run run = odd_run(5);
	struct series *series = short_series();
	uint64_t number;

	store->setup.program_only = program_only;
	assert_true(store_record(store, &run, "train.py --epochs 3", series, &number, &w->why));
	free(series);
	store_close(store);
	assert_true(spool_run(w, &run, program_only));
	store = world_open(w, STORE_READ);
	check_same_columns(store);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM run"), 2);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM member WHERE run = 1"),
		world_integer(store,
			"SELECT count(*) FROM member a JOIN member b USING (list, place, pid,"
			" bytes, name) WHERE a.run = 1 AND b.run = 2"));
	check_same_phases(store);
	assert_int_equal(world_integer(store,
				 "SELECT count(*) FROM series a JOIN series b USING (chunk, points)"
				 " WHERE a.run = 1 AND b.run = 2"),
		1);
	store_close(store);
}

static void
it_comes_as_if_it_had_been_recorded(void **state)
{
	check_same(*state, false);
}

static void
arguments_that_are_not_to_be_kept_are_not_in_the_file_either(void **state)
{
	struct store_world *w = *state;
	char path[300], text[8192];
	size_t count;

	check_same(w, true);
	assert_true(spool_run(w, &(struct run){ .argv = odd_argv(), .started_wall_ns = 7 }, true));
	count = read_file(spool_path(w, path, "spool"), text, sizeof text);
	assert_null(memmem(text, count, "a b", 3));
	assert_null(memmem(text, count, "--epochs", 8));
	assert_non_null(memmem(text, count, "/opt/py/python3", 15));
	assert_int_equal(runs_in(w, STORE_READ), 3);
}

static void
the_user_is_filled_in_where_it_is_missing(void **state)
{
	struct store_world *w = *state;
	struct store_setup setup = { .mode = STORE_WRITE, .patience_ms = 20000, .user = "bob" };
	struct run run = odd_run(5);
	struct store *store;

	make_history(w);
	run.user[0] = '\0';
	assert_true(spool_run(w, &run, false));
	assert_true(spool_at(w, 6));
	store = store_open(w->folder, &setup, &w->why);
	assert_non_null(store);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM run WHERE user = 'bob'"), 1);
	store_close(store);
}

/* --- the file --- */

static void
it_is_private_and_empty_afterwards(void **state)
{
	struct store_world *w = *state;
	char path[300];
	struct stat info;

	make_history(w);
	umask(0);
	assert_true(spool_at(w, 5));
	umask(022);
	assert_int_equal(lstat(spool_path(w, path, "spool"), &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	assert_true(info.st_size > 0 && info.st_size < 2000);
	assert_int_equal(runs_in(w, STORE_READ), 1);
	assert_int_equal(lstat(path, &info), 0);
	assert_int_equal(info.st_size, 0);
	assert_true(spool_at(w, 6));
	assert_int_equal(runs_in(w, STORE_WRITE), 2);
}

static void
without_a_history_of_ours_nothing_is_left(void **state)
{
	struct store_world *w = *state;
	char path[300];

	assert_false(spool_at(w, 5));
	world_put_file(w, "no database", 11);
	assert_false(spool_at(w, 5));
	world_forget(w);
	make_history(w);
	assert_int_equal(symlink(w->file, spool_path(w, path, "spool")), 0);
	assert_false(spool_at(w, 5));
	assert_int_equal(unlink(path), 0);
	write_file(path, "", 0);
	assert_int_equal(chmod(path, 0644), 0);
	assert_false(spool_at(w, 5));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(chmod(w->folder, 0777), 0);
	assert_false(spool_at(w, 5));
	assert_int_equal(chmod(w->folder, 0700), 0);
	assert_true(spool_at(w, 5));
}

static void
it_is_bounded(void **state)
{
	struct store_world *w = *state;
	char path[300];
	struct stat info;
	uint64_t n = 0;

	make_history(w);
	while (spool_at(w, n))
		assert_true(++n < 2000);
	assert_int_equal(lstat(spool_path(w, path, "spool"), &info), 0);
	assert_true(info.st_size <= 262144 && n > 100);
	assert_int_equal(runs_in(w, STORE_READ), n);
}

/* It is held open while a store of the same process merges the file. */
static void
one_that_is_full_is_taken_in_by_whom_it_turns_away(void **state)
{
	struct store_world *w = *state;
	struct run run = odd_run(1);
	struct series *series = short_series();
	struct store_setup setup = { .mode = STORE_WRITE };
	struct store_spool *spool;
	struct store *store;
	uint64_t n = 0;

	make_history(w);
	while (spool_at(w, n))
		n++;
	spool = store_spool_open(w->folder, &run, false);
	assert_non_null(spool);
	assert_false(store_spool_leave(spool, &run, "train.py", series, 1));
	store = store_open(w->folder, &setup, &w->why); /* which waits for nobody */
	assert_non_null(store);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM run"), n);
	store_close(store);
	store_spool_close(spool);
	free(series);
}

static void
one_that_is_held_by_another_is_left_alone(void **state)
{
	struct store_world *w = *state;
	char path[300];
	int fd;

	make_history(w);
	assert_true(spool_at(w, 5));
	fd = open(spool_path(w, path, "spool"), O_RDONLY | O_CLOEXEC);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_false(spool_at(w, 6));
	close(fd);
	assert_true(spool_at(w, 6));
	assert_int_equal(runs_in(w, STORE_READ), 2);
}

static void
one_of_a_newer_version_stays_as_it_is(void **state)
{
	static const char text[] = "peaktop.spool/2\nrun 5\nabcd\n";
	struct store_world *w = *state;
	char path[300], after[100];

	make_history(w);
	write_file(spool_path(w, path, "spool"), text, sizeof text - 1);
	assert_false(spool_at(w, 5));
	assert_int_equal(runs_in(w, STORE_READ), 0);
	assert_int_equal(read_file(path, after, sizeof after), sizeof text - 1);
	assert_memory_equal(after, text, sizeof text - 1);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		store_test(it_comes_as_if_it_had_been_recorded),
		store_test(arguments_that_are_not_to_be_kept_are_not_in_the_file_either),
		store_test(the_user_is_filled_in_where_it_is_missing),
		store_test(it_is_private_and_empty_afterwards),
		store_test(without_a_history_of_ours_nothing_is_left),
		store_test(it_is_bounded),
		store_test(one_that_is_full_is_taken_in_by_whom_it_turns_away),
		store_test(one_that_is_held_by_another_is_left_alone),
		store_test(one_of_a_newer_version_stays_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
