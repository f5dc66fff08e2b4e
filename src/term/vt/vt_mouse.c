/* SPDX-License-Identifier: MIT */
/* vt_mouse.c: the mouse as the program in a terminal requested it, and the wheel as arrow keys. */
#include "base/utf8.h"
#include "term/vt/vt_private.h"

/* The codes of the first button, the wheel, and a release that names no button; MOVES is added for
 * motion. */
enum { BUTTON = 0, WHEEL = 64, NO_BUTTON = 3, MOVES = 32 };
enum { WITH_SHIFT = 4, WITH_ALT = 8, WITH_CTRL = 16 };

#define WHEEL_LINES 3

static int
button_of(const struct key_event *event)
{
	switch (event->code) {
	case KEY_CODE_WHEEL_UP:
		return WHEEL;
	case KEY_CODE_WHEEL_DOWN:
		return WHEEL + 1;
	case KEY_CODE_DRAG:
		return BUTTON + MOVES;
	default:
		return BUTTON;
	}
}

static bool
is_asked_for(const struct vt *p, int code)
{
	if (p->mouse == 9)
		return code != KEY_CODE_RELEASE && code != KEY_CODE_DRAG;
	return code == KEY_CODE_DRAG ? p->mouse >= 1002 : p->mouse >= 1000;
}

/* One character each: in the old encoding, a coordinate that does not fit into a byte is not
 * reported. */
static void
report_legacy(struct vt *p, int button, int col, int row)
{
	const int values[] = { 32 + button, 33 + col, 33 + row };
	int max = p->mouse_encoding == 1005 ? 0x7ff : 0xff;
	char text[16] = "\033[M";
	size_t length = 3;

	for (size_t i = 0; i < 3; i++) {
		if (values[i] > max)
			return;
		if (p->mouse_encoding == 1005)
			length += utf8_put_code((uint32_t)values[i], text + length);
		else
			text[length++] = (char)values[i];
	}
	vt_put_reply(p, text, length);
}

static void
message(struct vt *p, const struct key_event *event, int row, int col)
{
	bool released = event->code == KEY_CODE_RELEASE;
	int button = button_of(event), with = 0;

	if (event->modifiers & (KEY_BUTTON_2 | KEY_BUTTON_3))
		button += event->modifiers & KEY_BUTTON_2 ? 1 : 2;
	if (p->mouse != 9)
		with = ((event->modifiers & KEY_SHIFT) ? WITH_SHIFT : 0) |
		       ((event->modifiers & KEY_ALT) ? WITH_ALT : 0) |
		       ((event->modifiers & KEY_CTRL) ? WITH_CTRL : 0);
	if (p->mouse_encoding == 1006)
		vt_answer(p, "\033[<%d;%d;%d%c", button + with, col + 1, row + 1,
			released ? 'm' : 'M');
	else if (p->mouse_encoding == 1015)
		vt_answer(p, "\033[%d;%d;%dM", 32 + (released ? NO_BUTTON : button) + with, col + 1,
			row + 1);
	else
		report_legacy(p, (released ? NO_BUTTON : button) + with, col, row);
}

/* A full-screen program that requested no mouse scrolls by arrow keys. */
static void
turn_wheel(struct vt *p, int code)
{
	struct key_event arrow = {
		.code = code == KEY_CODE_WHEEL_UP ? KEY_CODE_UP : KEY_CODE_DOWN,
	};

	for (int i = 0; i < WHEEL_LINES; i++)
		vt_key(p, &arrow);
}

static int
within(int value, int count)
{
	return value < 0 ? 0 : value < count ? value : count - 1;
}

void
vt_mouse(struct vt *p, const struct key_event *event)
{
	bool wheel = event->code == KEY_CODE_WHEEL_UP || event->code == KEY_CODE_WHEEL_DOWN;

	if (is_asked_for(p, event->code))
		message(p, event, within(event->row, p->screen.rows),
			within(event->col, p->screen.cols));
	else if (wheel && vt_wheel_is_keys(p))
		turn_wheel(p, event->code);
}
