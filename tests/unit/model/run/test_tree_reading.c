/* SPDX-License-Identifier: MIT */
/* test_tree_reading.c: the peak of a tree: which processes a reading includes, and the doubt that
 * remains. */
#include "support/suite.h"
#include "support/trees.h"

static void
a_process_that_shares_nothing_is_not_read(void **state)
{
	struct world *w = *state;

	exec(w, 1, 200);
	exec(w, 2, 200);
	forked(w, 3, 200)->ppid = 2;
	exec(w, 4, 200);
	maps(exec(w, 5, 10), 0, 90);
	apply(w, 10);
	assert_int_equal(tree_peak_plan_reading(&w->tree, 0), 500 * MIB);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(tree_peak_needs_shares(&w->tree, i), i == 1 || i == 2 || i == 4);
}

/* After a complete reading it is enough to read processes that copied since. */
static void
only_the_process_that_copied_is_read(void **state)
{
	struct world *w = *state;

	measured_four(w);
	four(w, 120);
	apply(w, 20);
	assert_mib(w->tree.now.held.range.max, 320);
	assert_int_equal(tree_peak_plan_reading(&w->tree, 0), 200 * MIB);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(tree_peak_needs_shares(&w->tree, i), i == 3);
	/* 100 copied, a quarter of 100. */
	take_alone(w, 4, 125, 200, 100);
	measured(w, 20);
	assert_mib(w->tree.now.held.range.min, 275);
	assert_mib(w->tree.now.held.range.likely, 300);
	assert_mib(w->tree.best.bytes, 300);
	assert_false(w->tree.best.lower_bound);
}

/* Forked after its relatives were read: what it shares with them is always counted as theirs. */
static void
a_later_child_counts_only_its_private_memory(void **state)
{
	struct world *w = *state;

	measured_four(w);
	for (uint64_t at_ms = 20; at_ms <= 40; at_ms += 10) {
		uint64_t copied = at_ms * 2;

		four(w, 0);
		faulted(forked(w, 5, 200), copied);
		apply(w, at_ms);
		assert_int_equal(tree_peak_plan_reading(&w->tree, 0), 200 * MIB);
		take_alone(w, 5, copied + (200 - copied) / 5, 200, copied);
		measured(w, at_ms);
		assert_mib(tree_peak_certain_bytes(&w->tree), 200 + copied);
	}
}

/* Memory that became private because others exited is not a copy. */
static void
memory_left_by_others_is_not_a_copy(void **state)
{
	struct world *w = *state;

	measured_four(w);
	exec(w, 1, 100);
	forked(w, 2, 0);
	forked(w, 3, 0);
	faulted(forked(w, 4, 200), 10);
	apply(w, 20);
	tree_peak_plan_reading(&w->tree, 0);
	take_alone(w, 4, 150, 200, 100);
	measured(w, 20);
	assert_mib(w->tree.now.held.range.min, 200);
	assert_in_range(w->tree.now.held.range.likely, 200 * MIB, 260 * MIB);
}

/* It is included in the shares of those read, but was not read itself. */
static void
a_fork_during_a_reading_leaves_a_doubt(void **state)
{
	struct world *w = *state;

	exec(w, 1, 200);
	forked(w, 2, 200);
	apply(w, 10);
	tree_peak_plan_reading(&w->tree, 0);
	take(w, 1, 67, 200);
	take(w, 2, 67, 200);
	exec(w, 1, 200);
	forked(w, 2, 200);
	forked(w, 3, 200);
	tree_peak_measured(&w->tree, &w->sample, 12 * MS);
	sample_begin(&w->sample, 0);
	assert_mib(w->tree.now.held.range.likely, 200);
	assert_mib(tree_peak_certain_bytes(&w->tree), 200);
	/* Its own memory is added. */
	exec(w, 1, 200);
	forked(w, 2, 200);
	forked(w, 3, 250);
	apply(w, 30);
	assert_mib(w->tree.now.held.range.likely, 250);
}

/* A parent frees memory that its children still have: it stays. */
static void
freed_memory_may_remain_with_the_children(void **state)
{
	struct world *w = *state;

	exec(w, 1, 300);
	apply(w, 10);
	for (uint64_t at_ms = 20; at_ms <= 30; at_ms += 10) {
		exec(w, 1, at_ms == 20 ? 300 : 100);
		forked(w, 2, 300);
		forked(w, 3, 350);
		apply(w, at_ms);
	}
	assert_true(w->tree.now.held.range.likely >= 300 * MIB);
	assert_true(w->tree.now.held.range.max >= 350 * MIB);
}

