/* SPDX-License-Identifier: MIT */
/* test_tree_estimate.c: the peak of a tree: what estimates from pages tell, and what they leave to
 * others. */
#include "support/suite.h"
#include "support/trees.h"

static void
estimate(struct world *w, pid_t pid, uint64_t pss_mib, uint64_t alone_mib)
{
	tree_peak_take_estimate(
		&w->tree, (struct proc_key){ pid, (uint64_t)pid }, pss_mib * MIB, alone_mib * MIB);
}

/* 60 of what could be 120 were copied. */
static void
estimated_four(struct world *w, uint64_t at_ms)
{
	four(w, 120);
	apply(w, at_ms);
	assert_mib(w->tree.now.held.range.likely, 320);
	assert_true(tree_peak_wants_estimate(&w->tree));
	for (pid_t pid = 1; pid <= 3; pid++)
		estimate(w, pid, 55, 0);
	estimate(w, 4, 95, 60);
	tree_peak_estimated(&w->tree, true);
}

static void
an_estimate_replaces_what_faults_say(void **state)
{
	struct world *w = *state;

	estimated_four(w, 10);
	assert_mib(w->tree.now.held.range.likely, 260);
	assert_mib(w->tree.now.held.range.least, 200);
	assert_mib(w->tree.now.held.range.most, 320);
	assert_mib(w->tree.best.bytes, 260);
	assert_false(w->tree.best.lower_bound);
	assert_mib(tree_peak_certain_bytes(&w->tree), 200);
	assert_false(tree_peak_wants_estimate(&w->tree));
	/* Half of what could be copies were; of 40 more as well. */
	four(w, 160);
	apply(w, 20);
	assert_mib(w->tree.now.held.range.likely, 280);
	assert_true(tree_peak_wants_estimate(&w->tree));
}

static void
an_estimate_sets_an_earlier_one_right(void **state)
{
	struct world *w = *state;

	four(w, 120);
	exec(w, 5, 40);
	apply(w, 10);
	assert_mib(w->tree.best.bytes, 360);
	estimated_four(w, 20);
	assert_mib(w->tree.best.bytes, 300);
	assert_false(w->tree.best.lower_bound);
}

static void
a_reading_ends_an_estimate(void **state)
{
	struct world *w = *state;

	estimated_four(w, 10);
	tree_peak_plan_reading(&w->tree, 0);
	w->tree.apart = false;
	for (pid_t pid = 1; pid <= 3; pid++)
		take(w, pid, 50, 200);
	take_alone(w, 4, 80, 200, 40);
	measured(w, 10);
	assert_mib(w->tree.now.held.range.likely, 230);
	assert_mib(w->tree.now.held.range.least, 230);
}

/* By whoever is not told page frames: 4 has a child, which has its copies as well; all that is
 * shared is one page. */
static void
copied_for_a_child(struct world *w, bool frames)
{
	estimated_four(w, 10);
	four(w, 120);
	forked(w, 5, 200)->ppid = 4;
	apply(w, 20);
	for (pid_t pid = 1; pid <= 5; pid++)
		estimate(w, pid, 40, 0);
	tree_peak_estimated(&w->tree, frames);
}

static void
copies_that_children_have_stay(void **state)
{
	struct world *w = *state;

	copied_for_a_child(w, false);
	assert_mib(w->tree.now.held.range.likely, 260);
}

static void
pages_that_are_told_apart_are_believed(void **state)
{
	struct world *w = *state;

	copied_for_a_child(w, true);
	assert_mib(w->tree.now.held.range.likely, 200);
}

/* As many as it has more alone, and these less what was told of them before; what it copied for its
 * child is believed alike. */
static void
later_copies_come_on_top(void **state)
{
	struct world *w = *state;

	copied_for_a_child(w, false);
	four(w, 120);
	faulted(forked(w, 5, 200), 80)->ppid = 4;
	apply(w, 30);
	for (pid_t pid = 1; pid <= 4; pid++)
		estimate(w, pid, 30, 0);
	estimate(w, 5, 80, 40);
	tree_peak_estimated(&w->tree, false);
	assert_in_range(w->tree.now.held.range.likely, 295 * MIB, 301 * MIB);
}

/* They leave pages to others and take some along, which is no doubt about what was told while they
 * lived. */
