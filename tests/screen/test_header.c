/* SPDX-License-Identifier: MIT */
/* test_header.c: the lines at the top: what memory is used for, what is mentioned only when it says
 * something, a container's limit, jobs. */
#include "support/watched_world.h"
#include "support/grid_dump.h"
#include "support/screen_test.h"
#include "screen/view/view_machine.h"
#include "support/suite.h"
#include "text/stacked_bar.h"

#include <stdio.h>

#define MIB (1024ull * 1024)
#define GIB (1024 * MIB)

/* A row of the screen as it is drawn now; borrowed until the next call. */
static const char *
row_of(struct scene_fixture *f, int row)
{
	static struct bytes out;
	char *line, *rest;

	fixture_draw(f);
	bytes_restart(&out);
	grid_dump(&f->grid, false, &out);
	rest = out.data;
	do
		line = strsep(&rest, "\n");
	while (row-- > 0);
	return line;
}

static void
assert_row_has(struct scene_fixture *f, int row, const char *text, bool wanted)
{
	const char *line = row_of(f, row);

	CHECK((strstr(line, text) != NULL) == wanted, "'%s' is %s: %s", text,
		wanted ? "missing" : "there", line);
}

static void
assert_screen_has(struct scene_fixture *f, const char *text)
{
	struct bytes out = { .data = NULL };
	bool found;

	fixture_draw(f);
	grid_dump(&f->grid, false, &out);
	found = strstr(out.data, text) != NULL;
	bytes_free(&out);
	CHECK(found, "'%s' is missing", text);
}

/* --- heights --- */

static void
the_lines_follow_the_height(void **state)
{
	static const struct {
		int rows, header;
	} heights[] = { { 4, 0 }, { 5, 1 }, { 7, 1 }, { 8, 2 }, { 23, 2 }, { 24, 3 }, { 100, 3 } };
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < LENGTH(heights); i++) {
		fixture_resize(f, heights[i].rows, 120);
		assert_int_equal(f->scene.layout.header.rows, heights[i].header);
		if (heights[i].header == 0)
			continue;
		assert_row_has(f, 0, "7.00G of 16.0G, peak 10.0G", true);
		if (heights[i].header > 1)
			assert_row_has(f, heights[i].header - 1, "14 processes, 3 ended", true);
		if (heights[i].header > 1)
			assert_row_has(f, 1, "█ python ", true);
	}
}

/* --- the bar --- */

/* The characters of the bar in the first row, from after "mem ". */
static void
count_cells(struct scene_fixture *f, const char *glyph, int *cells, int *first)
{
	*cells = 0;
	*first = -1;
	fixture_draw(f);
	for (int col = 4; col < f->grid.cols; col++) {
		const struct cell *cell = grid_at(&f->grid, 0, col);

		if (cell->length == 1 && cell->bytes[0] == ' ')
			return;
		if (cell->length != strlen(glyph) || memcmp(cell->bytes, glyph, cell->length) != 0)
			continue;
		if (++*cells == 1)
			*first = col;
	}
}

/* Each part by a character of its own, in the order of the legend; no colour is needed. */
static void
the_bar_shows_each_part_by_its_character(void **state)
{
	static const char *const glyphs[2][6] = { { "█", "▓", "■", "▒", "░", "·" },
		{ "#", "=", "H", "A", "-", "." } };
	struct scene_fixture *f = *state;

	f->table.memory.hugetlb_bytes = GIB;
	f->table.memory.arc_bytes = GIB;
	fixture_resize(f, 24, 120);
	for (int ascii = 0; ascii < 2; ascii++) {
		int last = 3, cells, first;

		f->state.ascii = ascii == 1;
		for (size_t i = 0; i < 6; i++) {
			char named[40];

			count_cells(f, glyphs[ascii][i], &cells, &first);
			CHECK(cells > 0 && first > last, "'%s' begins at %d, after %d",
				glyphs[ascii][i], first, last);
			last = first;
			snprintf(named, sizeof named, "%s %s", glyphs[ascii][i],
				i == 0   ? "python"
				: i == 1 ? "other"
				: i == 2 ? "huge pages"
				: i == 3 ? "ARC"
				: i == 4 ? "cache"
					 : "free");
			assert_row_has(f, 1, named, true);
		}
		count_cells(f, ascii ? "|" : "┃", &cells, &first);
		assert_int_equal(cells, 1);
		assert_row_has(f, 0, ascii ? "|" : "┃", true);
	}
}

