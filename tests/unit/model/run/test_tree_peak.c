/* SPDX-License-Identifier: MIT */
/* test_tree_peak.c: the peak of a tree: how much of each process counts, and the breakdown. */
#include "support/suite.h"
#include "support/trees.h"

static void
one_process_alone_is_its_rss(void **state)
{
	struct world *w = *state;

	exec(w, 1, 10);
	apply(w, 10);
	exec(w, 1, 70);
	apply(w, 20);
	exec(w, 1, 30);
	apply(w, 30);
	assert_mib(w->tree.best.bytes, 70);
	assert_int_equal(w->tree.best.at_ns, 20 * MS);
	assert_int_equal(w->tree.best.origin, PEAK_RSS);
	assert_int_equal(w->tree.best.process_count, 1);
	assert_true(w->tree.best.lower_bound);
	assert_mib(w->tree.now.held.range.likely, 30);
	assert_false(tree_peak_wants_pss(&w->tree, 0));
}

/* A zombie beside it holds nothing, and does not count as a second process. */
static void
a_zombie_does_not_count(void **state)
{
	struct world *w = *state;

	exec(w, 1, 40);
	exec(w, 2, 0)->state = 'Z';
	apply(w, 10);
	assert_mib(w->tree.best.bytes, 40);
	assert_int_equal(w->tree.best.origin, PEAK_RSS);
	assert_int_equal(w->tree.best.process_count, 1);
}

/* Between vfork and exec: alive at the peak, though it holds nothing itself. */
static void
a_process_in_its_parents_memory_counts_and_is_not_listed(void **state)
{
	struct world *w = *state;

	exec(w, 1, 40);
	exec(w, 2, 0);
	apply(w, 10);
	assert_mib(w->tree.best.bytes, 40);
	assert_int_equal(w->tree.best.process_count, 2);
	assert_int_equal(w->tree.best.member_count, 1);
	assert_int_equal(w->tree.best.members[0].pid, 1);
	exec(w, 1, 40);
	exec(w, 2, 10);
	apply(w, 20);
	assert_int_equal(w->tree.best.process_count, 2);
	assert_int_equal(w->tree.best.member_count, 2);
}

static void
a_newly_forked_process_starts_at_0(void **state)
{
	struct world *w = *state;

	exec(w, 1, 100);
	apply(w, 10);
	exec(w, 1, 100);
	forked(w, 2, 100);
	apply(w, 20);
	assert_mib(w->tree.now.held.sum_bytes, 200);
	assert_mib(w->tree.now.held.range.likely, 100);
	exec(w, 1, 100);
	forked(w, 2, 130);
	apply(w, 30);
	assert_mib(w->tree.now.held.range.likely, 130);
	assert_int_equal(w->tree.best.origin, PEAK_RSS);
}

static void
a_new_process_after_exec_starts_at_its_anonymous_memory(void **state)
{
	struct world *w = *state;
	struct reading *r;

	exec(w, 1, 100);
	r = exec(w, 2, 30);
	r->anon_bytes = 20 * MIB;
	apply(w, 10);
	assert_mib(w->tree.now.held.range.likely, 120);
	exec(w, 1, 100);
	r = exec(w, 2, 45);
	r->anon_bytes = 35 * MIB;
	apply(w, 20);
	assert_mib(w->tree.now.held.range.likely, 135);
}

/* If anonymous memory is unknown, RSS is used. */
static void
unknown_anonymous_memory_is_taken_for_all(void **state)
{
	struct world *w = *state;

	exec(w, 1, 100);
	exec(w, 2, 30)->known &= ~(unsigned)KNOWN_ANON;
	apply(w, 10);
	assert_mib(w->tree.now.held.range.likely, 130);
}

static void
exec_of_a_member_starts_over(void **state)
{
	struct world *w = *state;
	struct reading *r;

	measured_pair(w, 10);
	assert_mib(w->tree.now.held.range.likely, 100);
	exec(w, 1, 100);
	r = exec(w, 2, 8);
	r->image = 1;
	r->anon_bytes = 3 * MIB;
	apply(w, 20);
	assert_mib(w->tree.roster.members[1].held_bytes, 3);
	exec(w, 1, 100);
	exec(w, 2, 28)->image = 1;
	apply(w, 30);
	assert_mib(w->tree.roster.members[1].held_bytes, 28);
}

/* The pid was reused: nothing is carried on from the earlier process. */
static void
another_start_is_another_process(void **state)
{
	struct world *w = *state;

	measured_pair(w, 10);
	exec(w, 1, 100);
	forked(w, 2, 100)->key.start_ticks = 77;
	apply(w, 20);
	assert_mib(w->tree.roster.members[1].held_bytes, 0);
}

static void
growth_is_carried_on_between_readings(void **state)
{
	struct world *w = *state;

	measured_pair(w, 10);
	exec(w, 1, 110);
	forked(w, 2, 120);
	apply(w, 20);
	assert_mib(w->tree.now.held.range.likely, 130);
	assert_mib(w->tree.best.bytes, 130);
	assert_int_equal(w->tree.best.origin, PEAK_PSS);
	assert_int_equal(w->tree.best.at_ns, 20 * MS);
}

