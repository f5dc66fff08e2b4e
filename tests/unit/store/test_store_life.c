/* SPDX-License-Identifier: MIT */
/* test_store_life.c: running, lost and removed runs, and a history that is kept small. */
#include "support/store_world.h"
#include "support/suite.h"

static enum run_reason
reason_of(struct store *store, uint64_t number)
{
	struct stored_run stored;
	struct failure why;
	enum run_reason reason;

	if (!store_load(store, number, &stored, &why))
		fail_msg("%s", why.doing);
	reason = stored.run.reason;
	stored_run_clear(&stored);
	return reason;
}

/* --- lost runs --- */

static void
a_run_whose_writer_is_gone_is_lost(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct store_run *mine = world_begin_run(store, getpid(), w),
			 *lost = world_begin_run(store, world_gone_pid(), w);

	assert_int_equal(reason_of(store, store_run_number(lost)), RUN_RUNNING);
	store_run_close(mine);
	store_run_close(lost);
	store_close(store);

	w->all_live = false;
	store = world_open(w, STORE_READ);
	assert_int_equal(reason_of(store, 1), RUN_RUNNING);
	assert_int_equal(reason_of(store, 2), RUN_LOST);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM run WHERE reason = 'lost'"), 0);
	store_close(store);

	store = world_open(w, STORE_WRITE);
	store_run_close(world_begin_run(store, getpid(), w));
	assert_int_equal(world_integer(store, "SELECT id FROM run WHERE reason = 'lost'"), 2);
	assert_int_equal(reason_of(store, 1), RUN_RUNNING);
	store_close(store);
}

static bool
check_writer(void *context, const struct store_writer *writer)
{
	assert_int_equal(writer->pid, 4321);
	assert_int_equal(writer->start_ticks, 77);
	assert_string_equal(writer->boot_id, "boot");
	assert_string_equal(writer->host, "bench");
	++*(int *)context;
	return true;
}

static void
a_writer_is_judged_by_pid_start_boot_and_host(void **state)
{
	struct store_world *w = *state;
	int asked = 0;
	struct store_setup setup = {
		.mode = STORE_WRITE, .lives = check_writer, .context = &asked
	};
	struct store *store = store_open(w->folder, &setup, &w->why);
	struct stored_run stored;

	assert_non_null(store);
	store_run_close(world_begin_run(store, 4321, w));
	assert_true(store_load(store, 1, &stored, &w->why));
	assert_int_equal(stored.run.reason, RUN_RUNNING);
	assert_int_equal(stored.writer.pid, 4321);
	assert_int_equal(stored.writer.start_ticks, 77);
	assert_true(asked > 0);
	stored_run_clear(&stored);
	store_close(store);
}

static void
a_run_is_running_until_it_is_finished(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct store_run *begun = world_begin_run(store, getpid(), w);
	struct run run = sample_run(world_argv());
	struct series *series = world_series(5);
	struct stored_run stored;

	run.reason = RUN_SIGNALED;
	run.tree.bytes = 5 * MIB;
	assert_true(store_update(begun, &run, series, &w->why));
	assert_true(store_load(store, 1, &stored, &w->why));
	assert_int_equal(stored.run.reason, RUN_RUNNING);
	assert_int_equal(stored.run.tree.bytes, 5 * MIB);
	assert_int_equal(stored.run.tree.member_count, 5);
	assert_int_equal(stored.series->count, series->count);
	stored_run_clear(&stored);

	assert_true(store_finish(begun, &run, series, &w->why));
	assert_int_equal(reason_of(store, 1), RUN_SIGNALED);
	store_run_close(begun);
	free(series);
	store_close(store);
}

static void
a_run_that_was_taken_out_cannot_be_written(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct store_run *begun = world_begin_run(store, getpid(), w);
	struct run run = sample_run(world_argv());
	struct series *series = world_series(5);

	assert_false(store_delete(store, 1, &w->why));
	world_sql(store, "DELETE FROM run");
	assert_false(store_finish(begun, &run, series, &w->why));
	assert_string_equal(w->why.doing, "run 1 is no longer in the history");
	assert_int_equal(world_integer(store, "SELECT count(*) FROM member"), 0);
	store_run_close(begun);
	free(series);
	store_close(store);
}

/* --- pruning --- */

static uint64_t
prune(struct store *store, struct store_bounds bounds)
{
	struct failure why;
	uint64_t pruned;

	if (!store_prune(store, &bounds, &pruned, &why))
		fail_msg("%s", why.doing);
	return pruned;
}

static void
pruning_by_age_and_number_takes_the_oldest_that_have_ended(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);

	for (uint64_t i = 1; i <= 6; i++)
		world_record_end(store, RUN_EXITED, 0, 1000 * i);
	world_sql(store, "UPDATE run SET reason = 'running' WHERE id = 1");
	assert_int_equal(prune(store, (struct store_bounds){ .runs = 0 }), 0);
	assert_int_equal(prune(store, (struct store_bounds){ .since_wall_ns = 3000 }), 1);
	world_check_list(store, (struct store_filter){ .limit = 0 }, "6 5 4 3 1");
	assert_int_equal(prune(store, (struct store_bounds){ .runs = 2 }), 2);
	world_check_list(store, (struct store_filter){ .limit = 0 }, "6 5 1");
	assert_int_equal(prune(store, (struct store_bounds){ .runs = 9 }), 0);
	w->all_live = false;
	world_sql(store, "UPDATE run SET writer_pid = 2147483647");
	assert_int_equal(prune(store, (struct store_bounds){ .runs = 2 }), 1);
	store_close(store);
}

static uint64_t
file_bytes(const struct store_world *w)
{
	struct stat info;

	assert_int_equal(stat(w->file, &info), 0);
	return (uint64_t)info.st_size;
}

static void
pruning_by_size_makes_the_file_smaller(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	uint64_t before, pruned;

	for (int i = 0; i < 300; i++)
		world_record(store, "a", NULL, MIB);
	world_sql(store, "PRAGMA wal_checkpoint(TRUNCATE)");
	before = file_bytes(w);
	pruned = prune(store, (struct store_bounds){ .bytes = before / 2 });
	assert_in_range(pruned, 130, 220);
	assert_in_range(file_bytes(w), before / 4, before / 2);
	assert_int_equal(world_integer(store, "SELECT max(id) FROM run"), 300);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM run"), 300 - pruned);
	assert_int_equal(prune(store, (struct store_bounds){ .bytes = 1 }), 300 - pruned);
	assert_in_range(file_bytes(w), 1, before / 4);
	assert_int_equal(world_integer(store, "SELECT count(*) FROM run"), 0);
	assert_int_equal(world_record(store, "a", NULL, MIB), 301);
	store_close(store);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		store_test(a_run_whose_writer_is_gone_is_lost),
		store_test(a_writer_is_judged_by_pid_start_boot_and_host),
		store_test(a_run_is_running_until_it_is_finished),
		store_test(a_run_that_was_taken_out_cannot_be_written),
		store_test(pruning_by_age_and_number_takes_the_oldest_that_have_ended),
		store_test(pruning_by_size_makes_the_file_smaller),
	};

	return cmocka_run_group_tests_name("store life", tests, NULL, NULL);
}
