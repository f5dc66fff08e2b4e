/* SPDX-License-Identifier: MIT */
/* test_monitor_replay.c: the monitor replays a recording of a real process: plays, stops, steps and
 * jumps. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/suite.h"
#include "support/terminal_assert.h"
#include "pty/monitor.h"

#include <sys/stat.h>
#include <time.h>

/* A recording of the test and a child, which holds 40 MiB during 30 samples in the middle. */
struct world {
	char folder[64], file[96];
	struct terminal *terminal;
	struct victim victim;
};

static pid_t
start_recorder(const struct world *w)
{
	pid_t pid = child_fork();
	char pids[64];

	assert_int_not_equal(pid, -1);
	if (pid > 0)
		return pid;
	snprintf(pids, sizeof pids, "%d,%d", (int)getppid(), (int)w->victim.pid);
	execl(monitor_path(), "peaktop", "record", "-o", w->file, "-d", "20ms", "-p", pids,
		(char *)NULL);
	_exit(127);
}

/* Waits for that many more samples in the file. */
static void
wait_samples(const struct world *w, int count)
{
	int64_t deadline = now_ms() + PATIENCE_MS;
	int first = -1, seen = 0;

	while (first < 0 || seen < first + count) {
		char line[4096];
		FILE *file = fopen(w->file, "re");

		assert_true(now_ms() < deadline);
		seen = 0;
		while (file != NULL && fgets(line, sizeof line, file) != NULL)
			seen += line[0] == 'E';
		if (file != NULL)
			fclose(file);
		first = first < 0 ? seen : first;
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	}
}

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	pid_t recorder;
	int status;

	*state = w;
	strcpy(w->folder, "/tmp/peaktop-test-XXXXXX");
	assert_non_null(mkdtemp(w->folder));
	snprintf(w->file, sizeof w->file, "%s/file.rec", w->folder);
	w->victim = victim_start();
	victim_do(&w->victim, 100);
	recorder = start_recorder(w);
	wait_samples(w, 5);
	victim_do(&w->victim, 4);
	wait_samples(w, 5);
	victim_do(&w->victim, 'f');
	wait_samples(w, 5);
	kill(recorder, SIGTERM);
	assert_int_equal(waitpid(recorder, &status, 0), recorder);
	assert_int_equal(status, 0);
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	victim_end(&w->victim);
	unlink(w->file);
	rmdir(w->folder);
	free(w);
	return 0;
}

static int
close_terminal(void **state)
{
	struct world *w = *state;

	terminal_close(w->terminal);
	w->terminal = NULL;
	return 0;
}

static struct terminal *
replay(void **state, const char *more)
{
	struct world *w = *state;
	const char *const argv[] = { "sh", "-c", "exec \"$PEAKTOP\" --replay \"$FILE\" $MORE",
		NULL };
	char path[512], file[128], options[128];
	const char *env[] = { path, file, options, NULL };

	snprintf(path, sizeof path, "PEAKTOP=%s", monitor_path());
	snprintf(file, sizeof file, "FILE=%s", w->file);
	snprintf(options, sizeof options, "MORE=%s", more);
	terminal_close(w->terminal);
	w->terminal =
		terminal_start(&(struct terminal_setup){ .argv = argv, .env = env, .cols = 120 });
	assert_non_null(w->terminal);
	assert_text(w->terminal, "REPLAY");
	return w->terminal;
}

/* "REPLAY 11-23 12:03:05, 431/3600": the 431 and the 3600. */
static void
place(struct terminal *t, int *sample, int *samples)
{
	char row[1024];
	const char *at;

	assert_true(terminal_row(t, terminal_find_row(t, "REPLAY"), row, sizeof row));
	at = strstr(row, "REPLAY");
	assert_non_null(at);
	at = strchr(at, ',');
	assert_non_null(at);
	assert_int_equal(sscanf(at, ", %d/%d", sample, samples), 2);
}

struct wanted {
	int sample;
};

static bool
is_at(struct terminal *t, void *data)
{
	const struct wanted *wanted = data;
	char row[1024];
	const char *at;
	int sample = 0;

	if (!terminal_row(t, 2, row, sizeof row) || (at = strstr(row, "REPLAY")) == NULL ||
		(at = strchr(at, ',')) == NULL || sscanf(at, ", %d/", &sample) != 1)
		return false;
	return sample == wanted->sample;
}

static void
assert_place(struct terminal *t, int sample)
{
	struct wanted wanted = { sample };

	assert_true(terminal_wait_until(t, is_at, &wanted, PATIENCE_MS));
}

static void
it_plays_to_the_end_by_itself_and_stops(void **state)
{
	struct terminal *t = replay(state, "");
	int sample, samples;

	assert_text(t, "end of the recording");
	assert_text(t, "PAUSED");
	place(t, &sample, &samples);
	assert_int_equal(sample, samples);
	assert_true(samples >= 15);
	monitor_quit(t);
}

