/* SPDX-License-Identifier: MIT */
/* test_summary.c: the account of a run as text, word for word. */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/length.h"
#include "support/sample_run.h"
#include "support/suite.h"
#include "text/run/summary.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/summary_text.h"

static char *const train[] = { "python3", "train.py", "--epochs", "3", NULL };

#define HEAD "peaktop: python3 train.py --epochs 3\n"
#define TIME "  time          1m23s wall, 1m19s user, 1.23s system (96 % of one CPU)\n"
#define FAULTS "  faults        104 233 minor, 0 major; switches 120 voluntary, 33 involuntary\n"
#define BLOCKS "  block I/O     0 B in, 8.00 KiB out\n"
#define MEMBERS                                                              \
	"                412 MiB train.py (4711), 240 MiB train.py (4712), " \
	"239 MiB train.py (4713), 2 more\n"

static void
check(const struct run *run, const char *expected)
{
	struct bytes out = summary_in(run, UNITS_AUTO);

	assert_string_equal(out.data, expected);
	bytes_free(&out);
}

/* --- whole accounts --- */

static void
one_process_has_one_peak(void **state)
{
	struct run run = sample_run_alone(train);

	(void)state;
	check(&run, HEAD
		"  verdict       exited 0\n" TIME
		"  peak          412 MiB  train.py (4711) at 1m10s; the kernel's figure at "
		"exit\n" FAULTS BLOCKS "  size for      494 MiB  the peak with 20 % to spare:\n"
		"                         a machine of 1 GiB counting what else runs here (512 "
		"MiB);\n"
		"                         22.6 GiB of this machine's 23.5 GiB remained unused\n");
}

static void
a_tree_of_five_is_broken_down(void **state)
{
	struct run run = sample_run(train);

	(void)state;
	check(&run, HEAD "  verdict       exited 0\n" TIME
			 "  process peak  412 MiB            train.py (4711) at 1m10s; "
			 "the kernel's figure at exit\n"
			 "  tree peak     at least 1.32 GiB  at 1m12s with 5 processes; "
			 "shared pages counted once (PSS)\n" MEMBERS FAULTS BLOCKS
			 "  size for      at least 1.58 GiB  the peak with 20 % to spare:\n"
			 "                                   a machine of 3 GiB counting what "
			 "else runs here (512 MiB);\n"
			 "                                   at most 21.7 GiB of this machine's "
			 "23.5 GiB remained unused\n");
}

static void
all_lines_come_in_order(void **state)
{
	struct run run = sample_run(train);

	(void)state;
	run.label = "nightly";
	run.note = "with the new loader";
	run.cgroup = (struct run_cgroup){ true, 1382 * MIB, 2048 * MIB, 0 };
	run.swap_peak_bytes = 12 * MIB;
	run.left_alive = 3;
	check(&run, HEAD
		"  verdict       exited 0\n"
		"  label         nightly: with the new loader\n" TIME
		"  process peak  412 MiB            train.py (4711) at 1m10s; "
		"the kernel's figure at exit\n"
		"  tree peak     at least 1.32 GiB  at 1m12s with 5 processes; "
		"shared pages counted once (PSS)\n" MEMBERS
		"  cgroup peak   1.35 GiB           including page cache and kernel memory; "
		"limit 2.00 GiB\n"
		"  swap peak     at least 12.0 MiB  of the tree, sampled\n" FAULTS BLOCKS
		"  left alive    3 processes still running; what they use from now on is not "
		"counted\n"
		"  size for      at least 1.60 GiB  the peak and its swap with 20 % to spare:\n"
		"                                   a machine of 3 GiB counting what else runs "
		"here (512 MiB);\n"
		"                                   at most 21.7 GiB of this machine's 23.5 GiB "
		"remained unused\n");
}

static void
a_command_below_the_launchers_memory_is_at_most_that(void **state)
{
	static char *const argv[] = { "/bin/true", NULL };
	struct run run = sample_run_alone(argv);

	(void)state;
	run.wall_ns = 4 * NS_PER_MS;
	run.usage = (struct run_usage){ .system_ns = NS_PER_MS,
		.max_rss_bytes = 976 * 1024,
		.max_rss_floored = true,
		.minor_faults = 73,
		.voluntary_switches = 1 };
	run.single = (struct run_single_peak){ .member.bytes = 976 * 1024, .origin = PEAK_RUSAGE };
	run.tree.bytes = 976 * 1024;
	check(&run, "peaktop: /bin/true\n"
		    "  verdict       exited 0\n"
		    "  time          4ms wall, 0ms user, 1ms system (25 % of one CPU)\n"
		    "  peak          at most 976 KiB  the launcher's own memory: "
		    "the command may have held less\n"
		    "  faults        73 minor, 0 major; switches 1 voluntary, 0 involuntary\n");
}

