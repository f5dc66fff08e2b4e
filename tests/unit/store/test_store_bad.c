/* SPDX-License-Identifier: MIT */
/* test_store_bad.c: a history that is locked, full, read-only, or in a folder where no log can be
 * created. */
#include "support/store_world.h"
#include "support/suite.h"

#include <sys/resource.h>

static void
check_sound(struct store_world *w, int64_t runs)
{
	struct store *store = world_open(w, STORE_WRITE);

	assert_int_equal(world_integer(store, "SELECT count(*) FROM pragma_integrity_check"
					      " WHERE integrity_check = 'ok'"),
		1);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM run"), runs);
	store_close(store);
}

/* --- locked --- */

static void
a_locked_history_is_a_failure_after_the_wait_and_works_again(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE), *other = world_open(w, STORE_WRITE);
	struct store *reader;
	uint64_t began_ns, waited_ns;

	world_record(store, "a", NULL, MIB);
	world_sql(other, "BEGIN IMMEDIATE");
	store_set_patience(store, 50);
	began_ns = clock_active_ns();
	assert_false(world_try_record(store, &w->why));
	waited_ns = clock_active_ns() - began_ns;
	assert_in_range(waited_ns, 40 * NS_PER_MS, 5 * NS_PER_SECOND);
	world_check_why(w, "locked");
	world_check_why(w, w->file);

	reader = world_open(w, STORE_READ);
	world_check_list(reader, (struct store_filter){ .limit = 0 }, "1");
	store_close(reader);
	world_sql(other, "COMMIT");
	assert_true(world_try_record(store, &w->why));
	store_close(other);
	store_close(store);
	check_sound(w, 2);
}

static void
an_update_that_found_the_history_locked_is_made_up_for(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE), *other = world_open(w, STORE_WRITE);
	struct run run = sample_run(world_argv());
	struct series *series = world_series(100);
	struct store_run *begun = store_begin(store, &run, "x", getpid(), 1, &w->why);
	struct stored_run stored;

	assert_non_null(begun);
	world_sql(other, "BEGIN IMMEDIATE");
	store_set_patience(store, 0);
	assert_false(store_update(begun, &run, series, &w->why));
	world_sql(other, "COMMIT");
	assert_true(store_finish(begun, &run, series, &w->why));
	assert_true(store_load(store, 1, &stored, &w->why));
	assert_int_equal(stored.run.tree.member_count, 5);
	assert_int_equal(stored.series->count, series->count);
	for (size_t i = 0; i < series->count; i++)
		assert_int_equal(stored.series->points[i].held_bytes, series->points[i].held_bytes);
	stored_run_clear(&stored);
	store_run_close(begun);
	free(series);
	store_close(other);
	store_close(store);
}

/* --- full --- */

static void
a_full_history_is_a_failure_and_keeps_what_it_holds(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	int recorded = 0;

	world_sql(store, "PRAGMA max_page_count = 40");
	while (world_try_record(store, &w->why))
		assert_in_range(++recorded, 1, 1000);
	world_check_why(w, "full");
	assert_false(world_try_record(store, &w->why));
	world_sql(store, "PRAGMA max_page_count = 400");
	assert_true(world_try_record(store, &w->why));
	store_close(store);
	check_sound(w, recorded + 1);
}

static void
an_update_that_found_the_disk_full_is_made_up_for(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct run run = sample_run(world_argv());
	struct series *series = world_series(SERIES_POINTS);
	struct store_run *begun = store_begin(store, &run, "x", getpid(), 1, &w->why);
	struct stored_run stored;

	assert_non_null(begun);
	world_sql(store, "PRAGMA max_page_count = 1");
	assert_false(store_update(begun, &run, series, &w->why));
	world_check_why(w, "full");
	world_sql(store, "PRAGMA max_page_count = 400");
	assert_true(store_finish(begun, &run, series, &w->why));
	assert_true(store_load(store, 1, &stored, &w->why));
	assert_int_equal(stored.run.tree.member_count, 5);
	for (size_t i = 0; i < series->count; i++)
		assert_int_equal(stored.series->points[i].held_bytes, series->points[i].held_bytes);
	stored_run_clear(&stored);
	store_run_close(begun);
	free(series);
	store_close(store);
}

/* In a child with a file size limit: records until it fails, and then once more. Its exit status is
 * the number of recorded runs, 255: the failure was not reported. */
