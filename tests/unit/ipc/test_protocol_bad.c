/* SPDX-License-Identifier: MIT */
/* test_protocol_bad.c: invalid messages are refused. */
#include "base/length.h"
#include "support/protocol_world.h"
#include "support/suite.h"

#include <stdio.h>

/* --- the start --- */

static void
another_version_is_named(void **state)
{
	struct talk *talk = *state;
	struct watched_identity identity = sample_identity();
	char words[80];

	protocol_put_identity(&talk->said, &identity);
	talk->said.data[FRAME_HEAD + 4] = PROTOCOL_VERSION + 1;
	snprintf(words, sizeof words, "this job's keeper uses protocol version %d, this program %d",
		PROTOCOL_VERSION + 1, PROTOCOL_VERSION);
	assert_refused(talk, words);
	assert_false(talk->job.known);
}

/* Another version may have other kinds and bodies. */
static void
another_version_is_named_whatever_else_it_says(void **state)
{
	struct talk *talk = *state;

	put_message(&talk->said, 77, "pktp\x63\0\0\0and more", 16);
	assert_refused(talk, "uses protocol version 99, this program ");
}

static void
what_is_no_protocol_of_ours_is_refused(void **state)
{
	static const char *const begins[] = { "GET / HTTP/1.0\r\n\r\n", "\x05\0\0\0\1zzzzzzzz",
		"SSH-2.0-OpenSSH_9.2\r\n" };

	for (size_t i = 0; i < 3; i++) {
		struct talk *talk = *state;

		protocol_reader_clear(&talk->reader);
		bytes_put(&talk->said, begins[i], 13);
		assert_refused(talk, "not a keeper");
	}
}

static void
nothing_is_believed_before_the_version(void **state)
{
	struct talk *talk = *state;
	struct watched_figures figures = sample_figures();

	protocol_put_figures(&talk->said, &figures);
	assert_refused(talk, "not a keeper");
	assert_int_equal(talk->job.figures.held_bytes, 0);
	protocol_reader_clear(&talk->reader);
	put_message(&talk->said, FRAME_FIGURES,
		(const char[]){ 'p', 'k', 't', 'p', PROTOCOL_VERSION, 0, 0, 0 }, 8);
	assert_refused(talk, "unexpected first message of kind figures");
}

/* --- frames --- */

static void
lengths_that_are_too_large_are_refused_by_the_head(void **state)
{
	static const struct {
		unsigned kind;
		uint32_t length;
	} heads[] = { { FRAME_SCREEN, UINT32_MAX }, { FRAME_SCREEN, PROTOCOL_FRAME_MAX + 1 },
		{ FRAME_FIGURES, 5000 }, { FRAME_KEY, 100 }, { FRAME_COLOURS, 200 },
		{ FRAME_LINES, 5u << 20 }, { FRAME_SCREEN, 0 } };
	struct talk *talk = *state;

	for (size_t i = 0; i < LENGTH(heads); i++) {
		protocol_reader_clear(&talk->reader);
		greet(talk);
		put_message(&talk->said, heads[i].kind, "", 0);
		for (size_t byte = 0; byte < 4; byte++)
			talk->said.data[byte] = (char)(heads[i].length >> 8 * byte & 0xff);
		assert_refused(talk, "message of kind");
	}
}

static void
unknown_kinds_are_refused(void **state)
{
	static const unsigned kinds[] = { 0, FRAME_KINDS, 200, 255 };
	struct talk *talk = *state;

	for (size_t i = 0; i < LENGTH(kinds); i++) {
		protocol_reader_clear(&talk->reader);
		greet(talk);
		put_message(&talk->said, kinds[i], "x", 1);
		assert_refused(talk, "unknown kind");
	}
}

static void
each_side_says_only_what_is_its_own(void **state)
{
	struct talk *talk = *state;
	struct protocol_request request = { .kind = FRAME_HELLO, .rows = 24, .cols = 80 };
	struct frame frame;

	protocol_put_request(&talk->said, &request);
	assert_refused(talk, "hello from a keeper");

	protocol_reader_clear(&talk->reader);
	say_all(&talk->said, 4, 4);
	protocol_reader_add(&talk->reader, talk->said.data, talk->said.length);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(protocol_next(&talk->reader, &frame, &talk->why), FRAME_READY);
		assert_false(protocol_take_request(&frame, &request, &talk->why));
		assert_non_null(strstr(talk->why.doing, "from a screen"));
	}
	assert_int_equal(request.rows, 24);
}

/* --- bodies --- */

/* For each kind in say_all, a frame with a consistent length whose body ends early, at each byte,
 * or continues after its end. */
static void
bodies_cut_at_any_byte_are_refused(void **state)
{
	struct talk *talk = *state;
	struct protocol_reader reader = { .at = 0 };
	struct frame whole;
	size_t good = 0, cut_count = 0;

	say_all(&talk->said, 6, 20);
	protocol_reader_add(&reader, talk->said.data, talk->said.length);
	while (protocol_next(&reader, &whole, &talk->why) == FRAME_READY) {
		for (size_t length = 0; length <= whole.length; length++) {
			/* A copy that ends with the body: the sanitizer detects reads beyond it. */
			char *body = malloc(length > 0 ? length : 1);
			struct frame cut = { whole.kind, body, length };

			memcpy(body, whole.body, length);
			if (protocol_take(&cut, &talk->job, &talk->why))
				good += whole.kind != FRAME_SCREEN && whole.kind != FRAME_LINES &&
					whole.kind != FRAME_POINTS;
			cut_count++;
			free(body);
		}
	}
	/* A list of rows, lines or points may end after each; other bodies are complete or
	 * invalid. */
	assert_int_equal(good, 3);
	assert_true(cut_count > 1000);
	protocol_reader_clear(&reader);
}

static void
bodies_that_go_on_are_refused(void **state)
{
	struct talk *talk = *state;
	struct protocol_reader reader = { .at = 0 };
	struct frame frame;

	say_all(&talk->said, 6, 20);
	protocol_reader_add(&reader, talk->said.data, talk->said.length);
	while (protocol_next(&reader, &frame, &talk->why) == FRAME_READY) {
		char *body = malloc(frame.length + 1);

		memcpy(body, frame.body, frame.length);
		body[frame.length] = 0;
		frame = (struct frame){ frame.kind, body, frame.length + 1 };
		assert_false(protocol_take(&frame, &talk->job, &talk->why));
		free(body);
	}
	protocol_reader_clear(&reader);
}

TEST_MAIN(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, talk_begin, talk_end)
	const struct CMUnitTest tests[] = {
		TEST(another_version_is_named),
		TEST(another_version_is_named_whatever_else_it_says),
		TEST(what_is_no_protocol_of_ours_is_refused),
		TEST(nothing_is_believed_before_the_version),
		TEST(lengths_that_are_too_large_are_refused_by_the_head),
		TEST(unknown_kinds_are_refused),
		TEST(each_side_says_only_what_is_its_own),
		TEST(bodies_cut_at_any_byte_are_refused),
		TEST(bodies_that_go_on_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