static void
out_of_memory_names_the_limit(void **state)
{
	struct run run = sample_run(train);

	(void)state;
	run.reason = RUN_OOM_KILLED;
	run.signal = SIGKILL;
	run.cgroup = (struct run_cgroup){ true, 2048 * MIB, 2048 * MIB, 1 };
	check(&run, HEAD
		"  verdict       killed by SIGKILL: out of memory, limit 2.00 GiB\n" TIME
		"  process peak  412 MiB             train.py (4711) at 1m10s; "
		"the kernel's figure at exit\n"
		"  tree peak     at least 1.32 GiB   at 1m12s with 5 processes; "
		"shared pages counted once (PSS)\n" MEMBERS
		"  cgroup peak   2.00 GiB            including page cache and kernel memory; "
		"limit 2.00 GiB, reached\n" FAULTS BLOCKS
		"  size for      more than 2.00 GiB  it was stopped before it had all it needed\n");
}

static void
a_command_that_did_not_start_shows_only_the_reason(void **state)
{
	struct run run = sample_run(train);

	(void)state;
	run.reason = RUN_NOT_STARTED;
	run.start_error = ENOENT;
	check(&run, HEAD "  verdict       not started: No such file or directory\n");
	run.start_error = EACCES;
	check(&run, HEAD "  verdict       not started: Permission denied\n");
	run.start_error = 0;
	check(&run, HEAD "  verdict       not started\n");
}

/* --- single lines --- */

static void
check_verdict(const struct run *run, const char *expected)
{
	char line[200] = "  verdict       ";

	strncat(line, expected, sizeof line - strlen(line) - 1);
	assert_true(has_line(run, line));
}

static void
verdicts_name_statuses_and_signals(void **state)
{
	static const struct {
		int status, signal;
		bool core;
		const char *expected;
	} cases[] = { { 3, 0, false, "exited 3" }, { 127, 0, false, "exited 127" },
		{ 128, 0, false, "exited 128" }, { 255, 0, false, "exited 255" },
		{ 137, 0, false, "exited 137, as a shell reports SIGKILL" },
		{ 0, SIGTERM, false, "killed by SIGTERM" },
		{ 0, SIGKILL, false, "killed by SIGKILL" },
		{ 0, SIGSEGV, true, "killed by SIGSEGV (core dumped)" },
		{ 0, 50, false, "killed by SIG50" } };
	struct run run = sample_run(train);

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		run.reason = cases[i].signal != 0 ? RUN_SIGNALED : RUN_EXITED;
		run.status = cases[i].status;
		run.signal = cases[i].signal;
		run.core_dumped = cases[i].core;
		check_verdict(&run, cases[i].expected);
	}
}

static void
out_of_memory_requires_evidence(void **state)
{
	struct run run = sample_run(train);

	(void)state;
	run.reason = RUN_SIGNALED;
	run.signal = SIGKILL;
	run.limit_bytes = 2 * GIB;
	check_verdict(&run, "killed by SIGKILL");
	run.oom_likely = true;
	check_verdict(
		&run, "killed by SIGKILL: likely out of memory (the system counted an OOM kill)");
	assert_true(has_line(&run,
		"  size for      more than 1.32 GiB  it was stopped before it had all it needed"));
	run.oom_likely = false;
	run.reason = RUN_OOM_KILLED;
	run.cgroup = (struct run_cgroup){ true, 1900 * MIB, 0, 1 };
	check_verdict(&run, "killed by SIGKILL: out of memory, limit 2.00 GiB");
	run.limit_bytes = run.machine_total_bytes; /* no limit but the machine's memory */
	check_verdict(&run, "killed by SIGKILL: out of memory");
	run.signal = 0;
	run.status = 1;
	check_verdict(&run, "exited 1: out of memory; 1 of its processes was killed for memory");
	run.cgroup.oom_kills = 4;
	check_verdict(&run, "exited 1: out of memory; 4 of its processes were killed for memory");
}