static int
record_to_the_limit(struct store_world *w)
{
	struct rlimit limit = { 200000, 200000 };
	struct store *store;
	int recorded = 0;

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	store = world_try(w, STORE_WRITE);
	if (store == NULL)
		return 255;
	while (recorded < 200 && world_try_record(store, &w->why))
		recorded++;
	if (recorded == 200 || world_try_record(store, &w->why))
		return 255;
	store_close(store);
	return recorded;
}

static void
a_disk_that_takes_no_more_is_a_failure_and_no_end(void **state)
{
	struct store_world *w = *state;
	pid_t child = child_fork();
	int recorded;

	assert_true(child >= 0);
	if (child == 0)
		_exit(record_to_the_limit(w));
	recorded = world_wait(child);
	assert_in_range(recorded, 1, 199);
	check_sound(w, recorded);
}

/* --- read-only --- */

static int
give_away(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
	(void)info;
	(void)type;
	(void)ftw;
	return lchown(path, 65534, (gid_t)-1);
}

/* Opens it to write and to read; root does so as another user, who may not write everything. */
static void
open_as_another(struct store_world *w, struct store **writer, struct store **reader)
{
	uid_t before = geteuid();

	if (before == 0) {
		assert_int_equal(nftw(w->top, give_away, 8, FTW_PHYS), 0);
		assert_int_equal(seteuid(65534), 0);
	}
	*writer = world_try(w, STORE_WRITE);
	*reader = world_try(w, STORE_READ);
	assert_int_equal(seteuid(before), 0);
}

/* Root can write everything, so it becomes another user for a while. */
static void
a_file_that_may_not_be_written_can_be_read(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE), *reader;

	world_record(store, "a", NULL, MIB);
	store_close(store);
	store_close(world_open(w, STORE_READ));
	assert_int_equal(chmod(w->file, 0400), 0);
	open_as_another(w, &store, &reader);
	assert_null(store);
	world_check_why(w, "is not writable");
	assert_non_null(reader);
	world_check_list(reader, (struct store_filter){ .limit = 0 }, "1");
	store_close(reader);
}

/* The mode of the folder simulates a read-only mount. */
static void
a_folder_that_may_not_be_written_can_be_read(void **state)
{
	struct store_world *w = *state;
	struct store *store, *reader;

	snprintf(w->folder, sizeof w->folder, "%s/50%%25?#", w->top);
	snprintf(w->file, sizeof w->file, "%s/runs.db", w->folder);
	store = world_open(w, STORE_WRITE);
	world_record(store, "a", NULL, MIB);
	store_close(store);
	store_close(world_open(w, STORE_READ));
	assert_int_equal(chmod(w->folder, 0500), 0);
	open_as_another(w, &store, &reader);
	assert_int_equal(chmod(w->folder, 0700), 0);
	assert_null(store);
	world_check_why(w, w->file);
	assert_non_null(reader);
	world_check_list(reader, (struct store_filter){ .limit = 0 }, "1");
	store_close(reader);
}

/* --- without a log --- */

static void
where_a_log_cannot_be_there_is_a_journal(void **state)
{
	struct store_world *w = *state;
	struct store_setup setup = {
		.mode = STORE_WRITE, .patience_ms = 1000, .vfs = "unix-dotfile"
	};
	struct store *store = store_open(w->folder, &setup, &w->why);
	char log[300];

	assert_non_null(store);
	world_record(store, "a", NULL, MIB);
	assert_int_equal(
		world_integer(store, "SELECT journal_mode = 'truncate' FROM pragma_journal_mode"),
		1);
	snprintf(log, sizeof log, "%s-wal", w->file);
	assert_int_equal(access(log, F_OK), -1);
	store_close(store);
	check_sound(w, 1);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		store_test(a_locked_history_is_a_failure_after_the_wait_and_works_again),
		store_test(an_update_that_found_the_history_locked_is_made_up_for),
		store_test(a_full_history_is_a_failure_and_keeps_what_it_holds),
		store_test(an_update_that_found_the_disk_full_is_made_up_for),
		store_test(a_disk_that_takes_no_more_is_a_failure_and_no_end),
		store_test(a_file_that_may_not_be_written_can_be_read),
		store_test(a_folder_that_may_not_be_written_can_be_read),
		store_test(where_a_log_cannot_be_there_is_a_journal),
	};

	return cmocka_run_group_tests_name("store bad", tests, NULL, NULL);
}
