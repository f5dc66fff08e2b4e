/* SPDX-License-Identifier: MIT */
/* curses_keys.c: keys and the mouse as ncurses hands them out, into events of our own. */
#include "term/curses_keys.h"

#include <curses.h>

#include "term/term.h"

/* Arrows as terminals send them that pay no heed to keypad(): not in application mode. */
static void
define_other_arrows(void)
{
	define_key("\033[A", KEY_UP);
	define_key("\033[B", KEY_DOWN);
	define_key("\033[C", KEY_RIGHT);
	define_key("\033[D", KEY_LEFT);
	define_key("\033[H", KEY_HOME);
	define_key("\033[F", KEY_END);
}

void
curses_prepare_input(bool mouse)
{
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	define_other_arrows();
	nodelay(stdscr, TRUE);
	meta(stdscr, TRUE);
	/* Enough for an escape sequence to arrive whole; a person feels no delay. */
	set_escdelay(25);
	if (mouse) {
		mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
		mouseinterval(0);
	}
}

static const struct {
	int curses, code;
} key_codes[] = {
	{ KEY_UP, KEY_CODE_UP },
	{ KEY_DOWN, KEY_CODE_DOWN },
	{ KEY_LEFT, KEY_CODE_LEFT },
	{ KEY_RIGHT, KEY_CODE_RIGHT },
	{ KEY_HOME, KEY_CODE_HOME },
	{ KEY_END, KEY_CODE_END },
	{ KEY_PPAGE, KEY_CODE_PAGE_UP },
	{ KEY_NPAGE, KEY_CODE_PAGE_DOWN },
	{ KEY_DC, KEY_CODE_DELETE },
	{ KEY_BACKSPACE, KEY_CODE_BACKSPACE },
	{ KEY_ENTER, KEY_CODE_ENTER },
};

static bool
take_mouse(struct key_event *event)
{
	MEVENT mouse;

	if (getmouse(&mouse) != OK)
		return false;
	event->row = mouse.y;
	event->col = mouse.x;
	if (mouse.bstate & BUTTON4_PRESSED)
		event->code = KEY_CODE_WHEEL_UP;
	else if (mouse.bstate & BUTTON5_PRESSED)
		event->code = KEY_CODE_WHEEL_DOWN;
	else if (mouse.bstate & BUTTON1_PRESSED)
		event->code = KEY_CODE_PRESS;
	else
		return false;
	return true;
}

static bool
take_function_key(int key, struct key_event *event)
{
	if (key == KEY_MOUSE)
		return take_mouse(event);
	if (key >= KEY_F(1) && key <= KEY_F(12)) {
		event->code = KEY_CODE_F1 + key - KEY_F(1);
		return true;
	}
	for (size_t i = 0; i < sizeof key_codes / sizeof key_codes[0]; i++) {
		if (key_codes[i].curses == key) {
			event->code = key_codes[i].code;
			return true;
		}
	}
	return false;
}

bool
term_read_key(struct term_screen *t, struct key_event *event)
{
	(void)t;
	for (;;) {
		wint_t key;
		int kind = get_wch(&key);

		if (kind == ERR)
			return false;
		*event = (struct key_event){ .code = (int)key };
		if (kind == KEY_CODE_YES && !take_function_key((int)key, event))
			continue;
		if (kind == OK && key == '\n')
			event->code = KEY_CODE_ENTER;
		if (event->code != 0)
			return true;
	}
}
