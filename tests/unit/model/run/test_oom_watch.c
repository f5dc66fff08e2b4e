/* SPDX-License-Identifier: MIT */
/* test_oom_watch.c: finds which of the exited processes was killed for memory. */
#include "base/length.h"
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

/* A sample of these processes this much later; then the counter, if requested. */
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

/* A second later, which is a long time. */
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
the_process_gone_when_the_counter_moves_is_the_victim(void **state)
{
	struct oom_watch w = { .kills = 0 };

	(void)state;
	assert_false(look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 50, 0 }, { 3, 60, 0 } }, 3, 0));
	/* 3 exits by itself before. */
	assert_true(look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 70, 0 } }, 2, 0));
	assert_false(look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 90, 0 } }, 2, 0));
	assert_true(look(&w, (struct one[]){ { 1, 10, 0 } }, 1, 1));
	oom_watch_all_gone(&w);
	oom_watch_finish(&w, 1, 0);
	assert_int_equal(w.victims[0].bytes, 90 * MIB);
	check_victims(&w, (pid_t[]){ 2 }, 1);
}

static void
a_victim_that_exits_slowly_is_found_at_the_next_sample(void **state)
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
zombies_and_processes_without_memory_count_as_gone(void **state)
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
the_exit_status_outweighs_the_size(void **state)
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
several_kills_blame_the_largest(void **state)
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
a_kill_without_a_victim_blames_no_later_process(void **state)
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

/* Others share the counter: it is read at each sample, and a process of the job exits long after it
 * moved. */
static void
a_process_that_exits_much_later_is_not_the_victim(void **state)
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

/* A loaded machine: it was killed some samples ago, and is still there. */
static void
a_slow_victim_is_found(void **state)
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

/* With a counter of the whole machine: a too small process exits by itself. */
static void
a_small_process_is_not_the_victim(void **state)
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
a_living_process_is_not_the_victim(void **state)
{
	struct oom_watch w = { .kills = 0 };

	(void)state;
	look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 300, 0 } }, 2, 0);
	look(&w, (struct one[]){ { 2, 300, 0 } }, 1, 0);
	oom_watch_finish(&w, 1, 0);
	check_victims(&w, NULL, 0);
}

/* More than are kept exit at once; the largest is found. */
static void
a_thousand_exits_at_once_need_no_more_memory(void **state)
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

/* With reported exits, in any order with samples and counter. */
static void
with_reported_exits_only_sigkill_makes_a_victim(void **state)
{
	for (int order = 0; order < 3; order++) {
		struct oom_watch w = { .ends_known = true };

		(void)state;
		look(&w, (struct one[]){ { 1, 10, 0 }, { 2, 30, 0 }, { 3, 90, 0 } }, 3, 0);
		if (order == 0)
			oom_watch_end(&w, 2, true, 35 * MIB, true);
		/* 3 exits by itself, and is larger. */
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
an_unsampled_process_is_a_victim_by_its_exit(void **state)
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

/* Guessed first; then its exit is reported, and another unknown process is killed. */
static void
a_late_exit_report_is_not_a_second_victim(void **state)
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

/* The counter moves again in the sample that finds the earlier victim: the new victim exits
 * later. */
static void
a_kill_counted_while_another_victim_is_found_has_its_own_victim(void **state)
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

/* Two at once, one of which exits slowly. Without reported exits, the next to go may have exited by
 * itself. */
static void
with_reported_exits_two_kills_at_once_have_two_victims(void **state)
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

/* A kernel figure for it alone is final; one for all children it waited for only if it equals the
 * sampled one. */
static void
a_reported_peak_of_its_own_is_final(void **state)
{
	static const struct {
		uint64_t seen_mib, told_mib;
		bool own;
		uint64_t bytes;
		bool final, of_many;
	} cases[] = {
		{ 30, 60, true, 60 * MIB, true, false },
		{ 30, 0, true, 30 * MIB, false, false },
		{ 30, 20, true, 30 * MIB, false,
			false }, /* sampled when most of its memory was freed */
		{ 30, 60, false, 30 * MIB, false, false },
		{ 57, 60, false, 60 * MIB, true, false },
		{ 57, 50, false, 57 * MIB, false, false },
		{ 0, 60, true, 60 * MIB, true, false },
		{ 0, 60, false, 60 * MIB, false, true },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
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
		cmocka_unit_test(the_process_gone_when_the_counter_moves_is_the_victim),
		cmocka_unit_test(a_reported_peak_of_its_own_is_final),
		cmocka_unit_test(a_kill_counted_while_another_victim_is_found_has_its_own_victim),
		cmocka_unit_test(with_reported_exits_two_kills_at_once_have_two_victims),
		cmocka_unit_test(a_victim_that_exits_slowly_is_found_at_the_next_sample),
		cmocka_unit_test(zombies_and_processes_without_memory_count_as_gone),
		cmocka_unit_test(the_exit_status_outweighs_the_size),
		cmocka_unit_test(several_kills_blame_the_largest),
		cmocka_unit_test(a_kill_without_a_victim_blames_no_later_process),
		cmocka_unit_test(a_process_that_exits_much_later_is_not_the_victim),
		cmocka_unit_test(a_slow_victim_is_found),
		cmocka_unit_test(a_small_process_is_not_the_victim),
		cmocka_unit_test(a_living_process_is_not_the_victim),
		cmocka_unit_test(with_reported_exits_only_sigkill_makes_a_victim),
		cmocka_unit_test(an_unsampled_process_is_a_victim_by_its_exit),
		cmocka_unit_test(a_late_exit_report_is_not_a_second_victim),
		cmocka_unit_test(a_thousand_exits_at_once_need_no_more_memory),
	};

	return cmocka_run_group_tests_name("oom watch", tests, NULL, NULL);
}
