/* SPDX-License-Identifier: MIT */
/* test_tree_peak_pss.c: the peak of a tree: when PSS is read, and what it bounds. */
#include "support/trees.h"

static void
a_reading_above_the_estimate_is_the_peak(void **state)
{
	struct world *w = *state;

	exec(w, 1, 100);
	forked(w, 2, 100);
	apply(w, 10);
	take(w, 1, 80, 100);
	take(w, 2, 75, 101);
	tree_peak_measured(&w->tree, 12 * MS);
	assert_mib(w->tree.held_bytes, 155);
	assert_mib(w->tree.best.bytes, 155);
	assert_int_equal(w->tree.best.at_ns, 12 * MS);
	assert_int_equal(w->tree.best.origin, PEAK_PSS);
	assert_mib(w->tree.best.members[0].bytes, 80);
	assert_mib(w->tree.best.members[1].bytes, 75);
}

/* Deterministic noise: whatever comes, the estimate lies between what bounds it. */
static uint64_t
noise(uint64_t *seed, uint64_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (*seed >> 33) % below;
}

static void
add_noise(struct world *w, uint64_t *seed)
{
	for (pid_t pid = 1; pid <= 8; pid++) {
		struct reading *r;

		if (noise(seed, 5) == 0)
			continue;
		r = exec(w, pid, noise(seed, 200));
		r->anon_bytes = noise(seed, r->rss_bytes + 1);
		r->forked = noise(seed, 2);
		r->image = noise(seed, 2);
	}
}

static void
never_below_the_largest_nor_above_the_sum(void **state)
{
	struct world *w = *state;
	uint64_t seed = 1, most = 0;

	for (uint64_t at_ms = 1; at_ms <= 2000; at_ms++) {
		uint64_t largest = 0;

		add_noise(w, &seed);
		apply(w, at_ms);
		for (size_t i = 0; i < w->tree.count; i++)
			if (w->tree.members[i].rss_bytes > largest)
				largest = w->tree.members[i].rss_bytes;
		assert_in_range(w->tree.held_bytes, largest, w->tree.sum_bytes);
		most = w->tree.held_bytes > most ? w->tree.held_bytes : most;
		assert_int_equal(w->tree.best.bytes, most);
		if (w->tree.count > 0 && noise(&seed, 10) == 0) {
			struct tree_member m = w->tree.members[0];

			tree_peak_take_pss(&w->tree, m.key, m.rss_bytes / 2, m.rss_bytes);
		}
	}
}

static void
pss_is_not_wanted_where_it_cannot_beat_the_best(void **state)
{
	struct world *w = *state;

	exec(w, 1, 500);
	apply(w, 10);
	exec(w, 1, 200);
	forked(w, 2, 200);
	apply(w, 20);
	exec(w, 1, 200);
	forked(w, 2, 200);
	apply(w, 30);
	assert_false(tree_peak_wants_pss(&w->tree, 5000 * MS));
	exec(w, 1, 300);
	forked(w, 2, 300);
	apply(w, 40);
	exec(w, 1, 300);
	forked(w, 2, 300);
	apply(w, 50);
	assert_true(tree_peak_wants_pss(&w->tree, 50 * MS));
}

static void
pss_is_wanted_when_the_sum_has_settled(void **state)
{
	struct world *w = *state;

	measured_pair(w, 10);
	exec(w, 1, 110);
	forked(w, 2, 110);
	apply(w, 20);
	assert_false(tree_peak_settled(&w->tree));
	assert_false(tree_peak_wants_pss(&w->tree, 20 * MS));
	exec(w, 1, 110);
	forked(w, 2, 111);
	apply(w, 30);
	assert_true(tree_peak_settled(&w->tree));
	assert_true(tree_peak_wants_pss(&w->tree, 30 * MS));
	take(w, 1, 60, 110);
	take(w, 2, 61, 111);
	tree_peak_measured(&w->tree, 30 * MS);
	assert_false(tree_peak_wants_pss(&w->tree, 31 * MS));
}

