/* SPDX-License-Identifier: MIT */
/* golden_scene.h: screens of the test world, compared with golden files (golden_file.h). */
#ifndef PEAKTOP_TESTS_SCREEN_GOLDEN_SCENE_H
#define PEAKTOP_TESTS_SCREEN_GOLDEN_SCENE_H

#include "base/bytes.h"
#include "support/grid_dump.h"
#include "screen/golden_file.h"

struct golden {
	const char *name;
	int rows, cols;
	const char *keys;                        /* keys pressed first; NULL: none */
	void (*prepare)(struct scene_fixture *); /* called after them; NULL: nothing */
};

struct drawing {
	struct scene_fixture fixture;
	struct bytes drawn;
};

static inline void
draw_golden(struct drawing *d, const struct golden *golden)
{
	fixture_open(&d->fixture, golden->rows, golden->cols);
	if (golden->keys != NULL)
		fixture_keys(&d->fixture, golden->keys);
	if (golden->prepare != NULL)
		golden->prepare(&d->fixture);
	fixture_draw(&d->fixture);
	grid_dump(&d->fixture.grid, true, &d->drawn);
}

static inline void
free_drawing(struct drawing *d)
{
	fixture_close(&d->fixture);
	bytes_free(&d->drawn);
}

static inline void
screen_looks_as_it_should(void **state)
{
	const struct golden *golden = *state;
	struct drawing d = { .drawn = { .data = NULL } };

	draw_golden(&d, golden);
	fixture_close(&d.fixture);
	assert_golden(golden->name, &d.drawn);
}

#define GOLDENS_MAX 120

/* Runs a test for each, after `first` (a name of NULL: none). */
static inline int
golden_run(const struct golden *goldens, size_t count, struct CMUnitTest first)
{
	struct CMUnitTest tests[GOLDENS_MAX + 1] = { first };
	size_t at = first.name != NULL ? 1 : 0;

	if (count > GOLDENS_MAX)
		return 1;
	setlocale(LC_ALL, "C.UTF-8");
	for (size_t i = 0; i < count; i++)
		tests[at++] = (struct CMUnitTest){ goldens[i].name, screen_looks_as_it_should, NULL,
			NULL, (void *)(uintptr_t)&goldens[i] };
	return _cmocka_run_group_tests("goldens", tests, at, NULL, NULL);
}

#endif
