/* SPDX-License-Identifier: MIT */
/* test_panes.c: messages of a screen to a keeper: complete, in order, and few. */
#include "app/jobs/panes.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* A socket that preserves message boundaries: each received message was sent as one. */
struct world {
	struct panes panes;
	struct protocol_reader reader;
	int keeper;
	size_t messages;
};

static int
setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	struct failure why;
	int ends[2];

	*state = w;
	if (w == NULL || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return -1;
	w->keeper = ends[0];
	return panes_add(&w->panes, ends[1], 24, 80, &why) ? 0 : -1;
}

static int
teardown(void **state)
{
	struct world *w = *state;

	panes_close(&w->panes);
	protocol_reader_clear(&w->reader);
	close(w->keeper);
	free(w);
	return 0;
}

/* Passes received bytes to the reader. */
static void
hear(struct world *w)
{
	static char block[1 << 20];
	ssize_t count;

	while ((count = recv(w->keeper, block, sizeof block, MSG_DONTWAIT)) > 0) {
		protocol_reader_add(&w->reader, block, (size_t)count);
		w->messages++;
	}
}

static void
send_all(struct world *w)
{
	bool more = true;

	while (more) {
		more = panes_flush(&w->panes, 0);
		hear(w);
	}
}

static struct protocol_request
next(struct world *w)
{
	struct protocol_request request;
	struct frame frame;
	struct failure why;

	assert_int_equal(protocol_next(&w->reader, &frame, &why), FRAME_READY);
	assert_true(protocol_take_request(&frame, &request, &why));
	return request;
}

static void
type(struct world *w, int first, int count)
{
	for (int i = first; i < first + count; i++)
		panes_key(&w->panes, 0, &(struct key_event){ .code = i });
}

static void
check_keys(struct world *w, int first, int count)
{
	for (int i = first; i < first + count; i++) {
		struct protocol_request request = next(w);

		assert_int_equal(request.kind, FRAME_KEY);
		assert_int_equal(request.key.code, i);
	}
}

static void
keys_read_together_are_sent_together(void **state)
{
	enum { MANY = 50000 };
	struct world *w = *state;

	hear(w);
	assert_int_equal(next(w).kind, FRAME_HELLO);
	w->messages = 0;
	type(w, 1, 1);
	send_all(w);
	assert_int_equal(w->messages, 1);
	check_keys(w, 1, 1);
	w->messages = 0;
	type(w, 1, MANY);
	assert_int_equal(w->messages, 0);
	send_all(w);
	assert_in_range(w->messages, 1, MANY / 256);
	check_keys(w, 1, MANY);
}

static void
a_signal_is_sent_after_earlier_keys(void **state)
{
	struct world *w = *state;

	hear(w);
	next(w);
	type(w, 1, 1000);
	panes_signal(&w->panes, 0, 15);
	type(w, 1001, 10);
	send_all(w);
	check_keys(w, 1, 1000);
	assert_int_equal(next(w).kind, FRAME_SIGNAL);
	check_keys(w, 1001, 10);
}

/* More than it accepts: then a signal overtakes them, so that a job that reads nothing can be
 * ended. */
static void
a_signal_overtakes_keys_that_are_not_read(void **state)
{
	struct world *w = *state;
	struct protocol_request request;
	int keys = 0;

	hear(w);
	next(w);
	type(w, 1, 200000);
	assert_true(panes_flush(&w->panes, 0));
	panes_signal(&w->panes, 0, 15);
	send_all(w);
	while ((request = next(w)).kind == FRAME_KEY)
		assert_int_equal(request.key.code, ++keys);
	assert_int_equal(request.kind, FRAME_SIGNAL);
	assert_true(keys < 200000);
	check_keys(w, keys + 1, 200000 - keys);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(keys_read_together_are_sent_together),
		CASE(a_signal_is_sent_after_earlier_keys),
		CASE(a_signal_overtakes_keys_that_are_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