static void
keys_go_about_in_it(void **state)
{
	struct terminal *t = replay(state, "");
	int sample, samples;

	terminal_keys(t, "$");
	assert_text(t, "PAUSED");
	place(t, &sample, &samples);
	assert_place(t, samples);
	terminal_keys(t, "[");
	assert_place(t, samples - 1);
	terminal_keys(t, "[[");
	assert_place(t, samples - 3);
	terminal_keys(t, "]");
	assert_place(t, samples - 2);
	terminal_keys(t, "^");
	assert_place(t, 1);
	terminal_keys(t, "[");
	assert_place(t, 1);
	terminal_keys(t, "}");
	assert_place(t, samples);
	terminal_keys(t, "{");
	assert_place(t, 1);
	monitor_quit(t);
}

/* Whether the row of this pid shows 40 MiB or more. */
static bool
holds_40_mib(struct terminal *t, void *pid)
{
	char row[1024];
	const char *at;
	char *unit;

	if (!terminal_row(t, terminal_find_row(t, pid), row, sizeof row))
		return false;
	at = strstr(row, pid);
	return at != NULL && strtod(at + strlen(pid), &unit) >= 40 && *unit == 'M';
}

static void
the_largest_rss_of_a_process_is_found(void **state)
{
	struct world *w = *state;
	struct terminal *t = replay(state, "-s -pid -c pid,rss,peak");
	char pid[16];
	int sample, samples;

	terminal_keys(t, "$");
	assert_text(t, "PAUSED");
	snprintf(pid, sizeof pid, "%d", (int)w->victim.pid);
	terminal_keys(t, pid);
	terminal_keys(t, "\r");
	assert_false(holds_40_mib(t, pid));
	terminal_keys(t, "o");
	assert_true(terminal_wait_until(t, holds_40_mib, pid, PATIENCE_MS));
	place(t, &sample, &samples);
	assert_in_range(sample, 5, samples - 5);
	monitor_quit(t);
}

/* Details are not recorded: the page has what the samples say. */
static void
the_tagged_are_a_set_here_too(void **state)
{
	struct terminal *t = replay(state, "");

	terminal_keys(t, "$");
	assert_text(t, "PAUSED");
	terminal_keys(t, "  \r");
	assert_text(t, "2 tagged processes");
	terminal_keys(t, "[");
	assert_text(t, "2 tagged processes");
	press_escape(t, "2 tagged processes");
	monitor_quit(t);
}

static void
speed_is_shown_and_pause_holds_it(void **state)
{
	struct terminal *t = replay(state, "");

	terminal_keys(t, "Z^(");
	assert_text(t, "x1/2");
	terminal_keys(t, "))");
	assert_text(t, ", x2");
	assert_place(t, 1);
	assert_text(t, "PAUSED");
	monitor_quit(t);
}

static void
no_signal_is_sent_and_help_has_its_keys(void **state)
{
	struct terminal *t = replay(state, "");

	terminal_keys(t, "^k");
	assert_place(t, 1);
	assert_int_equal(terminal_find_row(t, "SIGTERM"), -1);
	terminal_keys(t, "h");
	assert_text(t, "one sample back");
	assert_int_equal(terminal_find_row(t, "send a signal"), -1);
	monitor_quit(t);
}

static void
a_file_that_is_none_is_told_before_anything_is_drawn(void **state)
{
	struct world *w = *state;
	const char *const argv[] = { "sh", "-c", "exec \"$PEAKTOP\" --replay /dev/null", NULL };
	char path[512];
	const char *env[] = { path, NULL };

	snprintf(path, sizeof path, "PEAKTOP=%s", monitor_path());
	w->terminal = terminal_start(&(struct terminal_setup){ .argv = argv, .env = env });
	assert_exit(w->terminal, 1);
	assert_row(w->terminal, 0, "peaktop: /dev/null is not a regular file");
}

TEST_MAIN(void)
{
#define REPLAY_TEST(function) cmocka_unit_test_teardown(function, close_terminal)
	const struct CMUnitTest tests[] = {
		REPLAY_TEST(it_plays_to_the_end_by_itself_and_stops),
		REPLAY_TEST(keys_go_about_in_it),
		REPLAY_TEST(the_largest_rss_of_a_process_is_found),
		REPLAY_TEST(the_tagged_are_a_set_here_too),
		REPLAY_TEST(speed_is_shown_and_pause_holds_it),
		REPLAY_TEST(no_signal_is_sent_and_help_has_its_keys),
		REPLAY_TEST(a_file_that_is_none_is_told_before_anything_is_drawn),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