/* Workers that free their own memory and allocate it again copy nothing. */
static void
memory_allocated_again_is_not_a_copy(void **state)
{
	struct world *w = *state;

	for (uint64_t at_ms = 10; at_ms <= 40; at_ms += 10) {
		exec(w, 1, 300);
		for (pid_t pid = 2; pid <= 4; pid++)
			faulted(forked(w, pid, at_ms == 30 ? 310 : 360),
				at_ms <= 20 ? 60 : at_ms * 3);
		apply(w, at_ms);
		if (at_ms != 20)
			continue;
		tree_peak_plan_reading(&w->tree, 0);
		for (pid_t pid = 1; pid <= 4; pid++)
			take_alone(w, pid, pid == 1 ? 75 : 135, pid == 1 ? 300 : 360,
				pid == 1 ? 0 : 60);
		measured(w, at_ms);
		assert_mib(tree_peak_certain_bytes(&w->tree), 480);
	}
	assert_mib(w->tree.best.bytes, 480);
	assert_true(w->tree.best.lower_bound);
}

/* Pages that its relatives share do not disappear with it. */
static void
an_exit_leaves_shared_memory(void **state)
{
	struct world *w = *state;

	measured_four(w);
	for (pid_t pid = 2; pid <= 4; pid++)
		forked(w, pid, 200);
	apply(w, 20);
	assert_mib(w->tree.now.held.range.likely, 200);
}

/* An unreadable process adds nothing certain. */
static void
an_unreadable_process_leaves_a_doubt(void **state)
{
	struct world *w = *state;

	exec(w, 1, 200);
	forked(w, 2, 200);
	apply(w, 10);
	tree_peak_plan_reading(&w->tree, 0);
	tree_peak_take_shares(&w->tree, (struct proc_key){ 1, 1 }, NULL);
	take(w, 2, 100, 200);
	measured(w, 10);
	assert_mib(w->tree.now.held.range.min, 200);
	assert_mib(w->tree.now.held.range.max, 300);
}

/* Possible copies above a threshold require a reading at once; certain memory does not. */
static void
only_a_doubt_is_urgent(void **state)
{
	struct world *w = *state;

	measured_four(w);
	four(w, 120);
	apply(w, 20);
	assert_true(tree_peak_may_exceed(&w->tree, 250 * MIB));
	assert_false(tree_peak_may_exceed(&w->tree, 350 * MIB));
	assert_false(tree_peak_may_exceed(&w->tree, 150 * MIB));
}

/* If one copied before a fork, a part belongs to the child: all are read. */
static void
a_process_that_copied_for_its_children_is_not_read_alone(void **state)
{
	struct world *w = *state;

	measured_four(w);
	four(w, 120);
	apply(w, 20);
	four(w, 120);
	forked(w, 5, 200)->ppid = 4;
	apply(w, 30);
	assert_int_equal(tree_peak_plan_reading(&w->tree, 0), 1000 * MIB);
	for (size_t i = 0; i < 5; i++)
		assert_true(tree_peak_needs_shares(&w->tree, i));
}

/* None of the 120 copies looks private any more, but they exist. */
static void
a_fork_during_a_single_reading_removes_no_copies(void **state)
{
	struct world *w = *state;

	measured_four(w);
	four(w, 120);
	apply(w, 20);
	assert_int_equal(tree_peak_plan_reading(&w->tree, 0), 200 * MIB);
	take_alone(w, 4, 60 + 16, 200, 0);
	four(w, 120);
	forked(w, 5, 200)->ppid = 4;
	tree_peak_measured(&w->tree, &w->sample, 22 * MS);
	sample_begin(&w->sample, 0);
	assert_mib(w->tree.now.held.range.likely, 320);
	assert_true(w->tree.now.held.range.max >= 320 * MIB);
}

/* The copies are shared with a child, and can be copied again. */
static void
after_a_fork_everything_can_be_copied_again(void **state)
{
	struct world *w = *state;

	measured_four(w);
	four(w, 250);
	apply(w, 20);
	assert_mib(w->tree.now.held.range.max, 400);
	for (uint64_t at_ms = 30; at_ms <= 40; at_ms += 10) {
		four(w, at_ms == 30 ? 250 : 500);
		forked(w, 5, 200)->ppid = 4;
		apply(w, at_ms);
	}
	assert_mib(w->tree.now.held.range.max, 600);
}