static void
growth_by_a_quarter_in_half_a_second_is_measured_without_rest(void **state)
{
	struct world *w = *state;
	uint64_t rss = 100, at_ms = 10;

	measured_pair(w, at_ms);
	while (rss < 200) {
		rss += rss < 150 ? 50 : 5;
		exec(w, 1, rss);
		forked(w, 2, rss);
		apply(w, at_ms += 40);
		assert_false(tree_peak_settled(&w->tree));
		assert_false(tree_peak_wants_pss(&w->tree, at_ms * MS));
	}
	exec(w, 1, 210);
	forked(w, 2, 210);
	apply(w, at_ms += 60);
	assert_false(tree_peak_settled(&w->tree));
	assert_true(tree_peak_wants_pss(&w->tree, at_ms * MS));
}

/* Pages become the writer's own with no change of any RSS. */
static void
a_still_tree_is_measured_again_after_a_second(void **state)
{
	struct world *w = *state;

	measured_pair(w, 10);
	exec(w, 1, 100);
	forked(w, 2, 100);
	apply(w, 20);
	assert_false(tree_peak_wants_pss(&w->tree, 1009 * MS));
	assert_true(tree_peak_wants_pss(&w->tree, 1010 * MS));
}

static void
a_newcomer_makes_a_reading_due(void **state)
{
	struct world *w = *state;

	measured_pair(w, 10);
	exec(w, 1, 100);
	forked(w, 2, 100);
	forked(w, 3, 1);
	apply(w, 20);
	assert_true(tree_peak_settled(&w->tree));
	assert_true(tree_peak_wants_pss(&w->tree, 20 * MS));
}

/* Four workers that map the same GiB: their RSS grows four times, the tree's memory once. */
static void
grow_by_shared_memory(struct world *w, uint64_t at_ms)
{
	exec(w, 1, 100);
	for (pid_t pid = 2; pid <= 5; pid++)
		forked(w, pid, 1024);
	apply(w, at_ms);
}

static void
an_estimate_that_a_reading_disproves_is_put_right(void **state)
{
	struct world *w = *state;

	exec(w, 1, 100);
	apply(w, 10);
	grow_by_shared_memory(w, 20);
	assert_int_equal(w->tree.best.origin, PEAK_SAMPLED);
	grow_by_shared_memory(w, 30);
	for (pid_t pid = 2; pid <= 5; pid++)
		take(w, pid, 256, 1024);
	take(w, 1, 100, 100);
	tree_peak_measured(&w->tree, 30 * MS);
	assert_mib(w->tree.best.bytes, 1124);
	assert_int_equal(w->tree.best.origin, PEAK_PSS);
}

/* What was measured before an estimate that proves wrong is the peak again, with who made it up. */
static void
the_peak_measured_before_comes_back(void **state)
{
	struct world *w = *state;

	exec(w, 1, 900);
	exec(w, 2, 800);
	apply(w, 10);
	take(w, 1, 900, 900);
	take(w, 2, 800, 800);
	tree_peak_measured(&w->tree, 10 * MS);
	exec(w, 1, 1000);
	exec(w, 2, 1000);
	apply(w, 20);
	assert_mib(w->tree.best.bytes, 2000);
	exec(w, 1, 1000);
	exec(w, 2, 1000);
	apply(w, 30);
	take(w, 1, 510, 1000);
	take(w, 2, 510, 1000);
	tree_peak_measured(&w->tree, 30 * MS);
	assert_mib(w->tree.best.bytes, 1700);
	assert_int_equal(w->tree.best.origin, PEAK_PSS);
	assert_int_equal(w->tree.best.at_ns, 10 * MS);
	assert_mib(w->tree.best.members[0].bytes, 900);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_reading_above_the_estimate_is_the_peak),
		CASE(never_below_the_largest_nor_above_the_sum),
		CASE(pss_is_not_wanted_where_it_cannot_beat_the_best),
		CASE(pss_is_wanted_when_the_sum_has_settled),
		CASE(growth_by_a_quarter_in_half_a_second_is_measured_without_rest),
		CASE(a_still_tree_is_measured_again_after_a_second),
		CASE(a_newcomer_makes_a_reading_due),
		CASE(an_estimate_that_a_reading_disproves_is_put_right),
		CASE(the_peak_measured_before_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