static void
the_tick_is_never_inside_of_what_is_used(void **state)
{
	struct scene_fixture *f = *state;

	f->table.memory.available_bytes = 0;
	f->table.memory.free_bytes = 0;
	f->table.used_peak.bytes = 16 * GIB;
	for (int cols = 50; cols <= 300; cols += 7) {
		int cells, first, other, from;

		fixture_resize(f, 24, cols);
		count_cells(f, "┃", &cells, &first);
		count_cells(f, "▓", &other, &from);
		assert_int_equal(cells, 1);
		assert_true(first > from + other - 1);
	}
}

static uint64_t
next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* A machine of random parts and peak; returns the python part. */
static void
make_random_machine(struct scene_fixture *f, uint64_t *seed)
{
	struct system_memory *m = &f->table.memory;
	uint64_t available = next_random(seed) % (16 * GIB);

	m->available_bytes = available;
	m->free_bytes = next_random(seed) % (available + GIB);
	m->hugetlb_bytes = next_random(seed) % (next_random(seed) % 2 ? 8 * GIB : 600 * MIB);
	m->arc_bytes = next_random(seed) % (next_random(seed) % 2 ? 8 * GIB : 600 * MIB);
	f->table.used_peak.bytes =
		16 * GIB -
		(next_random(seed) % 2 ? available : next_random(seed) % (available + 1));
}

/* Each part that has a cell is seen in the bar, whatever the widths, and the tick is there. */
static void
the_tick_never_hides_a_part(void **state)
{
	static const char *const glyphs[] = { "█", "▓", "■", "▒", "░", "·" };
	struct scene_fixture *f = *state;
	uint64_t seed = 4711;

	for (int round = 0; round < 400; round++) {
		struct memory_parts parts;
		int shares[MEMORY_PARTS], cells, first, width = 1, visible = 0;

		make_random_machine(f, &seed);
		fixture_resize(f, 12, 40 + (int)(next_random(&seed) % 200));
		count_cells(f, "┃", &cells, &first);
		assert_int_equal(cells, 1);
		for (size_t i = 0; i < MEMORY_PARTS; i++) {
			count_cells(f, glyphs[i], &cells, &first);
			width += cells;
		}
		parts = view_machine_parts(&f->scene);
		stacked_bar_cells(parts.bytes, MEMORY_PARTS, parts.whole_bytes, width, shares);
		for (size_t i = 0; i < MEMORY_PARTS; i++) {
			count_cells(f, glyphs[i], &cells, &first);
			CHECK((cells > 0) == (shares[i] > 0) || i == PART_FREE,
				"round %d, part %zu: %d of %d cells", round, i, cells, shares[i]);
			visible += cells;
		}
		assert_int_equal(visible + 1, width);
	}
}

static void
what_is_unknown_is_not_in_the_legend(void **state)
{
	struct scene_fixture *f = *state;

	f->table.memory.free_bytes = 0;
	assert_row_has(f, 1, "cache", false);
	assert_row_has(f, 1, "free", false);
	assert_row_has(f, 1, "other", true);
	for (size_t i = 0; i < f->table.living_count; i++)
		f->table.living[i]->python = false;
	assert_row_has(f, 1, "python", false);
}

/* --- what is mentioned only when it says something --- */

