/* SPDX-License-Identifier: MIT */
/* test_oom_watch.c: of those who went away the one that was killed for memory is found. */
#include "model/run/oom_watch.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1ull << 20)
#define MS 1000000ull

struct one {
	pid_t pid;
	uint64_t mib;
	char state;
};

/* A look at so many processes so much later; then what the counter says, if it is asked. */
static bool
look_after(struct oom_watch *w, uint64_t ns, const struct one *ones, size_t count, uint64_t kills,
	bool asked)
{
	struct sample s = { .count = 0, .active_ns = w->now_ns + ns };
	bool gone;

	for (size_t i = 0; i < count; i++) {
		struct reading *r = sample_add(&s);

		r->key = (struct proc_key){ ones[i].pid, 100 };
		r->state = ones[i].state != '\0' ? ones[i].state : 'S';
		r->rss_bytes = ones[i].mib * MIB;
		r->peak_bytes = ones[i].mib * MIB;
		r->known = ones[i].mib > 0 ? KNOWN_RSS | KNOWN_PEAK : 0;
	}
	gone = oom_watch_take(w, &s);
	sample_clear(&s);
	if (gone || asked)
		oom_watch_count(w, kills, 0);
	return gone;
}

/* A second later, which is long. */
static bool
look(struct oom_watch *w, const struct one *ones, size_t count, uint64_t kills)
{
	return look_after(w, 1000 * MS, ones, count, kills, false);
}

static void
check_victims(struct oom_watch *w, const pid_t *pids, size_t count)
{
	assert_int_equal(w->victim_count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(w->victims[i].key.pid, pids[i]);
	oom_watch_clear(w);
}

static void
who_is_gone_when_the_counter_moves_is_the_victim(void **state)
{
	struct oom_watch w = { .kills = 0 };

	(void)state;
	assert_false(look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 50, 0 }, { 3, 60, 0 } }, 3, 0));
	/* 3 ends by itself, before. */
	assert_true(look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 70, 0 } }, 2, 0));
	assert_false(look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 90, 0 } }, 2, 0));
	assert_true(look(&w, (struct one[]){ { 1, 10, 0 } }, 1, 1));
	oom_watch_all_gone(&w);
	oom_watch_finish(&w, 1, 0);
	assert_int_equal(w.victims[0].bytes, 90 * MIB);
	check_victims(&w, (pid_t[]){ 2 }, 1);
}

static void
one_that_takes_its_time_to_go_is_found_at_the_next_look(void **state)
{
	struct oom_watch w = { .kills = 0 };

	(void)state;
	look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 500, 0 }, { 3, 5, 0 } }, 3, 0);
	look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 500, 0 } }, 2, 1);
	look(&w, (struct one[]){ { 1, 10, 0 } }, 1, 1);
	look(&w, (struct one[]){ { 1, 10, 0 } }, 1, 1);
	check_victims(&w, (pid_t[]){ 2 }, 1);
}

static void
a_zombie_and_one_whose_memory_went_before_it_are_gone(void **state)
{
	static const struct one afters[] = { { 2, 0, 'Z' }, { 2, 0, 'D' } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct oom_watch w = { .kills = 0 };

		look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 80, 0 } }, 2, 0);
		assert_true(look(&w, (struct one[]){ { 1, 10, 0 }, afters[i] }, 2, 1));
		look(&w, (struct one[]){ { 1, 10, 0 }, afters[i] }, 2, 1);
		assert_int_equal(w.victims[0].bytes, 80 * MIB);
		check_victims(&w, (pid_t[]){ 2 }, 1);
	}
}

static void
how_it_ended_outweighs_its_size(void **state)
{
	struct oom_watch w = { .kills = 0 };

	(void)state;
	look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 30, 0 }, { 3, 90, 0 }, { 4, 50, 0 } }, 4, 0);
	oom_watch_end(&w, 2, true, 35 * MIB, false);
	oom_watch_end(&w, 3, false, 0, true);
	oom_watch_end(&w, 77, true, 0, true); /* a thread */
	look(&w, (struct one[]){ { 1, 10, 0 } }, 1, 1);
	oom_watch_all_gone(&w);
	oom_watch_finish(&w, 1, 0);
	assert_int_equal(w.victims[0].bytes, 30 * MIB);
	check_victims(&w, (pid_t[]){ 2 }, 1);
}

