/* SPDX-License-Identifier: MIT */
/* test_trace.c: a traced tree: which processes are followed, whose exits are reported, whose usage
 * counts. */
#include <pthread.h>
#include <spawn.h>
#include <sys/ptrace.h>

#include "base/length.h"
#include "support/suite.h"
#include "support/traces.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

extern char **environ;

/* --- parts --- */

static void *
do_nothing(void *nothing)
{
	return nothing;
}

static void
start_threads(void)
{
	pthread_t threads[5];

	for (size_t i = 0; i < 5; i++)
		expect(pthread_create(&threads[i], NULL, do_nothing, NULL) == 0, "a thread");
	for (size_t i = 0; i < 5; i++)
		pthread_join(threads[i], NULL);
}

static void
spawn_true(void)
{
	char name[] = "true";
	char *const argv[] = { name, NULL };
	pid_t pid;

	expect(posix_spawnp(&pid, name, NULL, NULL, argv, environ) == 0, "posix_spawn");
	expect(wait_for(pid) == 0, "the status of a spawned one");
}

static void
fork_and_wait(void)
{
	for (int i = 0; i < 20; i++) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(i);
		expect(wait_for(pid) == i << 8, "the status of a child");
		expect(waitpid(pid, NULL, 0) < 0 && errno == ECHILD, "told once");
	}
}

static void
use_cpu_in_a_child(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		while (clock_own_cpu_ns() < 200 * NS_PER_MS)
			;
		_exit(0);
	}
	expect(wait_for(pid) == 0, "the status of a child");
}

/* The grandchild outlives its parent. */
static void
leave_an_orphan(void)
{
	int gone[2];
	pid_t pid;
	char none;

	expect(pipe(gone) == 0, "a pipe");
	pid = fork();
	if (pid == 0) {
		if (fork() == 0) {
			close(gone[1]);
			expect(read(gone[0], &none, 1) == 0, "the end of its parent");
			_exit(0);
		}
		_exit(0);
	}
	close(gone[1]);
	expect(wait_for(pid) == 0, "the status of a child");
}

static void *
exec_here(void *nothing)
{
	execlp("sh", "sh", "-c", "exit 42", (char *)NULL);
	return nothing;
}

static void
exec_from_a_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, exec_here, NULL);
	pthread_join(thread, NULL);
	expect(0, "an exec");
}

static void *
end_late(void *leader)
{
	/* The leader is a zombie by now. */
	expect(pthread_join(*(pthread_t *)leader, NULL) == 0, "the leader's end");
	_exit(AS_IT_SHOULD);
}

static void
end_the_leader_first(void)
{
	static pthread_t leader;
	pthread_t thread;

	leader = pthread_self();
	expect(pthread_create(&thread, NULL, end_late, &leader) == 0, "a thread");
	pthread_exit(NULL);
}

static void
be_killed_in_a_child(void)
{
	pid_t pid = child_fork();
	int status;

	if (pid == 0)
		for (;;)
			pause();
	kill(pid, SIGKILL);
	status = wait_for(pid);
	expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "killed, as its parent sees it");
}

/* These are not reaped: with SIGCHLD ignored they disappear by themselves. */
static void
ignore_children(void)
{
	signal(SIGCHLD, SIG_IGN);
	for (int i = 0; i < 5; i++)
		if (fork() == 0)
			_exit(0);
	expect(wait(NULL) < 0 && errno == ECHILD, "none to wait for");
}

static const struct part parts[] = {
	{ "threads", start_threads },
	{ "spawn", spawn_true },
	{ "fork", fork_and_wait },
	{ "cpu", use_cpu_in_a_child },
	{ "orphan", leave_an_orphan },
	{ "thread exec", exec_from_a_thread },
	{ "leader first", end_the_leader_first },
	{ "killed", be_killed_in_a_child },
	{ "ignored", ignore_children },
};

/* --- cases --- */

static void
each_tree_ends_as_it_does_untraced(void **state)
{
	struct world *w = *state;
	struct story s;

	for (size_t i = 0; i < LENGTH(parts); i++) {
		char *const *argv = PART(strdup(parts[i].name));

		assert_int_equal(status_plain(argv), AS_IT_SHOULD);
		if (follow(w, argv, &s)) {
			assert_int_equal(s.root.status, AS_IT_SHOULD);
			assert_int_equal(s.root.signal, 0);
		}
		free(argv[2]);
	}
}

static void
processes_are_counted_and_threads_are_not(void **state)
{
	static const struct {
		char *name;
		unsigned started;
	} cases[] = { { "threads", 0 }, { "spawn", 1 }, { "fork", 20 }, { "orphan", 2 },
		{ "thread exec", 0 }, { "ignored", 5 } };
	struct world *w = *state;
	struct story s;

	for (size_t i = 0; i < LENGTH(cases); i++)
		if (follow(w, PART(cases[i].name), &s))
			assert_int_equal(s.started, cases[i].started);
}

static void
only_exits_of_our_children_are_reported(void **state)
{
	static const struct {
		char *name;
		unsigned ended;
	} cases[] = { { "threads", 1 }, { "spawn", 1 }, { "fork", 1 }, { "killed", 1 },
		{ "orphan", 2 }, { "thread exec", 1 }, { "leader first", 1 }, { "ignored", 1 } };
	struct world *w = *state;
	struct story s;

	for (size_t i = 0; i < LENGTH(cases); i++)
		if (follow(w, PART(cases[i].name), &s))
			assert_int_equal(s.ended, cases[i].ended);
}

static void
cpu_time_of_a_grandchild_counts_once(void **state)
{
	struct story s;

	if (!follow(*state, PART("cpu"), &s))
		return;
	assert_in_range(s.cpu_ns, 190 * NS_PER_MS, 390 * NS_PER_MS);
}

static void
memory_is_still_there_before_each_end(void **state)
{
	struct story s;

	if (!follow(*state, PART("fork"), &s))
		return;
	assert_int_equal(s.ending_count, 21);
	for (size_t i = 0; i < s.ending_count; i++)
		assert_true(s.marks_kib[i] > 100);
}

static void
each_thread_stops_before_its_end(void **state)
{
	struct story s;

	if (!follow(*state, PART("threads"), &s))
		return;
	assert_int_equal(s.ending_count, 6);
	assert_int_equal(s.endings[s.ending_count - 1], s.root.pid);
}

static void
memory_is_shared_between_vfork_and_exec_only(void **state)
{
	pid_t pid, self = getpid();
	volatile bool shared = false;

	(void)state;
	pid = vfork();
	if (pid == 0) {
		shared = trace_shares_memory(getpid(), self);
		_exit(0);
	}
	wait_for(pid);
	pid = fork();
	if (pid == 0)
		_exit(trace_shares_memory(getpid(), self));
	assert_int_equal(wait_for(pid), 0);
	if (!trace_shares_memory(self, self))
		not_shown("the kernel does not tell");
	else
		assert_true(shared);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, world_set_up, world_tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_tree_ends_as_it_does_untraced),
		CASE(processes_are_counted_and_threads_are_not),
		CASE(only_exits_of_our_children_are_reported),
		CASE(cpu_time_of_a_grandchild_counts_once),
		CASE(memory_is_still_there_before_each_end),
		CASE(each_thread_stops_before_its_end),
		CASE(memory_is_shared_between_vfork_and_exec_only),
	};

	run_part(parts, LENGTH(parts));
	return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
