/* SPDX-License-Identifier: MIT */
/* test_vt_real.c: output of real programs looks in a pane as on libvterm's own screen, at every
 * step. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/length.h"
#include "base/utf8.h"
#include "support/now_ms.h"
#include "support/pane_twin.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define DEADLINE_MS 5000

static _Noreturn void
be_the_command(const char *command)
{
	static const char *const variables[][2] = { { "TERM", "xterm-256color" },
		{ "HOME", "/nonexistent" }, { "LESSHISTFILE", "-" }, { "LC_ALL", "C.UTF-8" } };

	for (size_t i = 0; i < LENGTH(variables); i++)
		setenv(variables[i][0], variables[i][1], 1);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* All output until the command ends, or the deadline. */
static void
read_all(int fd, struct bytes *out)
{
	int64_t deadline = now_ms() + DEADLINE_MS;
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	char chunk[4096];

	while (now_ms() < deadline) {
		ssize_t count;

		if (poll(&poll_fd, 1, (int)(deadline - now_ms())) <= 0)
			return;
		count = read(fd, chunk, sizeof chunk);
		if (count <= 0)
			return;
		bytes_put(out, chunk, (size_t)count);
	}
}

/* The output of a command on a terminal of that size, with `keys` typed ahead. */
static void
record(const char *command, const char *keys, int rows, int cols, struct bytes *out)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
	int fd;
	pid_t pid = forkpty(&fd, NULL, NULL, &size);

	if (pid == 0)
		be_the_command(command);
	assert_true(pid > 0);
	assert_int_equal(write(fd, keys, strlen(keys)), (ssize_t)strlen(keys));
	read_all(fd, out);
	kill(-pid, SIGKILL);
	close(fd);
	waitpid(pid, NULL, 0);
}

/* Cut between characters: libvterm's own screen loses those that come in pieces. */
static void
compare(const struct bytes *output, int rows, int cols)
{
	struct twin t = twin_open(rows, cols);
	size_t step = 8 + output->length / 400, count;

	for (size_t at = 0; at < output->length; at += count) {
		count = output->length - at < step ? output->length - at : step;

		count = utf8_cut_whole(output->data + at, count);
		if (count == 0)
			break;
		twin_write(&t, output->data + at, count);
		if (!twin_same(&t))
			fail_msg("after %zu bytes of %zu", at + count, output->length);
	}
	twin_close(&t);
}

static bool
is_installed(const char *program)
{
	char command[100];

	snprintf(command, sizeof command, "command -v %s >/dev/null", program);
	return system(command) == 0;
}

static void
shows_the_same(const char *program, const char *arguments, const char *keys, size_t min)
{
	static const int sizes[][2] = { { 24, 80 }, { 10, 37 } };
	const char *source = getenv("SOURCE_DIR");
	char command[1000];

	if (!is_installed(program)) {
		skip();
		return;
	}
	snprintf(command, sizeof command, "cd '%s' && %s %s", source != NULL ? source : ".",
		program, arguments);
	for (size_t i = 0; i < LENGTH(sizes); i++) {
		struct bytes output = { .data = NULL };

		record(command, keys, sizes[i][0], sizes[i][1], &output);
		if (output.length < min)
			fail_msg("%s wrote %zu bytes", command, output.length);
		compare(&output, sizes[i][0], sizes[i][1]);
		bytes_free(&output);
	}
}

static void
ls_in_colour(void **state)
{
	(void)state;
	shows_the_same("ls", "--color=always -la / /etc src/*", "", 5000);
}

static void
less_paging_up_and_down(void **state)
{
	(void)state;
	shows_the_same("less", "src/model/terminal/vt_screen.h", "  bGg/ink\nnnq", 2000);
}

static void
vim_with_syntax_and_splits(void **state)
{
	(void)state;
	shows_the_same("vim",
		"-u NONE -i NONE -n -c 'set nocp nu hls | syntax on | split' -c 'norm G' -c "
		"redraw"
		" -c 'norm gg5dd' -c redraw -c 'wincmd j' -c 'norm 9ddihello' -c redraw -c 'qa!'"
		" src/model/terminal/vt_screen.h",
		"", 1000);
}

static void
htop_for_a_moment(void **state)
{
	(void)state;
	shows_the_same("htop", "-d 1", "\033[B\033[Btq", 1000);
}

static void
top_for_a_moment(void **state)
{
	(void)state;
	shows_the_same("top", "-d 0.2 -n 3", "zx", 1000);
}

static void
a_bar_that_returns(void **state)
{
	(void)state;
	shows_the_same("sh",
		"-c 'i=0; while [ $i -le 300 ]; do printf "
		"\"\\r%3d%%|\\342\\226\\210\\342\\226\\217 | %d/300"
		" [\\033[32mok\\033[0m]\\033[K\" $((i/3)) $i; i=$((i+1)); done; echo; echo end'",
		"", 5000);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ls_in_colour),
		cmocka_unit_test(less_paging_up_and_down),
		cmocka_unit_test(vim_with_syntax_and_splits),
		cmocka_unit_test(htop_for_a_moment),
		cmocka_unit_test(top_for_a_moment),
		cmocka_unit_test(a_bar_that_returns),
	};

	setlocale(LC_ALL, "");
	return cmocka_run_group_tests_name("pane_real", tests, NULL, NULL);
}
