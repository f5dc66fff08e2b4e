/* SPDX-License-Identifier: MIT */
/* test_recording_bad.c: truncated, damaged, forged and invalid recordings: complete samples are
 * read, the rest is reported, and foreign text is cleaned. */
#include "base/length.h"
#include "support/recordings.h"

#include <sys/stat.h>

#include "source/recording/source_replay.h"
#include "support/suite.h"

#define HEAD RECORDING_SCHEMA "\nhost h\n\n"
#define FIRST "K t5000m a0 m1 T100K\nP 7 b3 s83 k2 r4K\nD\tnseven\nP 9 b4 s83 k2 r8K\nE 2\n"

/* The number of complete samples, and how it ends. */
static size_t
read_all(struct recording_world *w, enum recording_step *ending)
{
	struct recording_reader *r = world_open(w);
	size_t samples = 0;

	while ((*ending = recording_next(r)) == RECORDING_SAMPLE)
		samples++;
	/* It stays at the end. */
	assert_int_equal(recording_next(r), *ending);
	recording_close(r);
	return samples;
}

/* --- truncated --- */

/* Offsets at which a sample is complete. */
static size_t
whole_before(const struct recording_world *w, size_t count, bool *at_end)
{
	size_t whole = 0, end = 0;

	for (const char *at = w->bytes.data; (at = strstr(at, "\nE ")) != NULL;) {
		at = strchr(at + 1, '\n');
		if ((size_t)(at + 1 - w->bytes.data) > count)
			break;
		whole++;
		end = (size_t)(at + 1 - w->bytes.data);
	}
	*at_end = end == count;
	return whole;
}

static void
a_recording_cut_at_any_byte_is_read_up_to_there(void **state)
{
	struct recording_world *w = *state;
	size_t head = w->bytes.length;

	for (unsigned i = 4; i < 8; i++) {
		world_apply(w, i);
		world_record(w, i == 4 || i == 6);
	}
	for (size_t count = head; count <= w->bytes.length; count++) {
		enum recording_step ending;
		bool at_end;
		size_t whole = whole_before(w, count, &at_end);

		world_write(w, w->bytes.data, count);
		assert_int_equal(read_all(w, &ending), whole);
		assert_int_equal(ending, at_end || count == head ? RECORDING_END : RECORDING_CUT);
	}
}

static void
a_head_cut_at_any_byte_is_refused(void **state)
{
	struct recording_world *w = *state;
	struct failure why;

	for (size_t count = 0; count < w->bytes.length; count++) {
		world_write(w, w->bytes.data, count);
		assert_null(recording_open(w->path, &why));
		assert_non_null(strstr(why.doing, w->path));
	}
}

/* --- damaged --- */

static void
any_other_byte_anywhere_is_survived(void **state)
{
	static const char others[] = { '\0', '\n', ' ', '\t', '9', '-', 'P', 'x', 'K', '\x80' };
	struct recording_world *w = *state;
	char *copy;

	world_apply(w, 4);
	world_record(w, true);
	world_apply(w, 5);
	world_record(w, false);
	copy = malloc(w->bytes.length);
	assert_non_null(copy);
	for (size_t i = 0; i < w->bytes.length; i++) {
		struct failure why;
		struct recording_reader *r;

		memcpy(copy, w->bytes.data, w->bytes.length);
		copy[i] = others[i % LENGTH(others)];
		world_write(w, copy, w->bytes.length);
		r = recording_open(w->path, &why);
		while (r != NULL && recording_next(r) == RECORDING_SAMPLE)
			assert_true(recording_state(r)->count <= 12);
		if (r != NULL)
			recording_close(r);
	}
	free(copy);
}

static const struct {
	const char *what, *lines;
} damages[] = {
	{ "a change to a process that is not there", "S\np 8 r1\nE 2\n" },
	{ "a whole process that is there already", "S\nP 7 s83\nE 2\n" },
	{ "pids that fall", "S\np 9 r1\np 7 r1\nE 2\n" },
	{ "a pid twice", "S\np 7 r1\np 7 r1\nE 2\n" },
	{ "pid 0", "S\nP 0 s83\nE 3\n" },
	{ "a pid beyond 2^31", "S\nP 2147483648 s83\nE 3\n" },
	{ "a pid of many digits", "S\nP 99999999999999999999 s83\nE 3\n" },
	{ "another number of processes", "S\nE 3\n" },
	{ "no number of processes", "S\nE\n" },
	{ "one gone that was not there", "S\nx 8\nE 2\n" },
	{ "one gone after the others", "S\np 7 r1\nx 9\nE 1\n" },
	{ "those gone out of order", "S\nx 9 7\nE 0\n" },
	{ "a number beyond 2^64", "S\np 7 r18446744073709551616\nE 2\n" },
	{ "a number beyond 2^64 with its unit", "S\np 7 r18446744073709551615K\nE 2\n" },
	{ "memory beyond all bounds", "S\np 7 r72057594037927936K\nE 2\n" },
	{ "memory below 0", "S\np 7 r-5K\nE 2\n" },
	{ "no number", "S\np 7 r\nE 2\n" },
	{ "an unknown unit", "S\np 7 r4Z\nE 2\n" },
	{ "an unknown field", "S\np 7 Z4\nE 2\n" },
	{ "an unknown line", "S\nQ 7\nE 2\n" },
	{ "no field", "S\np 7  \nE 2\n" },
	{ "a state that is no letter", "S\np 7 s-56\nE 2\n" },
	{ "time that goes back", "S t-1\nE 2\n" },
	{ "time awake that goes back", "S a1\nE 2\n" },
	{ "an end without a name", "S\nX 5 p4K\nE 2\n" },
	{ "an end of no process", "S\nX 0 p4K\tcc1\nE 2\n" },
	{ "an end with a field of processes", "S\nX 5 r4K\tcc1\nE 2\n" },
	{ "an end beyond all bounds", "S\nX 5 p72057594037927936K\tcc1\nE 2\n" },
	{ "words of no process", "S\nD\tnx\nE 2\n" },
	{ "words of no kind", "S\np 7 r1\nD\tZx\nE 2\n" },
	{ "a line that is no sample", "E 2\n" },
};

