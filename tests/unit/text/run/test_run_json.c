/* SPDX-License-Identifier: MIT */
/* test_run_json.c: a run as JSON, schema peaktop.run/1, read back by jansson. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/length.h"
#include "support/sample_run.h"
#include "support/suite.h"

/* Last: it includes cmocka. */
#include "support/read_json.h"

static char *const train[] = { "python3", "train.py", NULL };

/* --- the schema --- */

static const char *const keys[][2] = {
	{ "", "schema run label command argv_base64 cwd host started_at wall_seconds exit usage "
	      "peak "
	      "phases marks marks_flooded oom_kills oom_likely oom_limit_bytes swap_peak_bytes "
	      "processes_seen processes_lower_bound largest exits_lost left_alive left "
	      "lines_status lines_bytes lines_at_seconds lines_unseen_bytes lines functions places "
	      "sampling" },
	{ "exit", "status signal reason" },
	{ "usage", "user_seconds system_seconds max_rss_bytes max_rss_floor_bytes max_rss_floored "
		   "minor_faults major_faults block_inputs block_outputs voluntary_switches "
		   "involuntary_switches" },
	{ "peak", "process tree line cgroup tmpfs" },
	{ "peak.process", "bytes pid name at_seconds origin parts" },
	{ "peak.tree",
		"bytes at_seconds origin lower_bound parts hugetlb_peak_bytes hugetlb_upper_bound "
		"processes" },
	{ "sampling", "interval_seconds samples cpu_seconds" },
};

static void
every_run_has_all_members_of_the_schema(void **state)
{
	struct run runs[] = { sample_run(train), { .argv = train },
		{ .argv = train, .reason = RUN_NOT_STARTED, .start_error = ENOENT } };

	(void)state;
	for (size_t i = 0; i < LENGTH(runs); i++) {
		json_t *object = read_back(&runs[i], 0);

		for (size_t k = 0; k < LENGTH(keys); k++)
			check_keys(object, keys[k][0], keys[k][1]);
		json_decref(object);
	}
}

static void
figures_are_integer_bytes_and_decimal_seconds(void **state)
{
	struct run run = sample_run(train);
	json_t *object;

	(void)state;
	run.label = "nightly";
	run.usage.major_faults = 7;
	run.usage.block_inputs = 8;
	run.swap_peak_bytes = 12 * MIB;
	object = read_back(&run, 12);
	assert_text(object, "schema", "peaktop.run/1");
	assert_whole(object, "run", 12);
	assert_text(object, "label", "nightly");
	assert_text(object, "cwd", "/home/ada/models");
	assert_text(object, "host", "bench");
	assert_text(object, "started_at", "2026-01-01T00:00:00.123Z");
	assert_seconds(object, "wall_seconds", 83.456789);
	assert_seconds(object, "usage.user_seconds", 79.123456);
	assert_seconds(object, "usage.system_seconds", 1.234567);
	assert_whole(object, "usage.max_rss_bytes", 412 * MIB);
	assert_whole(object, "usage.max_rss_floor_bytes", MIB);
	assert_true(json_is_false(at(object, "usage.max_rss_floored")));
	assert_whole(object, "usage.minor_faults", 104233);
	assert_whole(object, "usage.major_faults", 7);
	assert_whole(object, "usage.block_inputs", 8);
	assert_whole(object, "usage.block_outputs", 16);
	assert_whole(object, "usage.voluntary_switches", 120);
	assert_whole(object, "usage.involuntary_switches", 33);
	assert_whole(object, "swap_peak_bytes", 12 * MIB);
	assert_whole(object, "processes_seen", 5);
	assert_true(json_is_true(at(object, "processes_lower_bound")));
	assert_seconds(object, "sampling.interval_seconds", 0.1);
	assert_whole(object, "sampling.samples", 840);
	assert_seconds(object, "sampling.cpu_seconds", 0.25);
	json_decref(object);
}

static void
peaks_carry_their_origin(void **state)
{
	struct run run = sample_run(train);
	json_t *object, *members;

	(void)state;
	run.usage.max_rss_floored = true;
	run.cgroup = (struct run_cgroup){ true, 1382 * MIB, 2048 * MIB, 0 };
	object = read_back(&run, 0);
	assert_whole(object, "peak.process.bytes", 412 * MIB);
	assert_whole(object, "peak.process.pid", 4711);
	assert_text(object, "peak.process.name", "train.py");
	assert_seconds(object, "peak.process.at_seconds", 70);
	assert_text(object, "peak.process.origin", "rusage");
	assert_true(json_is_true(at(object, "usage.max_rss_floored")));
	assert_whole(object, "peak.tree.bytes", 1352 * MIB);
	assert_seconds(object, "peak.tree.at_seconds", 72);
	assert_text(object, "peak.tree.origin", "pss");
	assert_true(json_is_true(at(object, "peak.tree.lower_bound")));
	members = at(object, "peak.tree.processes");
	assert_int_equal(json_array_size(members), 5);
	check_keys(json_array_get(members, 1), "", "pid name bytes");
	assert_whole(json_array_get(members, 1), "pid", 4712);
	assert_text(json_array_get(members, 1), "name", "train.py");
	assert_whole(json_array_get(members, 1), "bytes", 240 * MIB);
	check_keys(object, "peak.cgroup", "bytes limit_bytes");
	assert_whole(object, "peak.cgroup.bytes", 1382 * MIB);
	assert_whole(object, "peak.cgroup.limit_bytes", 2048 * MIB);
	json_decref(object);
}

