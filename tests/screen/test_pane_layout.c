/* SPDX-License-Identifier: MIT */
/* test_pane_layout.c: every screen size, 1x1 to 300x100, with the pane of a job: the parts cover
 * the screen, every view with a pane is drawn, and no character is halved. */
#include "support/watched_world.h"
#include "support/screen_test.h"
#include "support/grid_dump.h"
#include "support/suite.h"

#define ROWS_MAX 100
#define COLS_MAX 300

static void
check_tiles(int rows, int cols, const struct layout_options *wish)
{
	struct layout l = layout_with_pane(rows, cols, wish);
	const struct rect parts[] = { l.header, l.head, l.body, l.pane_title, l.pane, l.footer };
	int next = 0;

	for (size_t i = 0; i < LENGTH(parts); i++) {
		if (parts[i].rows == 0)
			continue;
		CHECK(parts[i].row == next && parts[i].col == 0 && parts[i].cols == cols,
			"part %zu is not in its place at %dx%d, %d %%", i, cols, rows,
			wish->percent);
		next += parts[i].rows;
	}
	CHECK(next == rows, "%d of %d rows are used, %d %%", next, rows, wish->percent);
	CHECK(l.pane.rows > 0, "no pane at %dx%d", cols, rows);
	CHECK(!wish->zoomed || l.body.rows == 0, "zoomed, and not alone at %dx%d", cols, rows);
	CHECK(wish->zoomed || rows < 12 || l.body.rows > 0, "nothing above at %dx%d", cols, rows);
	CHECK(rows < 8 || l.pane.rows >= 3, "%d rows of pane at %d", l.pane.rows, rows);
}

static void
the_parts_with_a_pane_cover_the_screen(void **state)
{
	(void)state;
	for (int rows = 1; rows <= ROWS_MAX; rows++) {
		for (int percent = 0; percent <= 100; percent += 5) {
			struct layout_options wish = {
				.pane = true, .percent = percent, .jobs = rows % 2 == 0
			};

			check_tiles(rows, 1 + rows * 3, &wish);
			wish.zoomed = true;
			check_tiles(rows, 1 + rows * 3, &wish);
		}
	}
}

static void
without_a_pane_the_screen_is_unchanged(void **state)
{
	(void)state;
	for (int rows = 1; rows <= ROWS_MAX; rows++) {
		struct layout_options wish = { .zoomed = true, .percent = 30 };
		struct layout with = layout_with_pane(rows, 80, &wish);
		struct layout without = layout_screen(rows, 80, false);

		assert_memory_equal(&with, &without, sizeof with);
	}
}

/* 40x12 is the guaranteed minimum. */
static void
twelve_rows_show_the_job_and_its_terminal(void **state)
{
	struct layout_options wish = { .pane = true };
	struct layout l = layout_with_pane(12, 40, &wish);

	(void)state;
	assert_true(l.head.rows + l.body.rows >= 4);
	assert_true(l.pane.rows >= 4);
}

/* --- drawing --- */

static const struct {
	const char *name, *keys;
	size_t job;
} views[] = {
	{ "job", NULL, JOB_TRAINS },
	{ "table", "Ctrl-] v Down", JOB_TRAINS },
	{ "zoomed", "Ctrl-] z", JOB_TRAINS },
	{ "process", "Ctrl-] Enter End", JOB_TRAINS },
	{ "output", "Ctrl-] b / s t e p Enter PageUp", JOB_TRAINS },
	{ "output from its beginning", "Ctrl-] b Home", JOB_TRAINS },
	{ "ended", NULL, JOB_ENDED },
	{ "leaving", "Ctrl-] q", JOB_TRAINS },
	{ "to be launched", "Ctrl-] !", JOB_STOPPED },
	{ "menu", "Ctrl-] v F6", JOB_STOPPED },
};

static void
draw_at(struct watched_world *w, int rows, int cols, const char *what)
{
	fixture_resize(&w->scene, rows, cols);
	view_draw(&w->scene.grid, &w->scene.scene);
	check_cells(&w->scene.grid, what);
}

/* Job screens as large as the pane, larger and smaller: keepers may be late. */
static void
draw_sizes(struct watched_world *w, const char *what)
{
	static const int heights[] = { 1, 2, 3, 4, 7, 8, 9, 10, 12, 24, 61, 100 };

	for (size_t h = 0; h < LENGTH(heights); h++) {
		watched_world_fill(w, 1 + heights[h] / 2, 40);
		for (int cols = 1; cols <= COLS_MAX; cols += cols < 60 ? 1 : 17)
			draw_at(w, heights[h], cols, what);
	}
	watched_world_fill(w, 24, 80);
	for (int rows = 1; rows <= ROWS_MAX; rows++)
		draw_at(w, rows, 79, what);
}

static void
every_view_with_a_pane_is_drawn_at_every_size(void **state)
{
	struct watched_world *w = malloc(sizeof *w);

	(void)state;
	assert_non_null(w);
	for (size_t i = 0; i < 2 * LENGTH(views); i++) {
		size_t view = i / 2;

		watched_world_open(w, 24, 80, JOB_COUNT);
		w->scene.state.ascii = i % 2 == 1;
		watched_world_show(w, views[view].job);
		if (views[view].keys != NULL)
			fixture_keys(&w->scene, views[view].keys);
		draw_sizes(w, views[view].name);
		watched_world_close(w);
	}
	free(w);
}

/* --- cells of a pane --- */

static void
cells_of_a_terminal_keep_their_width(void **state)
{
	static const struct vt_cell cells[] = {
		{ .character = 'a', .marks = { 0x301 }, .width = 1 },
		{ .character = 0x8a9e, .width = 2 },
		{ .width = 0 },
		{ .character = 0x8a9e, .width = 1 }, /* by another table of widths */
		{ .character = 'b', .width = 2 },
		{ .width = 0 },
		{ .character = 0x301, .width = 1 }, /* a combining mark on nothing */
		{ .character = 0x8a9e, .width = 2 },
		{ .width = 0 },
	};
	struct grid g = { .cells = NULL };
	struct bytes out = { .data = NULL };

	(void)state;
	grid_resize(&g, 3, 8, false);
	grid_put_pane(&g, 0, 0, 8, cells, LENGTH(cells));
	grid_put_pane(&g, 1, 6, 8, cells, LENGTH(cells));
	grid_put_pane(&g, 2, -1, 8, cells, LENGTH(cells));
	grid_put_pane(&g, 3, 0, 8, cells, LENGTH(cells));
	check_cells(&g, "cells");
	grid_dump(&g, false, &out);
	assert_string_equal(out.data, "a\u0301語?b ?\n      a\u0301\n\n");
	grid_clear(&g);
	bytes_free(&out);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parts_with_a_pane_cover_the_screen),
		cmocka_unit_test(without_a_pane_the_screen_is_unchanged),
		cmocka_unit_test(twelve_rows_show_the_job_and_its_terminal),
		cmocka_unit_test(every_view_with_a_pane_is_drawn_at_every_size),
		cmocka_unit_test(cells_of_a_terminal_keep_their_width),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
