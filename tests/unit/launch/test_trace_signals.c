/* SPDX-License-Identifier: MIT */
/* test_trace_signals.c: signals and stops in a traced tree are those without tracing. */
#include <pthread.h>
#include <sys/mman.h>

#include "base/length.h"
#include "support/proc_text.h"
#include "support/suite.h"
#include "support/traces.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define STORM 1000

/* --- parts: they check themselves, plain and traced --- */

/* Memory shared by a part and its children. */
struct shared {
	volatile unsigned long count, wrong;
	volatile pid_t sender;
	int told[2]; /* a pipe: a byte for each signal that was handled */
};

static struct shared *shared;

static void
share(void)
{
	shared = mmap(
		NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	expect(shared != MAP_FAILED, "shared memory");
}

static void
nap(void)
{
	nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
}

static void
count_it(int number)
{
	(void)number;
	shared->count++;
	if (shared->told[1] > 0)
		expect(write(shared->told[1], "", 1) == 1, "telling it");
}

static void
check_it(int number, siginfo_t *info, void *context)
{
	(void)number;
	(void)context;
	shared->wrong += info->si_code != SI_QUEUE || info->si_pid != shared->sender ||
			 info->si_value.sival_int != (int)shared->count;
	shared->count++;
}

/* Each with its value and sender, in order, once. */
static void
take_queued_signals(void)
{
	struct sigaction action = { .sa_sigaction = check_it, .sa_flags = SA_SIGINFO };
	pid_t target = getpid();

	share();
	sigaction(SIGRTMIN, &action, NULL);
	if (fork() == 0) {
		shared->sender = getpid();
		for (int i = 0; i < STORM; i++)
			while (sigqueue(target, SIGRTMIN, (union sigval){ .sival_int = i }) != 0)
				nap();
		_exit(0);
	}
	expect(wait_for(-1) == 0, "the sender");
	while (shared->count < STORM)
		nap();
	expect(shared->count == STORM && shared->wrong == 0, "each one once, as it was sent");
}

/* One at a time, so that none is merged with another. */
static void
take_plain_signals(void)
{
	pid_t target = getpid();
	char byte;

	share();
	expect(pipe(shared->told) == 0, "a pipe");
	signal(SIGUSR1, count_it);
	if (fork() == 0) {
		for (unsigned long sent = 0; sent < STORM; sent++) {
			kill(target, SIGUSR1);
			expect(read(shared->told[0], &byte, 1) == 1, "being told");
			expect(shared->count == sent + 1, "one for each that was sent");
		}
		_exit(0);
	}
	expect(wait_for(-1) == 0 && shared->count == STORM, "all of them");
}

static void
take_a_trap(void)
{
	share();
	signal(SIGTRAP, count_it);
	raise(SIGTRAP);
	expect(shared->count == 1, "a trap of its own");
}

static void
ignore_and_block(void)
{
	sigset_t set;
	int number;

	signal(SIGUSR1, SIG_IGN);
	raise(SIGUSR1);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR2);
	expect(sigpending(&set) == 0 && sigismember(&set, SIGUSR2), "a blocked one waits");
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	expect(sigwait(&set, &number) == 0 && number == SIGUSR2, "and is waited for");
}

static void *
count_on(void *nothing)
{
	for (;;)
		shared->count++;
	return nothing;
}

static void
expect_standstill(pid_t pid)
{
	unsigned long count = shared->count;
	char state = proc_state(pid);

	expect(state == 'T' || state == 't', "stopped, as /proc has it");
	for (int i = 0; i < 10; i++)
		nap();
	expect(shared->count == count, "nothing moves");
}

static void
expect_motion(void)
{
	unsigned long count = shared->count;

	while (shared->count == count)
		nap();
}

/* What a shell sees of a job that is stopped and continued. */
static void
stop_and_continue(pid_t pid, int number)
{
	int status;

	expect_motion();
	kill(pid, number);
	expect(waitpid(pid, &status, WUNTRACED) == pid, "a wait");
	expect(WIFSTOPPED(status) && WSTOPSIG(status) == number, "stopped by that signal");
	expect_standstill(pid);
	kill(pid, SIGCONT);
	expect(waitpid(pid, &status, WCONTINUED) == pid && WIFCONTINUED(status), "continued");
	expect_motion();
}

