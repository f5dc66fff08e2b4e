/* SPDX-License-Identifier: MIT */
/* pane_input.c: keys and the mouse as the program in a pane expects them. */
#include "base/utf8.h"
#include "term/pane_private.h"

/* Keys that are no characters, and those that depend on modes. */
static const struct {
	int code;
	VTermKey key;
	unsigned modifiers;
} keys[] = {
	{ KEY_CODE_TAB, VTERM_KEY_TAB, 0 },
	{ KEY_CODE_ENTER, VTERM_KEY_ENTER, 0 },
	{ KEY_CODE_ESCAPE, VTERM_KEY_ESCAPE, 0 },
	{ KEY_CODE_BACKSPACE, VTERM_KEY_BACKSPACE, 0 },
	{ KEY_CODE_UP, VTERM_KEY_UP, 0 },
	{ KEY_CODE_DOWN, VTERM_KEY_DOWN, 0 },
	{ KEY_CODE_LEFT, VTERM_KEY_LEFT, 0 },
	{ KEY_CODE_RIGHT, VTERM_KEY_RIGHT, 0 },
	{ KEY_CODE_HOME, VTERM_KEY_HOME, 0 },
	{ KEY_CODE_END, VTERM_KEY_END, 0 },
	{ KEY_CODE_PAGE_UP, VTERM_KEY_PAGEUP, 0 },
	{ KEY_CODE_PAGE_DOWN, VTERM_KEY_PAGEDOWN, 0 },
	{ KEY_CODE_DELETE, VTERM_KEY_DEL, 0 },
	{ KEY_CODE_INSERT, VTERM_KEY_INS, 0 },
	{ KEY_CODE_BACK_TAB, VTERM_KEY_TAB, KEY_SHIFT },
};

static VTermModifier
modifiers_of(unsigned modifiers)
{
	return (VTermModifier)(((modifiers & KEY_SHIFT) ? VTERM_MOD_SHIFT : 0) |
			       ((modifiers & KEY_ALT) ? VTERM_MOD_ALT : 0) |
			       ((modifiers & KEY_CTRL) ? VTERM_MOD_CTRL : 0));
}

static bool
is_function_key(int code)
{
	return code >= KEY_CODE_F1 && code <= KEY_CODE_F12;
}

static bool
is_character(int code)
{
	return code >= 0 && code < 0x110000 && (code < 0xd800 || code > 0xdfff);
}

static void
type_character(struct pane *p, int code, unsigned modifiers)
{
	char text[4];

	if (modifiers & KEY_ALT)
		bytes_put(&p->replies, "\033", 1);
	bytes_put(&p->replies, text, utf8_put_code((uint32_t)code, text));
}

/* Control and Shift with Enter and the like would become sequences that few programs know. */
static void
type_key(struct pane *p, size_t index, unsigned modifiers)
{
	if (keys[index].code < 128)
		modifiers &= KEY_ALT;
	vterm_keyboard_key(p->vt, keys[index].key, modifiers_of(modifiers | keys[index].modifiers));
}

/* --- the mouse --- */

/* A release is always told to libvterm, or else it would hold the button for pressed ever after;
 * what it says for a program that does not want the mouse is dropped. */
static void
use_mouse(struct pane *p, const struct key_event *event)
{
	VTermModifier modifiers = modifiers_of(event->modifiers);
	bool wanted = p->screen.mouse != PANE_MOUSE_NONE;
	size_t before = p->replies.length;
	int row = event->row, col = event->col;

	row = row < 0 ? 0 : row < p->screen.rows ? row : p->screen.rows - 1;
	col = col < 0 ? 0 : col < p->screen.cols ? col : p->screen.cols - 1;
	if (!wanted && event->code != KEY_CODE_RELEASE)
		return;
	vterm_mouse_move(p->vt, row, col, modifiers);
	if (event->code == KEY_CODE_PRESS || event->code == KEY_CODE_RELEASE)
		vterm_mouse_button(p->vt, 1, event->code == KEY_CODE_PRESS, modifiers);
	else if (event->code != KEY_CODE_DRAG)
		vterm_mouse_button(
			p->vt, event->code == KEY_CODE_WHEEL_UP ? 4 : 5, true, modifiers);
	if (!wanted)
		p->replies.length = before;
}

/* --- all of them --- */

void
pane_paste(struct pane *p, bool begins)
{
	if (begins)
		vterm_keyboard_start_paste(p->vt);
	else
		vterm_keyboard_end_paste(p->vt);
}

static void
use_other(struct pane *p, const struct key_event *event)
{
	switch (event->code) {
	case KEY_CODE_PRESS:
	case KEY_CODE_RELEASE:
	case KEY_CODE_DRAG:
	case KEY_CODE_WHEEL_UP:
	case KEY_CODE_WHEEL_DOWN:
		use_mouse(p, event);
		break;
	case KEY_CODE_PASTE_BEGIN:
	case KEY_CODE_PASTE_END:
		pane_paste(p, event->code == KEY_CODE_PASTE_BEGIN);
		break;
	default:
		break;
	}
}

void
pane_key(struct pane *p, const struct key_event *event)
{
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (keys[i].code == event->code) {
			type_key(p, i, event->modifiers);
			return;
		}
	if (is_character(event->code))
		type_character(p, event->code, event->modifiers);
	else if (is_function_key(event->code))
		vterm_keyboard_key(p->vt,
			(VTermKey)VTERM_KEY_FUNCTION(1 + event->code - KEY_CODE_F1),
			modifiers_of(event->modifiers));
	else
		use_other(p, event);
}
