/* SPDX-License-Identifier: MIT */
/* pane_property.c: what a program asks of the terminal as a whole: its other screen, its title, its
 * cursor, the mouse. */
#include "term/pane_private.h"

#include <string.h>

#include "base/buffer.h"
#include "base/clean.h"
#include "base/utf8.h"

static void
leave_alternate(struct pane *p)
{
	if (!p->screen.alternate)
		return;
	p->screen.alternate = false;
	pane_grid_close(&p->alternate);
	pane_grid_touch(&p->primary);
}

void
pane_show_alternate(struct pane *p, bool wanted)
{
	if (!wanted) {
		leave_alternate(p);
		return;
	}
	if (p->screen.alternate)
		return;
	p->screen.alternate = true;
	pane_grid_open(&p->alternate, p->screen.rows, p->screen.cols, &p->clock);
}

static void
show_reversed(struct pane *p, bool wanted)
{
	if (wanted == p->reversed)
		return;
	p->reversed = wanted;
	p->ink.attributes ^= INK_REVERSE;
	pane_grid_toggle(&p->primary, INK_REVERSE);
	if (pane_grid_is_open(&p->alternate))
		pane_grid_toggle(&p->alternate, INK_REVERSE);
}

void
pane_finish_title(struct pane *p)
{
	struct buffer out = buffer_over(p->screen.title, sizeof p->screen.title);

	clean_text(&out, p->title, utf8_cut_whole(p->title, p->title_length));
}

void
pane_add_to_title(struct pane *p, const char *text, size_t length)
{
	size_t room = sizeof p->title - p->title_length;

	if (length > room)
		length = room;
	memcpy(p->title + p->title_length, text, length);
	p->title_length += length;
}

int
pane_set_property(VTermProp property, VTermValue *value, void *data)
{
	struct pane *p = data;

	p->clock++;
	switch ((int)property) {
	case VTERM_PROP_CURSORVISIBLE:
		p->screen.cursor_hidden = !value->boolean;
		break;
	case VTERM_PROP_CURSORSHAPE:
		p->screen.cursor =
			value->number == VTERM_PROP_CURSORSHAPE_BAR_LEFT    ? PANE_CURSOR_BAR
			: value->number == VTERM_PROP_CURSORSHAPE_UNDERLINE ? PANE_CURSOR_UNDERLINE
									    : PANE_CURSOR_BLOCK;
		break;
	case VTERM_PROP_ALTSCREEN:
		pane_show_alternate(p, value->boolean);
		break;
	case VTERM_PROP_REVERSE:
		show_reversed(p, value->boolean);
		break;
	case VTERM_PROP_MOUSE:
		p->screen.mouse = (uint8_t)value->number;
		break;
	case VTERM_PROP_TITLE:
		pane_take_title(p, value);
		break;
	default:
		break;
	}
	return 1;
}
