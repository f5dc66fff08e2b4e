/* SPDX-License-Identifier: MIT */
/* test_launch_setup.c: requested limits, niceness, cgroup and tracing of a launched command. */
#include <errno.h>
#include <fcntl.h>
#include <sys/ptrace.h>

#include "base/length.h"
#include "support/launches.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define SIGNALS COMMAND("grep", "^Sig[BIC]", "/proc/self/status")

static void
requested_limits_are_set(void **state)
{
	static const struct {
		char *limit, *pattern, *expected;
	} cases[] = {
		{ "as=8G:16G", "address space", "8589934592 17179869184 bytes" },
		{ "data=1G:2G", "data size", "1073741824 2147483648 bytes" },
		{ "stack=4M:8M", "stack size", "4194304 8388608 bytes" },
		{ "cpu=60:90", "cpu time", "60 90 seconds" },
		{ "nofile=64:100", "open files", "64 100 files" },
		/* More than the tests of this user start. */
		{ "nproc=3000:3500", "processes", "3000 3500 processes" },
		{ "fsize=1M:2M", "file size", "1048576 2097152 bytes" },
		{ "core=0:0", "core file size", "0 0 bytes" },
		{ "memlock=16K:32K", "locked memory", "16384 32768 bytes" },
	};
	struct world *w = *state;
	char script[128];

	for (size_t i = 0; i < LENGTH(cases); i++)
		assert_true(limits_add(&w->limits, cases[i].limit, &w->why));
	w->setup.limits = &w->limits;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		snprintf(script, sizeof script, "grep '%s' /proc/self/limits | tr -s ' '",
			cases[i].pattern);
		assert_non_null(strstr(world_output(w, SHELL(script)), cases[i].expected));
	}
}

static void
niceness_is_added(void **state)
{
	struct world *w = *state;
	long plain = strtol(output_plain(&w->plain, COMMAND("nice")), NULL, 10);

	w->setup.nice = 3;
	assert_int_equal(strtol(world_output(w, COMMAND("nice")), NULL, 10),
		plain + 3 < 19 ? plain + 3 : 19);
}

static void
the_command_joins_the_cgroup_itself(void **state)
{
	struct world *w = *state;
	char text[8] = "";

	w->setup.cgroup_fd = memfd_create("cgroup.procs", MFD_CLOEXEC);
	world_output(w, COMMAND("true"));
	assert_int_equal(pread(w->setup.cgroup_fd, text, sizeof text, 0), 1);
	assert_string_equal(text, "0");
	close(w->setup.cgroup_fd);
}

static int
start_with_less_niceness(void)
{
	struct inherited inherited;
	struct launch_setup setup = {
		.argv = COMMAND("true"), .inherited = &inherited, .nice = -5, .cgroup_fd = -1
	};
	struct launched launched;
	struct failure why = { .error = 0 };

	inherit_capture(&inherited);
	setrlimit(RLIMIT_NICE, &(struct rlimit){ 0, 0 });
	if (launch_start(&setup, &launched, &why))
		return 1;
	if (launch_has_children())
		return 2;
	return why.error == EPERM && strstr(why.doing, "niceness") != NULL ? 0 : 3;
}

static void
a_failure_before_exec_starts_nothing(void **state)
{
	struct world *w = *state;

	w->setup.argv = COMMAND("true");
	w->limits.count = 1;
	w->limits.items[0].resource = RLIMIT_NOFILE;
	w->limits.items[0].value = (struct rlimit){ 10, RLIM_INFINITY }; /* above fs.nr_open */
	w->setup.limits = &w->limits;
	assert_false(launch_start(&w->setup, &w->launched, &w->why));
	assert_int_equal(w->why.error, EPERM);
	assert_string_equal(w->why.doing, "setting the limit nofile");
	assert_false(launch_has_children());
	w->setup.limits = NULL;
	w->setup.cgroup_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_false(launch_start(&w->setup, &w->launched, &w->why));
	assert_int_equal(w->why.error, EBADF);
	assert_string_equal(w->why.doing, "joining the cgroup");
	assert_false(launch_has_children());
	close(w->setup.cgroup_fd);
	assert_int_equal(unprivileged(start_with_less_niceness), 0);
}

/* --- traced --- */

static void
a_traced_command_waits_at_exec_and_is_otherwise_unchanged(void **state)
{
	struct world *w = *state;
	const char *plain = output_plain(&w->plain, SIGNALS);
	struct reaped stop;
	bool started;

	w->setup.argv = SIGNALS;
	w->setup.traced = true;
	output_begin(&w->output);
	started = launch_start(&w->setup, &w->launched, &w->why);
	output_detach(&w->output);
	if (!started && w->why.error == EPERM) {
		not_shown("tracing is not permitted");
		return;
	}
	assert_true(started);
	assert_true(w->launched.floor_bytes > 0);
	assert_true(launch_reap(&stop));
	assert_int_equal(stop.pid, w->launched.pid);
	assert_int_equal(stop.trace_stop >> 8, SIGTRAP | PTRACE_EVENT_EXEC << 8);
	assert_int_equal(ptrace(PTRACE_CONT, stop.pid, NULL, NULL), 0);
	assert_int_equal(await_end(stop.pid).status, 0);
	assert_string_equal(output_take(&w->output), plain);
}

static void
a_missing_traced_command_is_not_found(void **state)
{
	struct world *w = *state;

	w->setup.argv = COMMAND("/no/such/file");
	w->setup.traced = true;
	if (!launch_start(&w->setup, &w->launched, &w->why) && w->why.error == EPERM)
		return;
	assert_int_equal(w->launched.start_error, ENOENT);
	assert_false(launch_has_children());
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, world_set_up, world_tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(requested_limits_are_set),
		CASE(niceness_is_added),
		CASE(the_command_joins_the_cgroup_itself),
		CASE(a_failure_before_exec_starts_nothing),
		CASE(a_traced_command_waits_at_exec_and_is_otherwise_unchanged),
		CASE(a_missing_traced_command_is_not_found),
	};

	return cmocka_run_group_tests_name("launch_setup", tests, NULL, NULL);
}
