/* SPDX-License-Identifier: MIT */
/* test_proc_parse.c: files of /proc as kernels write them, truncated, and with hostile names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "source/proc_parse.h"
#include "support/exact_copy.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define KIB 1024ull

/* --- stat --- */

#define REST                                                                                       \
	" S 4000 4242 4100 34816 4242 4194368 4821 917 3 1 250 50 7 8 20 0 5 0 123456 1234567168 " \
	"7000 18446744073709551615 94000000000000 94000000100000 140720000000000 0 0 0 0 "         \
	"16781312 2 0 "                                                                            \
	"0 0 17 1 0 0 0 0 0 94000000200000 94000000210000 94000010000000 140720000001000 "         \
	"140720000001100 140720000001100 140720000001999 0\n"

static void
check_stat(const struct proc_stat *s)
{
	assert_int_equal(s->state, 'S');
	assert_int_equal(s->ppid, 4000);
	assert_int_equal(s->pgrp, 4242);
	assert_int_equal(s->session, 4100);
	assert_int_equal(s->flags & PROC_FLAG_FORKNOEXEC, PROC_FLAG_FORKNOEXEC);
	assert_int_equal(s->flags & PROC_FLAG_KTHREAD, 0);
	assert_int_equal(s->minor_faults, 4821);
	assert_int_equal(s->major_faults, 3);
	assert_int_equal(s->user_ticks, 250);
	assert_int_equal(s->system_ticks, 50);
	assert_int_equal(s->threads, 5);
	assert_int_equal(s->start_ticks, 123456);
	assert_int_equal(s->rss_pages, 7000);
}

static void
names_in_stat_may_hold_anything(void **state)
{
	static const char *const names[] = { "bash", "", "Web Content", "a)b", "(sd-pam)", ") R 1",
		") R 1 1 1 1 1 1 1 1 1 1", "))))", "((((", "tab\there", "line\nbreak", "\n", ")",
		"\xff\xfe", "kworker/0:1-events", "123456789012345" };

	(void)state;
	for (size_t i = 0; i < LENGTH(names); i++) {
		char text[1000];
		struct proc_stat s;

		snprintf(text, sizeof text, "4242 (%s)" REST, names[i]);
		if (!proc_parse_stat(text, &s))
			fail_msg("'%s' is not read", names[i]);
		assert_string_equal(s.comm, names[i]);
		check_stat(&s);
		assert_int_equal(s.start_stack, 140720000000000);
	}
}

static void
a_too_long_name_is_cut(void **state)
{
	char text[5000], name[4000];
	struct proc_stat s;

	(void)state;
	memset(name, 'n', sizeof name);
	name[sizeof name - 1] = '\0';
	snprintf(text, sizeof text, "4242 (%s)" REST, name);
	assert_true(proc_parse_stat(text, &s));
	assert_int_equal(strlen(s.comm), sizeof s.comm - 1);
	check_stat(&s);
}

static void
stat_cut_at_any_byte_is_whole_or_nothing(void **state)
{
	static const char text[] = "4242 (a) b)" REST;
	const char *last = strstr(text, "140720000000000"); /* the last field that is read */
	size_t min = (size_t)(last - text) + strlen("140720000000000") + 1;

	(void)state;
	for (size_t count = 0; count < sizeof text; count++) {
		char *copy = exact(text, count);
		struct proc_stat s;
		bool read = proc_parse_stat(copy, &s);

		if (read != (count >= min))
			fail_msg("%zu bytes", count);
		if (read)
			check_stat(&s);
		free(copy);
	}
}

/* The last of the fields ends before the last but one blank. */
static void
usage_of_children_is_complete_or_unknown(void **state)
{
	static const char text[] = "4242 (a) b)" REST;
	size_t min = (size_t)(strstr(text, "16781312") - text) + strlen("16781312") + 1;

	(void)state;
	for (size_t count = 0; count < sizeof text; count++) {
		char *copy = exact(text, count);
		struct proc_children c;
		bool read = proc_parse_children(copy, &c);

		if (read != (count >= min))
			fail_msg("%zu bytes", count);
		if (read && (c.faults != 917 + 1 || c.ticks != 7 + 8 || c.ignored != 16781312))
			fail_msg("%zu bytes: wrong", count);
		free(copy);
	}
}

