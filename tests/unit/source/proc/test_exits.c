/* SPDX-License-Identifier: MIT */
/* test_exits.c: exits of tasks as reported by the kernel: fake messages, truncated and damaged
 * ones; and real processes, whose final peak is compared with wait4's. */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/taskstats.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/length.h"
#include "source/proc/exits.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define FAMILY 31
#define MIB (1024ull * 1024)
#define DEADLINE_NS (20 * NS_PER_SECOND)

/* --- fake messages --- */

static void
put_attribute(struct bytes *out, uint16_t type, const void *body, size_t length)
{
	struct nlattr head = { .nla_len = (uint16_t)(sizeof head + length), .nla_type = type };

	bytes_put(out, (const char *)&head, sizeof head);
	bytes_put(out, body, length);
	while (out->length % 4 != 0)
		bytes_put(out, "", 1);
}

static struct taskstats
stats_of(uint32_t process, uint32_t task, uint64_t kib)
{
	struct taskstats s = { .version = 14,
		.ac_tgid = process,
		.ac_pid = task,
		.ac_ppid = 77,
		.ac_uid = 1000,
		.hiwater_rss = kib,
		.ac_btime64 = 1700000000,
		.ac_etime = 1500,
		.ac_minflt = 65,
		.ac_tgetime = 1500,
		.ac_flag = 0x20,
		.ac_comm = "train.py" };

	return s;
}

static void
put_message(struct bytes *out, uint16_t type, const struct taskstats *s, size_t length)
{
	struct bytes both = { .data = NULL }, body = { .data = NULL };
	struct genlmsghdr generic = { .cmd = TASKSTATS_CMD_NEW, .version = 1 };
	struct nlmsghdr head = { .nlmsg_type = type };
	uint32_t pid = s->ac_pid;

	put_attribute(&both, TASKSTATS_TYPE_PID, &pid, sizeof pid);
	put_attribute(&both, TASKSTATS_TYPE_STATS, s, length);
	bytes_put(&body, (const char *)&generic, sizeof generic);
	put_attribute(&body, TASKSTATS_TYPE_AGGR_PID, both.data, both.length);
	head.nlmsg_len = (uint32_t)(sizeof head + body.length);
	bytes_put(out, (const char *)&head, sizeof head);
	bytes_put(out, body.data, body.length);
	bytes_free(&both);
	bytes_free(&body);
}

static size_t
count_ends(const char *data, size_t length, struct exit_note *last)
{
	struct exits_cursor c = { .data = data, .length = length };
	size_t count = 0;

	while (exits_parse_next(&c, FAMILY, last))
		count++;
	return count;
}

static void
an_exit_is_parsed_completely(void **state)
{
	struct taskstats s = stats_of(4711, 4712, 2048);
	struct bytes b = { .data = NULL };
	struct exit_note n;

	(void)state;
	put_message(&b, FAMILY, &s, sizeof s);
	assert_int_equal(count_ends(b.data, b.length, &n), 1);
	assert_int_equal(n.pid, 4711);
	assert_int_equal(n.task, 4712);
	assert_int_equal(n.ppid, 77);
	assert_int_equal(n.uid, 1000);
	assert_int_equal(n.peak_bytes, 2 * MIB);
	assert_int_equal(n.began_wall_seconds, 1700000000);
	assert_int_equal(n.lasted_ns, 1500000);
	assert_int_equal(n.minor_faults, 65);
	assert_true(n.last && !n.forked);
	assert_string_equal(n.name, "train.py");
	bytes_free(&b);
}

/* Its last thread started later than the process. */
static void
the_start_is_that_of_the_process(void **state)
{
	struct taskstats s = stats_of(4711, 4712, 2048);
	struct bytes b = { .data = NULL };
	struct exit_note n;

	(void)state;
	s.ac_tgetime = 10001500;
	put_message(&b, FAMILY, &s, sizeof s);
	assert_int_equal(count_ends(b.data, b.length, &n), 1);
	assert_int_equal(n.began_wall_seconds, 1700000000 - 10);
	assert_int_equal(n.lasted_ns, 10001500000);
	bytes_free(&b);
}

