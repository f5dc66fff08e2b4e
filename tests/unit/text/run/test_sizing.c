/* SPDX-License-Identifier: MIT */
/* test_sizing.c: the suggested size for a run, with its qualifier, and what counts. */
#include <locale.h>
#include <signal.h>
#include <string.h>

#include "base/length.h"
#include "support/sample_run.h"
#include "support/suite.h"
#include "text/run/sizing.h"
#include "text/run/summary.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/summary_text.h"

static char *const train[] = { "train", NULL };

static void
check(const struct run *run, const char *figure, const char *text)
{
	char figure_bytes[64], text_bytes[480];
	struct buffer f = buffer_over(figure_bytes, sizeof figure_bytes);
	struct buffer t = buffer_over(text_bytes, sizeof text_bytes);

	assert_true(sizing_is_worth_telling(run));
	sizing_put(run, UNITS_AUTO, &f, &t);
	assert_string_equal(figure_bytes, figure);
	if (strncmp(text_bytes, text, strlen(text)) != 0)
		fail_msg("'%s' does not begin with '%s'", text_bytes, text);
}

static struct run
alone(uint64_t bytes)
{
	struct run run = sample_run_alone(train);

	run.single.member.bytes = run.tree.bytes = bytes;
	run.machine_total_bytes = run.machine_available_bytes = 0;
	return run;
}

static void
the_suggestion_has_the_confidence_of_its_figure(void **state)
{
	struct run run = alone(500 * MIB), tree = sample_run(train);

	(void)state;
	check(&run, "600 MiB", "the peak with 20 % to spare: a machine of 1 GiB");
	run.single.origin = PEAK_KERNEL;
	check(&run, "at least 600 MiB", "the peak");
	run.single.origin = PEAK_RUSAGE;
	run.usage.max_rss_floored = true;
	check(&run, "at most 600 MiB", "the peak");
	check(&tree, "at least 1.58 GiB", "the peak");
	tree.tree.origin = PEAK_SAMPLED;
	check(&tree, "about 1.58 GiB", "the peak");
	tree.tree.origin = PEAK_EXACT;
	tree.tree.lower_bound = false;
	check(&tree, "1.58 GiB", "the peak");
	/* It is based on the largest process if that was larger. */
	tree.tree.bytes = 400 * MIB;
	tree.tree.origin = PEAK_SAMPLED;
	tree.single.member.bytes = 500 * MIB;
	check(&tree, "600 MiB", "the peak");
	tree.swap_peak_bytes = MIB; /* sampled */
	check(&tree, "at least 601 MiB", "the peak and its swap");
}

static void
no_size_is_suggested_for_small_jobs(void **state)
{
	struct run run = alone(64 * MIB - 1);

	(void)state;
	assert_false(sizing_is_worth_telling(&run));
	run.swap_peak_bytes = 1;
	assert_true(sizing_is_worth_telling(&run));
	run.swap_peak_bytes = 0;
	run.tmpfs.bytes = MIB;
	assert_true(sizing_is_worth_telling(&run));
	run.tmpfs.bytes = 0;
	run.oom_kills = 1;
	assert_true(sizing_is_worth_telling(&run));
	run = (struct run){ .argv = train };
	assert_false(sizing_is_worth_telling(&run));
}

static void
large_mapped_files_are_excluded(void **state)
{
	struct run run = alone(900 * MIB), tree = sample_run(train);

	(void)state;
	run.single.parts = (struct run_parts){ true, 500 * MIB, 0, 400 * MIB, 0, 0 };
	run.tree.parts = run.single.parts;
	check(&run, "600 MiB",
		"the peak with 20 % to spare (without 400 MiB of mapped files, which the kernel "
		"can "
		"drop): a machine of 1 GiB");
	/* Libraries of a program. */
	run.single.parts.file_bytes = run.tree.parts.file_bytes = 12 * MIB;
	check(&run, "1.05 GiB", "the peak with 20 % to spare: a machine of 1.5 GiB");
	/* Those of the tree, not of its largest process. */
	tree.single.parts = run.single.parts;
	tree.tree.parts = (struct run_parts){ true, 1000 * MIB, 0, 352 * MIB, 0, 0 };
	check(&tree, "at least 1.17 GiB", "the peak with 20 % to spare (without 352 MiB");
}

static void
files_in_memory_count(void **state)
{
	struct run run = alone(10 * MIB);

	(void)state;
	run.tmpfs = (struct run_tmpfs){ .bytes = 300 * MIB, .folder = "/dev/shm" };
	check(&run, "about 372 MiB", "the peak and its files in memory with 20 % to spare");
	assert_true(has_line(
		&run, "                and about 300 MiB in /dev/shm, held by no process"));
	run.tmpfs.counted = true;
	check(&run, "372 MiB", "the peak");
	assert_true(has_line(&run, "                and 300 MiB in /dev/shm, held by no process"));
	run.tmpfs.in_peak_bytes = 200 * MIB; /* mapped at the peak, and kept */
	check(&run, "at least 132 MiB", "the peak and its files in memory");
	run.tmpfs.in_peak_bytes = 300 * MIB;
	assert_false(sizing_is_worth_telling(&run));
	run.tmpfs.in_peak_bytes = 0;
	run.swap_peak_bytes = 10 * MIB;
	check(&run, "at least 384 MiB", "the peak, its swap and its files in memory with");
	run.tmpfs.folder[0] = '\0';
	assert_true(
		has_line(&run, "                and 300 MiB in shared memory, held by no process"));
}

