/* SPDX-License-Identifier: MIT */
/* test_census.c: every process of a run is counted once, however many exist at a time. */
#include "base/length.h"
#include "model/process/census.h"

#include "support/samples.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void
add(struct sample *s, pid_t pid, uint64_t start_ticks)
{
	sample_process(s, pid, MIB, MIB)->key.start_ticks = start_ticks;
}

static int
setup(void **state)
{
	static struct sample s;

	*state = &s;
	sample_restart(&s);
	return 0;
}

static int
teardown(void **state)
{
	sample_clear(*state);
	return 0;
}

/* All within one tick, as a shell starts them: 1, around 32 and far more. */
static void
all_of_one_tick_are_counted_once(void **state)
{
	const pid_t counts[] = { 1, 31, 32, 33, 34, 50, 64, 65, 1000, 5000 };
	struct sample *s = *state;

	for (size_t c = 0; c < LENGTH(counts); c++) {
		struct census census = { .count = 0 };
		size_t seen = 0;

		for (int look = 0; look < 5; look++) {
			sample_restart(s);
			for (pid_t pid = 1; pid <= counts[c]; pid++)
				add(s, pid * 3, 77);
			seen += census_take(&census, s);
		}
		assert_int_equal(seen, counts[c]);
		census_clear(&census);
	}
}

/* Some come and some go at every sample: 40 at a time, each for four samples. */
static void
those_that_come_and_go_are_counted_once(void **state)
{
	struct sample *s = *state;
	struct census census = { .count = 0 };
	size_t seen = 0;

	for (pid_t look = 0; look < 100; look++) {
		sample_restart(s);
		for (pid_t pid = look * 10; pid < look * 10 + 40; pid++)
			add(s, pid + 1, (uint64_t)(pid / 100));
		seen += census_take(&census, s);
	}
	assert_int_equal(seen, 99 * 10 + 40);
	census_clear(&census);
}

static void
a_pid_that_is_used_anew_is_another_process(void **state)
{
	struct sample *s = *state;
	struct census census = { .count = 0 };
	size_t seen = 0;

	for (uint64_t start = 1; start <= 20; start++) {
		for (int look = 0; look < 3; look++) {
			sample_restart(s);
			add(s, 5, 1);
			add(s, 7, start);
			seen += census_take(&census, s);
		}
	}
	assert_int_equal(seen, 21);
	census_clear(&census);
}

/* Found late, with an earlier start than counted ones; and missing for some samples. */
static void
one_that_is_found_late_or_missed_for_a_moment_is_counted_once(void **state)
{
	struct sample *s = *state;
	struct census census = { .count = 0 };
	size_t seen = 0;

	for (int look = 0; look < 60; look++) {
		sample_restart(s);
		if (look >= 5)
			add(s, 3, 10);
		if (look % CENSUS_ABSENT_MAX == 0)
			add(s, 8, 20);
		add(s, 9, 30);
		seen += census_take(&census, s);
	}
	assert_int_equal(seen, 3);
	census_clear(&census);
}

static void
those_gone_for_long_are_forgotten(void **state)
{
	struct sample *s = *state;
	struct census census = { .count = 0 };
	size_t seen = 0;

	for (pid_t look = 0; look < 2000; look++) {
		sample_restart(s);
		add(s, look + 1, (uint64_t)look);
		seen += census_take(&census, s);
		assert_true(census.count <= CENSUS_ABSENT_MAX);
	}
	assert_int_equal(seen, 2000);
	sample_restart(s);
	for (int look = 0; look < CENSUS_ABSENT_MAX; look++)
		assert_int_equal(census_take(&census, s), 0);
	assert_int_equal(census.count, 0);
	census_clear(&census);
}

/* Within that time nobody is forgotten, and one that reappears is not new; later all are. */
static void
those_whose_ends_wait_to_be_told_are_kept(void **state)
{
	struct sample *s = *state;
	struct census census = { .keep = true };
	size_t seen = 0;

	for (pid_t look = 0; look < 200; look++) {
		sample_restart(s);
		add(s, look + 1, (uint64_t)look);
		seen += census_take(&census, s);
	}
	assert_int_equal(census.count, 200);
	for (pid_t pid = 1; pid <= 200; pid++) {
		struct proc_key key = { pid, (uint64_t)pid };

		assert_true(census_end(&census, &key, 0, UINT64_MAX));
	}
	sample_restart(s);
	add(s, 1, 0);
	assert_int_equal(seen + census_take(&census, s), 200);
	census.keep = false;
	for (int look = 0; look < CENSUS_ABSENT_MAX; look++)
		census_take(&census, s);
	assert_int_equal(census.count, 1);
	assert_false(census.forgot);
	census_clear(&census);
}

/* An extreme number: some are forgotten, which is reported. */
static void
what_is_kept_has_a_bound(void **state)
{
	struct sample *s = *state;
	struct census census = { .keep = true };

	for (pid_t look = 0; look < 60; look++) {
		sample_restart(s);
		for (pid_t pid = 0; pid < 1000; pid++)
			add(s, look * 1000 + pid + 1, 7);
		assert_int_equal(census_take(&census, s), 1000);
		assert_true(census.count <= CENSUS_KEPT_MAX + 1000);
	}
	assert_true(census.forgot);
	census_clear(&census);
}

/* Its exit reports its start within some ticks: the counted one, each once. */
static void
an_end_is_that_of_one_that_was_counted_or_of_nobody(void **state)
{
	struct sample *s = *state;
	struct census census = { .count = 0 };
	struct proc_key key = { 7, 120 };

	sample_restart(s);
	add(s, 7, 100);
	add(s, 9, 100);
	assert_int_equal(census_take(&census, s), 2);
	assert_false(census_end(&census, &key, 101, 0));
	assert_int_equal(key.start_ticks, 120);
	assert_true(census_end(&census, &key, 90, 0));
	assert_int_equal(key.start_ticks, 100);
	key = (struct proc_key){ 7, 120 };
	assert_false(census_end(&census, &key, 90, 0)); /* its pid, reused at once */
	key = (struct proc_key){ 9, 99 };
	assert_false(census_end(&census, &key, 90, 0));
	key = (struct proc_key){ 8, 120 };
	assert_false(census_end(&census, &key, 0, 0));
	/* It was sampled before it exited: it is known to have ended, and not counted again. */
	assert_int_equal(census_take(&census, s), 0);
	key = (struct proc_key){ 7, 120 };
	assert_false(census_end(&census, &key, 90, 0));
	sample_restart(s);
	add(s, 7, 119);
	assert_int_equal(census_take(&census, s), 1);
	assert_false(census_end(&census, &key, 90, 119)); /* still alive */
	assert_true(census_end(&census, &key, 90, 0));
	assert_int_equal(key.start_ticks, 119);
	census_clear(&census);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_of_one_tick_are_counted_once),
		TEST(those_that_come_and_go_are_counted_once),
		TEST(a_pid_that_is_used_anew_is_another_process),
		TEST(one_that_is_found_late_or_missed_for_a_moment_is_counted_once),
		TEST(those_gone_for_long_are_forgotten),
		TEST(those_whose_ends_wait_to_be_told_are_kept),
		TEST(what_is_kept_has_a_bound),
		TEST(an_end_is_that_of_one_that_was_counted_or_of_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
