/* SPDX-License-Identifier: MIT */
/* test_proc_smaps.c: smaps_rollup of a process. */
#include "source/proc_parse.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void
kinds_of_shared_memory_are_distinguished(void **state)
{
	const char *text =
		"5-7 ---p 0 00:00 0 [rollup]\nRss: 900 kB\nPss: 500 kB\nPss_Anon: 300 kB\n"
		"Pss_File: 150 kB\nPss_Shmem: 50 kB\nPrivate_Clean: 10 kB\n"
		"Private_Dirty: 200 kB\nAnonymous: 600 kB\n";
	struct smaps_shares s;

	(void)state;
	assert_true(proc_parse_shares(text, &s));
	assert_int_equal(s.pss.anon, 300 * 1024);
	assert_int_equal(s.pss.file, 150 * 1024);
	assert_int_equal(s.pss.shmem, 50 * 1024);
	assert_int_equal(s.anon_bytes, 600 * 1024);
	assert_int_equal(s.private_bytes, 210 * 1024);
	assert_false(proc_parse_shares("Rss: 900 kB\nPss: 500 kB\n", &s));
	assert_false(proc_parse_shares("", &s));
}

/* Before Linux 5.4: all kinds are assumed to be shared equally. */
static void
shares_without_kinds_are_divided(void **state)
{
	struct smaps_shares s;

	(void)state;
	assert_true(proc_parse_shares("Rss: 900 kB\nPss: 450 kB\nAnonymous: 600 kB\n", &s));
	assert_int_equal(s.pss.anon, 300 * 1024);
	assert_int_equal(s.pss.anon + s.pss.file, 450 * 1024);
	assert_true(proc_parse_shares("Rss: 0 kB\nPss: 0 kB\nAnonymous: 0 kB\n", &s));
	assert_int_equal(s.pss.anon, 0);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_of_shared_memory_are_distinguished),
		cmocka_unit_test(shares_without_kinds_are_divided),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
