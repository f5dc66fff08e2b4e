/* SPDX-License-Identifier: MIT */
/* test_golden_panes.c: screens with the pane of a job, each scene at several sizes, compared with
 * golden/pane_SCENE_SIZE.txt (screen/golden_file.h says how to rewrite them). */
#include "screen/golden_file.h"
#include "support/grid_dump.h"
#include "support/suite.h"
#include "support/watched_world.h"

struct scene_row {
	const char *name;
	size_t jobs, job;
	const char *keys; /* keys pressed once the job is shown; NULL: none */
};

static const struct scene_row scenes[] = {
	{ "job", 1, JOB_TRAINS, NULL },
	{ "table", 1, JOB_TRAINS, "Ctrl-] v" },
	{ "strip", JOB_COUNT, JOB_TRAINS, "Ctrl-] v v" },
	{ "zoomed", JOB_COUNT, JOB_TRAINS, "Ctrl-] z Tab" },
	{ "output", 1, JOB_TRAINS, "Ctrl-] b PageUp / 学 習 率 Enter" },
	{ "ended", JOB_COUNT, JOB_ENDED, NULL },
	{ "stopped", JOB_COUNT, JOB_STOPPED, NULL },
	{ "leaving", 1, JOB_TRAINS, "Ctrl-] q" },
};

static const struct {
	int rows, cols;
	bool ascii;
} sizes[] = { { 24, 80, false }, { 40, 120, false }, { 30, 100, false }, { 20, 60, false },
	{ 12, 40, false }, { 24, 80, true }, { 12, 40, true } };

#define GOLDENS (LENGTH(scenes) * LENGTH(sizes))

struct golden {
	const struct scene_row *scene;
	int rows, cols;
	bool ascii;
	char name[60];
};

static void
draw(const struct golden *golden, struct bytes *out)
{
	struct watched_world *w = malloc(sizeof *w);

	assert_non_null(w);
	watched_world_open(w, golden->rows, golden->cols, golden->scene->jobs);
	w->scene.state.ascii = golden->ascii;
	watched_world_show(w, golden->scene->job);
	if (golden->scene->keys != NULL)
		fixture_keys(&w->scene, golden->scene->keys);
	watched_world_fit(w);
	fixture_draw(&w->scene);
	check_cells(&w->scene.grid, golden->name);
	grid_dump(&w->scene.grid, true, out);
	watched_world_close(w);
	free(w);
}

static void
screen_looks_as_it_should(void **state)
{
	const struct golden *golden = *state;
	struct bytes drawn = { .data = NULL };

	draw(golden, &drawn);
	assert_golden(golden->name, &drawn);
}

/* Without a job every screen is as it was before there were jobs. */
static void
without_jobs_the_screen_is_unchanged(void **state)
{
	static const char *const keys[] = { "", "t", "Enter", "H", "k", "/ a" };
	(void)state;
	for (size_t i = 0; i < LENGTH(keys); i++) {
		struct bytes with = { .data = NULL }, without = { .data = NULL };
		struct scene_fixture f;

		fixture_open(&f, 24, 80);
		if (keys[i][0] != '\0')
			fixture_keys(&f, keys[i]);
		fixture_draw(&f);
		grid_dump(&f.grid, true, &with);
		f.scene.watched = NULL;
		f.state.pane =
			(struct pane_choice){ .shown = true, .focused = true, .zoomed = true };
		grid_resize(&f.grid, 24, 80, false);
		view_draw(&f.grid, &f.scene);
		grid_dump(&f.grid, true, &without);
		assert_string_equal(with.data, without.data);
		fixture_close(&f);
		bytes_free(&with);
		bytes_free(&without);
	}
}

static void
fill(struct golden *golden, const struct scene_row *scene, size_t size)
{
	*golden = (struct golden){ .scene = scene,
		.rows = sizes[size].rows,
		.cols = sizes[size].cols,
		.ascii = sizes[size].ascii };
	snprintf(golden->name, sizeof golden->name, "pane_%s_%s%dx%d", scene->name,
		golden->ascii ? "ascii_" : "", golden->cols, golden->rows);
}

TEST_MAIN(void)
{
	struct golden goldens[GOLDENS];
	struct CMUnitTest tests[GOLDENS + 1] = { cmocka_unit_test(
		without_jobs_the_screen_is_unchanged) };

	setlocale(LC_ALL, "C.UTF-8");
	for (size_t i = 0; i < GOLDENS; i++) {
		fill(&goldens[i], &scenes[i / LENGTH(sizes)], i % LENGTH(sizes));
		tests[i + 1] = (struct CMUnitTest){ goldens[i].name, screen_looks_as_it_should,
			NULL, NULL, &goldens[i] };
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