static void
stop_a_child(bool threads)
{
	static const int stops[] = { SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU };
	pthread_t thread;
	pid_t pid;

	share();
	pid = child_fork();
	if (pid == 0) {
		/* A process group of its own, not orphaned: otherwise the last three signals do not
		 * stop it. */
		setpgid(0, 0);
		if (threads)
			pthread_create(&thread, NULL, count_on, NULL);
		count_on(NULL);
	}
	for (size_t i = 0; i < LENGTH(stops); i++)
		stop_and_continue(pid, stops[i]);
	kill(pid, SIGSTOP);
	expect(waitpid(pid, NULL, WUNTRACED) == pid, "a wait");
	kill(pid, SIGKILL);
	expect(wait_for(pid) == SIGKILL, "killed while it was stopped");
}

static void
stop_one(void)
{
	stop_a_child(false);
}
static void
stop_with_threads(void)
{
	stop_a_child(true);
}

/* CONT runs its handler, once for each. */
static void
handle_continuation(void)
{
	int status;
	pid_t pid;

	share();
	pid = child_fork();
	if (pid == 0) {
		signal(SIGCONT, count_it);
		raise(SIGSTOP);
		while (shared->count == 0)
			nap();
		raise(SIGSTOP);
		while (shared->count == 1)
			nap();
		_exit(3);
	}
	for (int i = 0; i < 2; i++) {
		expect(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status), "stopped");
		kill(pid, SIGCONT);
	}
	expect(wait_for(pid) == 3 << 8 && shared->count == 2, "two");
}

static void
die_by_signal(void)
{
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
}

static const struct part parts[] = {
	{ "queued", take_queued_signals },
	{ "plain", take_plain_signals },
	{ "trap", take_a_trap },
	{ "blocked", ignore_and_block },
	{ "stop", stop_one },
	{ "stop threads", stop_with_threads },
	{ "continue", handle_continuation },
	{ "die", die_by_signal },
};

/* --- cases --- */

static void
assert_as_it_should(void **state, char *name)
{
	struct story s;

	assert_int_equal(status_plain(PART(name)), AS_IT_SHOULD);
	if (!follow(*state, PART(name), &s))
		return;
	assert_int_equal(s.root.signal, 0);
	assert_int_equal(s.root.status, AS_IT_SHOULD);
}

static void
queued_signals_come_once_in_order_with_their_values(void **state)
{
	assert_as_it_should(state, "queued");
}

static void
plain_signals_come_once_each(void **state)
{
	assert_as_it_should(state, "plain");
}

static void
a_trap_of_its_own_is_delivered(void **state)
{
	assert_as_it_should(state, "trap");
}

static void
blocked_and_ignored_signals_stay_so(void **state)
{
	assert_as_it_should(state, "blocked");
}

static void
a_parent_sees_its_child_stop_and_continue(void **state)
{
	struct story s;

	assert_as_it_should(state, "stop");
	assert_as_it_should(state, "stop threads");
	if (follow(*state, PART("stop"), &s))
		assert_true(s.paused > 0);
}

static void
continuation_reaches_its_handler(void **state)
{
	assert_as_it_should(state, "continue");
}

static void
a_fatal_signal_is_fatal(void **state)
{
	struct story s;

	if (follow(*state, PART("die"), &s))
		assert_int_equal(s.root.signal, SIGSEGV);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, world_set_up, world_tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(queued_signals_come_once_in_order_with_their_values),
		CASE(plain_signals_come_once_each),
		CASE(a_trap_of_its_own_is_delivered),
		CASE(blocked_and_ignored_signals_stay_so),
		CASE(a_parent_sees_its_child_stop_and_continue),
		CASE(continuation_reaches_its_handler),
		CASE(a_fatal_signal_is_fatal),
	};

	run_part(parts, LENGTH(parts));
	return cmocka_run_group_tests_name("trace_signals", tests, NULL, NULL);
}
