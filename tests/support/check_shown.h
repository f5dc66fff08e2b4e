/* SPDX-License-Identifier: MIT */
/* check_shown.h: whether the screen of a world shows a text. */
#ifndef PEAKTOP_TESTS_SUPPORT_CHECK_SHOWN_H
#define PEAKTOP_TESTS_SUPPORT_CHECK_SHOWN_H

#include "base/bytes.h"
#include "support/grid_dump.h"
#include "support/screen_test.h"

static inline void
check_shown(struct scene_fixture *f, const char *wanted, bool shown)
{
	struct bytes text = { .data = NULL };
	bool found;

	fixture_draw(f);
	grid_dump(&f->grid, false, &text);
	found = strstr(text.data, wanted) != NULL;
	if (found != shown)
		print_error("%s\n", text.data);
	bytes_free(&text);
	CHECK(found == shown, "%s: %s", shown ? "not shown" : "shown", wanted);
}

#endif
