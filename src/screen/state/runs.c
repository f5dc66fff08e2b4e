/* SPDX-License-Identifier: MIT */
/* runs.c: the position in the list of recorded runs. */
#include "screen/state/runs.h"

#include "screen/state/scene.h"

size_t
runs_top(const struct run_choice *choice, size_t rows)
{
	if (choice->cursor < choice->top)
		return choice->cursor;
	return choice->cursor < choice->top + rows ? choice->top : choice->cursor - rows + 1;
}

void
runs_move_to(struct view_state *s, const struct scene *scene, size_t cursor)
{
	size_t count = scene->runs != NULL ? scene->runs->count : 0;
	size_t page = scene->layout.body.rows > 1 ? (size_t)scene->layout.body.rows : 1;
	struct run_choice *choice = &s->runs;

	choice->cursor = cursor < count ? cursor : count > 0 ? count - 1 : 0;
	choice->top = runs_top(choice, page);
}
