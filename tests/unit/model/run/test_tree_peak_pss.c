/* SPDX-License-Identifier: MIT */
/* test_tree_peak_pss.c: the peak of a tree: when PSS is read, and how it corrects estimates. */
#include "support/suite.h"
#include "support/trees.h"

static void
a_reading_above_what_is_certain_is_the_peak(void **state)
{
	struct world *w = *state;

	exec(w, 1, 100);
	forked(w, 2, 100);
	apply(w, 10);
	take(w, 1, 80, 100);
	take(w, 2, 75, 100);
	measured(w, 12);
	assert_mib(w->tree.now.held.range.likely, 155);
	assert_mib(w->tree.best.bytes, 155);
	assert_int_equal(w->tree.best.at_ns, 12 * MS);
	assert_int_equal(w->tree.best.origin, PEAK_PSS);
	assert_true(w->tree.best.lower_bound);
	assert_mib(w->tree.best.members[0].bytes, 80);
	assert_mib(w->tree.best.members[1].bytes, 75);
}

/* Deterministic noise: each range is valid and within its bounds. */
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
		r = exec(w, pid, 0);
		r->anon_bytes = noise(seed, 200) * MIB;
		maps(r, noise(seed, 50), noise(seed, 50));
		r->ppid = (pid_t)noise(seed, 9);
		r->minor_faults = noise(seed, 100000);
		r->forked = noise(seed, 2);
		r->image = noise(seed, 2);
	}
}

static void
read_some(struct world *w, uint64_t *seed, uint64_t at_ms)
{
	tree_peak_plan_reading(&w->tree, 0);
	for (size_t i = 0; i < w->tree.roster.count; i++) {
		struct tree_member m = w->tree.roster.members[i];
		struct smaps_shares s = { .anon_bytes = m.rss.anon,
			.private_bytes = m.rss.anon / 4,
			.pss = { m.rss.anon / 2, m.rss.shmem / 3, m.rss.file / 3 } };

		if (tree_peak_needs_shares(&w->tree, i))
			tree_peak_take_shares(&w->tree, m.key, noise(seed, 9) ? &s : NULL);
	}
	measured(w, at_ms);
}

static uint64_t
sum_of_parts(const struct world *w)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < w->tree.roster.count; i++)
		sum += w->tree.roster.members[i].held_bytes;
	return sum;
}

static void
never_below_the_largest_nor_above_the_sum(void **state)
{
	struct world *w = *state;
	uint64_t seed = 1;

	for (uint64_t at_ms = 1; at_ms <= 3000; at_ms++) {
		const struct tree_held *held = &w->tree.now.held;
		uint64_t certain = tree_peak_certain_bytes(&w->tree);

		add_noise(w, &seed);
		apply(w, at_ms);
		if (noise(&seed, 4) == 0)
			read_some(w, &seed, at_ms);
		assert_in_range(held->range.min, held->largest_bytes, held->sum_bytes);
		assert_in_range(held->range.likely, held->range.min, held->range.max);
		assert_in_range(held->range.max, held->range.min, held->sum_bytes);
		assert_in_range(sum_of_parts(w), held->range.likely - w->tree.roster.count,
			held->range.likely);
		assert_true(tree_peak_certain_bytes(&w->tree) >= certain);
		assert_true(w->tree.best.bytes >= tree_peak_certain_bytes(&w->tree));
		assert_true(w->tree.best.lower_bound == (w->tree.best.origin != PEAK_SAMPLED));
	}
}

/* --- when --- */

static void
pss_is_not_read_if_it_cannot_exceed_what_is_certain(void **state)
{
	struct world *w = *state;

	exec(w, 1, 500);
	apply(w, 10);
	for (uint64_t at_ms = 20; at_ms <= 60; at_ms += 20) {
		exec(w, 1, 200);
		forked(w, 2, 200)->ppid = 77;
		apply(w, at_ms);
		assert_false(tree_peak_wants_pss(&w->tree, 0));
	}
	exec(w, 1, 300);
	forked(w, 2, 300)->ppid = 77;
	apply(w, 80);
	exec(w, 1, 300);
	forked(w, 2, 300)->ppid = 77;
	apply(w, 100);
	assert_true(tree_peak_wants_pss(&w->tree, 0));
}

