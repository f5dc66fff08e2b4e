/* SPDX-License-Identifier: MIT */
/* vt_input.c: keys as the program in a terminal expects them: those of xterm. */
#include "base/utf8.h"
#include "base/length.h"
#include "term/vt/vt_private.h"

enum form {
	FORM_TEXT,   /* `final` alone */
	FORM_CURSOR, /* CSI final, or SS3 final if the program requested that */
	FORM_SS3,    /* SS3 final */
	FORM_NUMBER, /* CSI number ~ */
};

/* Keys that are not characters, and those that depend on modes. */
static const struct {
	int code;
	enum form form;
	int number;
	char final;
} keys[] = {
	{ KEY_CODE_TAB, FORM_TEXT, 0, '\t' },
	{ KEY_CODE_ENTER, FORM_TEXT, 0, '\r' },
	{ KEY_CODE_ESCAPE, FORM_TEXT, 0, '\033' },
	{ KEY_CODE_BACKSPACE, FORM_TEXT, 0, '\177' },
	{ KEY_CODE_NUL, FORM_TEXT, 0, '\0' },
	{ KEY_CODE_UP, FORM_CURSOR, 1, 'A' },
	{ KEY_CODE_DOWN, FORM_CURSOR, 1, 'B' },
	{ KEY_CODE_RIGHT, FORM_CURSOR, 1, 'C' },
	{ KEY_CODE_LEFT, FORM_CURSOR, 1, 'D' },
	{ KEY_CODE_HOME, FORM_CURSOR, 1, 'H' },
	{ KEY_CODE_END, FORM_CURSOR, 1, 'F' },
	{ KEY_CODE_INSERT, FORM_NUMBER, 2, '~' },
	{ KEY_CODE_DELETE, FORM_NUMBER, 3, '~' },
	{ KEY_CODE_PAGE_UP, FORM_NUMBER, 5, '~' },
	{ KEY_CODE_PAGE_DOWN, FORM_NUMBER, 6, '~' },
	{ KEY_CODE_F1, FORM_SS3, 1, 'P' },
	{ KEY_CODE_F1 + 1, FORM_SS3, 1, 'Q' },
	{ KEY_CODE_F1 + 2, FORM_SS3, 1, 'R' },
	{ KEY_CODE_F1 + 3, FORM_SS3, 1, 'S' },
	{ KEY_CODE_F1 + 4, FORM_NUMBER, 15, '~' },
	{ KEY_CODE_F1 + 5, FORM_NUMBER, 17, '~' },
	{ KEY_CODE_F1 + 6, FORM_NUMBER, 18, '~' },
	{ KEY_CODE_F1 + 7, FORM_NUMBER, 19, '~' },
	{ KEY_CODE_F1 + 8, FORM_NUMBER, 20, '~' },
	{ KEY_CODE_F1 + 9, FORM_NUMBER, 21, '~' },
	{ KEY_CODE_F1 + 10, FORM_NUMBER, 23, '~' },
	{ KEY_CODE_F1 + 11, FORM_NUMBER, 24, '~' },
};

static bool
is_character(int code)
{
	return code >= 0 && code < 0x110000 && (code < 0xd800 || code > 0xdfff);
}

static void
type_character(struct vt *p, int code, unsigned modifiers)
{
	char text[4];

	if (modifiers & KEY_ALT)
		vt_put_reply(p, "\033", 1);
	vt_put_reply(p, text, utf8_put_code((uint32_t)code, text));
}

/* With Ctrl and Shift, Enter and similar keys would become sequences that few programs know. */
static void
type_text(struct vt *p, char final, unsigned modifiers)
{
	if (final == '\177' && vt_has(p, MODE_BACKSPACE))
		final = '\b';
	type_character(p, final, modifiers);
	if (final == '\r' && vt_has(p, MODE_NEWLINE))
		vt_put_reply(p, "\n", 1);
}

static void
type_key(struct vt *p, size_t index, unsigned modifiers)
{
	enum form form = keys[index].form;
	char final = keys[index].final;
	int with = 1 + ((modifiers & KEY_SHIFT) ? 1 : 0) + ((modifiers & KEY_ALT) ? 2 : 0) +
		   ((modifiers & KEY_CTRL) ? 4 : 0);

	if (form == FORM_TEXT)
		type_text(p, final, modifiers);
	else if (with > 1)
		vt_answer(p, "\033[%d;%d%c", keys[index].number, with, final);
	else if (form == FORM_NUMBER)
		vt_answer(p, "\033[%d~", keys[index].number);
	else if (form == FORM_SS3 || vt_has(p, MODE_CURSOR_KEYS))
		vt_answer(p, "\033O%c", final);
	else
		vt_answer(p, "\033[%c", final);
}

/* --- all input --- */

void
vt_paste(struct vt *p, bool begins)
{
	if (vt_has(p, MODE_PASTE))
		vt_answer(p, "\033[%d~", begins ? 200 : 201);
}

static void
use_other(struct vt *p, const struct key_event *event)
{
	switch (event->code) {
	case KEY_CODE_PRESS:
	case KEY_CODE_RELEASE:
	case KEY_CODE_DRAG:
	case KEY_CODE_WHEEL_UP:
	case KEY_CODE_WHEEL_DOWN:
		vt_mouse(p, event);
		break;
	case KEY_CODE_PASTE_BEGIN:
	case KEY_CODE_PASTE_END:
		vt_paste(p, event->code == KEY_CODE_PASTE_BEGIN);
		break;
	case KEY_CODE_BACK_TAB:
		vt_answer(p, event->modifiers & KEY_ALT ? "\033\033[Z" : "\033[Z");
		break;
	default:
		break;
	}
}

/* A program without bracketed paste expects the line ending that a key sends. */
static bool
is_pasted_line(const struct vt *p, const struct key_event *event)
{
	return event->code == '\n' && (event->modifiers & KEY_PASTED) && !vt_has(p, MODE_PASTE);
}

void
vt_key(struct vt *p, const struct key_event *event)
{
	for (size_t i = 0; i < LENGTH(keys); i++)
		if (keys[i].code == event->code) {
			type_key(p, i, event->modifiers);
			return;
		}
	if (is_pasted_line(p, event))
		type_character(p, '\r', 0);
	else if (is_character(event->code))
		type_character(p, event->code, event->modifiers);
	else
		use_other(p, event);
}