static void
huge_pages_are_null_zero_or_a_bound(void **state)
{
	struct run run = sample_run(train);
	json_t *object;

	(void)state;
	run.single.parts = run.tree.parts = (struct run_parts){ .known = true };
	object = read_back(&run, 0);
	check_keys(object, "peak.tree.parts",
		"anon_bytes shared_bytes file_bytes swap_bytes hugetlb_bytes");
	assert_null_at(object, "peak.tree.parts.hugetlb_bytes");
	assert_null_at(object, "peak.process.parts.hugetlb_bytes");
	json_decref(object);
	run.hugetlb.known = true;
	object = read_back(&run, 0);
	assert_whole(object, "peak.tree.hugetlb_peak_bytes", 0);
	assert_whole(object, "peak.tree.parts.hugetlb_bytes", 0);
	assert_null_at(object, "peak.tree.hugetlb_upper_bound");
	json_decref(object);
	run.hugetlb.bytes = 8 * MIB;
	run.tree.parts.hugetlb_bytes = 6 * MIB;
	run.single.parts.hugetlb_bytes = 4 * MIB;
	object = read_back(&run, 0);
	assert_whole(object, "peak.tree.hugetlb_peak_bytes", 8 * MIB);
	assert_whole(object, "peak.tree.parts.hugetlb_bytes", 6 * MIB);
	assert_whole(object, "peak.process.parts.hugetlb_bytes", 4 * MIB);
	assert_true(json_is_false(at(object, "peak.tree.hugetlb_upper_bound")));
	json_decref(object);
	run.hugetlb.shared = true;
	object = read_back(&run, 0);
	assert_true(json_is_true(at(object, "peak.tree.hugetlb_upper_bound")));
	json_decref(object);
}

static void
what_is_unknown_is_null(void **state)
{
	static const char *const unknown[] = { "run", "label", "cwd", "host", "peak.process.bytes",
		"peak.process.pid", "peak.process.name", "peak.process.at_seconds",
		"peak.process.origin", "peak.tree.bytes", "peak.tree.at_seconds",
		"peak.tree.origin", "peak.tree.lower_bound", "peak.cgroup",
		"peak.tree.hugetlb_peak_bytes", "peak.tree.hugetlb_upper_bound" };
	struct run run = { .argv = train };
	json_t *object = read_back(&run, 0);

	(void)state;
	for (size_t i = 0; i < LENGTH(unknown); i++)
		if (!json_is_null(at(object, unknown[i])))
			fail_msg("%s is not null", unknown[i]);
	assert_int_equal(json_array_size(at(object, "peak.tree.processes")), 0);
	json_decref(object);

	/* A largest process that was never sampled, a cgroup without a limit of its own. */
	run.single = (struct run_single_peak){ .member.bytes = 5 * MIB, .origin = PEAK_RUSAGE };
	run.cgroup = (struct run_cgroup){ .made = true, .peak_bytes = MIB };
	object = read_back(&run, 0);
	assert_whole(object, "peak.process.bytes", 5 * MIB);
	assert_null_at(object, "peak.process.pid");
	assert_null_at(object, "peak.process.name");
	assert_null_at(object, "peak.process.at_seconds");
	assert_null_at(object, "peak.cgroup.limit_bytes");
	json_decref(object);
}

/* --- the end --- */

