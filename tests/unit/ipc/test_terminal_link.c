/* SPDX-License-Identifier: MIT */
/* test_terminal_link.c: messages between a keeper and its terminal's process arrive unchanged, in
 * any pieces; invalid ones are refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/length.h"
#include "ipc/protocol_private.h"
#include "ipc/terminal_link.h"
#include "support/suite.h"

static const char screen_frame[] = { 4, 0, 0, 0, FRAME_SCREEN, 'a', 'b', 'c' };
static const char lines_frame[] = { 4, 0, 0, 0, FRAME_LINES, 'x', 'y', 'z' };

static const struct link_message from_keeper[] = {
	{ .kind = LINK_OUTPUT, .position = 1ull << 40, .data = "bytes\0\033", .length = 7 },
	{ .kind = LINK_AGAIN, .position = 7 },
	{ .kind = LINK_SIZE, .rows = VT_ROWS_MAX, .cols = 1 },
	{ .kind = LINK_KEY, .key = { .code = 'x', .modifiers = 4, .row = 3, .col = 999 } },
	{ .kind = LINK_ASK_SCREEN, .generation = 77, .whole = 1, .now = 1 },
	{ .kind = LINK_ASK_LINES, .first = 3, .count = PROTOCOL_ASK_MAX },
	{ .kind = LINK_ASK_WHOLE },
	{ .kind = LINK_COLOURS,
		.colours = { INK_RGB, INK_DEFAULT,
			{ INK_RGB | 1, INK_DEFAULT, INK_DEFAULT, INK_DEFAULT, INK_DEFAULT,
				INK_DEFAULT, INK_DEFAULT, INK_DEFAULT, INK_DEFAULT, INK_DEFAULT,
				INK_DEFAULT, INK_DEFAULT, INK_DEFAULT, INK_DEFAULT, INK_DEFAULT,
				INK_RGB | 0xffffff } } },
};
static const struct link_message from_terminal[] = {
	{ .kind = LINK_STATE,
		.position = 9,
		.keys = 8,
		.generation = 7,
		.data = "\033[1;1R",
		.length = 6 },
	{ .kind = LINK_SCREEN,
		.generation = 5,
		.first = 1,
		.count = 2,
		.data = screen_frame,
		.length = sizeof screen_frame },
	{ .kind = LINK_SCREEN },
	{ .kind = LINK_LINES, .data = lines_frame, .length = sizeof lines_frame },
	{ .kind = LINK_WHOLE, .position = 3, .rows = 24, .cols = 80, .data = "\033c", .length = 2 },
	{ .kind = LINK_WHOLE, .rows = 1, .cols = 1 },
};

static void
assert_same(const struct link_message *a, const struct link_message *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->position, b->position);
	assert_int_equal(a->keys, b->keys);
	assert_int_equal(a->generation, b->generation);
	assert_int_equal(a->first, b->first);
	assert_int_equal(a->count, b->count);
	assert_int_equal(a->rows, b->rows);
	assert_int_equal(a->cols, b->cols);
	assert_int_equal(a->whole, b->whole);
	assert_int_equal(a->now, b->now);
	assert_memory_equal(&a->key, &b->key, sizeof a->key);
	if (b->kind == LINK_COLOURS)
		assert_memory_equal(&a->colours, &b->colours, sizeof a->colours);
	assert_int_equal(a->length, b->length);
	if (a->length > 0)
		assert_memory_equal(a->data, b->data, a->length);
}

static void
arrive(const struct link_message *messages, size_t count, bool from, size_t piece)
{
	struct protocol_reader reader = { .at = 0 };
	struct bytes said = { .data = NULL };
	struct link_message got;
	size_t taken = 0;

	for (size_t i = 0; i < count; i++)
		link_put(&said, &messages[i]);
	for (size_t at = 0; at < said.length; at += piece) {
		protocol_reader_add(&reader, said.data + at,
			at + piece < said.length ? piece : said.length - at);
		while (link_next(&reader, from, &got) == FRAME_READY) {
			assert_true(taken < count);
			assert_same(&got, &messages[taken++]);
		}
	}
	assert_int_equal(taken, count);
	protocol_reader_clear(&reader);
	bytes_free(&said);
}

static void
messages_arrive_in_any_pieces(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 200; piece++) {
		arrive(from_keeper, LENGTH(from_keeper), false, piece);
		arrive(from_terminal, LENGTH(from_terminal), true, piece);
	}
}

static bool
is_refused(const struct bytes *said, bool from)
{
	struct protocol_reader reader = { .at = 0 };
	struct link_message got;
	enum frame_result result;

	protocol_reader_add(&reader, said->data, said->length);
	result = link_next(&reader, from, &got);
	protocol_reader_clear(&reader);
	return result == FRAME_BAD;
}

static void
messages_of_the_wrong_side_are_refused(void **state)
{
	struct bytes said = { .data = NULL };

	(void)state;
	for (size_t i = 0; i < LENGTH(from_keeper); i++) {
		bytes_restart(&said);
		link_put(&said, &from_keeper[i]);
		assert_true(is_refused(&said, true));
	}
	for (size_t i = 0; i < LENGTH(from_terminal); i++) {
		bytes_restart(&said);
		link_put(&said, &from_terminal[i]);
		assert_true(is_refused(&said, false));
	}
	bytes_free(&said);
}

/* Refused by its header, before anything is stored. */
static void
too_long_messages_are_refused(void **state)
{
	static const struct {
		enum link_kind kind;
		uint32_t length;
		bool from;
	} heads[] = { { LINK_OUTPUT, LINK_OUTPUT_MAX + 10, false },
		{ LINK_STATE, UINT32_MAX, true }, { LINK_STATE, LINK_REPLIES_MAX + 26, true },
		{ LINK_STATE, 24, true }, { LINK_SCREEN, PROTOCOL_FRAME_MAX + 26, true },
		{ LINK_SCREEN, 0, true }, { LINK_WHOLE, LINK_WHOLE_MAX + 18, true },
		{ LINK_KEY, 18, false }, { 0, 1, true }, { LINK_KINDS, 1, true },
		{ 255, 1, true } };
	struct bytes said = { .data = NULL };

	(void)state;
	for (size_t i = 0; i < LENGTH(heads); i++) {
		bytes_restart(&said);
		wire_put(&said, heads[i].length, 4);
		wire_put(&said, heads[i].kind, 1);
		assert_true(is_refused(&said, heads[i].from));
	}
	bytes_free(&said);
}

/* Only a complete frame of the right kind is passed to screens. */
static void
invalid_frames_are_not_passed_on(void **state)
{
	static const struct {
		enum link_kind kind;
		const char *data;
		size_t length;
	} bad[] = { { LINK_SCREEN, lines_frame, sizeof lines_frame },
		{ LINK_LINES, screen_frame, sizeof screen_frame },
		{ LINK_SCREEN, screen_frame, sizeof screen_frame - 1 },
		{ LINK_SCREEN, screen_frame, 4 }, { LINK_LINES, lines_frame, 3 },
		{ LINK_LINES, "", 0 } };
	struct bytes said = { .data = NULL };

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		bytes_restart(&said);
		link_put(&said, &(struct link_message){ .kind = bad[i].kind,
					.data = bad[i].data,
					.length = bad[i].length });
		assert_true(is_refused(&said, true));
	}
	bytes_free(&said);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_arrive_in_any_pieces),
		cmocka_unit_test(messages_of_the_wrong_side_are_refused),
		cmocka_unit_test(too_long_messages_are_refused),
		cmocka_unit_test(invalid_frames_are_not_passed_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
