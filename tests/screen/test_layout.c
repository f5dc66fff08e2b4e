/* SPDX-License-Identifier: MIT */
/* test_layout.c: every screen size, 1x1 to 120x200, through layout, columns and every view: no part
 * outside or over another, no half characters, no crash (also under sanitizers). */
#include "support/screen_test.h"
#include "support/suite.h"

#define ROWS_MAX 120
#define COLS_MAX 200

/* --- rectangles --- */

static void
check_parts(int rows, int cols, bool jobs)
{
	struct layout l = layout_screen(rows, cols, jobs);
	const struct rect parts[] = { l.header, l.head, l.body, l.footer };
	int next = 0;

	CHECK(l.body.rows >= 1, "no body at %dx%d", cols, rows);
	for (size_t i = 0; i < LENGTH(parts); i++) {
		if (parts[i].rows == 0)
			continue;
		CHECK(parts[i].row == next && parts[i].col == 0 && parts[i].cols == cols,
			"part %zu is not in its place at %dx%d", i, cols, rows);
		next += parts[i].rows;
	}
	CHECK(next == rows, "%d of %d rows are used at %d columns", next, rows, cols);
	CHECK(l.jobs.rows == (jobs && rows > 5) &&
			(l.jobs.rows == 0 || (l.jobs.row == 1 && l.header.rows > 1)),
		"jobs have %d rows at %dx%d", l.jobs.rows, cols, rows);
}

static void
the_parts_cover_the_screen(void **state)
{
	(void)state;
	for (int rows = 1; rows <= ROWS_MAX; rows++)
		for (int cols = 1; cols <= COLS_MAX; cols++)
			for (int jobs = 0; jobs < 2; jobs++)
				check_parts(rows, cols, jobs == 1);
}

static void
sizes_below_one_become_one(void **state)
{
	struct layout l = layout_screen(0, -3, false);
	struct grid g = { .cells = NULL };

	(void)state;
	assert_int_equal(l.body.rows, 1);
	assert_int_equal(l.whole.cols, 1);
	grid_resize(&g, -1, 0, false);
	assert_int_equal(g.rows * g.cols, 1);
	grid_clear(&g);
}

static void
a_box_stays_inside(void **state)
{
	(void)state;
	for (int rows = 1; rows <= 40; rows++) {
		for (int cols = 1; cols <= 80; cols++) {
			struct rect within = { 2, 3, rows, cols };
			struct rect box = layout_box(within, 24, 24);

			CHECK(box.rows >= 1 && box.row >= 2 && box.row + box.rows <= 2 + rows &&
					box.col >= 3 && box.col + box.cols <= 3 + cols,
				"the box leaves %dx%d", cols, rows);
		}
	}
}

/* --- columns --- */

static bool
stands_in(const struct placement *p, const char *name)
{
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(p->items[i].column->name, name) == 0)
			return true;
	return false;
}

/* No overlap, in the chosen order, figures complete. */
static void
check_placement(
	const struct column_list *list, const struct placement *p, int cols, enum units units)
{
	int free_from = LAYOUT_MARKS;
	size_t at = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct placed *item = &p->items[i];

		CHECK(item->col >= free_from && item->width > 0 && item->col + item->width <= cols,
			"%s is at %d, %d wide, on %d columns", item->column->name, item->col,
			item->width, cols);
		CHECK(!column_right_aligned(item->column) || i == 0 ||
				item->width == (int)column_width(item->column, units),
			"%s is cut on %d columns", item->column->name, cols);
		free_from = item->col + item->width + 1;
		while (at < list->count && list->items[at] != item->column)
			at++;
		CHECK(at < list->count, "%s is out of order", item->column->name);
	}
}

static void
columns_never_overlap_and_figures_are_never_cut(void **state)
{
	static const char *const lists[] = { "pid,user,rss,peak,command", "command,rss,pid", "rss",
		"command", "cgroup,trend,peak", "pid,command,user,rss,peak,trend",
		"faults,cpu_time,age,swap,shmem,file,anon,peak_age", "user", "trend", "memory",
		"age,trend", "user,mem_percent,age,trend,memory" };
	struct column_list list;
	struct failure why;

	(void)state;
	for (size_t i = 0; i < LENGTH(lists) + 2; i++) {
		if (i < LENGTH(lists))
			assert_true(column_list_parse(lists[i], &list, &why));
		else if (i == LENGTH(lists))
			column_list_default(&list);
		else
			column_list_machine(&list);
		for (int units = 0; units < UNITS_COUNT; units++) {
			for (int cols = 1; cols <= 400; cols++) {
				struct placement p = layout_columns(&list, cols, (enum units)units);

				CHECK(p.count > 0 || cols <= LAYOUT_MARKS + 1,
					"nothing on %d columns", cols);
				check_placement(&list, &p, cols, (enum units)units);
			}
		}
	}
}

/* The most important columns stay as long as any other can be dropped. */
static void
pid_rss_peak_and_command_are_kept(void **state)
{
	static const char *const kept[] = { "pid", "rss", "peak", "command" };
	struct column_list list;
	size_t last_count = 0;

	(void)state;
	column_list_default(&list);
	column_list_add_tree(&list);
	for (int cols = 40; cols <= COLS_MAX; cols++) {
		struct placement p = layout_columns(&list, cols, UNITS_AUTO);

		for (size_t i = 0; i < LENGTH(kept); i++)
			CHECK(stands_in(&p, kept[i]), "%s is gone on %d columns", kept[i], cols);
		CHECK(p.count >= last_count, "fewer columns on %d than before", cols);
		last_count = p.count;
	}
	assert_int_equal(last_count, list.count);
}

