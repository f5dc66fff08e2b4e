/* SPDX-License-Identifier: MIT */
/* test_help.c: the help names each key once, by subject; it is searched; two columns where they
 * fit. */
#include "support/grid_dump.h"
#include "support/screen_test.h"
#include "support/suite.h"

#include <stdio.h>

#define ALL_ROWS 400 /* more than the help has */

static void
draw_all(struct scene_fixture *f, int cols, struct bytes *out)
{
	fixture_resize(f, ALL_ROWS, cols);
	fixture_draw(f);
	grid_dump(&f->grid, false, out);
}

static size_t
count_of(const char *text, const char *needle)
{
	size_t count = 0;

	for (; (text = strstr(text, needle)) != NULL; text += strlen(needle))
		count++;
	return count;
}

/* On the narrow page and on the wide one. */
static void
each_key_is_named_once(void **state)
{
	static const int widths[] = { 100, 160 };
	struct scene_fixture *f = *state;

	fixture_keys(f, "h");
	for (size_t w = 0; w < LENGTH(widths); w++) {
		struct bytes out = { .data = NULL };

		draw_all(f, widths[w], &out);
		for (size_t i = 0; i < key_action_count; i++) {
			char help[40]; /* the rest may be on the next line */
			size_t named;

			if (key_actions[i].views & KEY_ONLY_REPLAY)
				continue;
			snprintf(help, sizeof help, " %.20s", key_actions[i].help);
			named = count_of(out.data, help);
			CHECK(named >= 1, "%s is not named at %d columns", key_actions[i].name,
				widths[w]);
		}
		assert_int_equal(count_of(out.data, "Every day"), 1);
		assert_int_equal(count_of(out.data, "What the numbers mean"), 1);
		assert_int_equal(count_of(out.data, "continue a stopped job"), 1);
		bytes_free(&out);
	}
}

static void
two_columns_are_about_half_as_long(void **state)
{
	struct scene_fixture *f = *state;
	size_t narrow, wide;

	fixture_keys(f, "h");
	fixture_resize(f, 24, 116);
	narrow = view_scroll_max(&f->scene);
	fixture_resize(f, 24, 117);
	wide = view_scroll_max(&f->scene);
	assert_true(wide < narrow * 4 / 5);
	fixture_draw(f);
	check_cells(&f->grid, "help");
}

static void
a_replay_has_a_subject_of_its_own(void **state)
{
	struct scene_fixture *f = *state;
	struct bytes out = { .data = NULL };

	fixture_keys(f, "h");
	draw_all(f, 100, &out);
	assert_null(strstr(out.data, "one sample back"));
	bytes_restart(&out);
	f->state.replay.on = true;
	draw_all(f, 100, &out);
	assert_non_null(strstr(out.data, "Replay\n"));
	assert_non_null(strstr(out.data, "one sample back"));
	assert_null(strstr(out.data, "send a signal"));
	bytes_free(&out);
}

/* --- the search --- */

/* The rows with something highlighted, and the first of them. */
static int
highlighted(struct scene_fixture *f, int *first)
{
	int rows = 0;

	fixture_draw(f);
	for (int row = 0; row < f->grid.rows - 1; row++) {
		bool any = false;

		for (int col = 0; col < f->grid.cols; col++)
			any = any || grid_at(&f->grid, row, col)->role == ROLE_SELECTED;
		if (any && rows++ == 0)
			*first = row;
	}
	return rows;
}

static void
a_search_goes_to_what_was_found(void **state)
{
	struct scene_fixture *f = *state;
	size_t first, top;
	int row;

	fixture_keys(f, "h /");
	fixture_type(f, "HUGE pages");
	first = f->state.scroll;
	assert_true(first > 0);
	assert_true(highlighted(f, &row) >= 1);
	fixture_keys(f, "Enter n");
	assert_true(f->state.scroll > first);
	for (top = f->state.scroll; f->state.scroll >= top;)
		fixture_keys(f, "n"); /* until it starts over */
	assert_int_equal(f->state.scroll, first);
	fixture_keys(f, "/");
	fixture_type(f, "no such words");
	assert_true(f->state.alert);
	assert_non_null(strstr(f->state.message, "no such words"));
	fixture_keys(f, "Esc Esc h");
	assert_int_equal(highlighted(f, &row), 0);
	assert_int_equal(f->state.scroll, 0);
}

static void
what_is_found_is_seen_in_two_columns_too(void **state)
{
	static const char *const words[] = { "quit", "pressure", "oom_score", "Ctrl-R", "VmHWM" };
	struct scene_fixture *f = *state;
	int row;

	fixture_resize(f, 24, 160);
	for (size_t i = 0; i < LENGTH(words); i++) {
		fixture_keys(f, "h /");
		fixture_type(f, words[i]);
		fixture_keys(f, "Enter");
		CHECK(highlighted(f, &row) >= 1, "%s is not seen", words[i]);
		fixture_keys(f, "Esc");
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(each_key_is_named_once),
		WORLD_TEST(two_columns_are_about_half_as_long),
		WORLD_TEST(a_replay_has_a_subject_of_its_own),
		WORLD_TEST(a_search_goes_to_what_was_found),
		WORLD_TEST(what_is_found_is_seen_in_two_columns_too),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
