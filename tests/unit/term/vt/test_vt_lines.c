/* SPDX-License-Identifier: MIT */
/* test_vt_lines.c: lines of a terminal as bytes, and the scrollback that keeps them. */
#include <locale.h>
#include <stdio.h>

#include "base/length.h"
#include "support/pane_text.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const struct vt_cell plain = {
	.character = 'x', .ink = { INK_DEFAULT, INK_DEFAULT, 0 }, .width = 1
};

static uint64_t
next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static struct vt_cell
made_up(uint64_t *seed)
{
	static const uint32_t characters[] = { 'a', 0, 0xe9, 0x2500, 0x1f600, '~', 0xa0, 0xfffd };
	static const int32_t colours[] = { INK_DEFAULT, 0, 7, 255, INK_RGB, INK_RGB | 0xffffff,
		INK_RGB | 0x010203, INK_DEFAULT };
	struct vt_cell cell = { .character = characters[next(seed) % 8], .width = 1 };

	cell.ink.front = colours[next(seed) % 8];
	cell.ink.back = colours[next(seed) % 8];
	cell.ink.attributes = next(seed) % 3 == 0 ? (uint32_t)(next(seed) % 128) : 0;
	if (next(seed) % 6 == 0)
		cell.marks[0] = 0x301;
	if (cell.marks[0] != 0 && next(seed) % 2 == 0)
		cell.marks[1] = 0x20dd;
	return cell;
}

static void
fill(struct vt_cell *cells, size_t count, uint64_t *seed)
{
	for (size_t i = 0; i < count; i++) {
		cells[i] = made_up(seed);
		if (i + 1 < count && next(seed) % 4 == 0) {
			cells[i].character = 0x65e5;
			cells[i].width = 2;
			cells[i + 1] = (struct vt_cell){ .ink = cells[i].ink };
			i++;
		}
	}
}

static void
a_line_is_restored_exactly(void **state)
{
	struct vt_cell cells[90], back[90];
	struct bytes line = { .data = NULL };
	uint64_t seed = 9;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		size_t count = next(&seed) % 90;

		fill(cells, count, &seed);
		bytes_restart(&line);
		vt_line_put(&line, cells, count);
		assert_true(vt_line_take(line.data, line.length, back, 90));
		for (size_t i = 0; i < count; i++)
			if (!vt_cell_same(&cells[i], &back[i]))
				fail_msg("round %d, cell %zu of %zu", round, i, count);
		for (size_t i = count; i < 90; i++)
			assert_true(vt_cell_same(&back[i], &vt_blank));
	}
	bytes_free(&line);
}

static void
plain_text_costs_its_own_length(void **state)
{
	struct vt_cell cells[80];
	struct bytes line = { .data = NULL };

	(void)state;
	for (size_t i = 0; i < 80; i++)
		cells[i] = i < 30 ? plain : vt_blank;
	vt_line_put(&line, cells, 80);
	assert_int_equal(line.length, 30);
	vt_line_put(&line, cells + 30, 50);
	assert_int_equal(line.length, 30);
	bytes_free(&line);
}

static void
a_longer_line_is_cut(void **state)
{
	struct vt_cell cells[6], back[3];
	struct bytes line = { .data = NULL };

	(void)state;
	for (size_t i = 0; i < 6; i++)
		cells[i] = plain;
	cells[2].character = 0x65e5;
	cells[2].width = 2;
	cells[3] = (struct vt_cell){ .ink = plain.ink };
	vt_line_put(&line, cells, 6);
	assert_true(vt_line_take(line.data, line.length, back, 3));
	assert_true(vt_cell_same(&back[1], &plain));
	assert_true(vt_cell_same(&back[2], &vt_blank));
	assert_true(vt_line_take(line.data, line.length, back, 0));
	bytes_free(&line);
}

static void
invalid_lines_are_refused(void **state)
{
	static const char *const bad[] = { "a\xff", "a\x80", "\xe6\x97", "a\033[1m", "\n", "\x02u",
		"a\x02\n", "\x03", "\x03\x20x", "\x03\x01", "\x03\x09zz", "\x03\x04", "\x01",
		"a\x02\xcc\x81\x02\xcc\x81\x02\xcc\x81", "\xe2\x80\xae", "\x7f", "\xc2\x85" };
	struct vt_cell back[4];

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		back[0] = plain;
		if (vt_line_take(bad[i], strlen(bad[i]), back, 4))
			fail_msg("case %zu", i);
		assert_true(vt_cell_same(&back[0], &vt_blank));
	}
	assert_true(vt_line_take(NULL, 0, back, 4));
}

