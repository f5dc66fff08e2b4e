/* SPDX-License-Identifier: MIT */
/* test_launch.c: the end and the usage of a launched command, and why one could not be started. */
#include <errno.h>

#include "base/length.h"
#include "support/launches.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/sanitized.h"

static struct reaped
end_of(struct world *w, char *const *argv)
{
	w->setup.argv = argv;
	assert_true(launch_start(&w->setup, &w->launched, &w->why));
	assert_int_equal(w->launched.start_error, 0);
	return await_end(w->launched.pid);
}

/* --- ends --- */

static void
an_exit_status_is_passed_on(void **state)
{
	static const struct {
		char *script;
		int status;
	} cases[] = { { "exit 0", 0 }, { "exit 3", 3 }, { "exit 137", 137 }, { "exit 255", 255 } };

	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct reaped end = end_of(*state, SHELL(cases[i].script));

		assert_int_equal(end.status, cases[i].status);
		assert_int_equal(end.signal, 0);
		assert_false(end.core_dumped);
		assert_int_equal(end.trace_stop, 0);
	}
}

/* Including INT and QUIT, which are ignored in us, but not in the command. */
static void
a_fatal_signal_is_passed_on(void **state)
{
	static const struct {
		char *script;
		int signal;
	} cases[] = { { "ulimit -c 0; kill -TERM $$", SIGTERM }, { "kill -KILL $$", SIGKILL },
		{ "ulimit -c 0; kill -SEGV $$", SIGSEGV }, { "kill -INT $$", SIGINT },
		{ "ulimit -c 0; kill -QUIT $$", SIGQUIT } };

	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct reaped end = end_of(*state, SHELL(cases[i].script));

		assert_int_equal(end.signal, cases[i].signal);
		assert_int_equal(end.status, 0);
		assert_false(end.core_dumped);
	}
}

/* Only if the kernel writes it to the command's own folder. */
static void
a_core_dump_is_reported(void **state)
{
	struct world *w = *state;
	FILE *stream = fopen("/proc/sys/kernel/core_pattern", "re");
	int first = stream != NULL ? fgetc(stream) : '|';
	struct reaped end;
	char script[160];

	if (stream != NULL)
		fclose(stream);
	if (first == '|' || first == '/' || first == '\n') {
		not_shown("core dumps go elsewhere");
		return;
	}
	folder_open(&w->folder);
	snprintf(script, sizeof script, "cd %s && ulimit -c unlimited || exit; kill -ABRT $$",
		w->folder.path);
	end = end_of(w, SHELL(script));
	if (end.signal == 0) {
		not_shown("the hard limit forbids core dumps");
		return;
	}
	assert_int_equal(end.signal, SIGABRT);
	assert_true(end.core_dumped);
}

static void
int_and_quit_are_left_to_the_command(void **state)
{
	assert_int_equal(end_of(*state, SHELL("exit 0")).status, 0);
	assert_int_equal(raise(SIGINT), 0);
	assert_int_equal(raise(SIGQUIT), 0);
}

/* --- failures to start --- */

static int
start_error_of(struct world *w, char *name)
{
	w->setup.argv = COMMAND(name, "argument");
	assert_true(launch_start(&w->setup, &w->launched, &w->why));
	assert_false(launch_has_children());
	return w->launched.start_error;
}

static void
a_missing_command_is_not_found(void **state)
{
	struct world *w = *state;
	char *path = strdup(getenv("PATH"));

	setenv("PATH", "/usr/bin:/bin", 1); /* an inaccessible folder in PATH gives EACCES */
	assert_int_equal(start_error_of(w, "no-such-command-at-all"), ENOENT);
	setenv("PATH", path, 1);
	free(path);
	assert_int_equal(start_error_of(w, "/no/such/file"), ENOENT);
	assert_int_equal(start_error_of(w, ""), ENOENT);
	folder_open(&w->folder);
	assert_int_equal(
		start_error_of(w, folder_file(&w->folder, "script", "#!/no/such/shell\n", 0755)),
		ENOENT);
}

static void
a_command_that_cannot_be_run_is_distinguished(void **state)
{
	struct world *w = *state;
	char inside[192];

	folder_open(&w->folder);
	assert_int_equal(start_error_of(w, w->folder.path), EACCES);
	assert_int_equal(
		start_error_of(w, folder_file(&w->folder, "plain", "exit 0\n", 0644)), EACCES);
	snprintf(inside, sizeof inside, "%s/x", w->folder.file);
	assert_int_equal(start_error_of(w, inside), ENOTDIR);
}

static void
a_script_without_an_interpreter_line_is_run_by_the_shell(void **state)
{
	struct world *w = *state;

	folder_open(&w->folder);
	assert_int_equal(
		end_of(w, COMMAND(folder_file(&w->folder, "bare", "exit 9\n", 0755))).status, 9);
}