/* The exit code of the first thread; another one's flag only says that there was a signal. */
static void
the_first_thread_shows_the_cause_of_the_exit(void **state)
{
	const struct {
		uint32_t task, code;
		uint8_t flag;
		int signal;
	} cases[] = { { 9, 0, 0, 0 }, { 9, 3 << 8, 0, 0 }, { 9, 9, 0x10, 9 },
		{ 9, 128 + 11, 0x18, 11 }, { 10, 0, 0, 0 }, { 10, 9, 0x10, -1 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct taskstats s = stats_of(9, cases[i].task, 64);
		struct bytes b = { .data = NULL };
		struct exit_note n;

		s.ac_exitcode = cases[i].code;
		s.ac_flag |= cases[i].flag;
		put_message(&b, FAMILY, &s, sizeof s);
		assert_int_equal(count_ends(b.data, b.length, &n), 1);
		assert_int_equal(n.signal, cases[i].signal);
		bytes_free(&b);
	}
}

static void
a_datagram_may_contain_several_and_foreign_messages(void **state)
{
	struct taskstats a = stats_of(10, 10, 100), c = stats_of(12, 12, 300);
	struct bytes b = { .data = NULL };
	struct exit_note n;

	(void)state;
	put_message(&b, FAMILY, &a, sizeof a);
	put_message(&b, FAMILY + 1, &a, sizeof a);
	put_message(&b, NLMSG_ERROR, &a, sizeof a);
	put_message(&b, FAMILY, &c, sizeof c);
	assert_int_equal(count_ends(b.data, b.length, &n), 2);
	assert_int_equal(n.pid, 12);
	assert_int_equal(n.peak_bytes, 300 * 1024);
	bytes_free(&b);
}

/* A newer kernel appends members, an older one has fewer. */
static void
longer_structs_are_parsed_and_incomplete_ones_skipped(void **state)
{
	struct {
		struct taskstats s;
		char more[128];
	} longer = { .s = stats_of(5, 5, 64) };
	struct taskstats old = stats_of(6, 6, 64);
	struct bytes b = { .data = NULL };
	struct exit_note n;

	(void)state;
	put_message(&b, FAMILY, &longer.s, sizeof longer);
	old.version = 11;
	put_message(&b, FAMILY, &old, sizeof old);
	put_message(&b, FAMILY, &old, offsetof(struct taskstats, ac_tgetime));
	assert_int_equal(count_ends(b.data, b.length, &n), 1);
	assert_int_equal(n.pid, 5);
	bytes_free(&b);
}

static void
absurd_figures_do_not_overflow(void **state)
{
	struct taskstats s = stats_of(5, 5, UINT64_MAX), negative = stats_of(UINT32_MAX, 5, 1);
	struct bytes b = { .data = NULL };
	struct exit_note n;

	(void)state;
	s.ac_etime = UINT64_MAX;
	memset(s.ac_comm, 'x', sizeof s.ac_comm);
	put_message(&b, FAMILY, &s, sizeof s);
	put_message(&b, FAMILY, &negative, sizeof negative);
	assert_int_equal(count_ends(b.data, b.length, &n), 1);
	assert_int_equal(n.peak_bytes, 0);
	assert_int_equal(n.lasted_ns, 0);
	assert_int_equal(strlen(n.name), sizeof n.name - 1);
	bytes_free(&b);
}

/* In an exact block, so that a sanitizer detects reads beyond it; any byte may have any value. */
static void
truncated_and_damaged_messages_are_safe(void **state)
{
	struct taskstats s = stats_of(4711, 4711, 2048);
	struct bytes b = { .data = NULL };
	struct exit_note n;

	(void)state;
	put_message(&b, FAMILY, &s, sizeof s);
	for (size_t length = 0; length < b.length; length++) {
		char *cut = malloc(length + 1);

		memcpy(cut, b.data, length);
		assert_int_equal(count_ends(cut, length, &n), 0);
		free(cut);
	}
	for (size_t at = 0; at < 64; at++)
		for (int value = 0; value < 256; value++) {
			char before = b.data[at];

			b.data[at] = (char)value;
			assert_true(count_ends(b.data, b.length, &n) <= 1);
			exits_parse_family(b.data, b.length);
			b.data[at] = before;
		}
	bytes_free(&b);
}

/* --- real exits --- */

static struct exits *
open_or_skip(void)
{
	struct failure why;
	struct exits *e = exits_open(&why);

	if (e != NULL)
		return e;
	assert_true(why.error == EPERM || why.error == ENOENT || why.error == 0 ||
		    why.error == EPROTONOSUPPORT || why.error == EAFNOSUPPORT || geteuid() != 0);
	printf("# not shown here: the kernel tells of no ends: %s\n", strerror(why.error));
	return NULL;
}

static _Noreturn void
hold_and_end(size_t bytes)
{
	char *memory =
		mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (size_t at = 0; at < bytes; at += 4096)
		memory[at] = 1;
	_exit(0);
}

/* False: it is not among what the socket holds now. A note is there before its process is reaped.
 */
static bool
is_noted(struct exits *e, pid_t pid, struct exit_note *n)
{
	while (exits_next(e, n))
		if (n->pid == pid && n->last)
			return true;
	return false;
}

/* Its peak as the kernel reported it; fails if no report comes. */
static struct exit_note
await_note(struct exits *e, pid_t pid)
{
	uint64_t deadline = clock_active_ns() + DEADLINE_NS;
	struct exit_note n;

	while (clock_active_ns() < deadline) {
		struct pollfd fd = { .fd = exits_fd(e), .events = POLLIN };

		if (is_noted(e, pid, &n))
			return n;
		poll(&fd, 1, 100);
	}
	fail_msg("no end of %d was told", (int)pid);
	return n;
}

static void
reported_exits_agree_with_wait4(void **state)
{
	static const size_t sizes[] = { 0, 1, 7, 40 };
	struct exits *e = open_or_skip();

	(void)state;
	for (size_t i = 0; e != NULL && i < LENGTH(sizes); i++) {
		struct exit_note n;
		struct rusage usage;
		int status;
		pid_t pid = fork();

		if (pid == 0)
			hold_and_end(sizes[i] * MIB);
		assert_int_equal(wait4(pid, &status, 0, &usage), pid);
		n = await_note(e, pid);
		assert_int_equal(n.peak_bytes, (uint64_t)usage.ru_maxrss * 1024);
		assert_int_equal(n.ppid, getpid());
		assert_true(n.forked);
	}
	exits_close(e);
}

/* More than the socket can hold: the loss is reported, and it continues. */
static void
lost_exits_are_reported(void **state)
{
	struct exits *e = open_or_skip();
	struct exit_note n;
	uint64_t deadline = clock_active_ns() + DEADLINE_NS;
	int small = 4096, status;
	pid_t pid;

	(void)state;
	if (e == NULL)
		return;
	assert_int_equal(setsockopt(exits_fd(e), SOL_SOCKET, SO_RCVBUF, &small, sizeof small), 0);
	for (int i = 0; i < 40; i++) {
		if ((pid = fork()) == 0)
			_exit(0);
		waitpid(pid, &status, 0);
	}
	while (exits_next(e, &n))
		continue;
	assert_true(exits_overflows(e) >= 1);
	/* Of a machine that ends many processes, more may be lost: then the next one's is awaited.
	 */
	do {
		assert_true(clock_active_ns() < deadline);
		if ((pid = fork()) == 0)
			hold_and_end(3 * MIB);
		waitpid(pid, &status, 0);
	} while (!is_noted(e, pid, &n));
	assert_true(n.peak_bytes >= 3 * MIB);
	exits_close(e);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exit_is_parsed_completely),
		cmocka_unit_test(the_start_is_that_of_the_process),
		cmocka_unit_test(the_first_thread_shows_the_cause_of_the_exit),
		cmocka_unit_test(a_datagram_may_contain_several_and_foreign_messages),
		cmocka_unit_test(longer_structs_are_parsed_and_incomplete_ones_skipped),
		cmocka_unit_test(absurd_figures_do_not_overflow),
		cmocka_unit_test(truncated_and_damaged_messages_are_safe),
		cmocka_unit_test(reported_exits_agree_with_wait4),
		cmocka_unit_test(lost_exits_are_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