static void
an_invalid_stat_is_refused(void **state)
{
	static const char *const bad[] = { "", "4242", "4242 (", "4242 (x", "4242 (x)", "4242 (x) ",
		"4242 x) S 1", ")(", ") (x", "4242 (x)S 1 1", "4242 (x) S", "4242 (x) S a b c",
		"4242 (x) S 1 2 3 4 5 6 7 8 9 10 11 12 x" };
	struct proc_children c;
	struct proc_stat s;

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++)
		if (proc_parse_stat(bad[i], &s) || proc_parse_children(bad[i], &c))
			fail_msg("'%s' is read", bad[i]);
}

/* --- status --- */

#define STATUS_HEAD                                          \
	"Name:\tVmRSS:\\n9 kB\nUmask:\t0022\nState:\tS "     \
	"(sleeping)\nPid:\t42\nUid:\t1000\t33\t1000\t1000\n" \
	"Gid:\t5\t5\t5\t5\nNSpid:\t42\nKthread:\t0\n"
#define STATUS_MEMORY                                                                              \
	"VmPeak:\t  999999 kB\nVmSize:\t  888888 kB\nVmLck:\t       0 kB\nVmPin:\t       0 kB\n"   \
	"VmHWM:\t  307200 kB\nVmRSS:\t   12000 kB\nRssAnon:\t    7000 kB\nRssFile:\t    4000 kB\n" \
	"RssShmem:\t    1000 kB\nVmData:\t  1 kB\nVmSwap:\t     512 kB\nHugetlbPages:\t 4096 kB\n"
#define STATUS_TAIL \
	"Threads:\t1\nVmSwap:\t1 kB\nHugetlbPages:\t 8 kB\nvoluntary_ctxt_switches:\t1\n"

#define MEMORY_BITS                                                                    \
	(KNOWN_PEAK | KNOWN_RSS | KNOWN_ANON | KNOWN_FILE | KNOWN_SHMEM | KNOWN_SWAP | \
		KNOWN_HUGETLB)

static void
status_gives_the_effective_user_and_all_sizes(void **state)
{
	struct reading r = { .known = KNOWN_OOM_SCORE, .oom_score = 7 };

	(void)state;
	proc_parse_status(STATUS_HEAD STATUS_MEMORY STATUS_TAIL, &r);
	assert_int_equal(r.known, KNOWN_OOM_SCORE | KNOWN_UID | MEMORY_BITS);
	assert_int_equal(r.uid, 33);
	assert_int_equal(r.peak_bytes, 307200 * KIB);
	assert_int_equal(r.rss_bytes, 12000 * KIB);
	assert_int_equal(r.anon_bytes, 7000 * KIB);
	assert_int_equal(r.file_bytes, 4000 * KIB);
	assert_int_equal(r.shmem_bytes, 1000 * KIB);
	assert_int_equal(r.swap_bytes, 512 * KIB);
	assert_int_equal(r.hugetlb_bytes, 4096 * KIB);
}

static void
status_of_a_zombie_leaves_memory_unknown(void **state)
{
	struct reading r = { .known = MEMORY_BITS, .rss_bytes = 4096 };

	(void)state;
	proc_parse_status(STATUS_HEAD "Threads:\t1\n", &r);
	assert_int_equal(r.known, KNOWN_UID);
	proc_parse_status("", &r);
	assert_int_equal(r.known, 0);
}

static void
status_without_some_lines_knows_the_others(void **state)
{
	struct reading r = { .known = 0 };

	(void)state;
	proc_parse_status("VmRSS:\t 12 kB\nVmSwap:\t 0 kB\n", &r); /* before 4.4 */
	assert_int_equal(r.known, KNOWN_RSS | KNOWN_SWAP);
	proc_parse_status("Uid:\t1\nVmHWM:\tx\nVmRSS:\nRssFile\n", &r);
	assert_int_equal(r.known, 0);
}

static void
status_cut_at_any_byte_is_survived(void **state)
{
	static const char text[] = STATUS_HEAD STATUS_MEMORY STATUS_TAIL;

	(void)state;
	for (size_t count = 0; count < sizeof text; count++) {
		char *copy = exact(text, count);
		struct reading r = { .known = 0 };

		proc_parse_status(copy, &r);
		if (r.known & KNOWN_ANON)
			assert_int_equal(r.peak_bytes, 307200 * KIB);
		free(copy);
	}
}

/* --- the system --- */

