/* SPDX-License-Identifier: MIT */
/* screen_test.h: for cmocka tests of the screen: a world for each test, and the invariants of a
 * grid. Include it last: cmocka's macro fail has the name of a function in base/failure.h. */
#ifndef PEAKTOP_TESTS_SUPPORT_SCREEN_TEST_H
#define PEAKTOP_TESTS_SUPPORT_SCREEN_TEST_H

#include "support/scene_fixture.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/length.h"

/* A test's state is its world: 80x24, the cursor on the first row. */
#define WORLD_TEST(function) cmocka_unit_test_setup_teardown(function, world_open, world_close)

/* assert_true with a description; cmocka's own is too slow for millions of checks. */
#define CHECK(condition, ...)                  \
	do {                                   \
		if (!(condition))              \
			fail_msg(__VA_ARGS__); \
	} while (0)

/* Checks that a key has no command, and what it rebuilds. */
#define assert_commands(made, wanted, again)                        \
	do {                                                        \
		struct command made_ = made;                        \
		assert_int_equal(made_.kind, wanted);               \
		assert_int_equal(made_.refresh, (unsigned)(again)); \
	} while (0)
#define assert_refreshes(made, again) assert_commands(made, COMMAND_NONE, again)

static inline int
world_open(void **state)
{
	*state = malloc(sizeof(struct scene_fixture));
	assert_non_null(*state);
	fixture_open(*state, 24, 80);
	return 0;
}

static inline int
world_close(void **state)
{
	fixture_close(*state);
	free(*state);
	return 0;
}

/* The same world from the start. */
static inline void
world_restart(struct scene_fixture *f)
{
	fixture_close(f);
	fixture_open(f, 24, 80);
}

/* Every cell contains one complete character, and every wide one is followed by its empty right
 * half. */
static inline void
check_cells(const struct grid *g, const char *what)
{
	for (int row = 0; row < g->rows; row++) {
		for (int col = 0; col < g->cols; col++) {
			const struct cell *cell = grid_at(g, row, col);
			bool wide = cell->width == 2;

			CHECK(cell->role <= ROLE_PANE && cell->length <= sizeof cell->bytes,
				"%s: no cell at %d,%d of %dx%d", what, row, col, g->cols, g->rows);
			CHECK(cell->length > 0 || (col > 0 && grid_at(g, row, col - 1)->width == 2),
				"%s: half a character at %d,%d of %dx%d", what, row, col, g->cols,
				g->rows);
			CHECK(!wide || (col + 1 < g->cols && grid_at(g, row, col + 1)->length == 0),
				"%s: a character without its right half at %d,%d of %dx%d", what,
				row, col, g->cols, g->rows);
		}
	}
}

#endif
