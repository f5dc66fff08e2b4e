/* SPDX-License-Identifier: MIT */
/* test_keeper_log.c: a job's log reads back as written, during and after the job, and only what is
 * still kept. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/keeper/keeper_log.h"
#include "base/length.h"
#include "support/suite.h"

#define LINES_MAX 5000u
#define BLOCK 7777u

static char
byte_at(uint64_t at)
{
	return (char)(at * 2654435761u >> 13);
}

static void
add(struct keeper_log *l, uint64_t count)
{
	char block[BLOCK];

	while (count > 0) {
		size_t part = count < BLOCK ? (size_t)count : BLOCK;

		for (size_t i = 0; i < part; i++)
			block[i] = byte_at(l->written + i);
		keeper_log_add(l, block, part);
		count -= part;
	}
}

/* From this position to the end, in pieces. */
static void
reads_on_from(const struct keeper_log *l, uint64_t at)
{
	char block[3000];
	size_t count;

	while ((count = keeper_log_get(l, at, block, sizeof block)) > 0) {
		for (size_t i = 0; i < count; i++)
			assert_int_equal(block[i], byte_at(at + i));
		at += count;
	}
	assert_int_equal(at, l->written);
}

static void
is_right(const struct keeper_log *l)
{
	uint64_t all = LINES_MAX + KEEPER_LOG_TAIL,
		 newest = l->written <= all ? 0 : l->written - KEEPER_LOG_TAIL;
	char byte;

	assert_int_equal(keeper_log_first(l, 0), newest);
	assert_int_equal(keeper_log_first(l, l->written), l->written);
	reads_on_from(l, newest);
	reads_on_from(l, newest + (l->written - newest) / 3);
	assert_int_equal(keeper_log_get(l, l->written, &byte, 1), 0);
	if (newest > LINES_MAX) {
		assert_int_equal(keeper_log_get(l, newest - 1, &byte, 1), 0);
		assert_int_equal(keeper_log_get(l, LINES_MAX, &byte, 1), 0);
		assert_int_equal(keeper_log_get(l, LINES_MAX - 1, &byte, 1), 1);
		assert_int_equal(byte, byte_at(LINES_MAX - 1));
	}
}

static void
kept_output_is_read_back(void **state)
{
	static const uint64_t steps[] = { 1, LINES_MAX - 2, 1, 1, 100000, KEEPER_LOG_TAIL - 100001,
		1, 5, 70000, KEEPER_LOG_TAIL, 12345 };
	const size_t count = LENGTH(steps);

	(void)state;
	/* The end after each of them. */
	for (size_t end = 1; end <= count; end++) {
		struct keeper_log l;

		keeper_log_open(&l, LINES_MAX);
		assert_true(l.fd >= 0);
		for (size_t i = 0; i < end; i++)
			add(&l, steps[i]);
		is_right(&l);
		keeper_log_close(&l, end % 2 == 0);
		is_right(&l);
		keeper_log_forget(&l);
		assert_int_equal(keeper_log_get(&l, 0, &(char){ 0 }, 1), 0);
		assert_int_equal(keeper_log_first(&l, 0), UINT64_MAX);
		unlink(l.path);
	}
}

static void
without_kept_output_nothing_is_read(void **state)
{
	struct keeper_log l;

	(void)state;
	keeper_log_open(&l, 0);
	keeper_log_add(&l, "text", 4);
	assert_int_equal(keeper_log_first(&l, 0), UINT64_MAX);
	assert_int_equal(keeper_log_get(&l, 0, &(char){ 0 }, 1), 0);
	keeper_log_close(&l, true);
	keeper_log_forget(&l);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept_output_is_read_back),
		cmocka_unit_test(without_kept_output_nothing_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
