/* SPDX-License-Identifier: MIT */
/* input.h: a key or mouse event as the program sees it, whatever the terminal sent. */
#ifndef PEAKTOP_SCREEN_STATE_INPUT_H
#define PEAKTOP_SCREEN_STATE_INPUT_H

#include "base/buffer.h"

/* Characters are their own codes (Unicode, including control codes); other keys follow them. */
enum key_code {
	KEY_CODE_TAB = 9,
	KEY_CODE_ENTER = 13,
	KEY_CODE_ESCAPE = 27,
	KEY_CODE_BACKSPACE = 127,
	KEY_CODE_UP = 0x110000,
	KEY_CODE_DOWN,
	KEY_CODE_LEFT,
	KEY_CODE_RIGHT,
	KEY_CODE_HOME,
	KEY_CODE_END,
	KEY_CODE_PAGE_UP,
	KEY_CODE_PAGE_DOWN,
	KEY_CODE_DELETE,
	KEY_CODE_PRESS, /* mouse button 1; row and col say where */
	KEY_CODE_WHEEL_UP,
	KEY_CODE_WHEEL_DOWN,
	KEY_CODE_F1, /* up to F1 + 11 */
	KEY_CODE_F12 = KEY_CODE_F1 + 11,
	/* Only for a pane: */
	KEY_CODE_INSERT,
	KEY_CODE_BACK_TAB,
	KEY_CODE_PASTE_BEGIN, /* pasted characters follow, with KEY_PASTED */
	KEY_CODE_PASTE_END,
	KEY_CODE_RELEASE, /* mouse button 1 */
	KEY_CODE_DRAG,
	KEY_CODE_NUL, /* Ctrl-Space */
};

enum key_modifier {
	KEY_SHIFT = 1,
	KEY_ALT = 2,
	KEY_CTRL = 4,
	KEY_PASTED = 8,    /* not pressed but pasted: text, whatever it means as a key */
	KEY_BUTTON_2 = 16, /* a mouse button other than 1; only for a pane */
	KEY_BUTTON_3 = 32,
};

struct key_event {
	int code;
	int row, col;
	unsigned modifiers; /* enum key_modifier; a character's code includes Ctrl and Shift */
};

/* The code of a key by its name ("q", "F10", "Space", "Ctrl-L", "PageUp"); 0: no such key. */
int input_key_by_name(const char *name);
void input_put_key_name(struct buffer *, int code);

/* The UTF-8 of a key that types a character, at most 4 bytes; 0: it types none. */
size_t input_put_character(int code, char *bytes);

#endif