static void
a_run_has_a_status_or_a_signal(void **state)
{
	static const struct {
		enum run_reason reason;
		int status, signal;
		const char *name;
	} cases[] = {
		{ RUN_EXITED, 0, 0, "exited" },
		{ RUN_EXITED, 3, 0, "exited" },
		{ RUN_SIGNALED, 0, SIGTERM, "signaled" },
		{ RUN_OOM_KILLED, 0, SIGKILL, "oom_killed" },
		{ RUN_OOM_KILLED, 1, 0, "oom_killed" },
		{ RUN_OVER_BUDGET, 7, 0, "over_budget" },
		{ RUN_OVER_BUDGET, 0, SIGTERM, "over_budget" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct run run = sample_run(train);
		json_t *object;

		run.reason = cases[i].reason;
		run.status = cases[i].status;
		run.signal = cases[i].signal;
		object = read_back(&run, 0);
		assert_text(object, "exit.reason", cases[i].name);
		if (cases[i].signal != 0) {
			assert_null_at(object, "exit.status");
			assert_whole(object, "exit.signal", cases[i].signal);
		} else {
			assert_whole(object, "exit.status", cases[i].status);
			assert_null_at(object, "exit.signal");
		}
		json_decref(object);
	}
}

static void
a_command_that_did_not_start_has_neither(void **state)
{
	struct run run = { .argv = train, .reason = RUN_NOT_STARTED, .start_error = EACCES };
	json_t *object = read_back(&run, 0);

	(void)state;
	assert_text(object, "exit.reason", "not_started");
	assert_null_at(object, "exit.status");
	assert_null_at(object, "exit.signal");
	json_decref(object);
}

/* --- kills --- */

static void
the_size_of_killed_processes_is_a_bound_or_final(void **state)
{
	struct run run = sample_run(train);
	json_t *object, *kills;

	(void)state;
	run.oom_kills = 3;
	run.victims[0] = (struct run_member){ 10, 60 * MIB, "one", false };
	run.victims[1] = (struct run_member){ 11, 50 * MIB, "two", true };
	run.victim_count = 2;
	object = read_back(&run, 1);
	kills = at(object, "oom_kills");
	assert_int_equal(json_array_size(kills), 3);
	assert_whole(json_array_get(kills, 0), "bytes", 60 * MIB);
	assert_true(json_is_true(at(json_array_get(kills, 0), "lower_bound")));
	assert_true(json_is_false(at(json_array_get(kills, 1), "lower_bound")));
	assert_null_at(json_array_get(kills, 2), "bytes");
	assert_null_at(json_array_get(kills, 2), "lower_bound");
	json_decref(object);
}

/* A lost run may be lost because its observer was killed; another tool's file does not report
 * kills. A running job may leave any process alive. */
static void
unknown_figures_of_a_running_job_are_null(void **state)
{
	static const struct {
		enum run_reason reason;
		uint64_t kills;
		bool left_known, kills_known;
	} cases[] = {
		{ RUN_EXITED, 0, true, true },
		{ RUN_RUNNING, 0, false, true },
		{ RUN_LOST, 0, false, false },
		{ RUN_LOST, 1, false, true },
		{ RUN_IMPORTED, 0, false, false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct run run = sample_run(train);
		json_t *object;

		run.reason = cases[i].reason;
		run.oom_kills = cases[i].kills;
		object = read_back(&run, 1);
		assert_int_equal(json_is_null(at(object, "left_alive")), !cases[i].left_known);
		assert_int_equal(json_is_array(at(object, "left")), cases[i].left_known);
		assert_int_equal(
			json_is_null(at(object, "sampling.cpu_seconds")), !cases[i].left_known);
		assert_int_equal(json_is_array(at(object, "oom_kills")), cases[i].kills_known);
		assert_int_equal(json_is_null(at(object, "oom_likely")), !cases[i].kills_known);
		json_decref(object);
	}
}

/* --- text --- */

static void
hostile_arguments_become_valid_text(void **state)
{
	static char *const argv[] = { "\xff\xfe", "a\nb\t", "\033]0;owned\a", "", "\xe2\x80\xae",
		"gr\xc3\xbc\xc3\x9f \"quoted\" \\", NULL };
	static const char *const expected[] = { "??", "a b ", "?]0;owned?", "", "?",
		"gr\xc3\xbc\xc3\x9f \"quoted\" \\" };
	struct run run = sample_run(argv);
	json_t *object, *command;

	(void)state;
	run.label = "l\xc3"; /* text that should be clean but is not affects only itself */
	strcpy(run.cwd, "/home/\xff");
	strcpy(run.single.member.name, "\033x");
	object = read_back(&run, 1);
	command = at(object, "command");
	assert_int_equal(json_array_size(command), LENGTH(expected));
	for (size_t i = 0; i < LENGTH(expected); i++)
		assert_string_equal(json_string_value(json_array_get(command, i)), expected[i]);
	assert_text(object, "label", "l?");
	assert_text(object, "cwd", "/home/?");
	assert_text(object, "peak.process.name", "?x");
	json_decref(object);
}

static void
a_very_long_command_is_kept_whole(void **state)
{
	static char selector[200001];
	static char *argv[3001];
	struct run run = sample_run(argv);
	json_t *object;

	(void)state;
	memset(selector, 'w', sizeof selector - 1);
	for (size_t i = 0; i < LENGTH(argv) - 1; i++)
		argv[i] = i == 0 ? selector : (char *)"-x";
	object = read_back(&run, 1);
	assert_int_equal(json_array_size(at(object, "command")), LENGTH(argv) - 1);
	assert_int_equal(
		json_string_length(json_array_get(at(object, "command"), 0)), sizeof selector - 1);
	json_decref(object);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_run_has_all_members_of_the_schema),
		cmocka_unit_test(figures_are_integer_bytes_and_decimal_seconds),
		cmocka_unit_test(peaks_carry_their_origin),
		cmocka_unit_test(huge_pages_are_null_zero_or_a_bound),
		cmocka_unit_test(what_is_unknown_is_null),
		cmocka_unit_test(a_run_has_a_status_or_a_signal),
		cmocka_unit_test(a_command_that_did_not_start_has_neither),
		cmocka_unit_test(the_size_of_killed_processes_is_a_bound_or_final),
		cmocka_unit_test(unknown_figures_of_a_running_job_are_null),
		cmocka_unit_test(hostile_arguments_become_valid_text),
		cmocka_unit_test(a_very_long_command_is_kept_whole),
	};

	return cmocka_run_group_tests_name("run as JSON", tests, NULL, NULL);
}