/* What it frees is its own memory first, but never more than that. */
static void
a_loss_is_carried_on_down_to_0(void **state)
{
	struct world *w = *state;

	measured_pair(w, 10);
	exec(w, 1, 100);
	forked(w, 2, 80);
	apply(w, 20);
	assert_mib(w->tree.roster.members[1].held_bytes, 30);
	exec(w, 1, 100);
	forked(w, 2, 20);
	apply(w, 30);
	assert_mib(w->tree.roster.members[1].held_bytes, 0);
	assert_mib(w->tree.now.held.range.likely, 100);
	assert_mib(w->tree.best.bytes, 100);
}

/* --- exits and the breakdown --- */

static void
an_exit_takes_its_part_away(void **state)
{
	struct world *w = *state;

	exec(w, 1, 60);
	exec(w, 2, 50);
	exec(w, 3, 40);
	apply(w, 10);
	exec(w, 1, 60);
	exec(w, 3, 45);
	apply(w, 20);
	assert_mib(w->tree.now.held.range.likely, 105);
	assert_int_equal(w->tree.roster.count, 2);
	assert_int_equal(w->tree.roster.members[1].key.pid, 3);
	assert_mib(w->tree.best.bytes, 150);
	assert_int_equal(w->tree.best.at_ns, 10 * MS);
	apply(w, 30);
	assert_int_equal(w->tree.now.held.range.likely, 0);
	assert_int_equal(w->tree.roster.count, 0);
	assert_false(tree_peak_wants_pss(&w->tree, 0));
}

static void
the_breakdown_is_sorted_largest_first(void **state)
{
	struct world *w = *state;
	static const uint64_t mib[] = { 20, 50, 10, 50, 40 };
	static const pid_t order[] = { 2, 4, 5, 1, 3 };

	for (pid_t pid = 1; pid <= 5; pid++)
		exec(w, pid, mib[pid - 1]);
	apply(w, 10);
	assert_int_equal(w->tree.best.member_count, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(w->tree.best.members[i].pid, order[i]);
		assert_mib(w->tree.best.members[i].bytes, mib[order[i] - 1]);
	}
}

static void
the_breakdown_keeps_the_largest_of_many(void **state)
{
	struct world *w = *state;

	for (pid_t pid = 1; pid <= 3 * RUN_MEMBERS_MAX; pid++)
		exec(w, pid, (uint64_t)pid);
	apply(w, 10);
	assert_int_equal(w->tree.best.process_count, 3 * RUN_MEMBERS_MAX);
	assert_int_equal(w->tree.best.member_count, RUN_MEMBERS_MAX);
	for (int i = 0; i < RUN_MEMBERS_MAX; i++)
		assert_int_equal(w->tree.best.members[i].pid, 3 * RUN_MEMBERS_MAX - i);
}

static void
name(struct world *w, size_t member, const char *text)
{
	strcpy(w->tree.marks[MARK_CERTAIN].peak.members[member].name, text);
	tree_peak_choose_best(&w->tree);
	assert_string_equal(w->tree.best.members[member].name, text);
}

static void
names_are_kept_while_the_image_stays(void **state)
{
	struct world *w = *state;

	exec(w, 1, 50);
	exec(w, 2, 20);
	apply(w, 10);
	name(w, 0, "large");
	name(w, 1, "small");
	exec(w, 1, 50);
	exec(w, 2, 90);
	exec(w, 3, 10);
	apply(w, 20);
	assert_string_equal(w->tree.best.members[0].name, "small");
	assert_string_equal(w->tree.best.members[1].name, "large");
	assert_string_equal(w->tree.best.members[2].name, "");
	exec(w, 1, 50);
	exec(w, 2, 190)->image = 1;
	apply(w, 30);
	assert_string_equal(w->tree.best.members[0].name, "");
	assert_string_equal(w->tree.best.members[1].name, "large");
}

static void
the_kernels_figure_at_exit_can_only_raise_the_peak(void **state)
{
	struct world *w = *state;

	exec(w, 1, 50);
	apply(w, 10);
	tree_peak_at_least(&w->tree, 40 * MIB, PEAK_RUSAGE, 20 * MS);
	assert_mib(w->tree.best.bytes, 50);
	assert_int_equal(w->tree.best.origin, PEAK_RSS);
	tree_peak_at_least(&w->tree, 60 * MIB, PEAK_RUSAGE, 20 * MS);
	assert_mib(w->tree.best.bytes, 60);
	assert_int_equal(w->tree.best.origin, PEAK_RUSAGE);
	assert_int_equal(w->tree.best.at_ns, 20 * MS);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(one_process_alone_is_its_rss),
		CASE(a_zombie_does_not_count),
		CASE(a_process_in_its_parents_memory_counts_and_is_not_listed),
		CASE(a_newly_forked_process_starts_at_0),
		CASE(a_new_process_after_exec_starts_at_its_anonymous_memory),
		CASE(unknown_anonymous_memory_is_taken_for_all),
		CASE(exec_of_a_member_starts_over),
		CASE(another_start_is_another_process),
		CASE(growth_is_carried_on_between_readings),
		CASE(a_loss_is_carried_on_down_to_0),
		CASE(an_exit_takes_its_part_away),
		CASE(the_breakdown_is_sorted_largest_first),
		CASE(the_breakdown_keeps_the_largest_of_many),
		CASE(names_are_kept_while_the_image_stays),
		CASE(the_kernels_figure_at_exit_can_only_raise_the_peak),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