static void
what_breaks_the_format_ends_the_reading(void **state)
{
	struct recording_world *w = *state;
	enum recording_step ending;

	for (size_t i = 0; i < LENGTH(damages); i++) {
		char text[400];
		int length = snprintf(text, sizeof text, HEAD FIRST "S\nE 2\n%s", damages[i].lines);

		world_write(w, text, (size_t)length);
		if (read_all(w, &ending) != 2 || ending != RECORDING_DAMAGED)
			fail_msg("not seen: %s", damages[i].what);
	}
}

static void
ends_beyond_all_numbers_are_damage(void **state)
{
	static const char one[] = "X 5 p16384K\tcc1\n";
	struct recording_world *w = *state;
	struct bytes text = { .data = NULL };
	enum recording_step ending;

	for (size_t more = 0; more < 2; more++) {
		bytes_restart(&text);
		bytes_text(&text, HEAD FIRST "S t1\n");
		for (size_t i = 0; i < RECORDING_ENDINGS_MAX + more; i++)
			bytes_text(&text, one);
		bytes_text(&text, "E 2\n");
		world_write(w, text.data, text.length);
		assert_int_equal(read_all(w, &ending), 2 - more);
		assert_int_equal(ending, more == 0 ? RECORDING_END : RECORDING_DAMAGED);
	}
	bytes_free(&text);
}

static void
a_sample_of_changes_cannot_be_the_first(void **state)
{
	struct recording_world *w = *state;
	enum recording_step ending;

	world_write(w, HEAD "S t5\nE 0\n", sizeof HEAD "S t5\nE 0\n" - 1);
	assert_int_equal(read_all(w, &ending), 0);
	assert_int_equal(ending, RECORDING_DAMAGED);
}

static void
a_line_without_end_is_damage(void **state)
{
	struct recording_world *w = *state;
	size_t length = sizeof HEAD FIRST - 1 + 200000;
	char *text = malloc(length);
	enum recording_step ending;

	assert_non_null(text);
	memset(text, '5', length);
	memcpy(text, HEAD FIRST, sizeof HEAD FIRST - 1);
	world_write(w, text, length);
	free(text);
	assert_int_equal(read_all(w, &ending), 1);
	assert_int_equal(ending, RECORDING_DAMAGED);
}

/* --- foreign text --- */

static void
foreign_text_is_cleaned(void **state)
{
	static const char text[] = RECORDING_SCHEMA "\nhost a\x1b[31mb\n\nK t5000m\nP 7 s83\n"
						    "D\tn\x1b]0;title\x07\tc\xe2\x80\xae"
						    "evil\tg\xff\xfe\tu\x9b"
						    "31m\nE 1\n";
	struct recording_world *w = *state;
	struct recording_reader *r;
	const struct recorded *one;

	world_write(w, text, sizeof text - 1);
	r = world_open(w);
	assert_int_equal(recording_next(r), RECORDING_SAMPLE);
	one = recording_state(r)->items[0];
	assert_string_equal(recording_about(r)->host, "a?[31mb");
	assert_string_equal(one->name, "?]0;title?");
	assert_string_equal(one->command, "?evil");
	assert_string_equal(one->cgroup, "??");
	assert_string_equal(one->user, "?31m");
	recording_close(r);
}

/* --- not a recording --- */

static void
assert_refused(const char *path, const char *word)
{
	struct failure why;

	assert_null(source_open_replay(path, &why));
	if (strstr(why.doing, word) == NULL || strstr(why.doing, path) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", why.doing, word);
}

static void
what_is_no_recording_is_told_in_words(void **state)
{
	static const char other[] = "peaktop.recording/2\n\n", cut[] = HEAD "K t5\nP 7 s83\n";
	struct recording_world *w = *state;

	assert_refused(w->path, "opening");
	assert_refused(w->folder, "not a regular file");
	assert_refused("/dev/zero", "not a regular file");
	world_write(w, "", 0);
	assert_refused(w->path, "is empty");
	world_write(w, "hello\nthere\n", 12);
	assert_refused(w->path, "not a recording");
	world_write(w,
		"\x7f"
		"ELF\0\0\0\n",
		8);
	assert_refused(w->path, "not a recording");
	world_write(w, other, sizeof other - 1);
	assert_refused(w->path, "another version");
	world_write(w, cut, sizeof cut - 1);
	assert_refused(w->path, "no complete sample");
	unlink(w->path);
	assert_int_equal(mkfifo(w->path, 0600), 0);
	assert_refused(w->path, "not a regular file");
}

TEST_MAIN(void)
{
#define WORLD_TEST(function) \
	cmocka_unit_test_setup_teardown(function, world_set_up, world_tear_down)
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_recording_cut_at_any_byte_is_read_up_to_there),
		WORLD_TEST(a_head_cut_at_any_byte_is_refused),
		WORLD_TEST(any_other_byte_anywhere_is_survived),
		WORLD_TEST(what_breaks_the_format_ends_the_reading),
		WORLD_TEST(ends_beyond_all_numbers_are_damage),
		WORLD_TEST(a_sample_of_changes_cannot_be_the_first),
		WORLD_TEST(a_line_without_end_is_damage),
		WORLD_TEST(foreign_text_is_cleaned),
		WORLD_TEST(what_is_no_recording_is_told_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