static void
exit_statuses_are_those_of_timeout_and_the_shell(void **state)
{
	static const struct {
		struct run run;
		int status;
	} cases[] = { { { .reason = RUN_EXITED, .status = 3 }, 3 },
		{ { .reason = RUN_SIGNALED, .signal = SIGTERM }, 143 },
		{ { .reason = RUN_OOM_KILLED, .signal = SIGKILL }, 137 },
		{ { .reason = RUN_OOM_KILLED, .status = 1 }, 1 }, /* a child of it was killed */
		{ { .reason = RUN_OVER_BUDGET, .status = 0 }, 124 },
		{ { .reason = RUN_OVER_BUDGET, .signal = SIGTERM }, 124 },
		{ { .reason = RUN_NOT_STARTED, .start_error = ENOENT }, 127 },
		{ { .reason = RUN_NOT_STARTED, .start_error = EACCES }, 126 },
		{ { .reason = RUN_NOT_STARTED, .start_error = E2BIG }, 126 },
		{ { .reason = RUN_NOT_STARTED }, 125 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		assert_int_equal(run_exit_status(&cases[i].run), cases[i].status);
}

/* --- usage --- */

static void
memory_is_that_of_rusage(void **state)
{
	struct world *w = *state;
	struct reaped end;
	unsigned long long kib;
	bool started;

	w->setup.argv = COMMAND("python3", "-c",
		"b = b'x' * (50 << 20)\n"
		"print(next(l for l in open('/proc/self/status') if l.startswith('VmHWM')), "
		"end='')");
	output_begin(&w->output);
	started = launch_start(&w->setup, &w->launched, &w->why);
	output_detach(&w->output);
	assert_true(started);
	if (w->launched.start_error == ENOENT) {
		not_shown("there is no python3");
		return;
	}
	end = await_end(w->launched.pid);
	assert_int_equal(sscanf(output_take(&w->output), "VmHWM: %llu kB", &kib), 1);
	assert_true(kib * 1024 > 50 * MIB);
	assert_in_range(end.usage.max_rss_bytes, kib * 1024 / 100 * 99, kib * 1024 / 100 * 101);
	assert_true(end.usage.minor_faults > 0);
	assert_true(end.usage.user_ns + end.usage.system_ns > 0);
}

static void
cpu_time_is_in_nanoseconds(void **state)
{
	uint64_t began = clock_active_ns();
	struct reaped end =
		end_of(*state, SHELL("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done"));
	uint64_t cpu_ns = end.usage.user_ns + end.usage.system_ns;

	/* Ticks may be counted a little late; a wrong unit would be off by a thousand. */
	assert_in_range(cpu_ns, 10 * NS_PER_MS, clock_active_ns() - began + 20 * NS_PER_MS);
}

/* The command exits at once; we reap what it left, with separate usage. */
static void
orphans_are_reaped_with_their_usage(void **state)
{
	struct world *w = *state;
	struct reaped orphan, end = end_of(w, SHELL("(dd if=/dev/zero of=/dev/null bs=30M count=1 "
						    "2>/dev/null; exit 7) & exit 2"));

	assert_int_equal(end.status, 2);
	assert_in_range(end.usage.max_rss_bytes, 1, 25 * MIB + w->launched.floor_bytes);
	assert_true(launch_has_children());
	orphan = await_end(0);
	assert_int_not_equal(orphan.pid, w->launched.pid);
	assert_int_equal(orphan.status, 7);
	assert_in_range(orphan.usage.max_rss_bytes, 30 * MIB, 34 * MIB + w->launched.floor_bytes);
}

static uint64_t
time_says_of_true(struct world *w)
{
	return strtoull(output_plain(&w->output, SHELL("/usr/bin/time -f %M /bin/true 2>&1")), NULL,
		       10) *
	       1024;
}

/* Memory held and freed before does not count either. */
static void
the_floor_is_no_higher_than_that_of_gnu_time(void **state)
{
	struct world *w = *state;
	size_t size = 50 * MIB;
	char *volatile held;
	struct reaped end;

	if (SANITIZED || access("/usr/bin/time", X_OK) != 0) {
		not_shown(SANITIZED ? "sanitizers need memory of their own" : "no /usr/bin/time");
		return;
	}
	held = malloc(size);
	assert_non_null(held);
	memset(held, 1, size);
	free(held);
	end = end_of(w, COMMAND("/bin/true"));
	assert_in_range(w->launched.floor_bytes, 1, end.usage.max_rss_bytes);
	assert_in_range(end.usage.max_rss_bytes, 1, time_says_of_true(w) + 600 * 1024);
}

static void
a_large_launcher_is_reported_as_the_floor(void **state)
{
	struct world *w = *state;
	size_t size = 50 * MIB;
	char *volatile held = malloc(size);
	struct reaped end;

	assert_non_null(held);
	memset(held, 1, size);
	end = end_of(w, COMMAND("/bin/true"));
	free(held);
	assert_true(w->launched.floor_bytes >= 50 * MIB);
	assert_in_range(end.usage.max_rss_bytes, w->launched.floor_bytes,
		w->launched.floor_bytes + w->launched.floor_bytes / 20);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, world_set_up, world_tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_exit_status_is_passed_on),
		CASE(a_fatal_signal_is_passed_on),
		CASE(a_core_dump_is_reported),
		CASE(int_and_quit_are_left_to_the_command),
		CASE(a_missing_command_is_not_found),
		CASE(a_command_that_cannot_be_run_is_distinguished),
		CASE(a_script_without_an_interpreter_line_is_run_by_the_shell),
		CASE(exit_statuses_are_those_of_timeout_and_the_shell),
		CASE(memory_is_that_of_rusage),
		CASE(cpu_time_is_in_nanoseconds),
		CASE(orphans_are_reaped_with_their_usage),
		CASE(the_floor_is_no_higher_than_that_of_gnu_time),
		CASE(a_large_launcher_is_reported_as_the_floor),
	};

	return cmocka_run_group_tests_name("launch", tests, NULL, NULL);
}