static void
several_kills_take_the_largest(void **state)
{
	struct oom_watch w = { .kills = 0 };

	(void)state;
	look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 30, 0 }, { 3, 90, 0 }, { 4, 50, 0 } }, 4, 0);
	look(&w, (struct one[]){ { 1, 10, 0 } }, 1, 2);
	oom_watch_all_gone(&w);
	oom_watch_finish(&w, 3, 0);
	assert_int_equal(w.kills, 3);
	assert_int_equal(w.found, 3);
	check_victims(&w, (pid_t[]){ 3, 4, 2 }, 3);
}

static void
one_that_nobody_saw_blames_nobody_later(void **state)
{
	struct oom_watch w = { .kills = 0 };

	(void)state;
	look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 30, 0 }, { 3, 40, 0 } }, 3, 0);
	oom_watch_count(&w, 1, 0);
	look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 30, 0 }, { 3, 40, 0 } }, 3, 1);
	look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 30, 0 } }, 2, 1);
	look(&w, (struct one[]){ { 1, 10, 0 } }, 1, 1);
	oom_watch_all_gone(&w);
	oom_watch_finish(&w, 1, 0);
	assert_int_equal(w.kills, 1);
	assert_int_equal(w.found, 0);
	check_victims(&w, NULL, 0);
}

/* Others share the counter: it is asked at each look, and one of the job's ends long after it
 * moved. */
static void
who_goes_long_after_is_no_victim(void **state)
{
	struct oom_watch w = { .kills = 0 };

	(void)state;
	look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 30, 0 } }, 2, 0);
	for (int i = 0; i < 7; i++)
		look_after(&w, 100 * MS, (struct one[]){ { 1, 10, 0 }, { 2, 30, 0 } }, 2, 1, true);
	look_after(&w, 100 * MS, (struct one[]){ { 1, 10, 0 } }, 1, 1, true);
	oom_watch_all_gone(&w);
	oom_watch_finish(&w, 1, 0);
	check_victims(&w, NULL, 0);
}

/* A loaded machine: it was killed some looks ago, and still stands there. */
static void
one_that_is_slow_to_go_is_found(void **state)
{
	struct oom_watch w = { .kills = 0 };

	(void)state;
	look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 30, 0 } }, 2, 0);
	for (int i = 0; i < 3; i++)
		look_after(&w, 100 * MS, (struct one[]){ { 1, 10, 0 }, { 2, 30, 0 } }, 2, 1, true);
	look_after(&w, 100 * MS, (struct one[]){ { 1, 10, 0 } }, 1, 1, true);
	look_after(&w, 100 * MS, (struct one[]){ { 1, 10, 0 } }, 1, 1, true);
	oom_watch_finish(&w, 1, 0);
	check_victims(&w, (pid_t[]){ 2 }, 1);
}

/* By a counter of the whole machine: what is too small to be one goes by itself. */
static void
who_held_too_little_is_no_victim(void **state)
{
	struct oom_watch w = { .kills = 0 };

	(void)state;
	look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 3, 0 }, { 3, 30, 0 } }, 3, 0);
	oom_watch_count(&w, 1, 16 * MIB);
	look_after(&w, 100 * MS, (struct one[]){ { 1, 10, 0 }, { 3, 30, 0 } }, 2, 1, true);
	assert_int_equal(w.found, 0);
	look_after(&w, 100 * MS, (struct one[]){ { 1, 10, 0 } }, 1, 1, true);
	oom_watch_finish(&w, 1, 0);
	check_victims(&w, (pid_t[]){ 3 }, 1);
}

static void
who_lives_on_is_no_victim(void **state)
{
	struct oom_watch w = { .kills = 0 };

	(void)state;
	look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 300, 0 } }, 2, 0);
	look(&w, (struct one[]){ { 2, 300, 0 } }, 1, 0);
	oom_watch_finish(&w, 1, 0);
	check_victims(&w, NULL, 0);
}

/* More than are kept go at once; the largest among them is found. */
static void
a_thousand_that_go_at_once_cost_no_more_room(void **state)
{
	struct oom_watch w = { .kills = 0 };
	struct one ones[1000];

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		ones[i] = (struct one){ (pid_t)i + 1, 1 + (i * 7919) % 1000, 0 };
	look(&w, ones, 1000, 0);
	look(&w, ones, 1, 40);
	oom_watch_all_gone(&w);
	oom_watch_finish(&w, 40, 0);
	assert_int_equal(w.victim_count, RUN_VICTIMS_MAX);
	assert_int_equal(w.victims[0].bytes, 1000 * MIB);
	oom_watch_clear(&w);
}

