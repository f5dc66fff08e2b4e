/* SPDX-License-Identifier: MIT */
/* test_store_query.c: lists by page and filter, and ranks by name. */
#include "base/length.h"
#include "support/store_world.h"
#include "support/suite.h"

/* --- lists --- */

static void
a_list_is_newest_first_and_goes_by_pages(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);

	world_check_list(store, (struct store_filter){ .limit = 5 }, "");
	for (int i = 0; i < 7; i++)
		world_record(store, "a", NULL, MIB);
	world_check_list(store, (struct store_filter){ .limit = 0 }, "7 6 5 4 3 2 1");
	world_check_list(store, (struct store_filter){ .limit = 3 }, "7 6 5");
	world_check_list(store, (struct store_filter){ .limit = 3, .offset = 3 }, "4 3 2");
	world_check_list(store, (struct store_filter){ .offset = 6 }, "1");
	world_check_list(store, (struct store_filter){ .offset = 7 }, "");
	store_close(store);
}

/* The clock stepped back before the third run. */
static void
a_list_is_filtered(void **state)
{
	static const struct {
		struct store_filter filter;
		const char *numbers;
	} cases[] = {
		{ { .since_wall_ns = 1 }, "6 5 4 3 2 1" },
		{ { .since_wall_ns = 2000 }, "6 5 4 2" },
		{ { .since_wall_ns = 6001 }, "" },
		{ { .failed = true }, "6 4 2" },
		{ { .command = "SORT" }, "5 4 3 2 1" },
		{ { .command = "k2 big f" }, "5 4 3 2 1" },
		{ { .command = "sorter" }, "5 4 3 2 1" },
		{ { .command = "train.py --epochs 3" }, "6" },
		{ { .command = "epochs 31" }, "" },
		{ { .command = "%" }, "" },
		{ { .command = "" }, "6 5 4 3 2 1" },
		{ { .label = "base" }, "" },
		{ { .failed = true, .command = "sort", .since_wall_ns = 3000, .limit = 9 }, "4" },
	};
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);

	world_record_end(store, RUN_EXITED, 0, 1000);
	world_record_end(store, RUN_EXITED, 3, 2000);
	world_record_end(store, RUN_EXITED, 0, 500);
	world_record_end(store, RUN_SIGNALED, 0, 4000);
	world_record_end(store, RUN_EXITED, 0, 5000);
	w->all_live = false;
	store_run_close(world_begin_run(store, world_gone_pid(), w));
	for (size_t i = 0; i < LENGTH(cases); i++)
		world_check_list(store, cases[i].filter, cases[i].numbers);
	store_close(store);
}

static bool
stop_at_once(void *context, const struct stored_run *stored)
{
	assert_int_equal(stored->run.number, 2);
	assert_null(stored->series);
	assert_int_equal(stored->run.tree.member_count, 0);
	++*(int *)context;
	return false;
}

static void
a_list_ends_where_the_reader_has_enough(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct store_filter all = { .limit = 0 };
	int seen = 0;

	world_record(store, "a", "label", MIB);
	world_record(store, "a", "label", MIB);
	assert_true(store_list(store, &all, stop_at_once, &seen, &w->why));
	assert_int_equal(seen, 1);
	store_close(store);
}

/* --- ranks --- */

static void
check_rank(const struct store_rank *row, const char *name, const uint64_t mib[4], int64_t change)
{
	assert_string_equal(row->name, name);
	assert_int_equal(row->runs, mib[0]);
	assert_int_equal(row->median_bytes, mib[1] * MIB);
	assert_int_equal(row->largest_bytes, mib[2] * MIB);
	assert_int_equal(row->last_bytes, mib[3] * MIB);
	assert_int_equal(row->change_bytes, change * (int64_t)MIB);
}

