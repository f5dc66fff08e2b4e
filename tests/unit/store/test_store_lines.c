/* SPDX-License-Identifier: MIT */
/* test_store_lines.c: growth by line is kept in the history as it was, updated with its run,
 * removed with it, and left out with the arguments; a damaged row does no harm. */
#include "support/sample_lines.h"
#include "support/spool_world.h"
#include "support/store_world.h"
#include "support/suite.h"

static struct code_lists lists;

static struct run
run_with_lines(void)
{
	struct run run = sample_run(world_argv());

	sample_lines(&run, &lists);
	/* Whatever a name holds. */
	sample_line(&run.lines.lists->lines[1], LINE_CODE, "a b:%41/\xc3\xa4.py", 7, "<lambda> x",
		60 * MIB);
	return run;
}

static uint64_t
record(struct store_world *w, const struct run *run, bool program_only)
{
	struct store *store = world_open(w, STORE_WRITE);
	struct series *series = world_series(3);
	uint64_t number = 0;

	store->setup.program_only = program_only;
	assert_true(store_record(store, run, "train.py", series, &number, &w->why));
	store_close(store);
	free(series);
	return number;
}

static void
check_loaded(struct store_world *w, uint64_t number, const struct run *expected)
{
	struct store *store = world_open(w, STORE_READ);
	struct stored_run stored;

	assert_true(store_load(store, number, &stored, &w->why));
	assert_memory_equal(stored.run.lines.lists, expected->lines.lists, sizeof lists);
	stored_run_clear(&stored);
	store_close(store);
}

static void
lines_are_read_as_they_were_written(void **state)
{
	struct store_world *w = *state;
	struct run run = run_with_lines();

	check_loaded(w, record(w, &run, false), &run);
}

static void
lines_pass_the_spool(void **state)
{
	struct store_world *w = *state;
	struct run run = run_with_lines();

	store_close(world_open(w, STORE_WRITE));
	assert_true(spool_run(w, &run, false));
	check_loaded(w, 1, &run);
}

/* A script is an argument. */
static void
lines_go_with_the_arguments(void **state)
{
	struct store_world *w = *state;
	struct run run = run_with_lines();
	struct store *store;

	record(w, &run, true);
	assert_true(spool_run(w, &run, true));
	store = world_open(w, STORE_WRITE);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM run"), 2);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM line"), 0);
	store_close(store);
}

static void
an_update_replaces_lines_and_a_deletion_removes_them(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct run run = run_with_lines();
	struct series *series = world_series(3);
	struct store_run *kept = store_begin(store, &run, "train.py", getpid(), 1, &w->why);
	uint64_t number;

	assert_non_null(kept);
	number = store_run_number(kept);
	assert_true(store_update(kept, &run, series, &w->why));
	assert_int_equal(world_integer(store, "SELECT count(*) FROM line"), 12);
	run.lines.lists->line_count = 2;
	run.lines.lists->place_count = 3;
	run.lines.lists->lines[0].bytes = 333 * MIB;
	assert_true(store_update(kept, &run, series, &w->why));
	assert_int_equal(world_integer(store, "SELECT count(*) FROM line"), 9);
	assert_int_equal(
		world_integer(store, "SELECT bytes FROM line WHERE list = 0 AND place = 0"),
		333 * MIB);
	assert_true(store_finish(kept, &run, series, &w->why));
	store_run_close(kept);
	assert_true(store_delete(store, number, &w->why));
	assert_int_equal(world_integer(store, "SELECT count(*) FROM line"), 0);
	store_close(store);
	free(series);
}

static void
a_damaged_row_does_no_harm(void **state)
{
	struct store_world *w = *state;
	struct run run = run_with_lines();
	uint64_t number = record(w, &run, false);
	struct store *store = world_open(w, STORE_WRITE);
	struct stored_run stored;

	world_sql(store,
		"WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n LIMIT 200) "
		"INSERT INTO line SELECT 1, 0, i, 99, -5, 1 << 40, hex(zeroblob(5000)), "
		"x'ff', -7 FROM n");
	world_sql(store, "INSERT INTO line VALUES (1, 77, 0, 0, 1, 1, 'x', 'y', 2)");
	assert_true(store_load(store, number, &stored, &w->why));
	assert_int_equal(stored.run.lines.lists->line_count, RUN_LINES_MAX);
	assert_int_equal(stored.run.lines.lists->lines[RUN_LINES_MAX - 1].kind, LINE_OTHER);
	stored_run_clear(&stored);
	store_close(store);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		store_test(lines_are_read_as_they_were_written),
		store_test(lines_pass_the_spool),
		store_test(lines_go_with_the_arguments),
		store_test(an_update_replaces_lines_and_a_deletion_removes_them),
		store_test(a_damaged_row_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