static void
the_command_takes_the_remaining_columns(void **state)
{
	struct column_list list;
	struct placement p;

	(void)state;
	column_list_default(&list);
	p = layout_columns(&list, COLS_MAX, UNITS_AUTO);
	assert_string_equal(p.items[p.count - 1].column->name, "command");
	assert_int_equal(p.items[p.count - 1].col + p.items[p.count - 1].width, COLS_MAX);
}

/* --- drawing --- */

static void
draw_at(struct scene_fixture *f, int rows, int cols, const char *what)
{
	fixture_resize(f, rows, cols);
	view_draw(&f->grid, &f->scene);
	/* Checking each cell takes longer than drawing it. */
	if (rows < 10 || rows % 7 == 0)
		check_cells(&f->grid, what);
	CHECK(f->state.list.cursor >= f->state.list.top &&
			f->state.list.cursor <
				f->state.list.top + (size_t)f->scene.layout.body.rows,
		"%s: the cursor is not seen at %dx%d", what, cols, rows);
}

static void
the_table_is_drawn_at_every_size(void **state)
{
	struct scene_fixture *f = *state;

	for (int rows = 1; rows <= ROWS_MAX; rows++)
		for (int cols = 1; cols <= COLS_MAX; cols++)
			draw_at(f, rows, cols, "table");
}

/* Whatever the first column, its units, and the sign of a sum; sizes and a pid that fill it. */
static void
a_blank_is_between_the_marks_and_the_first_column(void **state)
{
	static const char *const shown[] = { "", "t", "t -", "J" };
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < column_count * UNITS_COUNT * LENGTH(shown); i++) {
		const char *keys = shown[i % LENGTH(shown)];
		const struct column *first = &columns[i / LENGTH(shown) % column_count];
		struct column_list *list;

		world_restart(f);
		list = &f->state.list.columns;
		*list = (struct column_list){ .items = { first, column_by_name("command") } };
		list->count = first == list->items[1] ? 1 : 2;
		f->state.units = (enum units)(i / LENGTH(shown) / column_count);
		for (size_t p = 0; p < f->table.living_count; p++) {
			struct reading *r = &f->table.living[p]->now;

			r->rss_bytes = (1023ull << 30) - p * 987654321;
			f->table.living[p]->peak.bytes = r->rss_bytes;
		}
		fixture_resize(f, 24, 80);
		fixture_build(f);
		fixture_keys(f, keys[0] != '\0' ? keys : "Home");
		fixture_draw(f);
		for (int row = f->scene.layout.body.row; row < f->scene.layout.footer.row; row++)
			CHECK(grid_at(&f->grid, row, 2)->bytes[0] == ' ',
				"no blank in row %d, %s first, '%s'", row, first->name, keys);
	}
}

/* Keys that lead from the table to the screen to draw. */
static const struct {
	const char *name, *keys, *typed;
	bool ascii;
} screens[] = {
	{ "ascii table", "Right", "", true },
	{ "tree", "t", "", false },
	{ "tree in ascii", "t - Down -", "", true },
	{ "tagged", "Space Space Space F Z", "", false },
	{ "help", "h", "", false },
	{ "end of help", "h End", "", false },
	{ "details", "Enter", "", false },
	{ "details of a parent", "t Enter End", "", false },
	{ "sort menu", "F6", "", false },
	{ "user menu", "u Down", "", false },
	{ "signal menu", "k End", "", false },
	{ "signal menu in ascii", "k End", "", true },
	{ "confirmation", "k Enter", "", false },
	{ "search", "/", "日本語", false },
	{ "search without match", "/", "nothing of the kind 漢字漢字漢字漢字漢字", false },
	{ "filter", "\\", "gunicorn|漢字|-------------------------------------------", false },
	{ "interval", "d", "500ms", false },
	{ "jump", "2", "120", false },
	{ "message", "e e e", "", false },
};

static void
every_view_menu_and_prompt_is_drawn(void **state)
{
	static const int heights[] = { 1, 2, 3, 4, 5, 7, 8, 9, 24, 61, 120 };
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < LENGTH(screens); i++) {
		world_restart(f);
		f->state.ascii = screens[i].ascii;
		fixture_keys(f, screens[i].keys);
		fixture_type(f, screens[i].typed);
		for (size_t h = 0; h < LENGTH(heights); h++)
			for (int cols = 1; cols <= COLS_MAX; cols += cols < 50 ? 1 : 9)
				draw_at(f, heights[h], cols, screens[i].name);
		for (int rows = 1; rows <= ROWS_MAX; rows++)
			draw_at(f, rows, 79, screens[i].name);
	}
}

/* A box over half of a wide character blanks the other half too. */
static void
a_menu_over_wide_characters_leaves_no_halves(void **state)
{
	struct scene_fixture *f = *state;
	struct failure why;

	for (int shift = 0; shift < 12; shift++) {
		world_restart(f);
		assert_true(column_list_parse("pid,command", &f->state.list.columns, &why));
		fixture_keys(f, "F6");
		f->state.list.shift = shift;
		for (int cols = 30; cols < 110; cols++)
			draw_at(f, 35, cols, "menu");
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parts_cover_the_screen),
		cmocka_unit_test(sizes_below_one_become_one),
		cmocka_unit_test(a_box_stays_inside),
		cmocka_unit_test(columns_never_overlap_and_figures_are_never_cut),
		cmocka_unit_test(pid_rss_peak_and_command_are_kept),
		cmocka_unit_test(the_command_takes_the_remaining_columns),
		WORLD_TEST(the_table_is_drawn_at_every_size),
		WORLD_TEST(a_blank_is_between_the_marks_and_the_first_column),
		WORLD_TEST(every_view_menu_and_prompt_is_drawn),
		WORLD_TEST(a_menu_over_wide_characters_leaves_no_halves),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