static void
huge_pages_count(void **state)
{
	struct run run = alone(100 * MIB), tree = sample_run(train);

	(void)state;
	run.hugetlb = (struct run_hugetlb){ true, 400 * MIB, false };
	check(&run, "at least 600 MiB", "the peak and its huge pages with 20 % to spare");
	assert_true(has_line(
		&run, "                and at least 400 MiB of huge pages, seen at a sample"));
	/* They were not part of this machine's available memory, nor of its limits. */
	run.machine_total_bytes = 8 * GIB;
	run.machine_available_bytes = 8 * GIB - 500 * MIB;
	check(&run, "at least 600 MiB",
		"the peak and its huge pages with 20 % to spare: a machine of 1 GiB counting what "
		"else runs here (100 MiB); at most 7.41 GiB of "
		"this machine's 8.00 GiB remained unused");
	run.swap_peak_bytes = run.tmpfs.bytes = MIB;
	run.tmpfs.counted = true;
	check(&run, "at least 602 MiB", "the peak, its swap, its files in memory and its huge");
	/* Several processes: it may be less. */
	run.hugetlb.shared = true;
	check(&run, "about 602 MiB", "the peak, its swap");
	assert_true(has_line(&run, "                and at most 400 MiB of huge pages; shared ones "
				   "counted for each process"));
	tree.tree.parts = (struct run_parts){ true, 1000 * MIB, 340 * MIB, 12 * MIB, 0, 6 * MIB };
	tree.hugetlb = run.hugetlb;
	assert_true(has_line(&tree, "                at most 6.00 MiB in huge pages"));
	tree.hugetlb.shared = false;
	assert_true(has_line(&tree, "  made of       1000 MiB anonymous, 340 MiB shared, 12.0 MiB "
				    "of files, 6.00 MiB in huge pages"));
	/* Together with them it is more than what runs anywhere. */
	run = alone(MIB);
	run.hugetlb = (struct run_hugetlb){ true, 63 * MIB, false };
	assert_true(sizing_is_worth_telling(&run));
	run.hugetlb.bytes--;
	assert_false(sizing_is_worth_telling(&run));
}

static void
the_suggestion_considers_other_processes(void **state)
{
	static const struct {
		uint64_t used_mib;
		const char *expected;
	} cases[] = {
		{ 0, "the peak with 20 % to spare: a machine of 1 GiB;" },
		{ 424, "the peak with 20 % to spare: a machine of 1 GiB counting what else runs "
		       "here (424 MiB);" },
		{ 425, "the peak with 20 % to spare: a machine of 1.5 GiB counting what else" },
		{ 7000, "the peak with 20 % to spare: a machine of 8 GiB counting what else runs "
			"here (6.84 GiB);" },
	};
	struct run run = alone(500 * MIB);

	(void)state;
	run.machine_total_bytes = 32 * GIB;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		run.machine_available_bytes = 32 * GIB - cases[i].used_mib * MIB;
		check(&run, "600 MiB", cases[i].expected);
	}
}

static void
after_a_kill_more_is_suggested(void **state)
{
	struct run run = alone(50 * MIB);

	(void)state;
	run.oom_kills = 1;
	run.oom_limit_bytes = 120 * MIB;
	check(&run, "more than 120 MiB", "part of it was stopped before it had all it needed");
	run.reason = RUN_OOM_KILLED;
	run.signal = SIGKILL;
	check(&run, "more than 120 MiB", "it was stopped before it had all it needed");
	run.oom_limit_bytes = 0;
	run.tmpfs.bytes = 30 * MIB;
	check(&run, "more than 80.0 MiB", "it was stopped");
	/* The certain minimum: no huge pages of several processes. */
	run.hugetlb = (struct run_hugetlb){ true, 40 * MIB, false };
	check(&run, "more than 120 MiB", "it was stopped");
	run.hugetlb.shared = true;
	check(&run, "more than 80.0 MiB", "it was stopped");
	run = alone(50 * MIB);
	run.oom_likely = true;
	check(&run, "more than 50.0 MiB", "part of it was stopped");
}

static void
the_parts_of_the_peak_are_one_line(void **state)
{
	struct run run = alone(900 * MIB), tree = sample_run(train);

	(void)state;
	run.single.parts = (struct run_parts){ true, 500 * MIB, 0, 400 * MIB, 8 * MIB, 0 };
	assert_true(has_line(&run, "  made of       500 MiB anonymous, 400 MiB of files, 8.00 MiB "
				   "swapped out"));
	tree.single.parts = (struct run_parts){ true, 400 * MIB, 0, 12 * MIB, 0, 0 };
	assert_true(has_line(&tree, "  made of       400 MiB anonymous, 12.0 MiB of files (the "
				    "largest process)"));
	tree.tree.parts = (struct run_parts){ true, 1000 * MIB, 340 * MIB, 12 * MIB, 0, 0 };
	assert_true(
		has_line(&tree, "  made of       1000 MiB anonymous, 340 MiB shared, 12.0 MiB of "
				"files;"));
	run = alone(10 * MIB);
	run.single.parts.known = true;
	run.single.parts.anon_bytes = 10 * MIB;
	assert_false(has_line(&run, "  made of       10.0 MiB anonymous"));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_suggestion_has_the_confidence_of_its_figure),
		cmocka_unit_test(no_size_is_suggested_for_small_jobs),
		cmocka_unit_test(large_mapped_files_are_excluded),
		cmocka_unit_test(files_in_memory_count),
		cmocka_unit_test(huge_pages_count),
		cmocka_unit_test(the_suggestion_considers_other_processes),
		cmocka_unit_test(after_a_kill_more_is_suggested),
		cmocka_unit_test(the_parts_of_the_peak_are_one_line),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("sizing", tests, NULL, NULL);
}