static void
meminfo_is_known_with_total_and_available(void **state)
{
	struct system_memory m = { .known = false };

	(void)state;
	assert_true(proc_parse_meminfo("MemTotal:       16000 kB\nMemFree:  1 kB\n"
				       "MemAvailable:   9000 kB\nSwapCached: 5 kB\n"
				       "SwapTotal:      2000 kB\nSwapFree:       1500 kB\n",
		&m));
	assert_int_equal(m.total_bytes, 16000 * KIB);
	assert_int_equal(m.available_bytes, 9000 * KIB);
	assert_int_equal(m.swap_total_bytes, 2000 * KIB);
	assert_int_equal(m.swap_free_bytes, 1500 * KIB);
	assert_true(proc_parse_meminfo("MemTotal: 2 kB\nMemAvailable: 1 kB\n", &m));
	assert_int_equal(m.swap_total_bytes, 0);
	assert_false(m.hugetlb_known);
	assert_true(proc_parse_meminfo("MemTotal: 2 kB\nMemFree: 1 kB\nMemAvailable: 3 kB\n", &m));
	assert_int_equal(m.available_bytes, KIB);
	assert_false(proc_parse_meminfo("MemTotal: 2 kB\nMemAvailable: 3 kB\n", &m));
	assert_false(proc_parse_meminfo("MemTotal: 2 kB\n", &m));
	assert_false(proc_parse_meminfo("", &m));
	assert_false(proc_parse_meminfo("xMemTotal: 2 kB\nxMemAvailable: 1 kB\n", &m));
	assert_false(m.known);
}

static void
free_memory_and_huge_pages_are_parts_of_meminfo(void **state)
{
	struct system_memory m = { .free_bytes = 7 };

	(void)state;
	assert_true(proc_parse_meminfo("MemTotal: 900 kB\nMemFree: 300 kB\nMemAvailable: 500 kB\n"
				       "HugePages_Free: 3\nHugepagesize: 2 kB\nHugetlb: 10 kB\n",
		&m));
	assert_int_equal(m.free_bytes, 300 * KIB);
	assert_int_equal(m.hugetlb_bytes, 10 * KIB);
	assert_int_equal(m.hugetlb_used_bytes, 4 * KIB);
	assert_true(proc_parse_meminfo("MemTotal: 900 kB\nMemAvailable: 500 kB\n", &m));
	assert_int_equal(m.free_bytes, 0);
	assert_int_equal(m.hugetlb_bytes, 0);
}

static void
cpu_is_busy_unless_it_is_idle_or_waits(void **state)
{
	static const char *const bad[] = { "", "cpu", "cpu ", "cpu  1 2 3 4 5 6 7\n",
		"cpu0 1 2 3 4 5 6 7 8\n", "intr 1 2 3 4 5 6 7 8\n" };
	struct system_cpu cpu;

	(void)state;
	proc_parse_cpu("cpu  100 20 30 4000 500 6 7 8 90 10\ncpu0 1 1 1 1 1 1 1 1 1 1\n", &cpu);
	assert_true(cpu.known);
	assert_int_equal(cpu.busy_ticks, 100 + 20 + 30 + 6 + 7 + 8);
	assert_int_equal(cpu.all_ticks, cpu.busy_ticks + 4000 + 500);
	for (size_t i = 0; i < LENGTH(bad); i++) {
		proc_parse_cpu(bad[i], &cpu);
		assert_false(cpu.known);
		assert_int_equal(cpu.all_ticks, 0);
	}
}

static void
the_cache_of_zfs_has_a_size(void **state)
{
	uint64_t bytes = 7;

	(void)state;
	assert_true(
		proc_parse_arc("13 1 0x01 98 26656 8 9\nname                            type data\n"
			       "hits                            4    123\n"
			       "size                            4    2147483648\n"
			       "compressed_size                 4    5\n",
			&bytes));
	assert_int_equal(bytes, 2147483648);
	assert_false(proc_parse_arc("name type data\ncompressed_size 4 5\n", &bytes));
	assert_false(proc_parse_arc("name type data\nsize 4\n", &bytes));
	assert_false(proc_parse_arc("", &bytes));
}

