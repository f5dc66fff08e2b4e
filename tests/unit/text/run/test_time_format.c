/* SPDX-License-Identifier: MIT */
/* test_time_format.c: -f, -p and -v as GNU time 1.9 prints them. The expected output was recorded
 * from /usr/bin/time given the same figures (by a shared library replacing wait3 and gettimeofday);
 * test_time_beside.c compares with the installed one. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/length.h"
#include "support/suite.h"
#include "text/run/summary.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static char *const true_a_b[] = { "true", "a", "b", NULL };

/* A different figure in every member. */
static struct run
figures(void)
{
	return (struct run){
		.argv = true_a_b,
		.status = 3,
		.wall_ns = 83456789000,
		.usage = { .user_ns = 79123456000,
			.system_ns = 1234567000,
			.max_rss_bytes = 421888 * 1024,
			.minor_faults = 104233,
			.major_faults = 7,
			.block_inputs = 16,
			.block_outputs = 32,
			.voluntary_switches = 120,
			.involuntary_switches = 33,
			.swaps = 1,
			.messages_sent = 2,
			.messages_received = 3,
			.signals = 4 },
	};
}

static void
check(const struct run *run, const char *format, const char *expected)
{
	struct bytes out = { .data = NULL };

	summary_put_format(run, format, &out);
	assert_string_equal(out.data, expected);
	assert_int_equal(out.length, strlen(expected));
	bytes_free(&out);
}

/* With this machine's page size for the one %ld in `form`. */
static char *
with_page_size(const char *form, size_t length)
{
	const char *mark = strstr(form, "%ld");
	char *text = malloc(length + 24);

	assert_non_null(text);
	snprintf(text, length + 24, "%.*s%ld%s", (int)(mark - form), form, sysconf(_SC_PAGESIZE),
		mark + 3);
	return text;
}

/* --- recorded --- */

static void
every_conversion_is_printed(void **state)
{
	static const char form[] =
		"%|true a b|0|1:23.45|7|16|0|421888|32|96%|104233|1.23|79.12|1|0|"
		"%ld|33|83.45|4|0|3|2|0|120|3|\n";
	struct run run = figures();
	char *expected = with_page_size(form, sizeof form);

	(void)state;
	check(&run, "%%|%C|%D|%E|%F|%I|%K|%M|%O|%P|%R|%S|%U|%W|%X|%Z|%c|%e|%k|%p|%r|%s|%t|%w|%x|",
		expected);
	free(expected);
}

