/* SPDX-License-Identifier: MIT */
/* golden_scene.h: screens of the test world, compared with golden/NAME.txt. PEAKTOP_GOLDEN_UPDATE=1
 * rewrites them: read the difference before you commit it. */
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

static inline void
golden_path(const struct golden *golden, char *path, size_t size)
{
	const char *source = getenv("SOURCE_DIR");

	snprintf(path, size, "%s/tests/screen/golden/%s.txt", source != NULL ? source : ".",
		golden->name);
}

struct drawing {
	struct scene_fixture fixture;
	struct bytes drawn, expected;
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
	bytes_free(&d->expected);
}

static inline void
screen_looks_as_it_should(void **state)
{
	const struct golden *golden = *state;
	const char *update = getenv("PEAKTOP_GOLDEN_UPDATE");
	struct drawing d = { .drawn = { .data = NULL } };
	char path[1024];
	bool same, found;

	golden_path(golden, path, sizeof path);
	draw_golden(&d, golden);
	if (update != NULL && strcmp(update, "1") == 0)
		write_file(path, &d.drawn);
	found = read_file(path, &d.expected);
	same = found && strcmp(d.expected.data, d.drawn.data) == 0;
	if (!same)
		print_difference(d.expected.data, d.drawn.data);
	free_drawing(&d);
	if (!found)
		fail_msg("no golden file %s", path);
	if (!same)
		fail_msg("not as in %s", path);
}

/* A test for each. */
static inline void
golden_tests(const struct golden *goldens, size_t count, struct CMUnitTest *tests)
{
	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){ goldens[i].name, screen_looks_as_it_should, NULL,
			NULL, (void *)(uintptr_t)&goldens[i] };
}

#endif
