/* SPDX-License-Identifier: MIT */
/* test_shots.c: the pictures of the documentation are what the program draws today from a
 * recording. `./dev shots` draws them anew. */
#include "screen/golden_file.h"
#include "screen/frame/grid_svg.h"
#include "support/suite.h"
#include "support/xml_check.h"

static const struct shot {
	const char *file, *title; /* below doc */
	int rows, cols;
	const char *keys;
} shots[] = {
	{ "screen.svg", "peaktop: memory now and its peak, of every process", 18, 110, "K" },
	{ "details.svg", "peaktop: a process and its chart", 28, 110, "K Down Down Down Enter" },
};

static void
a_picture_is_what_is_drawn(void **state)
{
	const struct shot *shot = *state;
	const char *source = getenv("SOURCE_DIR");
	struct scene_fixture *f = malloc(sizeof *f);
	struct bytes drawn = { .data = NULL };
	struct theme theme;
	char path[1024];

	assert_non_null(f);
	snprintf(path, sizeof path, "%s/doc/%s", source != NULL ? source : ".", shot->file);
	fixture_open(f, shot->rows, shot->cols);
	fixture_replay(f, "shots.rec");
	fixture_keys(f, shot->keys);
	fixture_draw(f);
	theme_init(&theme);
	grid_put_svg(&f->grid, &theme, shot->title, &drawn);
	fixture_close(f);
	free(f);
	assert_true(is_xml(drawn.data));
	assert_file(path, &drawn);
}

TEST_MAIN(void)
{
	struct CMUnitTest tests[LENGTH(shots)];

	setlocale(LC_ALL, "C.UTF-8");
	for (size_t i = 0; i < LENGTH(shots); i++)
		tests[i] = (struct CMUnitTest){ shots[i].file, a_picture_is_what_is_drawn, NULL,
			NULL, (void *)(uintptr_t)&shots[i] };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
