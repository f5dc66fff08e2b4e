/* SPDX-License-Identifier: MIT */
/* test_monitor_acts.c: actions of keys and the mouse: signals, snapshots, pauses. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/suite.h"
#include "support/terminal_assert.h"

#include "pty/family.h"

#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>

static void
test_units(void **state)
{
	static const char *const names[] = { "kib", "mib", "gib", "bytes", "si", "auto" };
	struct terminal *t = open_family(state, "");
	char message[32];

	for (size_t i = 0; i < 6; i++) {
		snprintf(message, sizeof message, "units: %s", names[i]);
		press(t, "e", message);
	}
}

static bool
is_tagged(struct terminal *t, void *needle)
{
	struct terminal_cell cell;

	return terminal_cell_at(t, terminal_find_row(t, needle), 0, &cell) &&
	       strcmp(cell.text, "*") == 0;
}

static void
test_tags(void **state)
{
	struct terminal *t = open_family(state, "-s pid");

	press(t, "\033OH\033OB  ", "2 tagged");
	assert_true(
		terminal_wait_until(t, is_tagged, (char[]){ " sh -c read alpha" }, PATIENCE_MS));
	assert_false(is_tagged(t, (char[]){ " sh -c read gamma" }));
	terminal_keys(t, "U");
	assert_true(terminal_wait_gone(t, "tagged", PATIENCE_MS));
}

/* --- signals --- */

static void
test_a_signal_is_sent_once_it_is_confirmed(void **state)
{
	struct terminal *t = open_family(state, "");
	char text[1024];

	terminal_keys(t, "/-c read alpha\r");
	assert_selects(t, " sh -c read alpha");
	press(t, "k", "Send signal");
	assert_text(t, " 9 SIGKILL");
	press(t, "\r", "Send SIGTERM to ");
	assert_text(t, "y/n");
	press(t, "n", "nothing sent");
	press(t, "k", "Send signal");
	press_escape(t, "Send signal");
	press(t, "\033[20~", "Send signal"); /* F9 */
	/* the arrow key in normal (not application) mode */
	press(t, "\033[B\r", "Send SIGKILL to ");
	press(t, "y", "sent SIGKILL to 1 process");
	terminal_keys(t, "U"); /* any key removes the message */
	assert_true(terminal_wait_gone(t, "sent SIGKILL", PATIENCE_MS));
	assert_text(t, "SIGKILL"); /* in place of its RSS */
	assert_true(terminal_row(t, terminal_find_row(t, "SIGKILL"), text, sizeof text));
	assert_non_null(strstr(text, "read alpha"));
	assert_null(strstr(text, "ended"));
	press(t, "ky", "Send signal: y");
	press_escape(t, "Send signal");
	monitor_quit(t);
}

static bool
two_have_ended(struct terminal *t, void *data)
{
	char text[1024];
	int count = 0;

	(void)data;
	for (int row = 3; row < 7 && terminal_row(t, row, text, sizeof text); row++)
		count += strstr(text, "\303\227") != NULL && strstr(text, "SIGTERM") != NULL;
	return count == 2;
}

static void
test_a_signal_goes_to_all_that_are_tagged(void **state)
{
	struct terminal *t = open_family(state, "-s pid");

	press(t, "\033OH\033OB  ", "2 tagged");
	press(t, "k", "Send signal");
	press(t, "\r", "Send SIGTERM to 2 processes? y/n");
	press(t, "y", "sent SIGTERM to 2 processes");
	assert_true(terminal_wait_until(t, two_have_ended, NULL, PATIENCE_MS));
	press(t, "k\r", "Send SIGTERM to 2 processes? y/n");
	press(t, "y", "sent SIGTERM to 0 of 2 processes"); /* they are gone: reported, not hidden */
}

static void
test_readonly_sends_no_signals(void **state)
{
	struct terminal *t = open_family(state, "--readonly");

	terminal_keys(t, "/-c read alpha\r");
	assert_selects(t, " sh -c read alpha");
	press(t, "k", "read-only");
	press(t, "\r", "command line");
	press(t, "\033[20~", "read-only");
	assert_int_equal(kill(terminal_pid(t), 0), 0);
}

/* Pids of another mount may belong to other processes here. */
static void
test_another_proc_is_readonly(void **state)
{
	struct terminal *t = open_family(state, "--proc /proc/self/root/proc");

	press(t, "k", "read-only");
}

/* --- snapshots --- */

