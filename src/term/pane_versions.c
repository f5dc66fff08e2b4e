/* SPDX-License-Identifier: MIT */
/* pane_versions.c: where libvterm 0.1 and its followers differ. */
#include "config.h"

#include "term/pane_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

#ifdef HAVE_VTERMSTATEFIELDS

void
pane_take_title(struct pane *p, const VTermValue *value)
{
	if (value->string.initial)
		p->title_length = 0;
	pane_add_to_title(p, value->string.str, value->string.len);
	if (value->string.final)
		pane_finish_title(p);
}

int
pane_on_resize(int rows, int cols, VTermStateFields *fields, void *data)
{
	struct pane *p = data;
	size_t old_rows = (size_t)p->screen.rows, kept;

	fields->pos.row -= pane_change_size(p, rows, cols, fields->pos.row);
	kept = old_rows < (size_t)rows ? old_rows : (size_t)rows;
	for (size_t i = 0; i < 2; i++) {
		VTermLineInfo *old = fields->lineinfos[i];

		if (old == NULL)
			continue;
		fields->lineinfos[i] = grow_new((size_t)rows * sizeof *old);
		memcpy(fields->lineinfos[i], old, kept * sizeof *old);
		free(old);
	}
	return 1;
}

#else

void
pane_take_title(struct pane *p, const VTermValue *value)
{
	p->title_length = 0;
	pane_add_to_title(p, value->string, strlen(value->string));
	pane_finish_title(p);
}

int
pane_on_resize(int rows, int cols, VTermPos *delta, void *data)
{
	struct pane *p = data;
	VTermPos cursor;

	vterm_state_get_cursorpos(p->state, &cursor);
	delta->row -= pane_change_size(p, rows, cols, cursor.row);
	return 1;
}

#endif
