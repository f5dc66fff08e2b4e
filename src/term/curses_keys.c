/* SPDX-License-Identifier: MIT */
/* curses_keys.c: keys and the mouse as ncurses hands them out, into events of our own. */
#include "term/curses_keys.h"

#include <curses.h>

#include "base/buffer.h"
#include "term/term.h"

/* Codes of our own for define_key, above those of ncurses: of keys with modifiers (8 for each), and
 * of the marks around what is pasted. */
enum { MODIFIED = 0x2000, PASTE_BEGIN = 0x3000, PASTE_END };

/* Keys as xterm and its kin send them with modifiers: ESC [ 1 ; M A, or ESC [ 3 ; M ~. */
static const struct {
	char first, last;
	int code;
} modified_keys[] = {
	{ '1', 'A', KEY_CODE_UP },
	{ '1', 'B', KEY_CODE_DOWN },
	{ '1', 'C', KEY_CODE_RIGHT },
	{ '1', 'D', KEY_CODE_LEFT },
	{ '1', 'H', KEY_CODE_HOME },
	{ '1', 'F', KEY_CODE_END },
	{ '2', '~', KEY_CODE_INSERT },
	{ '3', '~', KEY_CODE_DELETE },
	{ '5', '~', KEY_CODE_PAGE_UP },
	{ '6', '~', KEY_CODE_PAGE_DOWN },
};
#define MODIFIED_KEYS ((int)(sizeof modified_keys / sizeof modified_keys[0]))

/* What terminals send is 1 + the bits of enum key_modifier. */
static void
define_modified_keys(void)
{
	for (int i = 0; i < MODIFIED_KEYS; i++) {
		for (int bits = 1; bits < 8; bits++) {
			char text[16];
			struct buffer b = buffer_over(text, sizeof text);

			buffer_print(&b, "\033[%c;%d%c", modified_keys[i].first, 1 + bits,
				modified_keys[i].last);
			define_key(text, MODIFIED + 8 * i + bits);
		}
	}
}

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
curses_follow_mouse(bool follow)
{
	mmask_t all = BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED;

	if (follow)
		all |= BUTTON1_RELEASED | BUTTON1_CLICKED | REPORT_MOUSE_POSITION;
	mousemask(all, NULL);
}

void
curses_prepare_input(bool mouse)
{
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	define_other_arrows();
	define_modified_keys();
	define_key("\033[200~", PASTE_BEGIN);
	define_key("\033[201~", PASTE_END);
	nodelay(stdscr, TRUE);
	meta(stdscr, TRUE);
	/* Enough for an escape sequence to arrive whole; a person feels no delay. */
	set_escdelay(25);
	if (mouse) {
		curses_follow_mouse(false);
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
	{ KEY_IC, KEY_CODE_INSERT },
	{ KEY_BTAB, KEY_CODE_BACK_TAB },
	{ PASTE_BEGIN, KEY_CODE_PASTE_BEGIN },
	{ PASTE_END, KEY_CODE_PASTE_END },
};

static bool
take_mouse(struct key_event *event)
{
	MEVENT mouse;

	if (getmouse(&mouse) != OK)
		return false;
	event->row = mouse.y;
	event->col = mouse.x;
	/* A press and a release that came together: each is to be had. */
	if (mouse.bstate & BUTTON1_CLICKED) {
		mouse.bstate = BUTTON1_RELEASED;
		ungetmouse(&mouse);
		event->code = KEY_CODE_PRESS;
		return true;
	}
	if (mouse.bstate & BUTTON4_PRESSED)
		event->code = KEY_CODE_WHEEL_UP;
	else if (mouse.bstate & BUTTON5_PRESSED)
		event->code = KEY_CODE_WHEEL_DOWN;
	else if (mouse.bstate & BUTTON1_PRESSED)
		event->code = KEY_CODE_PRESS;
	else if (mouse.bstate & BUTTON1_RELEASED)
		event->code = KEY_CODE_RELEASE;
	else if (mouse.bstate & REPORT_MOUSE_POSITION)
		event->code = KEY_CODE_DRAG;
	else
		return false;
	return true;
}

/* F13 to F24 are F1 to F12 with Shift, and so on. */
static const unsigned function_modifiers[] = { 0, KEY_SHIFT, KEY_CTRL, KEY_SHIFT | KEY_CTRL,
	KEY_ALT };
#define FUNCTION_ROWS ((int)(sizeof function_modifiers / sizeof function_modifiers[0]))

static bool
take_function_key(int key, struct key_event *event)
{
	if (key == KEY_MOUSE)
		return take_mouse(event);
	if (key >= KEY_F(1) && key < KEY_F(1) + 12 * FUNCTION_ROWS) {
		event->code = KEY_CODE_F1 + (key - KEY_F(1)) % 12;
		event->modifiers = function_modifiers[(key - KEY_F(1)) / 12];
		return true;
	}
	if (key > MODIFIED && key < MODIFIED + 8 * MODIFIED_KEYS) {
		event->code = modified_keys[(key - MODIFIED) / 8].code;
		event->modifiers = (unsigned)(key - MODIFIED) % 8;
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
