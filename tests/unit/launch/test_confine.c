/* SPDX-License-Identifier: MIT */
/* test_confine.c: what a confined process may do, what it is killed for, and that others do not
 * notice its end. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/length.h"
#include "launch/confine.h"
#include "launch/launch.h"
#include "base/sanitized.h"
#include "support/suite.h"

#define MIB (1024 * 1024ull)

/* Runs this in a confined process, which then answers with a byte; returns that, or the negative
 * signal that killed it. */
static int
confined(int (*act)(void))
{
	int pair[2], signal;
	unsigned char answer;
	ssize_t count;
	pid_t pid;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	pid = confine_fork();
	if (pid == 0) {
		confine(pair[1], 64 * MIB);
		answer = (unsigned char)act();
		_exit(write(pair[1], &answer, 1) != 1);
	}
	assert_true(pid > 0);
	close(pair[1]);
	count = read(pair[0], &answer, 1);
	close(pair[0]);
	for (signal = confine_reap(pid); signal < 0; signal = confine_reap(pid))
		poll(NULL, 0, 1);
	return count == 1 ? answer : -signal;
}

/* --- permitted --- */

static int
use_memory(void)
{
	char *some = malloc(3 * MIB), *more;

	memset(some, 1, 3 * MIB);
	more = realloc(some, 9 * MIB);
	memset(more, 2, 9 * MIB);
	free(more);
	return 42;
}

static int
use_much_memory(void)
{
	return mmap(NULL, 512 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
}

static int
count_descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 64; fd++)
		count += write(fd, "", 0) == 0;
	return count;
}

static void
a_confined_process_has_its_memory_and_socket(void **state)
{
	(void)state;
	assert_int_equal(confined(use_memory), 42);
	assert_int_equal(confined(count_descriptors), 1);
	if (!SANITIZED)
		assert_int_equal(confined(use_much_memory), 1);
}

/* --- not permitted --- */

static int
open_file(void)
{
	return open("/dev/null", O_RDONLY) >= 0;
}

static int
start_process(void)
{
	return fork() >= 0;
}

static int
make_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static int
send_signal(void)
{
	return kill(getppid(), 0) == 0;
}

static int
map_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
	       MAP_FAILED;
}

static int
make_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static int
nothing(void)
{
	return 7;
}

static void
a_confined_process_is_killed_for_other_calls(void **state)
{
	static int (*const acts[])(
		void) = { open_file, start_process, make_socket, send_signal, map_code, make_code };

	(void)state;
	if (SANITIZED)
		skip(); /* a sanitizer needs more */
	assert_int_equal(confined(nothing), 7);
	for (size_t i = 0; i < LENGTH(acts); i++)
		assert_int_equal(confined(acts[i]), -SIGSYS);
}

/* --- its end --- */

static int
die(void)
{
	raise(SIGSEGV);
	return 1;
}

static void
the_end_of_a_confined_process_affects_no_other(void **state)
{
	struct reaped reaped;
	int pair[2];
	pid_t pid;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	pid = confine_fork();
	if (pid == 0)
		_exit(3);
	assert_true(pid > 0);
	assert_false(launch_has_children());
	while (waitid(P_PID, (id_t)pid, &(siginfo_t){ 0 }, WEXITED | WNOWAIT | __WALL) != 0)
		assert_int_equal(errno, EINTR);
	assert_false(launch_reap(&reaped));
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(confine_end(pid), 0);
	assert_int_equal(confine_reap(pid), 0);
	close(pair[0]);
	close(pair[1]);
}

static bool
comes_to_stand(pid_t pid)
{
	for (int i = 0; i < 20000 && !confine_is_stopped(pid); i++)
		poll(NULL, 0, 1);
	return confine_is_stopped(pid);
}

static void
a_stopped_process_is_noticed_and_killed(void **state)
{
	int signal;
	pid_t pid = confine_fork();

	(void)state;
	while (pid == 0)
		pause();
	assert_true(pid > 0);
	assert_false(confine_is_stopped(pid));
	kill(pid, SIGSTOP);
	assert_true(comes_to_stand(pid));
	for (signal = confine_end(pid); signal < 0; signal = confine_reap(pid))
		poll(NULL, 0, 1);
	assert_int_equal(signal, SIGKILL);
}

static void
the_cause_of_death_is_reported(void **state)
{
	(void)state;
	if (SANITIZED)
		skip(); /* a sanitizer turns it into an exit */
	/* raise() itself may be what it is killed for. */
	assert_true(confined(die) == -SIGSEGV || confined(die) == -SIGSYS);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_confined_process_has_its_memory_and_socket),
		cmocka_unit_test(a_confined_process_is_killed_for_other_calls),
		cmocka_unit_test(the_end_of_a_confined_process_affects_no_other),
		cmocka_unit_test(a_stopped_process_is_noticed_and_killed),
		cmocka_unit_test(the_cause_of_death_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