/* Nor for processes that share nothing. */
static void
without_shared_memory_nothing_is_in_doubt(void **state)
{
	struct world *w = *state;

	for (uint64_t at_ms = 20; at_ms <= 60; at_ms += 20) {
		exec(w, 1, 200);
		exec(w, 2, 300);
		apply(w, at_ms);
		assert_false(tree_peak_wants_pss(&w->tree, 0));
	}
	assert_mib(tree_peak_certain_bytes(&w->tree), 500);
	assert_true(w->tree.best.lower_bound);
}

/* A child sampled right after its fork had few faults: little can be its own. */
static void
a_fork_alone_does_not_cause_a_reading(void **state)
{
	struct world *w = *state;

	for (uint64_t at_ms = 20; at_ms <= 60; at_ms += 20) {
		exec(w, 1, 500);
		for (pid_t pid = 2; pid < 9; pid++)
			faulted(forked(w, pid, 500), 1);
		apply(w, at_ms);
	}
	assert_false(tree_peak_wants_pss(&w->tree, 0) && w->tree.now.held.range.max > 510 * MIB);
	assert_in_range(w->tree.now.held.range.max, 500 * MIB, 507 * MIB);
}

/* Before a long reading the tree must be still for long. */
static void
an_expensive_reading_waits_longer(void **state)
{
	struct world *w = *state;

	exec(w, 1, 100);
	apply(w, 0);
	for (uint64_t at_ms = 10; at_ms <= 40; at_ms += 10) {
		maps(exec(w, 1, 100), 50, 0);
		maps(exec(w, 2, 100), 50, 0);
		apply(w, at_ms);
	}
	assert_int_equal(tree_peak_still_ns(&w->tree), 30 * MS);
	assert_true(tree_peak_wants_pss(&w->tree, 10 * MS));
	assert_false(tree_peak_wants_pss(&w->tree, 11 * MS));
	maps(exec(w, 1, 100), 60, 0);
	maps(exec(w, 2, 100), 60, 0);
	apply(w, 50);
	assert_false(tree_peak_wants_pss(&w->tree, 0));
	assert_true(tree_peak_waits(&w->tree));
}

static void
growth_by_a_quarter_in_half_a_second_is_measured_at_once(void **state)
{
	struct world *w = *state;
	uint64_t mib = 100, at_ms = 10;

	maps(exec(w, 1, 100), 10, 0);
	maps(exec(w, 2, 100), 10, 0);
	apply(w, at_ms);
	take_shared(w, 1, 100, 100, 5);
	take_shared(w, 2, 100, 100, 5);
	measured(w, at_ms);
	for (; at_ms < 500; at_ms += 40) {
		maps(exec(w, 1, 100), mib += 10, 0);
		maps(exec(w, 2, 100), mib, 0);
		apply(w, at_ms);
		assert_false(tree_peak_settled(&w->tree));
		assert_false(tree_peak_wants_pss(&w->tree, 0));
	}
	maps(exec(w, 1, 100), mib += 10, 0);
	maps(exec(w, 2, 100), mib, 0);
	apply(w, 511);
	assert_true(tree_peak_wants_pss(&w->tree, 0));
}

/* --- corrections --- */

/* Four workers that map the same GiB: their RSS grows four times, the tree's memory once. */
static void
grow_by_shared_memory(struct world *w, uint64_t at_ms)
{
	exec(w, 1, 100);
	for (pid_t pid = 2; pid <= 5; pid++)
		maps(faulted(forked(w, pid, 100), 0), 1024, 0);
	apply(w, at_ms);
}

static void
shared_memory_is_counted_once_from_the_start(void **state)
{
	struct world *w = *state;

	exec(w, 1, 100);
	apply(w, 10);
	grow_by_shared_memory(w, 20);
	assert_mib(w->tree.best.bytes, 1124);
	assert_true(w->tree.best.lower_bound);
	assert_true(w->tree.now.held.range.max > 4000 * MIB);
	grow_by_shared_memory(w, 30);
	assert_true(tree_peak_wants_pss(&w->tree, 0));
	for (pid_t pid = 2; pid <= 5; pid++)
		take_shared(w, pid, 20, 100, 256);
	take_shared(w, 1, 20, 100, 0);
	measured(w, 30);
	assert_mib(w->tree.best.bytes, 1124);
	assert_false(tree_peak_wants_pss(&w->tree, 0));
}