static void
swap_pressure_and_kills_are_mentioned_when_they_say_something(void **state)
{
	struct scene_fixture *f = *state;
	struct system_memory *m = &f->table.memory;

	fixture_resize(f, 24, 140);
	assert_row_has(f, 0, "swap 512M of 2.00G", true);
	assert_row_has(f, 0, "pressure", false);
	m->swap_free_bytes = m->swap_total_bytes;
	assert_row_has(f, 0, "swap", false);
	m->pressure_some_avg10 = 3.25;
	assert_row_has(f, 0, "pressure 3.2 %", true);
	m->pressure_known = false;
	assert_row_has(f, 0, "pressure", false);
	f->table.events.rates_known = true;
	f->table.events.swap_in_bytes_second = MIB;
	assert_row_has(f, 0, "swapping in 1.00M/s, out 0/s", true);
	assert_row_has(f, 2, "OOM", false);
	f->table.events.oom_ns = f->table.taken_ns;
	assert_row_has(f, 2, "OOM KILL", true);
}

static void
cpu_is_that_of_the_machine(void **state)
{
	struct scene_fixture *f = *state;

	assert_row_has(f, 0, "CPU 61 %", true);
	f->table.watch.cpu_known = false;
	assert_row_has(f, 0, "CPU", false);
}

/* --- a container --- */

static void
in_a_container_its_limit_is_the_whole(void **state)
{
	struct scene_fixture *f = *state;

	f->table.memory.container = (struct container_memory){
		.limit_bytes = 4 * GIB, .usage_bytes = 3 * GIB, .charge_bytes = 2 * GIB
	};
	f->table.watch.container_peak = (struct peak){ .bytes = 3 * GIB };
	assert_row_has(f, 0, "2.00G of 4.00G (container), peak 3.00G", true);
	assert_row_has(f, 0, "16.0G", false);
	assert_row_has(f, 1, "░ cache 1.00G", true);
	assert_row_has(f, 1, "· free 1.00G", true);
	f->table.memory.container.of_group = true;
	strcpy(f->table.memory.container.path, "/user.slice/user-1000.slice");
	assert_row_has(f, 0, "2.00G of 4.00G (user-1000.slice), peak 3.00G", true);
	strcpy(f->table.memory.container.path, "/a/session-of-a-very-long-name.scope");
	assert_row_has(f, 0, "2.00G of 4.00G (session-of-a-very-l…), peak 3.00G", true);
	f->state.ascii = true;
	assert_row_has(f, 0, "2.00G of 4.00G (session-of-a-very-l~), peak 3.00G", true);
	fixture_resize(f, 12, 40); /* the peak and the bar come first, and it is no less clear */
	assert_row_has(f, 0, "lim ", true);
	assert_row_has(f, 0, "| 2.00G of 4.00G, peak 3.00G", false);
	assert_row_has(f, 0, ". 2.00G of 4.00G, peak 3.00G", true);
	f->table.memory.container.limit_bytes = 0;
	assert_row_has(f, 0, "mem ", true);
}

/* The table's percentages are of what the header shows, and its details say so. */
static void
percentages_are_of_the_whole_that_the_header_shows(void **state)
{
	struct scene_fixture *f = *state;

	fixture_resize(f, 40, 140);
	fixture_select(f, PID_TRAIN); /* 2.30 GiB */
	assert_row_has(f, 4, "  14.4  ", true);
	f->table.memory.container =
		(struct container_memory){ .limit_bytes = 4 * GIB, .charge_bytes = 3 * GIB };
	assert_row_has(f, 4, "  57.6  ", true);
	fixture_keys(f, "Enter");
	assert_screen_has(f, "57.6 % of the container");
	f->table.memory.container.of_group = true;
	assert_screen_has(f, "57.6 % of the group's limit");
	f->table.memory.container.limit_bytes = 0;
	assert_screen_has(f, "14.4 % of the machine");
	assert_non_null(strstr(column_by_name("mem_percent")->help, "tighter limit"));
}

/* --- the last minutes --- */

