/* SPDX-License-Identifier: MIT */
/* test_runs.c: the history on the screen: choosing, tagging, opening, comparing, and going back. */
#include "base/duration.h"
#include "support/screen_test.h"
#include "support/suite.h"

static void
h_asks_for_the_history_and_esc_leads_back(void **state)
{
	struct scene_fixture *f = *state;

	assert_true(fixture_press(f, 'H').refresh & REFRESH_RUNS);
	assert_int_equal(f->state.view, VIEW_RUNS);
	assert_true(fixture_press(f, KEY_CODE_ENTER).refresh & REFRESH_RUNS);
	assert_int_equal(f->state.view, VIEW_RUN);
	assert_int_equal(f->state.runs.opened, 9);
	assert_true(fixture_press(f, KEY_CODE_ESCAPE).refresh & REFRESH_RUNS);
	assert_int_equal(f->state.view, VIEW_RUNS);
	fixture_keys(f, "h");
	assert_int_equal(f->state.view, VIEW_HELP);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_RUNS);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_TABLE);
}

static void
runs_are_compared_from_the_oldest_on(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "H Down Space"); /* 8, and the cursor moves on */
	assert_int_equal(f->state.runs.cursor, 2);
	assert_int_equal(f->state.runs.tagged_count, 1);
	assert_true(fixture_press(f, 'c').refresh &
		    REFRESH_RUNS); /* compared with the one under the cursor */
	assert_int_equal(f->state.view, VIEW_COMPARE);
	assert_int_equal(f->state.runs.tagged_count, 2);
	assert_int_equal(f->state.runs.tagged[0], 7);
	assert_int_equal(f->state.runs.tagged[1], 8);
	fixture_keys(f, "Esc Home Space");
	assert_int_equal(f->state.runs.tagged[2], 9);
	fixture_keys(f, "Home Down Space");
	assert_int_equal(f->state.runs.tagged_count, 2);
	assert_int_equal(f->state.runs.tagged[1], 9);
	fixture_keys(f, "U");
	assert_int_equal(f->state.runs.tagged_count, 0);
}

static void
less_than_two_are_not_compared(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "H");
	assert_false(fixture_press(f, 'c').refresh & REFRESH_RUNS);
	assert_int_equal(f->state.view, VIEW_RUNS);
	assert_non_null(strstr(f->state.message, "tag two runs"));
	fixture_keys(f, "End Space"); /* the last: the cursor stays on it */
	assert_false(fixture_press(f, 'c').refresh & REFRESH_RUNS);
	assert_int_equal(f->state.runs.tagged_count, 1);
}

static void
the_cursor_stays_on_the_screen_at_any_size(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "H End");
	for (int rows = 1; rows < 12; rows++) {
		size_t body;

		fixture_resize(f, rows, 100);
		body = (size_t)f->scene.layout.body.rows;
		assert_true(runs_top(&f->state.runs, body) + body > f->state.runs.cursor);
		fixture_draw(f);
	}
}

static void
an_empty_history_says_what_makes_one(void **state)
{
	struct scene_fixture *f = *state;

	f->runs.count = 0;
	fixture_keys(f, "H Down End Space c Enter");
	assert_int_equal(f->state.view, VIEW_RUNS);
	assert_int_equal(f->state.runs.cursor, 0);
	fixture_draw(f);
}

/* The first script has seven runs, the second has one. */
static void
a_script_opens_its_runs_and_esc_leads_back(void **state)
{
	struct scene_fixture *f = *state;

	fixture_fill_scripts(&f->runs, 78, UNITS_SHORT, false);
	fixture_keys(f, "H");
	assert_true(fixture_press(f, KEY_CODE_ENTER).refresh & REFRESH_RUNS);
	assert_int_equal(f->state.view, VIEW_RUNS);
	assert_string_equal(f->state.runs.script, "etl.py");
	fixture_fill_runs(&f->runs);
	fixture_keys(f, "Down Enter");
	assert_int_equal(f->state.view, VIEW_RUN);
	assert_int_equal(f->state.runs.opened, 8);
	fixture_keys(f, "Esc");
	assert_string_equal(f->state.runs.script, "etl.py");
	assert_int_equal(f->state.runs.cursor, 1);
	assert_true(fixture_press(f, KEY_CODE_ESCAPE).refresh & REFRESH_RUNS);
	assert_int_equal(f->state.view, VIEW_RUNS);
	assert_string_equal(f->state.runs.script, "");
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_TABLE);
}

static void
the_cursor_is_on_the_script_again(void **state)
{
	struct scene_fixture *f = *state;

	fixture_fill_scripts(&f->runs, 78, UNITS_SHORT, false);
	fixture_keys(f, "H Down Down Enter");
	assert_string_equal(f->state.runs.script, "-m http.server");
	assert_int_equal(f->state.runs.cursor, 0);
	fixture_keys(f, "End Esc");
	assert_int_equal(f->state.runs.cursor, 2);
}