/* Writes one, and reads it. */
static void
take_snapshot(struct terminal *t, char *text, size_t size)
{
	char path[600];
	struct dirent *entry;
	struct stat info;
	DIR *folder;
	ssize_t got;
	int fd;

	press(t, "w", "wrote ");
	snprintf(path, sizeof path, "%s/.local/state/peaktop", terminal_home(t));
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0700);
	folder = opendir(path);
	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL && entry->d_name[0] == '.')
		continue;
	assert_non_null(entry);
	fd = openat(dirfd(folder), entry->d_name, O_RDONLY | O_CLOEXEC);
	closedir(folder);
	assert_int_equal(fstat(fd, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	got = read(fd, text, size - 1);
	close(fd);
	assert_true(got > 0);
	text[got] = '\0';
}

static void
test_a_snapshot_is_a_private_file(void **state)
{
	struct terminal *t = open_family(state, "");
	char text[4096];

	take_snapshot(t, text, sizeof text);
	assert_non_null(strstr(text, " sh -c read gamma"));
	assert_non_null(strstr(text, "COMMAND"));
}

/* Also of the help, which is no table. */
static void
test_a_picture_of_the_screen_is_a_private_file(void **state)
{
	struct terminal *t = open_family(state, "");
	char path[700], text[4096];
	glob_t found;
	struct stat info;
	ssize_t got;
	int fd;

	press(t, "h", "this help");
	press(t, "W", "wrote ");
	snprintf(path, sizeof path, "%s/.local/state/peaktop/snapshot-*.svg", terminal_home(t));
	assert_int_equal(glob(path, 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	fd = open(found.gl_pathv[0], O_RDONLY | O_CLOEXEC);
	globfree(&found);
	assert_int_equal(fstat(fd, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	got = read(fd, text, sizeof text - 1);
	close(fd);
	assert_true(got > 0);
	text[got] = '\0';
	assert_int_equal(strncmp(text, "<svg ", 5), 0);
	assert_non_null(strstr(text, "<title>peaktop</title>"));
}

static void
test_a_snapshot_that_cannot_be_written_is_told(void **state)
{
	struct terminal *t = monitor_open(state, &(struct monitor_setup){ .options = "-d 50ms",
							 .env = { "XDG_STATE_HOME=/proc/none" } });

	press(t, "w", "/proc/none");
	monitor_quit(t);
}

/* --- pause, follow, redraw --- */

static bool
has_passed(struct terminal *t, void *data)
{
	(void)t;
	return now_ms() >= *(int64_t *)data;
}

static void
wait_ms(struct terminal *t, int ms)
{
	int64_t until_ms = now_ms() + ms;

	assert_true(terminal_wait_until(t, has_passed, &until_ms, PATIENCE_MS));
}

static void
test_pause_stops_all_output(void **state)
{
	struct terminal *t = open_family(state, "");
	size_t bytes;

	press(t, "Z", "PAUSED");
	wait_ms(t, 100); /* the rest of that drawing */
	bytes = terminal_output_bytes(t);
	assert_int_equal(kill(pid_of(t, " sh -c read alpha"), SIGKILL), 0);
	wait_ms(t, 400);
	assert_int_equal(terminal_output_bytes(t), bytes);
	press(t, "t", "TREE"); /* keys are handled */
	assert_int_equal(terminal_find_row(t, "SIGKILL"), -1);
	press(t, "Z", "SIGKILL");
	assert_true(terminal_wait_gone(t, "PAUSED", PATIENCE_MS));
}

static void
test_the_cursor_goes_with_its_process_or_stays_on_its_line(void **state)
{
	struct terminal *t = open_family(state, "-s pid");

	terminal_keys(t, "/-c read gamma\r");
	assert_selects(t, " sh -c read gamma");
	terminal_keys(t, "I");
	assert_text(t, "PID\342\226\276");
	assert_selects(t, " sh -c read gamma");
	press(t, "F", "the cursor stays on its line");
	terminal_keys(t, "I");
	assert_selects(t, "-F _");
	press(t, "F", "the cursor stays with its process");
	terminal_keys(t, "I");
	assert_text(t, "PID\342\226\276");
	assert_selects(t, "-F _");
}

static bool
was_cleared(struct terminal *t, void *data)
{
	(void)data;
	return terminal_saw(t, "\033[2J") || terminal_saw(t, "\033[J");
}

static void
test_ctrl_l_draws_everything_anew(void **state)
{
	struct terminal *t = open_family(state, "");

	terminal_forget(t);
	terminal_keys(t, "\014");
	assert_true(terminal_wait_until(t, was_cleared, NULL, PATIENCE_MS));
	assert_text(t, " sh -c read alpha");
	assert_true(terminal_saw(t, "COMMAND"));
}

/* --- the mouse --- */

static void
click(struct terminal *t, int button, int row, int col)
{
	char keys[64];

	snprintf(keys, sizeof keys, "\033[<%d;%d;%dM\033[<%d;%d;%dm", button, col + 1, row + 1,
		button, col + 1, row + 1);
	terminal_keys(t, keys);
}

static void
test_mouse(void **state)
{
	struct terminal *t = open_family(state, "-c pid,rss,peak,command -s pid");
	char head[1024];
	int alpha = terminal_find_row(t, " sh -c read alpha"),
	    titles = terminal_find_row(t, "COMMAND");

	assert_sent(t, "\033[?1006");
	assert_sent(t, "1000h");
	click(t, 0, alpha, 30);
	assert_selects(t, " sh -c read alpha");
	click(t, 65, 10, 10); /* the wheel: three rows, or as many as there are */
	assert_selects(t, " sh -c read gamma");
	click(t, 64, 10, 10);
	assert_selects(t, "-F _");
	assert_true(terminal_row(t, titles, head, sizeof head));
	click(t, 0, titles, 16); /* right-aligned titles: RSS ends there */
	assert_text(t, "RSS\342\226\276");
	click(t, 0, titles, 16);
	assert_text(t, "RSS\342\226\264");
	click(t, 0, 23, 99);
	click(t, 0, 0, 0);
	click(t, 0, 5000, 5000);
	assert_text(t, "RSS\342\226\264");
	monitor_quit(t);
	assert_true(terminal_saw(t, "1000l"));
}

/* Two processes in a directory like /proc, of which nothing else ends. */
#define TWO_OF_THEM                                                                       \
	"for p in 70 71; do mkdir -p ~/proc/$p; cat /proc/self/status >~/proc/$p/status;" \
	"sed s/^[0-9]*/$p/ /proc/self/stat >~/proc/$p/stat; done;"                        \
	"echo etl.py >~/proc/71/comm; echo left >~/proc/70/comm;"

static void
test_ended_processes_are_a_line_that_a_key_and_a_click_open(void **state)
{
	struct terminal *t =
		monitor_open(state, &(struct monitor_setup){ .before = TWO_OF_THEM,
					    .options = "-d 50ms --proc ~/proc --ended hidden" });
	char from[600], to[600], text[4096];

	assert_text(t, " etl.py");
	snprintf(from, sizeof from, "%s/proc/71", terminal_home(t));
	snprintf(to, sizeof to, "%s/gone", terminal_home(t));
	assert_int_equal(rename(from, to), 0);
	assert_true(terminal_wait_gone(t, " etl.py", PATIENCE_MS));
	press(t, "x", "ended processes are folded into one line");
	assert_text(t, " etl.py; x opens");
	take_snapshot(t, text, sizeof text);
	assert_non_null(strstr(text, " ended "));
	assert_non_null(strstr(text, " etl.py\n"));
	press(t, "G", "Enter open");
	press(t, "\r", "1 ended; x folds");
	assert_text(t, " etl.py");
	click(t, 0, terminal_find_row(t, "; x folds"), 20);
	assert_text(t, " etl.py; x opens");
	press(t, "x", "ended processes are listed below the others");
	press(t, "j", "Enter details");
	monitor_quit(t);
}

static void
test_no_mouse_leaves_the_mouse_alone(void **state)
{
	struct terminal *t = open_family(state, "--no-mouse");

	monitor_quit(t);
	assert_false(terminal_saw(t, "1000h"));
	assert_false(terminal_saw(t, "1006h"));
	assert_false(terminal_saw(t, "1000l"));
}

/* --- anything at all --- */

static void
test_random_keys_do_no_harm(void **state)
{
	struct terminal *t = monitor_open(
		state, &(struct monitor_setup){ .options = "--readonly -d 20ms -F _$$_" });
	uint32_t random = 12345;
	char bytes[8];

	for (int i = 0; i < 600; i++) {
		for (size_t k = 0; k < sizeof bytes; k++) {
			random = random * 1664525 + 1013904223;
			bytes[k] = (char)(random >> 24);
			/* Excludes keys that quit, stop output (Ctrl-S) or write a file. */
			if (strchr("q\003\023\032\034w", bytes[k]) != NULL)
				bytes[k] = '\033';
		}
		terminal_bytes(t, bytes, sizeof bytes);
		if (i % 20 == 0)
			terminal_resize(
				t, 1 + (int)(random >> 8) % 40, 1 + (int)(random >> 16) % 150);
	}
	terminal_resize(t, 24, 100);
	/* Leaves whatever is open, one level per key. */
	for (int i = 0; i < 5; i++) {
		wait_ms(t, 120);
		terminal_keys(t, "\033");
	}
	terminal_keys(t, "\014"); /* if this follows the Esc at once, it is nothing */
	assert_text(t, "q quit");
	monitor_quit(t);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TERMINAL_TEST(test_units),
		TERMINAL_TEST(test_tags),
		TERMINAL_TEST(test_a_signal_is_sent_once_it_is_confirmed),
		TERMINAL_TEST(test_a_signal_goes_to_all_that_are_tagged),
		TERMINAL_TEST(test_readonly_sends_no_signals),
		TERMINAL_TEST(test_another_proc_is_readonly),
		TERMINAL_TEST(test_a_snapshot_is_a_private_file),
		TERMINAL_TEST(test_a_picture_of_the_screen_is_a_private_file),
		TERMINAL_TEST(test_a_snapshot_that_cannot_be_written_is_told),
		TERMINAL_TEST(test_pause_stops_all_output),
		TERMINAL_TEST(test_the_cursor_goes_with_its_process_or_stays_on_its_line),
		TERMINAL_TEST(test_ctrl_l_draws_everything_anew),
		TERMINAL_TEST(test_mouse),
		TERMINAL_TEST(test_ended_processes_are_a_line_that_a_key_and_a_click_open),
		TERMINAL_TEST(test_no_mouse_leaves_the_mouse_alone),
		TERMINAL_TEST(test_random_keys_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