static void
over_budget_shows_by_how_much(void **state)
{
	struct run run = sample_run(train);

	(void)state;
	run.reason = RUN_OVER_BUDGET;
	run.budget_bytes = GIB;
	check_verdict(&run, "over budget by at least 328 MiB (1.32 GiB of 1.00 GiB); exited 0");
	assert_true(has_line(&run, "  size for      at least 1.58 GiB ..."));
	run.enforced = true;
	run.signal = SIGTERM;
	check_verdict(&run, "over budget by at least 328 MiB (1.32 GiB of 1.00 GiB); enforced: "
			    "killed by SIGTERM");
	assert_true(has_line(&run, "  size for      more than 1.32 GiB ..."));
	run = sample_run_alone(train);
	run.reason = RUN_OVER_BUDGET;
	run.budget_bytes = 400 * MIB;
	check_verdict(&run, "over budget by 12.0 MiB (412 MiB of 400 MiB); exited 0");
	run.budget_bytes = run.tree.bytes;
	check_verdict(&run, "over budget of 412 MiB; exited 0");
}

static void
each_origin_is_explained(void **state)
{
	struct run run = sample_run(train);

	(void)state;
	run.single.origin = PEAK_KERNEL;
	assert_true(has_line(&run, "  process peak  at least 412 MiB   train.py (4711) at 1m10s; "
				   "the kernel's peak when last read"));
	run.single.origin = PEAK_SAMPLED;
	assert_true(has_line(&run, "  process peak  at least 412 MiB   ..."));
	run.single.origin = PEAK_EXACT;
	assert_true(has_line(&run, "  process peak  412 MiB            ..."));
	run.tree.origin = PEAK_SAMPLED;
	assert_true(has_line(&run, "  tree peak     about 1.32 GiB  at 1m12s with 5 processes; "
				   "estimated from RSS and an earlier PSS"));
	assert_true(has_line(&run, "                                about 21.7 GiB of this "
				   "machine's 23.5 GiB remained unused"));
	run.tree.origin = PEAK_RSS_SUM;
	assert_true(has_line(&run, "  tree peak     about 1.32 GiB  at 1m12s with 5 processes; "
				   "shared pages counted each time (RSS)"));
	run.cgroup_to_be_had = true;
	assert_true(has_line(&run, "  tree peak     about 1.32 GiB  at 1m12s with 5 processes; "
				   "shared pages counted each time (RSS);"));
	assert_true(has_line(
		&run, "                                for an exact figure use --cgroup=require"));
	run.tree.origin = PEAK_EXACT;
	run.tree.lower_bound = false;
	assert_true(has_line(&run, "  tree peak     1.32 GiB  at 1m12s with 5 processes; ..."));
}

static void
a_tree_that_never_exceeded_one_process_lists_no_members(void **state)
{
	struct run run = sample_run(train);
	struct bytes out;

	(void)state;
	run.processes_seen = 400;
	run.tree.bytes = 412 * MIB;
	run.tree.origin = PEAK_RUSAGE;
	assert_true(has_line(&run, "  tree peak     at least 412 MiB  that of the largest process: "
				   "no sample of the tree was higher"));
	out = summary_in(&run, UNITS_AUTO);
	assert_null(strstr(out.data, "4712"));
	bytes_free(&out);
	run.usage.max_rss_floored = true;
	assert_true(has_line(&run, "  tree peak     about 412 MiB    ..."));
	run.tree.origin = PEAK_RSS;
	run.tree.process_count = run.tree.member_count = 1;
	assert_true(has_line(
		&run, "  tree peak     at least 412 MiB  at 1m12s with 1 of 400 processes seen"));
}

static void
empty_lines_are_left_out(void **state)
{
	static const char *const absent[] = { "peak", "cgroup", "swap", "block", "alive", "label",
		"note", "size for", "unused" };
	struct run run = { .argv = train };
	struct bytes out = summary_in(&run, UNITS_AUTO);

	(void)state;
	for (size_t i = 0; i < LENGTH(absent); i++)
		if (strstr(strchr(out.data, '\n'), absent[i]) != NULL)
			fail_msg("'%s' is named in:\n%s", absent[i], out.data);
	bytes_free(&out);
	run.note = "no label";
	assert_true(has_line(&run, "  note          no label"));
	run.left_alive = 1;
	assert_true(has_line(&run, "  left alive    1 process still running; ..."));
}

