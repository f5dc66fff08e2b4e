/* SPDX-License-Identifier: MIT */
/* test_mark_socket.c: the socket to which a job writes the names of its phases. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "launch/mark_socket.h"
#include "support/child.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define NOW (10 * NS_PER_SECOND)

static struct mark_socket
open_socket(void)
{
	struct mark_socket s;

	if (!mark_socket_open(&s))
		fail_msg("no socket: %s", strerror(errno));
	return s;
}

static void
check_next(struct mark_socket *s, const char *expected)
{
	char bytes[MARK_BYTES_MAX];
	size_t count = 0;

	assert_true(mark_socket_take(s, NOW, bytes, &count));
	assert_int_equal(count, strlen(expected));
	assert_memory_equal(bytes, expected, count);
}

static void
check_none(struct mark_socket *s)
{
	char bytes[MARK_BYTES_MAX];
	size_t count;

	assert_false(mark_socket_take(s, NOW, bytes, &count));
}

static void
what_is_sent_is_taken_in_order(void **state)
{
	struct mark_socket s = open_socket();

	(void)state;
	check_none(&s);
	assert_int_equal(mark_send(s.address, "one"), 0);
	assert_int_equal(mark_send(s.address, ""), 0);
	assert_int_equal(mark_send(s.address, "three"), 0);
	check_next(&s, "one");
	check_next(&s, "");
	check_next(&s, "three");
	check_none(&s);
	assert_true(fcntl(s.fd, F_GETFD) & FD_CLOEXEC);
	mark_socket_close(&s);
	check_none(&s);
	assert_true(mark_socket_is_quiet(&s, NOW));
}

static void
two_have_different_addresses(void **state)
{
	struct mark_socket one = open_socket(), two = open_socket();

	(void)state;
	assert_string_not_equal(one.address, two.address);
	assert_int_equal(mark_send(two.address, "two"), 0);
	check_none(&one);
	check_next(&two, "two");
	mark_socket_close(&one);
	mark_socket_close(&two);
}

static void
a_long_datagram_is_cut(void **state)
{
	struct mark_socket s = open_socket();
	char *name = malloc(60001), bytes[MARK_BYTES_MAX];
	size_t count = 0;

	(void)state;
	assert_non_null(name);
	memset(name, 'x', 60000);
	name[60000] = '\0';
	assert_int_equal(mark_send(s.address, name), 0);
	assert_int_equal(mark_send(s.address, "next"), 0);
	assert_true(mark_socket_take(&s, NOW, bytes, &count));
	assert_int_equal(count, MARK_BYTES_MAX);
	check_next(&s, "next");
	free(name);
	mark_socket_close(&s);
}

/* The kernel keeps some datagrams; a writer is told that there is no room, and goes on. */
static void
a_full_one_makes_nobody_wait(void **state)
{
	struct mark_socket s = open_socket();
	int sent = 0, error = 0;

	(void)state;
	while (sent < 1000000 && (error = mark_send(s.address, "mark")) == 0)
		sent++;
	assert_true(error == EAGAIN || error == ENOBUFS);
	for (int i = 0; i < sent && i < MARKS_PER_SECOND; i++)
		check_next(&s, "mark");
	assert_int_equal(mark_send(s.address, "mark"), 0);
	mark_socket_close(&s);
}

static void
more_in_a_second_are_not_read_and_that_is_noted(void **state)
{
	struct mark_socket s = open_socket();
	char bytes[MARK_BYTES_MAX];
	size_t count;

	(void)state;
	for (int i = 0; i < MARKS_PER_SECOND; i++) {
		assert_false(s.flooded);
		assert_false(mark_socket_is_quiet(&s, NOW));
		assert_int_equal(mark_send(s.address, "mark"), 0);
		check_next(&s, "mark");
	}
	assert_true(s.flooded);
	assert_int_equal(mark_send(s.address, "late"), 0);
	check_none(&s);
	assert_true(mark_socket_is_quiet(&s, NOW));
	assert_false(mark_socket_is_quiet(&s, NOW + NS_PER_SECOND));
	assert_true(mark_socket_take(&s, NOW + NS_PER_SECOND, bytes, &count));
	mark_socket_close(&s);
}

