/* SPDX-License-Identifier: MIT */
/* test_tree_reading.c: the peak of a tree: whose shares are read, and what a reading leaves in
 * doubt. */
#include "support/suite.h"
#include "support/trees.h"

static void
who_shares_nothing_is_not_read(void **state)
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

/* Of a tree that was read once it is enough to read who has copied since. */
static void
who_copied_is_read_alone(void **state)
{
	struct world *w = *state;

	measured_four(w);
	four(w, 120);
	apply(w, 20);
	assert_mib(w->tree.now.held.range.most, 320);
	assert_int_equal(tree_peak_plan_reading(&w->tree, 0), 200 * MIB);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(tree_peak_needs_shares(&w->tree, i), i == 3);
	/* 100 copied, of 100 a quarter. */
	take_alone(w, 4, 125, 200, 100);
	measured(w, 20);
	assert_mib(w->tree.now.held.range.least, 275);
	assert_mib(w->tree.now.held.range.likely, 300);
	assert_mib(w->tree.best.bytes, 300);
	assert_false(w->tree.best.lower_bound);
}

/* Born after its relatives were read: they are taken for owners of what it shares with them,
 * always. */
static void
one_born_later_counts_what_it_has_alone(void **state)
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

/* What became its own because others left is no copy. */
static void
what_others_left_is_no_copy(void **state)
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
	assert_mib(w->tree.now.held.range.least, 200);
	assert_in_range(w->tree.now.held.range.likely, 200 * MIB, 260 * MIB);
}

/* It is counted in the shares of those read, and was not read itself. */
static void
a_birth_during_a_reading_leaves_a_doubt(void **state)
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
	/* Its own memory comes on top. */
	exec(w, 1, 200);
	forked(w, 2, 200);
	forked(w, 3, 250);
	apply(w, 30);
	assert_mib(w->tree.now.held.range.likely, 250);
}

/* A parent that gives back what its children have still: it is there as before. */
static void
what_is_given_back_may_be_with_the_children(void **state)
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
	assert_true(w->tree.now.held.range.most >= 350 * MIB);
}

/* Workers that give their own memory back and take it anew copy nothing. */
static void
memory_taken_anew_is_no_copy(void **state)
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

/* Pages that its relatives had as well are not gone with it. */
static void
an_end_leaves_what_was_shared(void **state)
{
	struct world *w = *state;

	measured_four(w);
	for (pid_t pid = 2; pid <= 4; pid++)
		forked(w, pid, 200);
	apply(w, 20);
	assert_mib(w->tree.now.held.range.likely, 200);
}

/* One that may not be read counts for nothing certain. */
static void
who_cannot_be_read_is_a_doubt(void **state)
{
	struct world *w = *state;

	exec(w, 1, 200);
	forked(w, 2, 200);
	apply(w, 10);
	tree_peak_plan_reading(&w->tree, 0);
	tree_peak_take_shares(&w->tree, (struct proc_key){ 1, 1 }, NULL);
	take(w, 2, 100, 200);
	measured(w, 10);
	assert_mib(w->tree.now.held.range.least, 200);
	assert_mib(w->tree.now.held.range.most, 300);
}

/* Copies beyond a threshold call for a reading at once; what is certain does not. */
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

/* Of whom copied before a child was born, a part is that child's: all are read. */
static void
who_copied_for_its_children_is_not_read_alone(void **state)
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

/* Of 120 copies none is seen as its own any more, and they are there. */
static void
a_birth_during_a_reading_of_one_takes_no_copies(void **state)
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
	assert_true(w->tree.now.held.range.most >= 320 * MIB);
}

/* What was copied is shared with a child, and can be copied again. */
static void
a_birth_lets_all_be_copied_again(void **state)
{
	struct world *w = *state;

	measured_four(w);
	four(w, 250);
	apply(w, 20);
	assert_mib(w->tree.now.held.range.most, 400);
	for (uint64_t at_ms = 30; at_ms <= 40; at_ms += 10) {
		four(w, at_ms == 30 ? 250 : 500);
		forked(w, 5, 200)->ppid = 4;
		apply(w, at_ms);
	}
	assert_mib(w->tree.now.held.range.most, 600);
}

/* Each maps little of its own that is not read, all together much: once read, there is no doubt. */
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
	assert_mib(w->tree.now.held.range.least, 421);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(who_shares_nothing_is_not_read),
		CASE(who_copied_is_read_alone),
		CASE(one_born_later_counts_what_it_has_alone),
		CASE(what_others_left_is_no_copy),
		CASE(a_birth_during_a_reading_leaves_a_doubt),
		CASE(what_is_given_back_may_be_with_the_children),
		CASE(memory_taken_anew_is_no_copy),
		CASE(an_end_leaves_what_was_shared),
		CASE(who_cannot_be_read_is_a_doubt),
		CASE(only_a_doubt_is_urgent),
		CASE(who_copied_for_its_children_is_not_read_alone),
		CASE(a_birth_during_a_reading_of_one_takes_no_copies),
		CASE(a_birth_lets_all_be_copied_again),
		CASE(many_that_map_little_are_read_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
