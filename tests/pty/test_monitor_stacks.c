/* SPDX-License-Identifier: MIT */
/* test_monitor_stacks.c: key l in the monitor: what a real Python process runs, and which of its
 * lines grow while one looks; and why there is nothing to see. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/suite.h"
#include "support/terminal_assert.h"
#include "pty/monitor.h"

#include <sys/stat.h>

/* In folder argv[1]: says that it is there; grows once `grow` exists, then becomes a sleep once
 * `become` does. The other thread runs a coroutine that awaits another. */
static const char script[] =
	"import asyncio, os, sys, threading, time\n"
	"def wait(name):\n"
	"    while not os.path.exists(os.path.join(sys.argv[1], name)):\n"
	"        time.sleep(0.01)\n"
	"kept = []\n"
	"def load_batch():\n"
	"    for _ in range(120):\n"
	"        kept.append(bytearray(1 << 20))\n"
	"        time.sleep(0.005)\n"
	"async def inner_task():\n"
	"    time.sleep(600)\n"
	"async def outer_task():\n"
	"    await inner_task()\n"
	"threading.Thread(target=lambda: asyncio.run(outer_task()), daemon=True).start()\n"
	"open(os.path.join(sys.argv[1], 'there'), 'w').close()\n"
	"wait('grow')\n"
	"load_batch()\n"
	"wait('become')\n"
	"os.execv('/bin/sleep', ['sleep', '600'])\n";

struct world {
	char folder[64], python[256];
	pid_t pid;
	struct terminal *terminal;
};

static void
path_in(const struct world *w, const char *name, char *path, size_t size)
{
	assert_true(snprintf(path, size, "%s/%s", w->folder, name) < (int)size);
}

