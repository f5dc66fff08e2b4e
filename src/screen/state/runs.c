/* SPDX-License-Identifier: MIT */
/* runs.c: the position in the list of recorded runs. */
#include "screen/state/runs.h"

size_t
runs_top(const struct run_choice *choice, size_t rows)
{
	if (choice->cursor < choice->top)
		return choice->cursor;
	return choice->cursor < choice->top + rows ? choice->top : choice->cursor - rows + 1;
}

void
runs_move_to(struct run_choice *choice, const struct runs_page *page, int rows, size_t cursor)
{
	size_t count = page != NULL ? page->count : 0;

	choice->cursor = cursor < count ? cursor : count > 0 ? count - 1 : 0;
	choice->top = runs_top(choice, rows > 1 ? (size_t)rows : 1);
}