static void
a_rank_has_median_largest_last_and_change_of_each_name(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct store_filter filter = { .limit = 0 };
	struct store_ranks ranks;

	world_record(store, "odd", NULL, 30 * MIB);
	world_record(store, "once", NULL, 20 * MIB);
	world_record(store, "even", NULL, 8 * MIB);
	world_record(store, "odd", NULL, 10 * MIB);
	world_record(store, "odd", "x", 14 * MIB);
	world_record(store, "even", NULL, 2 * MIB);
	world_record(store, "unknown", NULL, 0);
	store_run_close(world_begin_run(store, getpid(), w));
	assert_true(store_rank(store, &filter, &ranks, &w->why));
	assert_int_equal(ranks.count, 3);
	check_rank(&ranks.rows[0], "odd", (uint64_t[]){ 3, 14, 30, 14 }, 4);
	check_rank(&ranks.rows[1], "once", (uint64_t[]){ 1, 20, 20, 20 }, 0);
	check_rank(&ranks.rows[2], "even", (uint64_t[]){ 2, 5, 8, 2 }, -6);
	assert_int_equal(ranks.rows[0].last_number, 5);
	store_ranks_clear(&ranks);

	filter = (struct store_filter){ .limit = 1, .offset = 1 };
	assert_true(store_rank(store, &filter, &ranks, &w->why));
	assert_int_equal(ranks.count, 1);
	assert_string_equal(ranks.rows[0].name, "once");
	store_ranks_clear(&ranks);

	filter = (struct store_filter){ .label = "x" };
	assert_true(store_rank(store, &filter, &ranks, &w->why));
	assert_int_equal(ranks.count, 1);
	check_rank(&ranks.rows[0], "odd", (uint64_t[]){ 1, 14, 14, 14 }, 0);
	store_ranks_clear(&ranks);
	store_close(store);
}

struct end {
	enum run_reason reason;
	int signal;
	uint64_t oom_kills;
	bool oom_likely, enforced;
};

static void
record_end(struct store *store, uint64_t mib, const struct end *end)
{
	struct run run = sample_run(world_argv());
	struct series *series = world_series(1);
	struct failure why;
	uint64_t number;

	run.tree.bytes = mib * MIB;
	run.label = "x";
	run.reason = end->reason;
	run.signal = end->signal;
	run.oom_kills = end->oom_kills;
	run.oom_likely = end->oom_likely;
	run.enforced = end->enforced;
	assert_true(store_record(store, &run, "x", series, &number, &why));
	free(series);
}

static void
check_bounds(struct store *store, size_t cut_short, bool median, bool last, bool change)
{
	for (int by = RANK_NAME; by <= RANK_FOLDER; by++) {
		const struct store_filter filter = { .rank_by = (enum store_rank_by)by };
		struct store_ranks ranks;
		struct failure why;

		assert_true(store_rank(store, &filter, &ranks, &why));
		assert_int_equal(ranks.count, 1);
		assert_int_equal(ranks.rows[0].cut_short, cut_short);
		assert_int_equal(ranks.rows[0].median_at_least, median);
		assert_int_equal(ranks.rows[0].last_at_least, last);
		assert_int_equal(ranks.rows[0].change_known, change);
		store_ranks_clear(&ranks);
	}
}

static void
a_rank_knows_which_peaks_are_lower_bounds(void **state)
{
	static const struct end whole = { .reason = RUN_EXITED }, ways[] = {
		{ .reason = RUN_OOM_KILLED, .signal = SIGKILL, .oom_kills = 1 },
		{ .reason = RUN_EXITED, .oom_kills = 1 },
		{ .reason = RUN_EXITED, .oom_likely = true },
		{ .reason = RUN_OVER_BUDGET, .signal = SIGTERM, .enforced = true },
		{ .reason = RUN_SIGNALED, .signal = SIGTERM },
		{ .reason = RUN_LOST },
	};
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);

	record_end(store, 30, &whole);
	check_bounds(store, 0, false, false, false);
	record_end(store, 30, &whole);
	check_bounds(store, 0, false, false, true);
	record_end(store, 30, &ways[0]); /* above the median of whole runs */
	check_bounds(store, 1, false, true, false);
	record_end(store, 40, &whole);
	check_bounds(store, 1, true, false, false);
	record_end(store, 20, &whole);
	check_bounds(store, 1, false, false, true);
	for (size_t i = 0; i < LENGTH(ways); i++) {
		record_end(store, 10, &ways[i]);
		check_bounds(store, i + 2, true, true, false);
	}
	store_close(store);
}

/* The run of a writer that is gone is lost before anyone has written so. */
static void
a_rank_has_runs_that_are_lost(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);

	w->all_live = false;
	store_run_close(world_begin_run(store, world_gone_pid(), w));
	world_sql(store, "UPDATE run SET tree_bytes = 1048576, label = 'lost'");
	check_bounds(store, 1, true, true, false);
	store_close(store);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		store_test(a_list_is_newest_first_and_goes_by_pages),
		store_test(a_list_is_filtered),
		store_test(a_list_ends_where_the_reader_has_enough),
		store_test(a_rank_has_median_largest_last_and_change_of_each_name),
		store_test(a_rank_knows_which_peaks_are_lower_bounds),
		store_test(a_rank_has_runs_that_are_lost),
	};

	return cmocka_run_group_tests_name("store query", tests, NULL, NULL);
}