/* Separate segments: the reading shows it. */
static void
separate_shared_segments_are_found_by_a_reading(void **state)
{
	struct world *w = *state;

	grow_by_shared_memory(w, 20);
	grow_by_shared_memory(w, 30);
	for (pid_t pid = 2; pid <= 5; pid++)
		take_shared(w, pid, 20, 100, 1024);
	take_shared(w, 1, 20, 100, 0);
	measured(w, 30);
	assert_mib(tree_peak_certain_bytes(&w->tree), 4 * 1024 + 100);
	assert_int_equal(w->tree.best.origin, PEAK_PSS);
}

/* Every estimate since the previous reading is corrected by the next one. */
static void
wrongly_assumed_copies_are_removed(void **state)
{
	struct world *w = *state;

	measured_pair(w, 10);
	exec(w, 1, 100);
	faulted(forked(w, 2, 100), 60);
	apply(w, 20);
	assert_mib(w->tree.best.bytes, 160);
	assert_int_equal(w->tree.best.origin, PEAK_SAMPLED);
	assert_false(w->tree.best.lower_bound);
	exec(w, 1, 100);
	faulted(forked(w, 2, 100), 80);
	apply(w, 30);
	assert_mib(w->tree.best.bytes, 180);
	exec(w, 1, 80);
	faulted(forked(w, 2, 100), 80);
	apply(w, 40);
	take(w, 1, 40, 80);
	take(w, 2, 60, 100);
	measured(w, 40);
	assert_in_range(w->tree.best.bytes, 100 * MIB, 101 * MIB);
	assert_true(w->tree.yield < 0.01);
	/* And the next ones are not believed. */
	exec(w, 1, 80);
	faulted(forked(w, 2, 100), 120);
	apply(w, 50);
	assert_in_range(w->tree.now.held.range.likely, 100 * MIB, 101 * MIB);
	assert_mib(w->tree.now.held.range.max, 140);
}

/* Confirmed by a reading of the same state, it is no longer an estimate. */
static void
copies_that_are_read_are_certain(void **state)
{
	struct world *w = *state;

	measured_pair(w, 10);
	for (uint64_t at_ms = 20; at_ms <= 40; at_ms += 10) {
		exec(w, 1, 100);
		faulted(forked(w, 2, 100), 60);
		apply(w, at_ms);
	}
	assert_true(tree_peak_wants_pss(&w->tree, 0));
	take_alone(w, 1, 80, 100, 60);
	take_alone(w, 2, 80, 100, 60);
	measured(w, 40);
	assert_mib(w->tree.best.bytes, 160);
	assert_int_equal(w->tree.best.origin, PEAK_PSS);
	assert_true(w->tree.best.lower_bound);
}

/* An earlier estimate stays an estimate, but corrected. */
static void
earlier_estimates_are_corrected_in_proportion(void **state)
{
	struct world *w = *state;

	measured_pair(w, 10);
	exec(w, 1, 100);
	faulted(forked(w, 2, 200), 180);
	apply(w, 20);
	assert_mib(w->tree.best.bytes, 280);
	exec(w, 1, 100);
	faulted(forked(w, 2, 100), 180);
	apply(w, 30);
	take_alone(w, 1, 70, 100, 40);
	take_alone(w, 2, 70, 100, 40);
	measured(w, 30);
	assert_mib(w->tree.best.bytes, 240);
	assert_int_equal(w->tree.best.at_ns, 20 * MS);
	assert_int_equal(w->tree.best.origin, PEAK_SAMPLED);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_reading_above_what_is_certain_is_the_peak),
		CASE(never_below_the_largest_nor_above_the_sum),
		CASE(pss_is_not_read_if_it_cannot_exceed_what_is_certain),
		CASE(without_shared_memory_nothing_is_in_doubt),
		CASE(a_fork_alone_does_not_cause_a_reading),
		CASE(an_expensive_reading_waits_longer),
		CASE(growth_by_a_quarter_in_half_a_second_is_measured_at_once),
		CASE(shared_memory_is_counted_once_from_the_start),
		CASE(separate_shared_segments_are_found_by_a_reading),
		CASE(wrongly_assumed_copies_are_removed),
		CASE(copies_that_are_read_are_certain),
		CASE(earlier_estimates_are_corrected_in_proportion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
