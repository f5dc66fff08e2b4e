/* SPDX-License-Identifier: MIT */
/* test_golden_panes.c: screens with the pane of a job, each scene at several sizes, compared with
 * golden/pane_SCENE_SIZE.txt (screen/golden_file.h says how to rewrite them). */
#include "base/duration.h"
#include "screen/golden_file.h"
#include "support/grid_dump.h"
#include "support/suite.h"
#include "support/watched_world.h"

#define JOB_NONE JOB_COUNT /* no pane is shown */

struct scene_row {
	const char *name;
	size_t jobs, job;
	const char *keys; /* keys pressed once the job is shown; NULL: none */
	pid_t root;       /* the job's command; 0: as it is */
};

static const struct scene_row scenes[] = {
	{ "job", 1, JOB_TRAINS, NULL, 0 },
	{ "table", 1, JOB_TRAINS, "Ctrl-] v", 0 },
	{ "zoomed", JOB_COUNT, JOB_TRAINS, "Ctrl-] z Tab", 0 },
	{ "output", 1, JOB_TRAINS, "Ctrl-] b PageUp / 学 習 率 Enter", 0 },
	{ "ended", JOB_COUNT, JOB_ENDED, NULL, 0 },
	{ "stopped", JOB_COUNT, JOB_STOPPED, NULL, 0 },
	{ "leaving", 1, JOB_TRAINS, "Ctrl-] q", 0 },
	{ "walked", 1, JOB_TRAINS, "Ctrl-] Down", PID_MASTER },
	{ "members", 1, JOB_TRAINS, "Ctrl-] Down Left Left", PID_MASTER },
	{ "strip", JOB_COUNT, JOB_NONE, NULL, 0 },
	{ "strip_above", JOB_COUNT, JOB_TRAINS, "Ctrl-] v", 0 },
};

static const struct {
	int rows, cols;
	bool ascii;
} sizes[] = { { 24, 80, false }, { 40, 120, false }, { 30, 100, false }, { 20, 60, false },
	{ 30, 120, false }, { 16, 60, false }, { 12, 40, false }, { 24, 80, true },
	{ 12, 40, true }, { 40, 120, true }, { 16, 60, true } };

#define GOLDENS (LENGTH(scenes) * LENGTH(sizes))

struct golden {
	const struct scene_row *scene;
	int rows, cols;
	bool ascii;
	char name[60];
};

/* A command with workers, as old as the job, which holds what they do. */
static void
set_root(struct watched_world *w, const struct scene_row *scene)
{
	struct watched_job *job = &w->jobs[scene->job];
	struct process *p = table_find_pid(&w->scene.table, scene->root);

	p->now.started_ns = w->scene.table.taken_ns - job->figures.at_ns;
	job->identity.root = p->now.key;
	job->figures.tree_bytes = 700ull << 20;
	job->figures.held_bytes = 660ull << 20;
	watched_begin_held(job, NS_PER_SECOND);
	for (uint64_t second = 0; second <= 130; second++)
		watched_note_held(
			job, second * NS_PER_SECOND, (second == 91 ? 700 : 400 + second * 2) << 20);
}

static void
draw(const struct golden *golden, struct bytes *out)
{
	struct watched_world *w = malloc(sizeof *w);

	assert_non_null(w);
	watched_world_open(w, golden->rows, golden->cols, golden->scene->jobs);
	w->scene.state.ascii = golden->ascii;
	if (golden->scene->root != 0)
		set_root(w, golden->scene);
	if (golden->scene->job != JOB_NONE)
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

static const struct scene_row *
scene_named(const char *name)
{
	for (size_t i = 0; i < LENGTH(scenes); i++) {
		if (strcmp(scenes[i].name, name) == 0)
			return &scenes[i];
	}
	fail_msg("there is no scene %s", name);
	return NULL;
}

/* The chart of a job and some of its members, wherever there are rows for them. */
static void
a_chart_and_members_share_few_rows(void **state)
{
	(void)state;
	for (int rows = 12; rows <= 40; rows++) {
		for (int cols = 40; cols <= 80; cols += 20) {
			struct watched_world *w = malloc(sizeof *w);
			struct view_extent e;

			assert_non_null(w);
			watched_world_open(w, rows, cols, 1);
			set_root(w, scene_named("members"));
			watched_world_show(w, JOB_TRAINS);
			watched_world_fit(w);
			fixture_draw(&w->scene);
			e = view_extent(&w->scene.scene);
			CHECK(e.rows < 5 || (e.chart_rows >= 3 && e.chart + e.chart_rows <= e.rows),
				"the chart is not whole at %dx%d", cols, rows);
			CHECK(e.list < e.rows, "no member at %dx%d", cols, rows);
			watched_world_close(w);
			free(w);
		}
	}
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
	struct CMUnitTest tests[GOLDENS + 2] = { cmocka_unit_test(
							 without_jobs_the_screen_is_unchanged),
		cmocka_unit_test(a_chart_and_members_share_few_rows) };

	setlocale(LC_ALL, "C.UTF-8");
	for (size_t i = 0; i < GOLDENS; i++) {
		fill(&goldens[i], &scenes[i / LENGTH(sizes)], i % LENGTH(sizes));
		tests[i + 2] = (struct CMUnitTest){ goldens[i].name, screen_looks_as_it_should,
			NULL, NULL, &goldens[i] };
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
