/* SPDX-License-Identifier: MIT */
/* test_verdict.c: kills for memory in a tree, in the verdict, the list of runs and JSON. */
#include <jansson.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

#include "support/sample_run.h"
#include "support/suite.h"
#include "text/run/run_list.h"
#include "text/run/summary.h"
#include "text/run/verdict.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static char *const train[] = { "python3", "train.py", NULL };

static const struct run_member worker = { 4711, 118 * MIB, "worker", false };

static void
check(const struct run *run, const char *verdict, const char *end)
{
	char text[480];
	struct buffer b = buffer_over(text, sizeof text);

	verdict_put(run, UNITS_AUTO, &b);
	assert_string_equal(text, verdict);
	b = buffer_over(text, sizeof text);
	run_list_put_verdict(run, &b);
	assert_string_equal(text, end);
}

static void
a_kill_is_reported_if_the_job_exits_0(void **state)
{
	struct run run = sample_run(train);

	(void)state;
	run.oom_kills = run.victim_count = 1;
	run.victims[0] = worker;
	check(&run,
		"exited 0; 1 of its processes was killed for memory (worker 4711, held at least "
		"118 MiB)",
		"exited 0, OOM");
	run.oom_limit_bytes = 120 * MIB;
	run.status = 1;
	check(&run,
		"exited 1; 1 of its processes was killed for memory (worker 4711, held at least "
		"118 MiB), "
		"limit 120 MiB",
		"exited 1, OOM");
	run.victims[0].name[0] = '\0';
	run.victims[0].bytes = 0;
	check(&run,
		"exited 1; 1 of its processes was killed for memory (process 4711), limit 120 MiB",
		"exited 1, OOM");
	assert_true(verdict_cut_short(&run));
}

static void
several_kills_name_the_first(void **state)
{
	struct run run = sample_run(train);

	(void)state;
	run.oom_kills = 6;
	run.victim_count = 4;
	for (int i = 0; i < 4; i++) {
		run.victims[i] = worker;
		run.victims[i].pid += i;
	}
	run.victims[1].pid = 0;
	run.victims[2].exact = true;
	check(&run,
		"exited 0; 6 of its processes were killed for memory (worker 4711, held at least "
		"118 MiB; "
		"worker 4713, held 118 MiB; worker 4714, held at least 118 MiB; 3 more)",
		"exited 0, OOM");
	run.victim_count = 0;
	check(&run, "exited 0; 6 of its processes were killed for memory", "exited 0, OOM");
}

static void
the_command_itself_is_out_of_memory(void **state)
{
	struct run run = sample_run(train);

	(void)state;
	run.reason = RUN_OOM_KILLED;
	run.signal = SIGKILL;
	run.limit_bytes = 64 * MIB;
	run.oom_kills = run.victim_count = 1;
	run.victims[0] = (struct run_member){ 10, 60 * MIB, "train.py", false };
	check(&run, "killed by SIGKILL: out of memory, limit 64.0 MiB", "out of memory");
	/* The group above was full, not the smallest one. */
	run.oom_limit_bytes = 96 * MIB;
	check(&run, "killed by SIGKILL: out of memory, limit 96.0 MiB", "out of memory");
	run.signal = 0;
	run.status = 137;
	check(&run,
		"exited 137: out of memory, limit 96.0 MiB; 1 of its processes was killed for "
		"memory (train.py 10, held at least 60.0 MiB)",
		"out of memory");
}

static void
over_budget_does_not_hide_a_kill(void **state)
{
	struct run run = sample_run(train);

	(void)state;
	run.reason = RUN_OVER_BUDGET;
	run.budget_bytes = run.tree.bytes;
	run.oom_kills = run.victim_count = 1;
	run.victims[0] = worker;
	check(&run,
		"over budget of 1.32 GiB; exited 0; 1 of its processes was killed for memory "
		"(worker 4711, held at least 118 MiB)",
		"over budget, OOM");
}

static void
a_kill_counted_by_the_system_is_probable(void **state)
{
	struct run run = sample_run(train);

	(void)state;
	run.oom_likely = true;
	run.victim_count = 1;
	run.victims[0] = worker;
	check(&run,
		"exited 0; likely 1 of its processes was killed for memory (worker 4711, held "
		"at least 118 MiB)",
		"exited 0, OOM?");
	assert_true(verdict_cut_short(&run));
}

/* --- JSON --- */

static json_t *
kills_of(const struct run *run)
{
	struct bytes out = { .data = NULL };
	struct failure why;
	json_t *object, *kills;

	assert_true(summary_put_json(run, 0, &out, &why));
	object = json_loadb(out.data, out.length, 0, NULL);
	assert_non_null(object);
	kills = json_incref(json_object_get(object, "oom_kills"));
	assert_true(json_is_array(kills));
	json_decref(object);
	bytes_free(&out);
	return kills;
}

static void
json_lists_each_kill(void **state)
{
	struct run run = sample_run(train);
	json_t *kills = kills_of(&run), *first;

	(void)state;
	assert_int_equal(json_array_size(kills), 0);
	json_decref(kills);
	run.oom_kills = 3;
	run.victim_count = 1;
	run.victims[0] = worker;
	kills = kills_of(&run);
	assert_int_equal(json_array_size(kills), 3);
	first = json_array_get(kills, 0);
	assert_int_equal(json_integer_value(json_object_get(first, "pid")), 4711);
	assert_int_equal(json_integer_value(json_object_get(first, "bytes")), 118 * MIB);
	assert_string_equal(json_string_value(json_object_get(first, "name")), "worker");
	assert_true(json_is_null(json_object_get(json_array_get(kills, 2), "pid")));
	json_decref(kills);
	/* As an older peaktop recorded it. */
	run = sample_run(train);
	run.reason = RUN_OOM_KILLED;
	run.cgroup.oom_kills = 2;
	kills = kills_of(&run);
	assert_int_equal(json_array_size(kills), 2);
	json_decref(kills);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kill_is_reported_if_the_job_exits_0),
		cmocka_unit_test(several_kills_name_the_first),
		cmocka_unit_test(the_command_itself_is_out_of_memory),
		cmocka_unit_test(over_budget_does_not_hide_a_kill),
		cmocka_unit_test(a_kill_counted_by_the_system_is_probable),
		cmocka_unit_test(json_lists_each_kill),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