static void
ends_take_nothing_from_an_estimate(void **state)
{
	struct world *w = *state;

	estimated_four(w, 10);
	four(w, 140);
	apply(w, 20);
	exec(w, 1, 200);
	forked(w, 2, 200);
	apply(w, 30);
	estimate(w, 1, 100, 0);
	estimate(w, 2, 100, 0);
	tree_peak_estimated(&w->tree, true);
	assert_mib(w->tree.now.held.range.likely, 200);
	assert_in_range(w->tree.best.bytes, 260 * MIB, 270 * MIB);
	assert_false(w->tree.best.lower_bound);
}

/* A zombie has no memory: what it left to others is in their shares. */
static void
ends_as_zombie(struct world *w)
{
	four(w, 120);
	w->sample.readings[1].state = 'Z';
	w->sample.readings[1].known &= ~(unsigned)(KNOWN_RSS | KNOWN_ANON);
	apply(w, 20);
	w->tree.apart = false;
}

static void
what_a_zombie_left_is_in_other_estimates(void **state)
{
	struct world *w = *state;

	estimated_four(w, 10);
	ends_as_zombie(w);
	estimate(w, 1, 66, 0);
	estimate(w, 3, 66, 0);
	estimate(w, 4, 108, 60);
	tree_peak_estimated(&w->tree, true);
	assert_mib(w->tree.now.held.range.likely, 240);
}

static void
what_a_zombie_left_is_in_other_shares(void **state)
{
	struct world *w = *state;

	measured_four(w);
	ends_as_zombie(w);
	take(w, 1, 66, 200);
	take(w, 3, 66, 200);
	take_alone(w, 4, 108, 200, 60);
	measured(w, 20);
	assert_mib(w->tree.now.held.range.likely, 240);
	assert_mib(w->tree.now.held.range.most, 240);
}

/* Nor does somebody that was open for a moment after it. */
static void
a_wrong_moment_hides_no_estimate(void **state)
{
	struct world *w = *state;

	estimated_four(w, 10);
	four(w, 120);
	exec(w, 5, 40);
	forked(w, 6, 200)->ppid = 1;
	apply(w, 20);
	assert_true(w->tree.best.bytes >= 300 * MIB);
	exec(w, 1, 200);
	apply(w, 30);
	estimate(w, 1, 200, 200);
	tree_peak_estimated(&w->tree, true);
	assert_true(w->tree.best.bytes >= 260 * MIB);
}

/* A reading that finds less than was told corrects what was told. */
static void
a_reading_sets_an_estimate_right(void **state)
{
	struct world *w = *state;

	estimated_four(w, 10);
	four(w, 120);
	exec(w, 5, 40);
	apply(w, 20);
	w->tree.apart = false;
	for (pid_t pid = 1; pid <= 3; pid++)
		take(w, pid, 50, 200);
	take_alone(w, 4, 80, 200, 40);
	measured(w, 20);
	assert_mib(w->tree.best.bytes, 270);
}

/* What was told was no doubt: all that was open then may be wrong, and no more. */
static void
only_what_was_open_is_corrected(void **state)
{
	struct tree_range told = { 200, 260, 260, 260, 320 }, open = { 200, 260, 280, 300, 320 };
	struct tree_range now = { 100, 150, 170, 190, 300 };

	(void)state;
	assert_int_equal(tree_range_corrected(told, now, 180), 260);
	assert_int_equal(tree_range_corrected(told, now, 250), 260);
	assert_int_equal(tree_range_corrected(open, now, 160), 270);
	assert_int_equal(tree_range_corrected(open, now, 180), 290);
	assert_int_equal(tree_range_corrected(open, now, 250), 300);
	assert_int_equal(tree_range_corrected(open, now, 125), 230);
	assert_int_equal(tree_range_corrected(open, now, 100), 200);
}

/* What it gave back the first child still has, and later children have no part in it. */
static void
parent_gives_back_and_forks(struct world *w, uint64_t at_ms)
{
	exec(w, 1, 100);
	forked(w, 2, 200)->ppid = 1;
	apply(w, at_ms);
	exec(w, 1, 300);
	forked(w, 2, 200)->ppid = 1;
	apply(w, at_ms + 10);
	exec(w, 1, 300);
	forked(w, 2, 200)->ppid = 1;
	forked(w, 3, 300)->ppid = 1;
	apply(w, at_ms + 20);
}

static void
what_was_given_back_before_a_birth_is_not_forgotten(void **state)
{
	struct world *w = *state;

	exec(w, 1, 200);
	forked(w, 2, 200)->ppid = 1;
	apply(w, 10);
	parent_gives_back_and_forks(w, 20);
	assert_mib(w->tree.now.held.range.likely, 400);
	assert_true(w->tree.now.held.range.most >= 400 * MIB);
}

