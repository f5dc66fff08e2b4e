/* SPDX-License-Identifier: MIT */
/* test_top_processes.c: the processes with the largest peaks are kept, each once. */
#include "model/run/top_processes.h"
#include "support/suite.h"

#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static struct run_member *
note(struct top_processes *l, pid_t pid, uint64_t start, uint64_t bytes)
{
	return top_processes_note(l, (struct proc_key){ pid, start }, 1, bytes);
}

static void
each_process_is_kept_once_with_its_maximum(void **state)
{
	struct top_processes l = { .count = 0 };
	struct run run = { .top_count = 0 };

	(void)state;
	assert_non_null(note(&l, 7, 1, 100));
	assert_null(note(&l, 7, 1, 300));
	assert_null(note(&l, 7, 1, 200));
	assert_non_null(note(&l, 7, 2, 250)); /* the reused pid, another process */
	top_processes_put(&l, &run);
	assert_int_equal(run.top_count, 2);
	assert_int_equal(run.top[0].bytes, 300);
	assert_int_equal(run.top[1].bytes, 250);
}

/* More than fit, in any order: the largest stay. */
static void
the_largest_of_many_are_kept(void **state)
{
	struct top_processes l = { .count = 0 };
	struct run run = { .top_count = 0 };
	const uint64_t many = 1000;

	(void)state;
	for (uint64_t i = 0; i < many; i++) {
		uint64_t n = (i * 7919 + 13) % many; /* each once */

		note(&l, (pid_t)n + 1, 1, n + 1);
	}
	top_processes_put(&l, &run);
	assert_int_equal(run.top_count, RUN_MEMBERS_MAX);
	for (uint64_t i = 0; i < RUN_MEMBERS_MAX; i++) {
		assert_int_equal(run.top[i].bytes, many - i);
		assert_int_equal(run.top[i].pid, many - i);
	}
}

static void
a_process_that_calls_exec_is_renamed(void **state)
{
	struct top_processes l = { .count = 0 };
	struct run_member *m;

	(void)state;
	m = top_processes_note(&l, (struct proc_key){ 7, 1 }, 1, 100);
	assert_non_null(m);
	strcpy(m->name, "sh");
	assert_null(top_processes_note(&l, (struct proc_key){ 7, 1 }, 1, 200));
	assert_non_null(top_processes_note(&l, (struct proc_key){ 7, 1 }, 2, 300));
}

/* At exit only the pid is known: the newest process with it is meant. */
static void
an_exit_without_a_start_time_belongs_to_the_newest(void **state)
{
	struct top_processes l = { .count = 0 };
	struct run run = { .top_count = 0 };

	(void)state;
	note(&l, 7, 10, 500);
	note(&l, 7, 20, 100);
	assert_null(top_processes_note(&l, (struct proc_key){ .pid = 7 }, 0, 150));
	assert_non_null(top_processes_note(&l, (struct proc_key){ .pid = 8 }, 0, 50));
	top_processes_put(&l, &run);
	assert_int_equal(run.top_count, 3);
	assert_int_equal(run.top[1].bytes, 150);
}

static void
the_final_figure_of_a_process_is_exact(void **state)
{
	struct top_processes l = { .count = 0 };
	struct run run = { .top_count = 0 };

	(void)state;
	strcpy(note(&l, 7, 10, 500)->name, "train.py");
	note(&l, 8, 10, 400);
	note(&l, 9, 10, 300);
	assert_null(top_processes_note_end(&l, (struct proc_key){ 7, 10 }, 700));
	assert_null(top_processes_note_end(
		&l, (struct proc_key){ 8, 10 }, 399)); /* as its figure decreases */
	assert_null(top_processes_note_end(
		&l, (struct proc_key){ 9, 10 }, 100)); /* of its last image */
	strcpy(top_processes_note_end(&l, (struct proc_key){ 7, 20 }, 350)->name, "cc1");
	top_processes_put(&l, &run);
	assert_int_equal(run.top_count, 4);
	assert_string_equal(run.top[0].name, "train.py");
	assert_true(run.top[0].exact && run.top[0].bytes == 700);
	assert_true(run.top[1].exact && run.top[1].bytes == 400);
	assert_true(run.top[2].exact && run.top[2].bytes == 350);
	assert_string_equal(run.top[2].name, "cc1");
	assert_true(!run.top[3].exact && run.top[3].bytes == 300);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_process_is_kept_once_with_its_maximum),
		cmocka_unit_test(the_largest_of_many_are_kept),
		cmocka_unit_test(a_process_that_calls_exec_is_renamed),
		cmocka_unit_test(an_exit_without_a_start_time_belongs_to_the_newest),
		cmocka_unit_test(the_final_figure_of_a_process_is_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
