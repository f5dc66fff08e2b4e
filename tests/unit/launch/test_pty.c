/* SPDX-License-Identifier: MIT */
/* test_pty.c: a pseudoterminal, and a command on it. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "base/bytes.h"
#include "launch/pty.h"

#include "support/launches.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define PATIENCE_MS 20000

static struct pty
open_pty(int rows, int cols)
{
	struct failure why;
	struct pty p;

	assert_true(pty_open(&p, rows, cols, true, &why));
	return p;
}

/* --- the terminal --- */

static void
a_terminal_has_its_size_and_is_resized(void **state)
{
	struct pty p = open_pty(24, 80);
	struct winsize size;

	(void)state;
	assert_int_equal(ioctl(p.slave, TIOCGWINSZ, &size), 0);
	assert_int_equal(size.ws_row, 24);
	assert_int_equal(size.ws_col, 80);
	pty_resize(&p, 7, 300);
	assert_int_equal(ioctl(p.slave, TIOCGWINSZ, &size), 0);
	assert_int_equal(size.ws_row, 7);
	assert_int_equal(size.ws_col, 300);
	pty_close(&p);
}

static void
a_terminal_has_the_usual_modes(void **state)
{
	struct termios modes;
	struct failure why;
	struct pty p;

	(void)state;
	for (int utf8 = 0; utf8 <= 1; utf8++) {
		assert_true(pty_open(&p, 24, 80, utf8, &why));
		assert_int_equal(tcgetattr(p.slave, &modes), 0);
		assert_int_equal((modes.c_iflag & IUTF8) != 0, utf8);
		assert_true(modes.c_iflag & ICRNL);
		assert_true((modes.c_oflag & OPOST) && (modes.c_oflag & ONLCR));
		assert_int_equal(modes.c_lflag & (ICANON | ECHO | ISIG | IEXTEN),
			ICANON | ECHO | ISIG | IEXTEN);
		assert_int_equal(modes.c_cc[VERASE], 0x7f);
		assert_int_equal(modes.c_cc[VINTR], 3);
		pty_close(&p);
	}
}

static void
both_ends_close_on_exec_and_ours_is_nonblocking(void **state)
{
	struct pty p = open_pty(24, 80);
	char byte;

	(void)state;
	assert_true(fcntl(p.master, F_GETFD) & FD_CLOEXEC);
	assert_true(fcntl(p.slave, F_GETFD) & FD_CLOEXEC);
	assert_false(fcntl(p.slave, F_GETFL) & O_NONBLOCK);
	assert_int_equal(read(p.master, &byte, 1), -1);
	assert_int_equal(errno, EAGAIN);
	pty_close(&p);
}

static void
our_end_reports_that_the_other_was_closed(void **state)
{
	struct pty p = open_pty(24, 80);
	char bytes[8];

	(void)state;
	assert_int_equal(write(p.slave, "last", 4), 4);
	pty_close_slave(&p);
	assert_int_equal(p.slave, -1);
	assert_int_equal(read(p.master, bytes, sizeof bytes), 4);
	assert_int_equal(read(p.master, bytes, sizeof bytes), -1);
	assert_int_equal(errno, EIO);
	pty_close(&p);
	assert_int_equal(p.master, -1);
	pty_close(&p);
}

/* --- a command on it --- */

/* Launches a script on the terminal, closes our own slave end. */
static struct launched
launch_in(struct world *w, struct pty *p, const char *script)
{
	struct launched launched;

	w->setup.argv = SHELL((char *)script);
	w->setup.tty_fd = p->slave;
	assert_true(launch_start(&w->setup, &launched, &w->why));
	assert_int_equal(launched.start_error, 0);
	pty_close_slave(p);
	return launched;
}

/* Reads until the text appears, or until the other end is closed. */
static void
await_text(const struct pty *p, struct bytes *seen, const char *text)
{
	while (seen->data == NULL || strstr(seen->data, text) == NULL) {
		struct pollfd fd = { .fd = p->master, .events = POLLIN };
		char block[4096];
		ssize_t count;

		assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
		count = read(p->master, block, sizeof block);
		assert_true(count > 0);
		bytes_put(seen, block, (size_t)count);
	}
}

static void
the_command_leads_a_session_of_its_own_with_that_terminal(void **state)
{
	struct world *w = *state;
	struct pty p = open_pty(24, 80);
	struct bytes seen = { .data = NULL };
	struct launched launched = launch_in(w, &p,
		"for fd in 0 1 2; do test -t $fd && echo tty $fd; done; exec 3<>/dev/tty; "
		"stty size >&3 <&3; read word; echo got $word");
	pid_t group;

	await_text(&p, &seen, "tty 0\r\ntty 1\r\ntty 2\r\n24 80\r\n");
	assert_int_equal(getsid(launched.pid), launched.pid);
	assert_int_equal(ioctl(p.master, TIOCGPGRP, &group), 0);
	assert_int_equal(group, launched.pid);
	assert_int_equal(write(p.master, "word\r", 5), 5);
	await_text(&p, &seen, "got word");
	assert_int_equal(await_end(launched.pid).status, 0);
	bytes_free(&seen);
	pty_close(&p);
}

static void
what_is_typed_there_signals_the_command(void **state)
{
	struct world *w = *state;
	struct pty p = open_pty(24, 80);
	struct bytes seen = { .data = NULL };
	struct launched launched = launch_in(w, &p, "echo ready; exec sleep 60");

	await_text(&p, &seen, "ready");
	assert_int_equal(write(p.master, "\003", 1), 1);
	assert_int_equal(await_end(launched.pid).signal, SIGINT);
	bytes_free(&seen);
	pty_close(&p);
}

static void
the_command_hangs_up_with_our_end(void **state)
{
	struct world *w = *state;
	struct pty p = open_pty(24, 80);
	struct bytes seen = { .data = NULL };
	struct launched launched = launch_in(w, &p, "echo ready; exec sleep 60");

	await_text(&p, &seen, "ready");
	pty_close(&p);
	assert_int_equal(await_end(launched.pid).signal, SIGHUP);
	bytes_free(&seen);
}

static void
what_is_no_terminal_is_refused(void **state)
{
	struct world *w = *state;
	struct launched launched;

	w->setup.argv = COMMAND("true");
	w->setup.tty_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	assert_true(w->setup.tty_fd > 0);
	assert_false(launch_start(&w->setup, &launched, &w->why));
	assert_string_equal(w->why.doing, "setting the command's terminal");
	assert_int_equal(w->why.error, ENOTTY);
	assert_false(launch_has_children());
	close(w->setup.tty_fd);
}

#define LAUNCH_TEST(function) \
	cmocka_unit_test_setup_teardown(function, world_set_up, world_tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_terminal_has_its_size_and_is_resized),
		cmocka_unit_test(a_terminal_has_the_usual_modes),
		cmocka_unit_test(both_ends_close_on_exec_and_ours_is_nonblocking),
		cmocka_unit_test(our_end_reports_that_the_other_was_closed),
		LAUNCH_TEST(the_command_leads_a_session_of_its_own_with_that_terminal),
		LAUNCH_TEST(what_is_typed_there_signals_the_command),
		LAUNCH_TEST(the_command_hangs_up_with_our_end),
		LAUNCH_TEST(what_is_no_terminal_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
