/* SPDX-License-Identifier: MIT */
/* test_tree_estimate.c: the peak of a tree: estimates from pages. */
#include "support/suite.h"
#include "support/trees.h"

static void
estimate(struct world *w, pid_t pid, uint64_t pss_mib, uint64_t alone_mib)
{
	tree_peak_take_estimate(
		&w->tree, (struct proc_key){ pid, (uint64_t)pid }, pss_mib * MIB, alone_mib * MIB);
}

/* 60 of 120 possible pages were copied. */
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
	tree_peak_estimated(&w->tree, true, false);
}

static void
an_estimate_replaces_the_guess_from_faults(void **state)
{
	struct world *w = *state;

	estimated_four(w, 10);
	assert_mib(w->tree.now.held.range.likely, 260);
	assert_mib(w->tree.now.held.range.min, 200);
	assert_mib(w->tree.now.held.range.max, 320);
	assert_mib(w->tree.best.bytes, 260);
	assert_false(w->tree.best.lower_bound);
	assert_mib(tree_peak_certain_bytes(&w->tree), 200);
	assert_false(tree_peak_wants_estimate(&w->tree));
	/* Half of the possible copies were copies; so are 40 more. */
	four(w, 160);
	apply(w, 20);
	assert_mib(w->tree.now.held.range.likely, 280);
	assert_true(tree_peak_wants_estimate(&w->tree));
}

static void
an_estimate_corrects_an_earlier_one(void **state)
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
	assert_mib(w->tree.now.held.range.min, 230);
}

/* Without page frames: 4 has a child, which has its copies as well; all shared pages look the
 * same. */
static void
copied_for_a_child(struct world *w, bool frames)
{
	estimated_four(w, 10);
	four(w, 120);
	forked(w, 5, 200)->ppid = 4;
	apply(w, 20);
	for (pid_t pid = 1; pid <= 5; pid++)
		estimate(w, pid, 40, 0);
	tree_peak_estimated(&w->tree, frames, false);
}

static void
copies_shared_with_children_remain(void **state)
{
	struct world *w = *state;

	copied_for_a_child(w, false);
	assert_mib(w->tree.now.held.range.likely, 260);
}

static void
identified_pages_are_believed(void **state)
{
	struct world *w = *state;

	copied_for_a_child(w, true);
	assert_mib(w->tree.now.held.range.likely, 200);
}

/* As many as it has more alone, less what was known before; copies for its child are believed as
 * well. */
static void
later_copies_are_added(void **state)
{
	struct world *w = *state;

	copied_for_a_child(w, false);
	four(w, 120);
	faulted(forked(w, 5, 200), 80)->ppid = 4;
	apply(w, 30);
	for (pid_t pid = 1; pid <= 4; pid++)
		estimate(w, pid, 30, 0);
	estimate(w, 5, 80, 40);
	tree_peak_estimated(&w->tree, false, false);
	assert_in_range(w->tree.now.held.range.likely, 295 * MIB, 301 * MIB);
}

/* They leave pages to others and take some away, which does not affect estimates made while they
 * lived. */
static void
exits_do_not_lower_an_estimate(void **state)
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
	tree_peak_estimated(&w->tree, true, false);
	assert_mib(w->tree.now.held.range.likely, 200);
	assert_in_range(w->tree.best.bytes, 260 * MIB, 270 * MIB);
	assert_false(w->tree.best.lower_bound);
}

/* A zombie has no memory: what it left is in the shares of others. */
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
memory_left_by_a_zombie_is_in_other_estimates(void **state)
{
	struct world *w = *state;

	estimated_four(w, 10);
	ends_as_zombie(w);
	estimate(w, 1, 66, 0);
	estimate(w, 3, 66, 0);
	estimate(w, 4, 108, 60);
	tree_peak_estimated(&w->tree, true, false);
	assert_mib(w->tree.now.held.range.likely, 240);
}

static void
memory_left_by_a_zombie_is_in_other_shares(void **state)
{
	struct world *w = *state;

	measured_four(w);
	ends_as_zombie(w);
	take(w, 1, 66, 200);
	take(w, 3, 66, 200);
	take_alone(w, 4, 108, 200, 60);
	measured(w, 20);
	assert_mib(w->tree.now.held.range.likely, 240);
	assert_mib(w->tree.now.held.range.max, 240);
}