/* Where the ends of all are told, in whatever order with the looks and the counter. */
static void
where_ends_are_told_only_sigkill_makes_a_victim(void **state)
{
	for (int order = 0; order < 3; order++) {
		struct oom_watch w = { .ends_known = true };

		(void)state;
		look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 30, 0 }, { 3, 90, 0 } }, 3, 0);
		if (order == 0)
			oom_watch_end(&w, 2, true, 35 * MIB, true);
		/* 3 goes by itself, and is larger. */
		look_after(&w, 10 * MS, (struct one[]){ { 1, 10, 0 } }, 1, 1, true);
		if (order == 1)
			oom_watch_end(&w, 2, true, 35 * MIB, true);
		oom_watch_end(&w, 3, false, 90 * MIB, true);
		look_after(&w, 10 * MS, (struct one[]){ { 1, 10, 0 } }, 1, 1, true);
		if (order == 2)
			oom_watch_end(&w, 2, true, 35 * MIB, true);
		look_after(&w, 10 * MS, (struct one[]){ { 1, 10, 0 } }, 1, 1, true);
		oom_watch_finish(&w, 1, 0);
		check_victims(&w, (pid_t[]){ 2 }, 1);
	}
}

static void
one_that_no_look_saw_is_a_victim_by_its_end(void **state)
{
	struct oom_watch w = { .ends_known = true };

	(void)state;
	look(&w, (struct one[]){ { 1, 10, 0 } }, 1, 0);
	oom_watch_end(&w, 2, true, 60 * MIB, true);
	oom_watch_end(&w, 3, false, 60 * MIB, true);
	oom_watch_end(&w, 4, true, 65 * MIB, true);
	look(&w, (struct one[]){ { 1, 10, 0 } }, 1, 2);
	oom_watch_all_gone(&w);
	oom_watch_finish(&w, 2, 0);
	assert_int_equal(w.victims[0].bytes, 65 * MIB);
	check_victims(&w, (pid_t[]){ 4, 2 }, 2);
}

/* Found by guess; then its end is told, and another is killed of which nothing is known. */
static void
an_end_that_is_told_late_is_no_second_victim(void **state)
{
	struct oom_watch w = { .kills = 0 };

	(void)state;
	look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 30, 0 } }, 2, 0);
	look(&w, (struct one[]){ { 1, 10, 0 } }, 1, 1);
	look(&w, (struct one[]){ { 1, 10, 0 } }, 1, 1);
	assert_false(w.victims[0].final);
	oom_watch_end(&w, 2, true, 40 * MIB, true);
	look_after(&w, 10 * MS, (struct one[]){ { 1, 10, 0 } }, 1, 2, true);
	oom_watch_finish(&w, 2, 0);
	assert_true(w.victims[0].final);
	assert_int_equal(w.victims[0].bytes, 40 * MIB);
	check_victims(&w, (pid_t[]){ 2 }, 1);
}

/* The counter moves again at the look that finds who was killed before: the new one goes later. */
static void
a_kill_that_is_counted_as_another_is_found_has_its_victim(void **state)
{
	(void)state;
	for (int known = 0; known < 2; known++) {
		struct oom_watch w = { .ends_known = known };

		look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 50, 0 } }, 2, 0);
		oom_watch_end(&w, 2, true, 60 * MIB, true);
		look_after(&w, 10 * MS, (struct one[]){ { 1, 10, 0 }, { 3, 50, 0 } }, 2, 1, true);
		look_after(&w, 10 * MS, (struct one[]){ { 1, 10, 0 }, { 3, 60, 0 } }, 2, 2, true);
		look_after(&w, 10 * MS, (struct one[]){ { 1, 10, 0 }, { 3, 60, 0 } }, 2, 2, true);
		oom_watch_end(&w, 3, true, 60 * MIB, true);
		look_after(&w, 10 * MS, (struct one[]){ { 1, 10, 0 } }, 1, 2, true);
		oom_watch_all_gone(&w);
		oom_watch_finish(&w, 2, 0);
		check_victims(&w, (pid_t[]){ 2, 3 }, 2);
	}
}