static void
the_strip_shows_as_many_minutes_as_fit(void **state)
{
	static const struct {
		int cols;
		const char *span;
	} cases[] = { { 140, "10 min " }, { 100, "5 min " }, { 80, "2 min " }, { 40, NULL } };
	struct scene_fixture *f = *state;

	for (size_t i = 0; i < LENGTH(cases); i++) {
		fixture_resize(f, 24, cases[i].cols);
		if (cases[i].span != NULL)
			assert_row_has(f, 1, cases[i].span, true);
		else
			assert_row_has(f, 1, " min", false);
	}
	/* The peak, then seven tenths of it; none ends at the height of a whole cell. */
	fixture_resize(f, 24, 140);
	assert_row_has(f, 1, "▇▇▇▇▇▅", true);
	f->state.ascii = true;
	assert_row_has(f, 1, "#####+", true);
}

/* --- jobs --- */

static void
jobs_are_a_strip_that_can_be_clicked(void **state)
{
	struct watched_world *w = malloc(sizeof *w);
	struct scene_fixture *f = &w->scene;
	const char *row, *second;
	int col;

	(void)state;
	assert_non_null(w);
	watched_world_open(w, 30, 120, JOB_COUNT);
	assert_row_has(f, 1, "jobs 1 train.py --epochs 30 2.30G    2 ", true);
	assert_row_has(f, 1, " stopped", true);
	assert_row_has(f, 1, " ended", true);
	assert_row_has(f, 1, "   Tab opens", true);
	assert_row_has(f, 1, "▲", false);
	assert_row_has(f, 1, "+", false);
	w->jobs[JOB_TRAINS].figures.tree_at_ns = w->jobs[JOB_TRAINS].figures.at_ns;
	assert_row_has(f, 1, "2.30G ▲  2 ", true);
	f->state.ascii = true;
	assert_row_has(f, 1, "2.30G ^  2 ", true);
	row = row_of(f, 1);
	second = strstr(row, "  2 ");
	assert_non_null(second);
	col = (int)(second - row) + 2;
	fixture_event(f, &(struct key_event){ .code = KEY_CODE_PRESS, .row = 1, .col = col });
	assert_int_equal(f->state.view, VIEW_JOB);
	assert_int_equal(f->state.pane.job, 1);
	f->state.view = VIEW_SET; /* above a list of members, too */
	assert_row_has(f, 1, "jobs 1 ", true);
	fixture_event(f, &(struct key_event){ .code = KEY_CODE_PRESS, .row = 1, .col = 6 });
	assert_int_equal(f->state.view, VIEW_JOB);
	assert_int_equal(f->state.pane.job, 0);
	for (int cols = 1; cols < 130; cols++) { /* jobs that do not fit are left out */
		fixture_resize(f, 24, cols);
		fixture_draw(f);
		check_cells(&f->grid, "jobs");
	}
	watched_world_close(w);
	free(w);
}

/* How many jobs a line names by their numbers ("2 name"), in order, and how many more it says there
 * are. */
static void
count_jobs(const char *line, size_t *named, size_t *more)
{
	const char *plus = strstr(line, "+"), *at = line + strlen("jobs ");

	*more = plus != NULL ? strtoul(plus + 1, NULL, 10) : 0;
	for (*named = 0;; (*named)++) {
		char number[24];
		const char *found;

		snprintf(number, sizeof number, "%s%zu ", *named > 0 ? "  " : "", *named + 1);
		found = strstr(at, number);
		if (found == NULL || (plus != NULL && found > plus))
			return;
		at = found + strlen(number);
	}
}

/* At every size where the table has space beside them, with and without a pane below, in the views
 * that have one, in both charsets, for names of several kinds. */