/* Copied to memory of just that size, so that a sanitizer sees the end. */
static void
any_bytes_are_read_safely(void **state)
{
	static const char often[] = "\1\2\3\3\37\7 ab\xcc\x81\xe6\x97\xa5";
	struct vt_cell back[20];
	uint64_t seed = 4;
	int good = 0;

	(void)state;
	for (int round = 0; round < 200000; round++) {
		size_t length = 1 + next(&seed) % 12;
		char *data = malloc(length);

		for (size_t i = 0; i < length; i++)
			data[i] = next(&seed) % 8 ? often[next(&seed) % (sizeof often - 1)]
						  : (char)next(&seed);
		good += vt_line_take(data, length, back, 1 + next(&seed) % 20);
		free(data);
	}
	assert_in_range(good, 100, 199000);
}

/* --- the scrollback --- */

static void
lines_scrolled_off_the_top_are_kept(void **state)
{
	struct vt *p = pane_with(2, 10, "one\r\n\033[31mtwo\033[m\r\n\r\n\u65e5e\u0301\r\nend");
	struct vt_cell cells[10];
	const char *data;
	size_t length;

	(void)state;
	assert_int_equal(vt_screen(p)->line_count, 3);
	assert_int_equal(vt_screen(p)->first_line, 0);
	assert_old_line(p, 0, "one");
	assert_old_line(p, 1, "two");
	assert_old_line(p, 2, "");
	assert_true(vt_scrollback(p, 1, &data, &length));
	assert_true(vt_line_take(data, length, cells, 10));
	assert_int_equal(cells[0].ink.front, 1);
	assert_false(vt_scrollback(p, 3, &data, &length));
	pane_say(p, "\r\n");
	assert_old_line(p, 3, "\u65e5e\u0301");
	vt_close(p);
}

static void
the_number_of_lines_is_limited(void **state)
{
	struct vt *p = vt_open(2, 10);
	const struct vt_screen *s;
	char text[20];

	(void)state;
	for (int i = 0; i < 25000; i++) {
		snprintf(text, sizeof text, "%d\r\n", i);
		pane_say(p, text);
	}
	s = vt_screen(p);
	assert_int_equal(s->line_count, 24999);
	assert_int_equal(s->first_line, 14999);
	for (uint64_t number = s->first_line; number < s->line_count; number++) {
		snprintf(text, sizeof text, "%d", (int)number);
		assert_old_line(p, number, text);
	}
	vt_close(p);
}

static void
the_size_of_lines_is_limited(void **state)
{
	struct vt *p = vt_open(2, 1000);
	const struct vt_screen *s;
	size_t all = 0, length;
	const char *data;
	char text[700], wanted[20];

	(void)state;
	for (int i = 0; i < 9000; i++) {
		snprintf(text, sizeof text, "%d%*s\r\n", i, i % 650, "x");
		pane_say(p, text);
	}
	s = vt_screen(p);
	assert_true(s->first_line > 1000);
	for (uint64_t number = s->first_line; number < s->line_count; number++) {
		assert_true(vt_scrollback(p, number, &data, &length));
		snprintf(wanted, sizeof wanted, "%d", (int)number);
		assert_memory_equal(data, wanted, strlen(wanted));
		all += length;
	}
	assert_in_range(all, VT_LINES_BYTES * 9 / 10, VT_LINES_BYTES);
	vt_close(p);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_restored_exactly),
		cmocka_unit_test(plain_text_costs_its_own_length),
		cmocka_unit_test(a_longer_line_is_cut),
		cmocka_unit_test(invalid_lines_are_refused),
		cmocka_unit_test(any_bytes_are_read_safely),
		cmocka_unit_test(lines_scrolled_off_the_top_are_kept),
		cmocka_unit_test(the_number_of_lines_is_limited),
		cmocka_unit_test(the_size_of_lines_is_limited),
	};

	setlocale(LC_ALL, "");
	return cmocka_run_group_tests_name("pane_lines", tests, NULL, NULL);
}
