/* SPDX-License-Identifier: MIT */
/* test_user_sums.c: what the processes of each user hold together. */
#include <string.h>

#include "model/process/user_sums.h"
#include "support/samples.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MAX 8

static struct reading *
add(struct sample *s, pid_t pid, uid_t uid, uint64_t rss_mib, uint64_t peak_mib)
{
	struct reading *r = sample_process(s, pid, rss_mib * MIB, peak_mib * MIB);

	r->uid = uid;
	r->known |= KNOWN_UID;
	return r;
}

static void
assert_sum(const struct user_sum *sum, uid_t uid, size_t processes, uint64_t rss, uint64_t peak)
{
	assert_int_equal(sum->uid, uid);
	assert_int_equal(sum->processes, processes);
	assert_int_equal(sum->rss_bytes, rss * MIB);
	assert_int_equal(sum->peak_bytes, peak * MIB);
}

static void
users_are_summed_and_sorted_by_what_they_hold(void **state)
{
	struct sample s = { .readings = NULL };
	struct table t = { .living = NULL };
	struct user_sum sums[MAX];

	(void)state;
	sample_begin(&s, 100);
	add(&s, 1, 0, 5, 6);
	add(&s, 2, 1000, 10, 40);
	add(&s, 3, 33, 7, 7);
	add(&s, 4, 1000, 20, 20);
	add(&s, 5, 44, 7, 9);
	add(&s, 6, 0, 0, 0)->known = KNOWN_UID;    /* nothing is known of its memory */
	sample_process(&s, 7, 99 * MIB, 99 * MIB); /* nor of the user of this one */
	table_apply(&t, &s);
	assert_int_equal(user_sums_find(&t, sums, MAX), 4);
	assert_sum(&sums[0], 1000, 2, 30, 60);
	assert_sum(&sums[1], 33, 1, 7, 7); /* of equals the smaller number */
	assert_sum(&sums[2], 44, 1, 7, 9);
	assert_sum(&sums[3], 0, 2, 5, 6);
	assert_int_equal(user_sums_find(&t, sums, 2), 2);
	assert_int_equal(sums[1].uid, 33);
	table_clear(&t);
	assert_int_equal(user_sums_find(&t, sums, MAX), 0);
	sample_clear(&s);
}

static void
exited_processes_do_not_count_and_shared_memory_counts_once(void **state)
{
	struct sample s = { .readings = NULL };
	struct table t = { .living = NULL };
	struct user_sum sums[MAX];

	(void)state;
	sample_begin(&s, 100);
	add(&s, 1, 7, 5, 5);
	add(&s, 2, 7, 50, 50);
	table_apply(&t, &s);
	sample_begin(&s, 101);
	add(&s, 1, 7, 5, 5);
	add(&s, 3, 7, 5, 5)->borrowed = true;
	table_apply(&t, &s);
	assert_int_equal(user_sums_find(&t, sums, MAX), 1);
	assert_sum(&sums[0], 7, 2, 5, 5);
	table_clear(&t);
	sample_clear(&s);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(users_are_summed_and_sorted_by_what_they_hold),
		cmocka_unit_test(exited_processes_do_not_count_and_shared_memory_counts_once),
	};

	return cmocka_run_group_tests_name("user_sums", tests, NULL, NULL);
}