static void
put_file(const struct world *w, const char *name, const char *text)
{
	char path[128];
	FILE *file;

	path_in(w, name, path, sizeof path);
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* A CPython that is understood: its own program, not a script that starts it. */
static bool
find_python(struct world *w)
{
	FILE *said = popen("python3 -c 'import sys\n"
			   "v = sys.version_info[:2]\n"
			   "if sys.implementation.name == \"cpython\" and (3, 8) <= v <= (3, 13):"
			   " print(sys.executable)' 2>/dev/null",
		"re");
	bool found = said != NULL && fgets(w->python, sizeof w->python, said) != NULL;

	if (said != NULL)
		pclose(said);
	w->python[strcspn(w->python, "\n")] = '\0';
	return found && w->python[0] == '/';
}

static void
wait_for(const struct world *w, const char *name)
{
	int64_t deadline = now_ms() + PATIENCE_MS;
	char path[128];
	struct stat s;

	path_in(w, name, path, sizeof path);
	while (stat(path, &s) != 0) {
		assert_true(now_ms() < deadline);
		usleep(5000);
	}
}

static void
start_python(struct world *w)
{
	char path[128];

	put_file(w, "job.py", script);
	path_in(w, "job.py", path, sizeof path);
	w->pid = child_fork();
	assert_int_not_equal(w->pid, -1);
	if (w->pid == 0) {
		execl(w->python, w->python, path, w->folder, (char *)NULL);
		_exit(127);
	}
	wait_for(w, "there");
}

/* The monitor is not its parent: where only one's own children may be read, it is told so. */
static bool
may_read_others(void)
{
	char scope = '0';
	FILE *file = fopen("/proc/sys/kernel/yama/ptrace_scope", "re");

	if (file != NULL) {
		scope = (char)fgetc(file);
		fclose(file);
	}
	return scope == '0' || (scope == '1' && geteuid() == 0);
}

static int
open_world(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	if (w == NULL)
		return 1;
	*state = w;
	snprintf(w->folder, sizeof w->folder, "%.40s/stacks-XXXXXX",
		getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
	return mkdtemp(w->folder) == NULL;
}

static int
close_world(void **state)
{
	static const char *const names[] = { "job.py", "there", "grow", "become" };
	struct world *w = *state;
	char path[128];

	child_end(&w->pid, SIGKILL);
	monitor_end_keepers(w->terminal);
	terminal_close(w->terminal);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", w->folder, names[i]);
		unlink(path);
	}
	rmdir(w->folder);
	free(w);
	return 0;
}

static void
open_monitor(struct world *w, const char *options, pid_t pid)
{
	char text[160];
	void *state = NULL;

	snprintf(text, sizeof text, "-d 50ms %s -p %d", options, (int)pid);
	w->terminal = monitor_open(
		&state, &(struct monitor_setup){ .options = text, .rows = 40, .cols = 100 });
}

static void
need_python(struct world *w)
{
	if (!find_python(w)) {
		print_message("# no Python that is understood\n");
		skip();
	}
	if (!may_read_others()) {
		print_message("# the system allows to read one's own children only\n");
		skip();
	}
	start_python(w);
}

/* --- what is seen --- */

/* "+104M  87 %  load_batch" */
static bool
has_grown(struct terminal *t, void *line)
{
	char text[1024];

	for (int row = 0; terminal_row(t, row, text, sizeof text); row++)
		if (strchr(text, '+') != NULL && strstr(text, " %  ") != NULL &&
			strstr(text, line) != NULL)
			return true;
	return false;
}

static void
test_it_shows_what_runs_and_what_grows(void **state)
{
	struct world *w = *state;

	need_python(w);
	open_monitor(w, "", w->pid);
	terminal_keys(w->terminal, "l");
	assert_text(w->terminal, "the main one");
	assert_text(w->terminal, "> wait"); /* the user's own code, marked */
	assert_text(w->terminal, "> <module>");
	assert_text(w->terminal, "job.py:16");
	/* The chain of awaits, in a thread that the main one started. */
	assert_text(w->terminal, "> async inner_task");
	assert_text(w->terminal, "> async outer_task");
	assert_text(w->terminal, "asyncio/"); /* shown from the library on */
	assert_text(w->terminal, "less than 1 MiB");
	put_file(w, "grow", "");
	assert_true(
		terminal_wait_until(w->terminal, has_grown, (char[]){ "load_batch" }, PATIENCE_MS));
	terminal_keys(w->terminal, "r");
	assert_text(w->terminal, "the main one, grew last");
	terminal_keys(w->terminal, "\033");
	assert_text(w->terminal, "COMMAND");
	monitor_quit(w->terminal);
}

static void
test_it_stays_while_the_process_goes(void **state)
{
	struct world *w = *state;

	need_python(w);
	open_monitor(w, "", w->pid);
	terminal_keys(w->terminal, "l");
	assert_text(w->terminal, "> async inner_task");
	child_end(&w->pid, SIGKILL);
	assert_text(w->terminal, "It has ended. What it ran");
	assert_text(w->terminal, "> async inner_task");
	terminal_keys(w->terminal, " ");
	assert_text(w->terminal, "there are no stacks to read");
	terminal_keys(w->terminal, "q");
	assert_exit(w->terminal, 0);
}

static void
test_it_says_that_python_is_gone_after_exec(void **state)
{
	struct world *w = *state;
	int64_t deadline = now_ms() + PATIENCE_MS;

	need_python(w);
	put_file(w, "grow", "");
	open_monitor(w, "", w->pid);
	terminal_keys(w->terminal, "l");
	assert_text(w->terminal, "the main one");
	put_file(w, "become", "");
	do {
		assert_true(now_ms() < deadline);
		terminal_keys(w->terminal, "r");
	} while (!terminal_wait_text(w->terminal, "There is no Python in this process", 200));
	monitor_quit(w->terminal);
}

static void
test_a_process_without_python(void **state)
{
	struct world *w = *state;

	w->pid = child_fork();
	assert_int_not_equal(w->pid, -1);
	if (w->pid == 0) {
		pause();
		_exit(0);
	}
	open_monitor(w, "", w->pid);
	terminal_keys(w->terminal, "l");
	if (may_read_others())
		assert_text(w->terminal, "There is no Python in this process");
	else
		assert_text(w->terminal, "may not be read");
	monitor_quit(w->terminal);
}

/* Its keeper records growth since the start, which is shown beside that since one looks. */
static void
test_of_a_job_in_a_pane_growth_since_its_start(void **state)
{
	struct world *w = *state;
	char path[128], options[512];
	void *terminal = NULL;

	if (!find_python(w) || !may_read_others())
		skip();
	put_file(w, "job.py", script);
	put_file(w, "grow", "");
	path_in(w, "job.py", path, sizeof path);
	assert_true(snprintf(options, sizeof options, "-d 50ms -- %s %s %s", w->python, path,
			    w->folder) < (int)sizeof options);
	w->terminal = monitor_start(
		&terminal, &(struct monitor_setup){ .options = options, .rows = 60, .cols = 100 });
	assert_text(w->terminal, "all other keys go to");
	wait_for(w, "there");
	terminal_keys(w->terminal, "\035");
	assert_text(w->terminal, "q quit");
	terminal_keys(w->terminal, "l");
	assert_text(w->terminal, "the main one");
	assert_text(w->terminal, "Its job since the start, at the peak");
	assert_true(
		terminal_wait_until(w->terminal, has_grown, (char[]){ "load_batch" }, PATIENCE_MS));
	terminal_keys(w->terminal, "\033");
	assert_text(w->terminal, "Enter details");
	terminal_keys(w->terminal, "\033[D");
	assert_text(w->terminal, " load_batch"); /* at the chart's cursor */
	assert_text(w->terminal, " in ");
	terminal_keys(w->terminal, "q");
	assert_text(w->terminal, "detach");
	terminal_keys(w->terminal, "e");
	assert_text(w->terminal, "killed by SIGTERM");
	terminal_keys(w->terminal, "q");
	assert_exit(w->terminal, 128 + SIGTERM);
}

/* Even where pids are the same, another /proc may be that of another namespace. */
static void
test_another_proc_has_no_stacks(void **state)
{
	struct world *w = *state;

	open_monitor(w, "--proc /proc/.", getpid());
	terminal_keys(w->terminal, "l");
	assert_text(w->terminal, "of our own /proc and pid namespace");
	monitor_quit(w->terminal);
}

#define STACKS_TEST(function) cmocka_unit_test_setup_teardown(function, open_world, close_world)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		STACKS_TEST(test_it_shows_what_runs_and_what_grows),
		STACKS_TEST(test_it_stays_while_the_process_goes),
		STACKS_TEST(test_it_says_that_python_is_gone_after_exec),
		STACKS_TEST(test_a_process_without_python),
		STACKS_TEST(test_of_a_job_in_a_pane_growth_since_its_start),
		STACKS_TEST(test_another_proc_has_no_stacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