static void
times_are_truncated_and_percentages_use_milliseconds(void **state)
{
	static const struct {
		uint64_t wall_us, user_us, system_us;
		const char *format, *expected;
	} cases[] = {
		{ 1000, 900, 900, "P %P e %e E %E U %U S %S",
			"P 0% e 0.00 E 0:00.00 U 0.00 S 0.00\n" },
		{ 1999, 1900, 1900, "%P", "200%\n" },
		{ 999, 100, 101, "%P", "20%\n" },
		{ 0, 100, 0, "%P %e %E", "?% 0.00 0:00.00\n" },
		{ 1000000, 999999, 999999, "%P", "199%\n" },
		{ 3599999999, 7200000000, 0, "%P %e %E %U", "200% 3599.99 59:59.99 7200.00\n" },
		{ 3600000000, 60000000, 0, "%P %e %E %U", "1% 3600.00 1:00:00 60.00\n" },
		{ 90061999999, 0, 0, "%P %e %E %U", "0% 90061.99 25:01:01 0.00\n" },
		{ 59999999, 0, 0, "%P %e %E %U", "0% 59.99 0:59.99 0.00\n" },
		{ 1005000, 0, 0, "%P %e %E %U", "0% 1.00 0:01.00 0.00\n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct run run = figures();

		run.wall_ns = cases[i].wall_us * 1000;
		run.usage.user_ns = cases[i].user_us * 1000;
		run.usage.system_ns = cases[i].system_us * 1000;
		check(&run, cases[i].format, cases[i].expected);
	}
}

static void
escapes_and_unknown_conversions_are_printed_as_gnu_time_does(void **state)
{
	static const char *const cases[][2] = {
		{ "", "\n" },
		{ "a\\t|\\n|\\\\|", "a\t|\n|\\|\n" },
		{ "a\\q", "a?\\q\n" },
		{ "\\a\\b\\r\\0\\\"", "?\\a?\\b?\\r?\\0?\\\"\n" },
		{ "%n%N%%%", "?n?N%?" }, /* a lone % ends it without a newline */
		{ "a%", "a?" },
		{ "a\\", "a?\\\n" }, /* GNU time reads beyond the end */
		{ "%Tt %Tx %Tn %Ts %To %T", "?Tt ?Tx ?Tn ?Ts ?To ?T\n" },
		{ "% %0%\\", "? ?0?\\\n" },
		{ "%T%%x", "?T%x\n" },
		{ "no conversions at all\xff", "no conversions at all\xff\n" },
	};
	struct run run = figures();

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		check(&run, cases[i][0], cases[i][1]);
}

static void
arguments_of_the_command_are_cleaned(void **state)
{
	static char *const argv[] = { "a\033[1m", "", "b c", "x\ny", "\xff", NULL };
	struct run run = figures();
	static char selector[300001];
	char *const one[] = { selector, NULL };
	struct bytes out = { .data = NULL };

	(void)state;
	run.argv = argv;
	check(&run, "[%C]", "[a?[1m  b c x y ?]\n");
	memset(selector, 'w', sizeof selector - 1);
	run.argv = one;
	summary_put_format(&run, "%C", &out);
	assert_int_equal(out.length, sizeof selector); /* never cut */
	bytes_free(&out);
}

static void
the_status_of_an_abnormal_end_has_its_line(void **state)
{
	static const struct {
		enum run_reason reason;
		int status, signal, error;
		const char *line, *x;
	} cases[] = {
		{ RUN_EXITED, 0, 0, 0, "", "0\n" },
		{ RUN_EXITED, 3, 0, 0, "Command exited with non-zero status 3\n", "3\n" },
		{ RUN_SIGNALED, 0, SIGSEGV, 0, "Command terminated by signal 11\n", "0\n" },
		{ RUN_OOM_KILLED, 0, SIGKILL, 0, "Command terminated by signal 9\n", "0\n" },
		{ RUN_OVER_BUDGET, 0, 0, 0, "", "0\n" },
		{ RUN_OVER_BUDGET, 0, SIGTERM, 0, "Command terminated by signal 15\n", "0\n" },
		{ RUN_NOT_STARTED, 0, 0, ENOENT, "Command exited with non-zero status 127\n",
			"127\n" },
		{ RUN_NOT_STARTED, 0, 0, EACCES, "Command exited with non-zero status 126\n",
			"126\n" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct run run = figures();
		struct bytes out = { .data = NULL };

		run.reason = cases[i].reason;
		run.status = cases[i].status;
		run.signal = cases[i].signal;
		run.start_error = cases[i].error;
		bytes_text(&out, "");
		summary_put_abnormal(&run, &out);
		assert_string_equal(out.data, cases[i].line);
		bytes_free(&out);
		check(&run, "%x", cases[i].x);
	}
}

static const char verbose_form[] = "\tCommand being timed: \"true a b\"\n"
				   "\tUser time (seconds): 79.12\n"
				   "\tSystem time (seconds): 1.23\n"
				   "\tPercent of CPU this job got: 96%\n"
				   "\tElapsed (wall clock) time (h:mm:ss or m:ss): 1:23.45\n"
				   "\tAverage shared text size (kbytes): 0\n"
				   "\tAverage unshared data size (kbytes): 0\n"
				   "\tAverage stack size (kbytes): 0\n"
				   "\tAverage total size (kbytes): 0\n"
				   "\tMaximum resident set size (kbytes): 421888\n"
				   "\tAverage resident set size (kbytes): 0\n"
				   "\tMajor (requiring I/O) page faults: 7\n"
				   "\tMinor (reclaiming a frame) page faults: 104233\n"
				   "\tVoluntary context switches: 120\n"
				   "\tInvoluntary context switches: 33\n"
				   "\tSwaps: 1\n"
				   "\tFile system inputs: 16\n"
				   "\tFile system outputs: 32\n"
				   "\tSocket messages sent: 2\n"
				   "\tSocket messages received: 3\n"
				   "\tSignals delivered: 4\n"
				   "\tPage size (bytes): %ld\n"
				   "\tExit status: 3\n"
				   "\tVerdict: exited 3\n"; /* from here on peaktop's own */

static void
verbose_starts_like_gnu_time(void **state)
{
	struct run run = figures();
	struct bytes out = { .data = NULL };
	char *expected = with_page_size(verbose_form, sizeof verbose_form);

	(void)state;
	summary_put_verbose(&run, &out);
	out.data[strlen(expected)] = '\0';
	assert_string_equal(out.data, expected);
	bytes_free(&out);
	free(expected);
}

static void
verbose_continues_with_labels_of_the_same_form(void **state)
{
	struct run run = figures();
	struct bytes out = { .data = NULL };
	const char *own;

	(void)state;
	run.usage.max_rss_floored = true;
	run.single = (struct run_single_peak){ { 42, 412 << 20, "train.py", false }, 0, true,
		PEAK_RUSAGE, { 0 } };
	run.tree = (struct run_tree_peak){ .bytes = 1352 << 20,
		.at_ns = 72050000000,
		.origin = PEAK_PSS,
		.lower_bound = true,
		.process_count = 5 };
	run.cgroup = (struct run_cgroup){ true, 1382 << 20, 1400 << 20, 0 };
	run.processes_seen = 6;
	run.left_alive = 1;
	run.samples = 840;
	run.hugetlb = (struct run_hugetlb){ true, 8 << 20, false };
	summary_put_verbose(&run, &out);
	own = strstr(out.data, "\tVerdict: ");
	assert_non_null(own);
	assert_string_equal(own, "\tVerdict: exited 3\n"
				 "\tMaximum resident set size is the launcher's own: yes, at most\n"
				 "\tLargest process (kbytes): 421888\n"
				 "\tLargest process origin: rusage\n"
				 "\tLargest process name: train.py (42)\n"
				 "\tTree peak (kbytes): 1384448\n"
				 "\tTree peak origin: pss, a lower bound\n"
				 "\tTree peak processes: 5\n"
				 "\tTree peak at (seconds): 72.05\n"
				 "\tCgroup peak (kbytes): 1415168\n"
				 "\tCgroup limit (kbytes): 1433600\n"
				 "\tSwap peak, at least (kbytes): 0\n"
				 "\tHuge pages peak (kbytes): 8192\n"
				 "\tHuge pages peak origin: sampled, a lower bound\n"
				 "\tProcesses seen: 6\n"
				 "\tProcesses left alive: 1\n"
				 "\tSamples: 840\n");
	bytes_free(&out);
}

/* For every run with an unknown end: figures of the end are not 0. */
static void
figures_of_an_unobserved_end_are_unknown(void **state)
{
	static const enum run_reason reasons[] = { RUN_RUNNING, RUN_LOST, RUN_IMPORTED };

	(void)state;
	for (size_t i = 0; i < LENGTH(reasons); i++) {
		struct run run = figures();
		struct bytes out = { .data = NULL };

		run.reason = reasons[i];
		summary_put_format(&run, "%e %E|%U%S%P%M%F%R%I%O%W%c%w%k%r%s%x|%%", &out);
		assert_string_equal(out.data, "83.45 1:23.45|---------------|%\n");
		bytes_restart(&out);
		summary_put_verbose(&run, &out);
		assert_non_null(strstr(out.data, "\tExit status: -\n"));
		assert_non_null(strstr(out.data, "the launcher's own: -\n"));
		assert_non_null(strstr(out.data, "\tProcesses seen: -\n"));
		assert_non_null(strstr(out.data, "\tProcesses left alive: -\n"));
		bytes_free(&out);
	}
}

static void
portable_is_that_of_posix(void **state)
{
	struct run run = figures();
	struct bytes out = { .data = NULL };

	(void)state;
	summary_put_portable(&run, &out);
	assert_string_equal(out.data, "real 83.45\nuser 79.12\nsys 1.23\n");
	bytes_free(&out);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_conversion_is_printed),
		cmocka_unit_test(times_are_truncated_and_percentages_use_milliseconds),
		cmocka_unit_test(escapes_and_unknown_conversions_are_printed_as_gnu_time_does),
		cmocka_unit_test(arguments_of_the_command_are_cleaned),
		cmocka_unit_test(the_status_of_an_abnormal_end_has_its_line),
		cmocka_unit_test(verbose_starts_like_gnu_time),
		cmocka_unit_test(verbose_continues_with_labels_of_the_same_form),
		cmocka_unit_test(figures_of_an_unobserved_end_are_unknown),
		cmocka_unit_test(portable_is_that_of_posix),
	};

	return cmocka_run_group_tests_name("time format", tests, NULL, NULL);
}