/* Each has little unread memory, together much: after a reading there is no doubt. */
static void
many_that_map_little_are_read_once(void **state)
{
	struct world *w = *state;

	for (uint64_t at_ms = 10; at_ms <= 20; at_ms += 10) {
		exec(w, 1, 400);
		forked(w, 2, 400);
		for (pid_t pid = 3; pid < 23; pid++)
			maps(exec(w, pid, 1), 0, 1);
		apply(w, at_ms);
		if (at_ms == 20)
			break;
		assert_int_equal(tree_peak_plan_reading(&w->tree, 0), 840 * MIB);
		take(w, 1, 200, 400);
		take(w, 2, 200, 400);
		for (pid_t pid = 3; pid < 23; pid++)
			take_files(w, pid, 1, MIB / 20);
		measured(w, at_ms);
	}
	assert_false(tree_peak_wants_pss(&w->tree, 0));
	assert_mib(w->tree.now.held.range.min, 421);
}

/* 4 copies a little from sample to sample: a reading would soon be out of date. */
static void
what_creeps_is_not_still(void **state)
{
	struct world *w = *state;

	measured_four(w);
	for (uint64_t at_ms = 20; at_ms <= 60; at_ms += 20) {
		four(w, 4 + at_ms / 30);
		apply(w, at_ms);
	}
	assert_true(tree_peak_still_ns(&w->tree) > 0);
	assert_false(tree_peak_wants_pss(&w->tree, MS));
	four(w, 6);
	apply(w, 160);
	assert_true(tree_peak_wants_pss(&w->tree, MS));
	/* A large doubt is worth it at once. */
	four(w, 100);
	apply(w, 180);
	four(w, 100);
	apply(w, 190);
	assert_true(tree_peak_wants_pss(&w->tree, MS));
}

/* What only faults tell is open until a reading. */
static void
copies_are_open_until_they_are_read(void **state)
{
	struct world *w = *state;

	measured_four(w);
	assert_true(tree_peak_open_doubt(&w->tree) == 0);
	four(w, 40);
	apply(w, 20);
	assert_mib(w->tree.best.bytes, 240);
	assert_true(tree_peak_open_doubt(&w->tree) > 0.16);
	tree_peak_plan_reading(&w->tree, 0);
	w->tree.apart = false;
	for (pid_t pid = 1; pid <= 4; pid++)
		take(w, pid, 60, 200);
	measured(w, 20);
	assert_mib(w->tree.best.bytes, 240);
	assert_true(tree_peak_open_doubt(&w->tree) == 0);
}

/* Few copies are worth an estimate only when the tree has settled. */
static void
a_moving_tree_is_estimated_less_often(void **state)
{
	struct world *w = *state;

	measured_four(w);
	four(w, 8);
	apply(w, 20);
	assert_false(tree_peak_wants_estimate(&w->tree));
	four(w, 8);
	apply(w, 30);
	assert_true(tree_peak_wants_estimate(&w->tree));
	four(w, 40);
	apply(w, 40);
	assert_true(tree_peak_wants_estimate(&w->tree));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_process_that_shares_nothing_is_not_read),
		CASE(only_the_process_that_copied_is_read),
		CASE(a_later_child_counts_only_its_private_memory),
		CASE(memory_left_by_others_is_not_a_copy),
		CASE(a_fork_during_a_reading_leaves_a_doubt),
		CASE(freed_memory_may_remain_with_the_children),
		CASE(memory_allocated_again_is_not_a_copy),
		CASE(an_exit_leaves_shared_memory),
		CASE(an_unreadable_process_leaves_a_doubt),
		CASE(only_a_doubt_is_urgent),
		CASE(a_process_that_copied_for_its_children_is_not_read_alone),
		CASE(a_fork_during_a_single_reading_removes_no_copies),
		CASE(after_a_fork_everything_can_be_copied_again),
		CASE(many_that_map_little_are_read_once),
		CASE(what_creeps_is_not_still),
		CASE(copies_are_open_until_they_are_read),
		CASE(a_moving_tree_is_estimated_less_often),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