static void
pressure_is_known_with_both_averages(void **state)
{
	static const char *const bad[] = { "", "some avg10=1.00 avg60=0.00\n", "full avg10=1.00\n",
		"some avg10=x\nfull avg10=1\n", "some avg10=nan\nfull avg10=1\n",
		"some avg10=inf\nfull avg10=1\n", "some avg10=-1\nfull avg10=1\n",
		"some avg10=101\nfull avg10=1\n", "some avg1", "some avg10=" };
	struct system_memory m = { .known = false };

	(void)state;
	proc_parse_pressure("some avg10=1.25 avg60=0.00 avg300=0.00 total=1\n"
			    "full avg10=0.50 avg60=0.00 avg300=0.00 total=1\n",
		&m);
	assert_true(m.pressure_known);
	assert_int_equal(m.pressure_some_avg10 * 100, 125);
	assert_int_equal(m.pressure_full_avg10 * 100, 50);
	for (size_t i = 0; i < LENGTH(bad); i++) {
		proc_parse_pressure(bad[i], &m);
		if (m.pressure_known)
			fail_msg("'%s' is known", bad[i]);
	}
}

/* --- control groups --- */

static void
the_cgroup_is_that_of_the_memory_controller(void **state)
{
	static const struct {
		const char *bytes, *expected;
	} cases[] = {
		/* v2 */
		{ "0::/\n", "/" },
		{ "0::/user.slice/user-1000.slice/session-2.scope\n",
			"/user.slice/user-1000.slice/session-2.scope" },
		{ "0::/system.slice/ssh.service\n", "/system.slice/ssh.service" },
		{ "0::/../..\n", "/../.." },
		{ "0::/a:b:c (deleted)\n", "/a:b:c (deleted)" },
		/* v1 */
		{ "12:cpu,cpuacct:/x\n5:memory:/user.slice\n1:name=systemd:/y\n", "/user.slice" },
		{ "4:cpuset,memory,cpu:/all\n", "/all" },
		{ "11:memory:/docker/0123456789abcdef\n10:pids:/docker/0\n",
			"/docker/0123456789abcdef" },
		/* hybrid */
		{ "9:memory:/with\n1:name=systemd:/a\n0::/without\n", "/with" },
		{ "0::/without\n9:memory:/with\n", "/with" },
		{ "9:cpu:/a\n0::/unified\n", "/unified" },
		/* neither, or no such file */
		{ "9:cpu:/a\n1:name=memory:/b\n8:memory2:/c\n7:xmemory:/d\n", NULL },
		/* a truncated line is ignored */
		{ "0::/system.slice/ssh.serv", NULL },
		{ "0::/\n9:memory:/user.sl", "/" },
		{ "9:memory:/user.sl", NULL },
		{ "", NULL },
		{ "\n", NULL },
		{ "0", NULL },
		{ "0:", NULL },
		{ "0:memory", NULL },
		{ "0:x\n0::/late\n", NULL },
		{ "garbage without colons\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char *copy = exact(cases[i].bytes, strlen(cases[i].bytes));
		size_t length = 4711;
		const char *path = proc_parse_cgroup(copy, &length);

		if ((path == NULL) != (cases[i].expected == NULL))
			fail_msg("case %zu", i);
		if (path != NULL && (length != strlen(cases[i].expected) ||
					    memcmp(path, cases[i].expected, length) != 0))
			fail_msg("case %zu: '%.*s'", i, (int)length, path);
		free(copy);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_in_stat_may_hold_anything),
		cmocka_unit_test(a_too_long_name_is_cut),
		cmocka_unit_test(stat_cut_at_any_byte_is_whole_or_nothing),
		cmocka_unit_test(usage_of_children_is_complete_or_unknown),
		cmocka_unit_test(an_invalid_stat_is_refused),
		cmocka_unit_test(status_gives_the_effective_user_and_all_sizes),
		cmocka_unit_test(status_of_a_zombie_leaves_memory_unknown),
		cmocka_unit_test(status_without_some_lines_knows_the_others),
		cmocka_unit_test(status_cut_at_any_byte_is_survived),
		cmocka_unit_test(meminfo_is_known_with_total_and_available),
		cmocka_unit_test(free_memory_and_huge_pages_are_parts_of_meminfo),
		cmocka_unit_test(cpu_is_busy_unless_it_is_idle_or_waits),
		cmocka_unit_test(the_cache_of_zfs_has_a_size),
		cmocka_unit_test(pressure_is_known_with_both_averages),
		cmocka_unit_test(the_cgroup_is_that_of_the_memory_controller),
	};

	return cmocka_run_group_tests_name("proc_parse", tests, NULL, NULL);
}