/* --- phases --- */

static struct run_phase *
add_phase(struct run *run, const char *name, uint64_t mib)
{
	struct run_phase *p = &run->phases.items[run->phases.count++];

	*p = (struct run_phase){ .count = 1, .wall_ns = NS_PER_SECOND, .samples = 3 };
	strcpy(p->name, name);
	p->tree = (struct run_phase_peak){ mib * MIB, 0, CONFIDENCE_AT_LEAST };
	p->single = p->tree;
	return p;
}

static void
phases_are_a_small_table(void **state)
{
	struct run run = sample_run(train);
	struct run_phase *p;

	(void)state;
	add_phase(&run, "(start)", 12)->growth_known = true;
	p = add_phase(&run, "load", 412);
	p->growth_known = true;
	p->growth_bytes = -(int64_t)(3 * MIB);
	p->tree.is = CONFIDENCE_EXACT;
	p = add_phase(&run, "epoch", 300);
	p->count = 12;
	p->tree.is = CONFIDENCE_ABOUT;
	p->single.bytes = 100 * MIB;
	p = add_phase(&run, "short", 0);
	p->samples = 0;
	p->wall_ns = run.interval_ns - 1;
	add_phase(&run, "blind", 0)->samples = 0;
	assert_true(has_line(&run, "  phases        at least 12.0 MiB  (start)  1.00s, 0 B"));
	assert_true(has_line(
		&run, "                412 MiB            load     1.00s, -3.00 MiB; the largest"));
	assert_true(has_line(&run, "                about 300 MiB      epoch    1.00s, 12 times, "
				   "largest process at least "
				   "100 MiB"));
	assert_true(has_line(
		&run, "                -                  short    99ms, too short to be sampled"));
	assert_true(
		has_line(&run, "                -                  blind    1.00s, not sampled"));
}

/* In the order in which they began, whichever are largest. */
static void
of_many_phases_the_largest_are_shown(void **state)
{
	struct run run = sample_run(train);
	struct bytes out;
	size_t shown = 0;

	(void)state;
	for (size_t i = 0; i < RUN_PHASES_MAX; i++) {
		char name[16];

		snprintf(name, sizeof name, "p%zu", i);
		add_phase(&run, name, 1 + i * 7 % RUN_PHASES_MAX);
	}
	run.marks_flooded = true;
	out = summary_in(&run, UNITS_AUTO);
	for (const char *at = out.data; (at = strstr(at, "MiB  p")) != NULL; at++)
		shown++;
	assert_int_equal(shown, 8);
	bytes_free(&out);
	assert_true(has_line(&run, "                and 24 more phases, with smaller peaks"));
	assert_true(has_line(&run, "                marks or output came faster than ..."));
}

static void
output_that_was_passed_is_told_without_phases(void **state)
{
	struct run run = sample_run(train);

	(void)state;
	assert_false(has_line(&run, "  phases ..."));
	run.marks_flooded = true;
	assert_true(has_line(&run, "  phases        marks or output came faster than ..."));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_process_has_one_peak),
		cmocka_unit_test(a_tree_of_five_is_broken_down),
		cmocka_unit_test(all_lines_come_in_order),
		cmocka_unit_test(a_command_below_the_launchers_memory_is_at_most_that),
		cmocka_unit_test(out_of_memory_names_the_limit),
		cmocka_unit_test(a_command_that_did_not_start_shows_only_the_reason),
		cmocka_unit_test(verdicts_name_statuses_and_signals),
		cmocka_unit_test(out_of_memory_requires_evidence),
		cmocka_unit_test(over_budget_shows_by_how_much),
		cmocka_unit_test(each_origin_is_explained),
		cmocka_unit_test(a_tree_that_never_exceeded_one_process_lists_no_members),
		cmocka_unit_test(empty_lines_are_left_out),
		cmocka_unit_test(phases_are_a_small_table),
		cmocka_unit_test(of_many_phases_the_largest_are_shown),
		cmocka_unit_test(output_that_was_passed_is_told_without_phases),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
