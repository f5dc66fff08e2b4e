/* SPDX-License-Identifier: MIT */
/* test_outlet.c: bytes for a terminal that does not read are queued, and nobody waits for them. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "support/suite.h"
#include "term/outlet.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* More than a line buffers. */
#define MUCH (1024u * 1024)

struct trend {
	int master, slave;
	struct outlet out; /* opened by a test, closed with the line */
};

static int
line_open(void **state)
{
	struct trend *l = calloc(1, sizeof *l);
	struct termios modes;

	assert_non_null(l);
	l->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_true(l->master >= 0 && grantpt(l->master) == 0 && unlockpt(l->master) == 0);
	l->slave = open(ptsname(l->master), O_RDWR | O_NOCTTY);
	assert_true(l->slave >= 0 && tcgetattr(l->slave, &modes) == 0);
	modes.c_oflag &= ~(tcflag_t)OPOST;
	assert_int_equal(tcsetattr(l->slave, TCSANOW, &modes), 0);
	*state = l;
	return 0;
}

static void
close_out(struct trend *l)
{
	if (l->out.fd > 0)
		outlet_close(&l->out);
	l->out = (struct outlet){ .fd = 0 };
}

static int
line_close(void **state)
{
	struct trend *l = *state;

	close_out(l);
	if (l->master >= 0)
		close(l->master);
	close(l->slave);
	free(l);
	return 0;
}

/* Shared: as if the device belonged to another user. */
static struct outlet *
open_out(struct trend *l, bool shared)
{
	struct outlet *o = &l->out;

	close_out(l);
	outlet_open(o, l->slave);
	if (shared) {
		close(o->fd);
		o->fd = fcntl(l->slave, F_DUPFD_CLOEXEC, 0);
		o->shared = true;
	}
	assert_int_equal(o->shared, shared);
	return o;
}

static void
put_much(struct outlet *o)
{
	for (size_t i = 0; i < MUCH; i++) {
		char byte = (char)('a' + i % 23);

		bytes_put(&o->waiting, &byte, 1);
	}
}

/* Bytes in the line move on for a moment and make space. Counts tries, not time: if we are late,
 * the kernel's worker may be late too. */
static void
fill(struct outlet *o)
{
	put_much(o);
	for (int refused = 0; refused < 200; refused++) {
		size_t before = o->sent;

		assert_false(outlet_flush(o));
		if (o->sent > before)
			refused = 0;
		clock_pause(NS_PER_MS);
	}
}

static void
stop(const struct trend *l)
{
	uint64_t until = clock_active_ns() + 20 * NS_PER_SECOND;
	struct pollfd room = { .fd = l->slave, .events = POLLOUT };

	assert_int_equal(write(l->master, "\023", 1), 1); /* Ctrl-S */
	while (poll(&room, 1, 0) == 1 && clock_active_ns() < until)
		clock_pause(NS_PER_MS);
	assert_int_equal(poll(&room, 1, 0), 0);
}

/* Exactly the queued bytes arrive, in order. */
static void
read_much(const struct trend *l, struct outlet *o)
{
	uint64_t until = clock_active_ns() + 60 * NS_PER_SECOND;
	size_t at = 0;

	while (at < MUCH && clock_active_ns() < until) {
		char block[4096];
		ssize_t count = read(l->master, block, sizeof block);

		for (ssize_t i = 0; i < count; i++, at++)
			assert_int_equal(block[i], 'a' + at % 23);
		outlet_flush(o);
	}
	assert_int_equal(at, MUCH);
	assert_true(outlet_flush(o));
	assert_int_equal(o->error, 0);
}

static void
waiting_bytes_are_sent_in_order(void **state)
{
	for (int shared = 0; shared < 2; shared++) {
		struct trend *l = *state;
		struct outlet *o = open_out(l, shared);
		uint64_t began;

		fill(o);
		began = clock_active_ns();
		assert_false(outlet_flush(o));
		assert_true(clock_active_ns() - began < 5 * NS_PER_SECOND);
		/* The final sequence does not wait longer than permitted either. */
		assert_false(outlet_write(o->fd, o->shared, "end", 3, 100 * NS_PER_MS, true));
		assert_true(clock_active_ns() - began < 10 * NS_PER_SECOND);
		read_much(l, o);
	}
}

/* The final sequence restarts it. */
static void
a_stopped_terminal_gets_the_final_sequence(void **state)
{
	for (int shared = 0; shared < 2; shared++) {
		struct trend *l = *state;
		struct outlet *o = open_out(l, shared);
		char text[16] = "";

		stop(l);
		bytes_text(&o->waiting, "frame");
		assert_false(outlet_flush(o));
		assert_false(outlet_write(o->fd, o->shared, "end", 3, 20 * NS_PER_MS, false));
		assert_int_equal(read(l->master, text, sizeof text), -1);
		assert_true(outlet_write(o->fd, o->shared, "end", 3, 5 * NS_PER_SECOND, true));
		for (int i = 0; i < 500 && read(l->master, text, sizeof text - 1) < 3; i++)
			clock_pause(10 * NS_PER_MS);
		assert_string_equal(text, "end");
	}
}

static void
the_flags_of_the_descriptor_are_unchanged(void **state)
{
	struct trend *l = *state;
	struct sigaction before, after;
	struct outlet *o;

	sigaction(SIGALRM, NULL, &before);
	open_out(l, false);
	assert_int_equal(fcntl(l->slave, F_GETFL) & O_NONBLOCK, 0);
	o = open_out(l, true);
	bytes_text(&o->waiting, "x");
	assert_true(outlet_flush(o));
	assert_int_equal(fcntl(l->slave, F_GETFL) & O_NONBLOCK, 0);
	sigaction(SIGALRM, NULL, &after);
	assert_ptr_equal(before.sa_handler, after.sa_handler);
}

static void
a_closed_terminal_is_not_waited_for(void **state)
{
	struct trend *l = *state;
	struct outlet *o = open_out(l, false);

	put_much(o);
	assert_false(outlet_flush(o));
	close(l->master);
	l->master = -1;
	assert_true(outlet_flush(o));
	assert_int_equal(o->error, EIO);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			waiting_bytes_are_sent_in_order, line_open, line_close),
		cmocka_unit_test_setup_teardown(
			a_stopped_terminal_gets_the_final_sequence, line_open, line_close),
		cmocka_unit_test_setup_teardown(
			the_flags_of_the_descriptor_are_unchanged, line_open, line_close),
		cmocka_unit_test_setup_teardown(
			a_closed_terminal_is_not_waited_for, line_open, line_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