static void
the_jobs_are_told_at_every_size(void **state)
{
	static const char *const names[] = { "a", "train.py --epochs 30 --everything-else",
		"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88.py x" };
	struct watched_world *w = malloc(sizeof *w);
	struct scene_fixture *f = &w->scene;

	(void)state;
	assert_non_null(w);
	watched_world_open(w, 40, 120, JOB_COUNT);
	watched_world_show(w, JOB_TRAINS);
	for (size_t kind = 0; kind < LENGTH(names) * 4; kind++) {
		f->state.ascii = kind % 2 == 1;
		f->state.pane.shown = kind / 2 % 2 == 1;
		f->state.view = VIEW_TABLE;
		for (size_t i = 0; i < JOB_COUNT; i++)
			snprintf(w->jobs[i].identity.name, sizeof w->jobs[i].identity.name, "%s",
				names[(i + kind / 4) % LENGTH(names)]);
		for (int rows = 12; rows <= 40; rows += 4) {
			for (int cols = 8; cols <= 160; cols += 3) {
				size_t named, more;
				const char *line;

				fixture_resize(f, rows, cols);
				line = row_of(f, 1);
				CHECK(strncmp(line, "jobs ", 5) == 0, "%dx%d: %s", cols, rows,
					line);
				count_jobs(line, &named, &more);
				CHECK(named + more == JOB_COUNT, "%dx%d: %s", cols, rows, line);
				CHECK(cols < 30 || named > 0, "%dx%d: %s", cols, rows, line);
			}
		}
	}
	watched_world_close(w);
	free(w);
}

static void
a_name_that_is_cut_is_marked(void **state)
{
	struct watched_world *w = malloc(sizeof *w);
	struct scene_fixture *f = &w->scene;

	(void)state;
	assert_non_null(w);
	watched_world_open(w, 24, 60, JOB_COUNT);
	assert_row_has(f, 1, "…", true);
	f->state.ascii = true;
	assert_row_has(f, 1, "~", true);
	assert_row_has(f, 1, "?", false);
	watched_world_close(w);
	free(w);
}

/* Its page names it already: a line would say it twice. */
static void
the_page_of_the_only_job_has_no_strip(void **state)
{
	struct watched_world *w = malloc(sizeof *w);
	struct scene_fixture *f = &w->scene;

	(void)state;
	assert_non_null(w);
	watched_world_open(w, 24, 80, 1);
	assert_row_has(f, 1, "jobs 1 ", true);
	watched_world_show(w, JOB_TRAINS);
	assert_row_has(f, 1, "jobs", false);
	fixture_keys(f, "Ctrl-] v");
	assert_row_has(f, 1, "jobs 1 ", true);
	watched_world_close(w);
	free(w);
}

/* --- the first start --- */

static void
the_first_start_greets_until_a_key_is_pressed(void **state)
{
	struct scene_fixture *f = *state;

	assert_row_has(f, 2, "h help", false);
	f->state.greets = true;
	assert_row_has(f, 2, "h help", true);
	fixture_keys(f, "Down");
	assert_row_has(f, 2, "h help", false);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(the_lines_follow_the_height),
		WORLD_TEST(the_bar_shows_each_part_by_its_character),
		WORLD_TEST(the_tick_is_never_inside_of_what_is_used),
		WORLD_TEST(the_tick_never_hides_a_part),
		WORLD_TEST(what_is_unknown_is_not_in_the_legend),
		WORLD_TEST(swap_pressure_and_kills_are_mentioned_when_they_say_something),
		WORLD_TEST(cpu_is_that_of_the_machine),
		WORLD_TEST(in_a_container_its_limit_is_the_whole),
		WORLD_TEST(percentages_are_of_the_whole_that_the_header_shows),
		WORLD_TEST(the_strip_shows_as_many_minutes_as_fit),
		cmocka_unit_test(jobs_are_a_strip_that_can_be_clicked),
		cmocka_unit_test(the_jobs_are_told_at_every_size),
		cmocka_unit_test(a_name_that_is_cut_is_marked),
		cmocka_unit_test(the_page_of_the_only_job_has_no_strip),
		WORLD_TEST(the_first_start_greets_until_a_key_is_pressed),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