/* Two at once, of which one takes its time. Where ends are not told, who goes next may have gone by
 * itself. */
static void
of_two_kills_at_once_each_has_its_victim_where_ends_are_told(void **state)
{
	(void)state;
	for (int known = 0; known < 2; known++) {
		struct oom_watch w = { .ends_known = known };

		look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 50, 0 }, { 3, 50, 0 } }, 3, 0);
		if (known)
			oom_watch_end(&w, 2, true, 60 * MIB, true);
		look_after(&w, 10 * MS, (struct one[]){ { 1, 10, 0 }, { 3, 60, 0 } }, 2, 2, true);
		look_after(&w, 10 * MS, (struct one[]){ { 1, 10, 0 }, { 3, 60, 0 } }, 2, 2, true);
		if (known)
			oom_watch_end(&w, 3, true, 60 * MIB, true);
		look_after(&w, 10 * MS, (struct one[]){ { 1, 10, 0 } }, 1, 2, true);
		oom_watch_all_gone(&w);
		oom_watch_finish(&w, 2, 0);
		check_victims(&w, (pid_t[]){ 2, 3 }, known ? 2 : 1);
	}
}

/* What the kernel tells of it alone is final, and what it tells of all that it waited for, where
 * that is what was seen. */
static void
a_figure_is_final_where_it_is_its_own(void **state)
{
	static const struct {
		uint64_t seen_mib, told_mib;
		bool own;
		uint64_t bytes;
		bool final, of_many;
	} cases[] = {
		{ 30, 60, true, 60 * MIB, true, false },
		{ 30, 0, true, 30 * MIB, false, false },
		{ 30, 20, true, 30 * MIB, false, false }, /* read when most of it was gone */
		{ 30, 60, false, 30 * MIB, false, false },
		{ 57, 60, false, 60 * MIB, true, false },
		{ 57, 50, false, 57 * MIB, false, false },
		{ 0, 60, true, 60 * MIB, true, false },
		{ 0, 60, false, 60 * MIB, false, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct oom_watch w = { .kills = 0 };

		look(&w, (struct one[]){ { 2, cases[i].seen_mib, 0 } }, cases[i].seen_mib > 0, 0);
		oom_watch_end(&w, 2, true, cases[i].told_mib * MIB, cases[i].own);
		oom_watch_all_gone(&w);
		oom_watch_finish(&w, 1, 0);
		if (w.victims[0].bytes != cases[i].bytes || w.victims[0].final != cases[i].final ||
			w.victims[0].of_many != cases[i].of_many)
			fail_msg("case %zu: %llu %d %d", i, (unsigned long long)w.victims[0].bytes,
				w.victims[0].final, w.victims[0].of_many);
		check_victims(&w, (pid_t[]){ 2 }, 1);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_gone_when_the_counter_moves_is_the_victim),
		cmocka_unit_test(a_figure_is_final_where_it_is_its_own),
		cmocka_unit_test(a_kill_that_is_counted_as_another_is_found_has_its_victim),
		cmocka_unit_test(of_two_kills_at_once_each_has_its_victim_where_ends_are_told),
		cmocka_unit_test(one_that_takes_its_time_to_go_is_found_at_the_next_look),
		cmocka_unit_test(a_zombie_and_one_whose_memory_went_before_it_are_gone),
		cmocka_unit_test(how_it_ended_outweighs_its_size),
		cmocka_unit_test(several_kills_take_the_largest),
		cmocka_unit_test(one_that_nobody_saw_blames_nobody_later),
		cmocka_unit_test(who_goes_long_after_is_no_victim),
		cmocka_unit_test(one_that_is_slow_to_go_is_found),
		cmocka_unit_test(who_held_too_little_is_no_victim),
		cmocka_unit_test(who_lives_on_is_no_victim),
		cmocka_unit_test(where_ends_are_told_only_sigkill_makes_a_victim),
		cmocka_unit_test(one_that_no_look_saw_is_a_victim_by_its_end),
		cmocka_unit_test(an_end_that_is_told_late_is_no_second_victim),
		cmocka_unit_test(a_thousand_that_go_at_once_cost_no_more_room),
	};

	return cmocka_run_group_tests_name("oom watch", tests, NULL, NULL);
}