/* Nor does a moment of uncertainty after it. */
static void
an_estimate_at_a_bad_moment_is_not_lost(void **state)
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
	tree_peak_estimated(&w->tree, true, false);
	assert_true(w->tree.best.bytes >= 260 * MIB);
}

/* A reading that finds less corrects the estimate. */
static void
a_reading_corrects_an_estimate(void **state)
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

/* The estimate is certain: only the uncertain part can be wrong. */
static void
only_the_uncertain_part_is_corrected(void **state)
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

/* The first child still has what it freed, and later children have no part in it. */
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
memory_freed_before_a_fork_is_not_forgotten(void **state)
{
	struct world *w = *state;

	exec(w, 1, 200);
	forked(w, 2, 200)->ppid = 1;
	apply(w, 10);
	parent_gives_back_and_forks(w, 20);
	assert_mib(w->tree.now.held.range.likely, 400);
	assert_true(w->tree.now.held.range.max >= 400 * MIB);
}

static void
memory_freed_before_a_fork_is_not_forgotten_after_an_estimate(void **state)
{
	struct world *w = *state;

	exec(w, 1, 200);
	forked(w, 2, 200)->ppid = 1;
	apply(w, 10);
	estimate(w, 1, 100, 0);
	estimate(w, 2, 100, 0);
	tree_peak_estimated(&w->tree, true, false);
	assert_mib(w->tree.now.held.range.likely, 200);
	parent_gives_back_and_forks(w, 20);
	assert_mib(w->tree.now.held.range.likely, 400);
	assert_true(w->tree.now.held.range.max >= 400 * MIB);
}

/* 1 has grown and then freed what 2 still has: taken for its own growth until an estimate. */
static void
memory_freed_after_growth_may_have_been_shared(void **state)
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
	tree_peak_estimated(&w->tree, true, false);
	assert_mib(w->tree.now.held.range.likely, 500);
	assert_true(w->tree.now.held.range.max >= 500 * MIB);
	assert_mib(w->tree.now.held.range.min, 350);
}

/* The copies of 4 are not visible once those that shared the rest have exited. */
static void
copies_from_exited_processes_are_not_corrected(void **state)
{
	struct world *w = *state;

	estimated_four(w, 10);
	four(w, 200);
	apply(w, 20);
	faulted(forked(w, 4, 200), 200);
	apply(w, 30);
	estimate(w, 4, 200, 200);
	tree_peak_estimated(&w->tree, true, false);
	assert_mib(w->tree.best.bytes, 300);
}

/* Few faults, and an estimate with an error as large, do not show how many are copies. */
static void
few_copies_do_not_change_the_yield(void **state)
{
	struct world *w = *state;

	four(w, 8);
	apply(w, 10);
	for (pid_t pid = 1; pid <= 4; pid++)
		estimate(w, pid, 50, 0);
	tree_peak_estimated(&w->tree, true, false);
	four(w, 108);
	apply(w, 20);
	assert_mib(w->tree.now.held.range.likely, 300);
}

/* The process that copied has exited at the next estimate, which finds no copies; none were
 * wrong. */
static void
copies_of_exited_processes_are_not_corrected(void **state)
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
	tree_peak_estimated(&w->tree, true, false);
	assert_mib(w->tree.now.held.range.likely, 200);
	assert_mib(w->tree.best.bytes, 300);
	assert_false(w->tree.best.lower_bound);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_estimate_replaces_the_guess_from_faults),
		CASE(an_estimate_corrects_an_earlier_one),
		CASE(a_reading_ends_an_estimate),
		CASE(copies_shared_with_children_remain),
		CASE(identified_pages_are_believed),
		CASE(later_copies_are_added),
		CASE(exits_do_not_lower_an_estimate),
		CASE(memory_left_by_a_zombie_is_in_other_estimates),
		CASE(memory_left_by_a_zombie_is_in_other_shares),
		CASE(an_estimate_at_a_bad_moment_is_not_lost),
		CASE(a_reading_corrects_an_estimate),
		CASE(only_the_uncertain_part_is_corrected),
		CASE(memory_freed_before_a_fork_is_not_forgotten),
		CASE(memory_freed_before_a_fork_is_not_forgotten_after_an_estimate),
		CASE(copies_of_exited_processes_are_not_corrected),
		CASE(copies_from_exited_processes_are_not_corrected),
		CASE(few_copies_do_not_change_the_yield),
		CASE(memory_freed_after_growth_may_have_been_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