static void
a_script_of_one_run_opens_that_run(void **state)
{
	struct scene_fixture *f = *state;

	fixture_fill_scripts(&f->runs, 78, UNITS_SHORT, false);
	fixture_keys(f, "H Down Enter");
	assert_int_equal(f->state.view, VIEW_RUN);
	assert_int_equal(f->state.runs.opened, 90);
}

static void
tagging_a_script_tags_its_newest_run_and_says_so(void **state)
{
	struct scene_fixture *f = *state;

	fixture_fill_scripts(&f->runs, 78, UNITS_SHORT, false);
	fixture_keys(f, "H Space");
	assert_int_equal(f->state.runs.tagged[0], 100);
	assert_non_null(strstr(f->state.message, "newest of its 7 runs"));
	fixture_keys(f, "Space");
	assert_int_equal(f->state.runs.tagged_count, 2);
	assert_string_equal(f->state.message, "");
}

static void
the_list_is_by_script_or_by_run(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "H Down");
	assert_false(f->state.runs.flat);
	assert_true(fixture_press(f, 'J').refresh & REFRESH_RUNS);
	assert_true(f->state.runs.flat);
	assert_int_equal(f->state.runs.cursor, 0);
	assert_false(f->state.list.groups);
	fixture_keys(f, "J");
	assert_false(f->state.runs.flat);
}

static void
the_heading_reaches_both_ends(void **state)
{
	struct scene_fixture *f = *state;

	for (int cols = 20; cols <= 160; cols++) {
		fixture_resize(f, 24, cols);
		fixture_fill_scripts(&f->runs, (size_t)cols - 2, f->state.units, false);
		fixture_keys(f, cols == 20 ? "H" : "Home");
		fixture_draw(f);
		for (int col = 0; col < cols; col++)
			CHECK(grid_at(&f->grid, f->scene.layout.head.row, col)->role == ROLE_HEAD,
				"it ends at %d of %d columns", col, cols);
	}
}

/* As in the details: drawn by the screen, with its cursor. */
static void
the_chart_of_a_run_is_read_like_others(void **state)
{
	struct scene_fixture *f = *state;

	fixture_keys(f, "H Enter Left Left");
	assert_true(f->state.chart.has_cursor);
	assert_in_range(f->state.chart.cursor_ns, 79ull * NS_PER_SECOND, 83ull * NS_PER_SECOND);
	fixture_keys(f, "Esc Enter");
	assert_false(f->state.chart.has_cursor);
	fixture_keys(f, "+");
	assert_int_equal(f->state.chart.span_ns, NS_PER_MINUTE);
	fixture_draw(f);
}

static bool
is_drawn(const struct grid *g, enum role role)
{
	for (int row = 0; row < g->rows; row++)
		for (int col = 0; col < g->cols; col++)
			if (grid_at(g, row, col)->role == role && grid_at(g, row, col)->length > 1)
				return true;
	return false;
}

static void
each_run_of_a_comparison_has_a_colour(void **state)
{
	static const enum role roles[CHART_LINES] = { ROLE_BAR_USED, ROLE_AREA_SECOND,
		ROLE_AREA_THIRD, ROLE_BAR_PEAK, ROLE_ALERT, ROLE_TEXT };
	static struct chart_point points[CHART_LINES][2];
	struct scene_fixture *f = *state;
	struct run_chart *c = &f->runs.chart;

	for (size_t i = 0; i < CHART_LINES; i++) {
		points[i][0] = (struct chart_point){ 0, (i + 1) << 30, true };
		points[i][1] = (struct chart_point){ NS_PER_SECOND, (i + 1) << 30, true };
		c->lines[i] = (struct chart_line){
			.name = "run", .points = points[i], .count = 2, .end_ns = 83 * NS_PER_SECOND
		};
	}
	c->chart.line_count = CHART_LINES;
	c->chart.has_peak = false;
	fixture_resize(f, 40, 120);
	fixture_keys(f, "H Down Space c");
	assert_int_equal(f->state.view, VIEW_COMPARE);
	fixture_draw(f);
	for (size_t i = 0; i < CHART_LINES; i++)
		CHECK(is_drawn(&f->grid, roles[i]), "line %zu is not drawn", i);
	fixture_keys(f, "Left");
	assert_true(f->state.chart.has_cursor);
	fixture_draw(f);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(h_asks_for_the_history_and_esc_leads_back),
		WORLD_TEST(runs_are_compared_from_the_oldest_on),
		WORLD_TEST(less_than_two_are_not_compared),
		WORLD_TEST(the_cursor_stays_on_the_screen_at_any_size),
		WORLD_TEST(the_heading_reaches_both_ends),
		WORLD_TEST(the_chart_of_a_run_is_read_like_others),
		WORLD_TEST(each_run_of_a_comparison_has_a_colour),
		WORLD_TEST(an_empty_history_says_what_makes_one),
		WORLD_TEST(a_script_opens_its_runs_and_esc_leads_back),
		WORLD_TEST(the_cursor_is_on_the_script_again),
		WORLD_TEST(a_script_of_one_run_opens_that_run),
		WORLD_TEST(tagging_a_script_tags_its_newest_run_and_says_so),
		WORLD_TEST(the_list_is_by_script_or_by_run),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