static void
nor_is_it_after_an_estimate(void **state)
{
	struct world *w = *state;

	exec(w, 1, 200);
	forked(w, 2, 200)->ppid = 1;
	apply(w, 10);
	estimate(w, 1, 100, 0);
	estimate(w, 2, 100, 0);
	tree_peak_estimated(&w->tree, true);
	assert_mib(w->tree.now.held.range.likely, 200);
	parent_gives_back_and_forks(w, 20);
	assert_mib(w->tree.now.held.range.likely, 400);
	assert_true(w->tree.now.held.range.most >= 400 * MIB);
}

/* 1 has grown and then given back what 2 has still: taken for its own growth, until an estimate
 * tells. */
static void
what_was_grown_and_given_back_may_have_been_shared(void **state)
{
	static const uint64_t parent_mib[] = { 200, 500, 350 };
	struct world *w = *state;

	for (uint64_t i = 0; i < 3; i++) {
		exec(w, 1, parent_mib[i]);
		faulted(forked(w, 2, 200), 0)->ppid = 1;
		apply(w, 10 + i * 10);
	}
	assert_mib(w->tree.now.held.range.likely, 350);
	estimate(w, 1, 325, 300);
	estimate(w, 2, 175, 150);
	tree_peak_estimated(&w->tree, true);
	assert_mib(w->tree.now.held.range.likely, 500);
	assert_true(w->tree.now.held.range.most >= 500 * MIB);
	assert_mib(w->tree.now.held.range.least, 350);
}

/* Of what 4 has copied nothing is to be seen when those are gone with whom it shared the rest. */
static void
copies_from_ended_ones_are_not_corrected(void **state)
{
	struct world *w = *state;

	estimated_four(w, 10);
	four(w, 200);
	apply(w, 20);
	faulted(forked(w, 4, 200), 200);
	apply(w, 30);
	estimate(w, 4, 200, 200);
	tree_peak_estimated(&w->tree, true);
	assert_mib(w->tree.best.bytes, 300);
}

/* A few faults, and an estimate that errs by as much, say nothing of how many are copies. */
static void
a_few_copies_teach_nothing(void **state)
{
	struct world *w = *state;

	four(w, 8);
	apply(w, 10);
	for (pid_t pid = 1; pid <= 4; pid++)
		estimate(w, pid, 50, 0);
	tree_peak_estimated(&w->tree, true);
	four(w, 108);
	apply(w, 20);
	assert_mib(w->tree.now.held.range.likely, 300);
}

/* Who copied has ended when the next estimate is made: that finds no copies, and none were
 * wrong. */
static void
copies_of_ended_ones_are_not_corrected(void **state)
{
	struct world *w = *state;

	estimated_four(w, 10);
	four(w, 200);
	apply(w, 20);
	assert_mib(w->tree.best.bytes, 300);
	exec(w, 1, 200);
	forked(w, 2, 200);
	apply(w, 30);
	estimate(w, 1, 100, 0);
	estimate(w, 2, 100, 0);
	tree_peak_estimated(&w->tree, true);
	assert_mib(w->tree.now.held.range.likely, 200);
	assert_mib(w->tree.best.bytes, 300);
	assert_false(w->tree.best.lower_bound);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_estimate_replaces_what_faults_say),
		CASE(an_estimate_sets_an_earlier_one_right),
		CASE(a_reading_ends_an_estimate),
		CASE(copies_that_children_have_stay),
		CASE(pages_that_are_told_apart_are_believed),
		CASE(later_copies_come_on_top),
		CASE(ends_take_nothing_from_an_estimate),
		CASE(what_a_zombie_left_is_in_other_estimates),
		CASE(what_a_zombie_left_is_in_other_shares),
		CASE(a_wrong_moment_hides_no_estimate),
		CASE(a_reading_sets_an_estimate_right),
		CASE(only_what_was_open_is_corrected),
		CASE(what_was_given_back_before_a_birth_is_not_forgotten),
		CASE(nor_is_it_after_an_estimate),
		CASE(copies_of_ended_ones_are_not_corrected),
		CASE(copies_from_ended_ones_are_not_corrected),
		CASE(a_few_copies_teach_nothing),
		CASE(what_was_grown_and_given_back_may_have_been_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