static void
an_address_that_is_none_is_refused(void **state)
{
	static const char *const addresses[] = { "", "@", "/tmp/x", "peaktop", "@peaktop-nobody" };
	char name[300];

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(mark_send(addresses[i], "mark"), EINVAL);
	assert_int_equal(mark_send(addresses[4], "mark"), ECONNREFUSED);
	memset(name, '@', sizeof name);
	name[sizeof name - 1] = '\0';
	assert_int_equal(mark_send(name, "mark"), EINVAL);
}

/* A descriptor that somebody sends along is closed: there is no space for it. */
static void
no_descriptor_is_taken(void **state)
{
	struct mark_socket s = open_socket();
	int pair[2], sender, status = -1;
	pid_t child = child_fork();

	(void)state;
	if (child == 0) {
		struct iovec io = { .iov_base = "mark", .iov_len = 4 };
		union {
			struct cmsghdr head;
			char space[CMSG_SPACE(sizeof(int))];
		} control = { .head = { .cmsg_len = CMSG_LEN(sizeof(int)),
				      .cmsg_level = SOL_SOCKET,
				      .cmsg_type = SCM_RIGHTS } };
		struct sockaddr_storage address;
		socklen_t size = sizeof address;
		struct msghdr message = { .msg_iov = &io,
			.msg_iovlen = 1,
			.msg_control = &control,
			.msg_controllen = sizeof control };

		if (pipe(pair) != 0)
			_exit(1);
		memcpy(CMSG_DATA(&control.head), &pair[0], sizeof pair[0]);
		getsockname(s.fd, (struct sockaddr *)&address, &size);
		message.msg_name = &address;
		message.msg_namelen = size;
		sender = socket(AF_UNIX, SOCK_DGRAM, 0);
		_exit(sendmsg(sender, &message, 0) == 4 ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	sender = dup(s.fd);
	close(sender);
	check_next(&s, "mark");
	assert_int_equal(fcntl(sender, F_GETFD), -1);
	mark_socket_close(&s);
}

static void
the_socket_of_a_process_is_found_by_what_it_has_open(void **state)
{
	struct mark_socket s = open_socket();
	char address[64];

	(void)state;
	if (!mark_socket_find(getpid(), address, sizeof address))
		skip(); /* no /proc, or that of another pid namespace */
	assert_string_equal(address, s.address);
	mark_socket_close(&s);
	assert_false(mark_socket_find(getpid(), address, sizeof address));
	assert_false(mark_socket_find(1, address, sizeof address));
}

/* One that has another's pid in its name is not found for that. */
static void
one_that_pretends_is_not_found(void **state)
{
	struct mark_socket s = open_socket();
	char address[64];
	pid_t child;

	(void)state;
	child = child_fork();
	if (child == 0) {
		close(s.fd);
		pause();
		_exit(0);
	}
	assert_false(mark_socket_find(child, address, sizeof address));
	mark_socket_close(&s);
	child_end(&child, SIGKILL);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sent_is_taken_in_order),
		cmocka_unit_test(two_have_different_addresses),
		cmocka_unit_test(a_long_datagram_is_cut),
		cmocka_unit_test(a_full_one_makes_nobody_wait),
		cmocka_unit_test(more_in_a_second_are_not_read_and_that_is_noted),
		cmocka_unit_test(an_address_that_is_none_is_refused),
		cmocka_unit_test(no_descriptor_is_taken),
		cmocka_unit_test(the_socket_of_a_process_is_found_by_what_it_has_open),
		cmocka_unit_test(one_that_pretends_is_not_found),
	};

	return cmocka_run_group_tests_name("mark socket", tests, NULL, NULL);
}
