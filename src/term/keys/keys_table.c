/* SPDX-License-Identifier: MIT */
/* keys_table.c: the sequences that terminals send for keys: xterm, VT100 and VT220, the Linux
 * console, rxvt, PuTTY, screen, tmux, kitty. */
#include <string.h>

#include "base/length.h"
#include "term/keys/keys_parse.h"

struct known_key {
	int which; /* the final byte of the sequence, or the number before its ~ */
	int code;
	unsigned modifiers;
};

/* The same after ESC [ and ESC O. */
static const struct known_key common_keys[] = {
	{ 'A', KEY_CODE_UP, 0 },
	{ 'B', KEY_CODE_DOWN, 0 },
	{ 'C', KEY_CODE_RIGHT, 0 },
	{ 'D', KEY_CODE_LEFT, 0 },
	{ 'H', KEY_CODE_HOME, 0 },
	{ 'F', KEY_CODE_END, 0 },
	{ 'P', KEY_CODE_F1, 0 },
	{ 'Q', KEY_CODE_F1 + 1, 0 },
	{ 'R', KEY_CODE_F1 + 2, 0 },
	{ 'S', KEY_CODE_F1 + 3, 0 },
};

/* ESC [ F, ESC [ 1 ; M F. CSI R with parameters may also be a cursor position (see is_report). */
static const struct known_key csi_keys[] = {
	{ 'Z', KEY_CODE_BACK_TAB, 0 },
	/* rxvt with Shift */
	{ 'a', KEY_CODE_UP, KEY_SHIFT },
	{ 'b', KEY_CODE_DOWN, KEY_SHIFT },
	{ 'c', KEY_CODE_RIGHT, KEY_SHIFT },
	{ 'd', KEY_CODE_LEFT, KEY_SHIFT },
};

/* ESC O F: cursor keys in application mode, F1 to F4, the keypad in application mode. */
static const struct known_key ss3_keys[] = {
	{ 'M', KEY_CODE_ENTER, 0 },
	{ 'I', KEY_CODE_TAB, 0 },
	{ ' ', ' ', 0 },
	{ 'X', '=', 0 },
	{ 'j', '*', 0 },
	{ 'k', '+', 0 },
	{ 'l', ',', 0 },
	{ 'm', '-', 0 },
	{ 'n', '.', 0 },
	{ 'o', '/', 0 },
	{ 'p', '0', 0 },
	{ 'q', '1', 0 },
	{ 'r', '2', 0 },
	{ 's', '3', 0 },
	{ 't', '4', 0 },
	{ 'u', '5', 0 },
	{ 'v', '6', 0 },
	{ 'w', '7', 0 },
	{ 'x', '8', 0 },
	{ 'y', '9', 0 },
	/* rxvt with Ctrl */
	{ 'a', KEY_CODE_UP, KEY_CTRL },
	{ 'b', KEY_CODE_DOWN, KEY_CTRL },
	{ 'c', KEY_CODE_RIGHT, KEY_CTRL },
	{ 'd', KEY_CODE_LEFT, KEY_CTRL },
};

/* ESC [ [ F: the Linux console. */
static const struct known_key console_keys[] = {
	{ 'A', KEY_CODE_F1, 0 },
	{ 'B', KEY_CODE_F1 + 1, 0 },
	{ 'C', KEY_CODE_F1 + 2, 0 },
	{ 'D', KEY_CODE_F1 + 3, 0 },
	{ 'E', KEY_CODE_F1 + 4, 0 },
};

/* ESC [ N ~. F13 to F20 are F1 to F8 with Shift. */
static const struct known_key tilde_keys[] = {
	{ 1, KEY_CODE_HOME, 0 },
	{ 2, KEY_CODE_INSERT, 0 },
	{ 3, KEY_CODE_DELETE, 0 },
	{ 4, KEY_CODE_END, 0 },
	{ 5, KEY_CODE_PAGE_UP, 0 },
	{ 6, KEY_CODE_PAGE_DOWN, 0 },
	{ 7, KEY_CODE_HOME, 0 },
	{ 8, KEY_CODE_END, 0 },
	{ 11, KEY_CODE_F1, 0 },
	{ 12, KEY_CODE_F1 + 1, 0 },
	{ 13, KEY_CODE_F1 + 2, 0 },
	{ 14, KEY_CODE_F1 + 3, 0 },
	{ 15, KEY_CODE_F1 + 4, 0 },
	{ 17, KEY_CODE_F1 + 5, 0 },
	{ 18, KEY_CODE_F1 + 6, 0 },
	{ 19, KEY_CODE_F1 + 7, 0 },
	{ 20, KEY_CODE_F1 + 8, 0 },
	{ 21, KEY_CODE_F1 + 9, 0 },
	{ 23, KEY_CODE_F1 + 10, 0 },
	{ 24, KEY_CODE_F1 + 11, 0 },
	{ 25, KEY_CODE_F1, KEY_SHIFT },
	{ 26, KEY_CODE_F1 + 1, KEY_SHIFT },
	{ 28, KEY_CODE_F1 + 2, KEY_SHIFT },
	{ 29, KEY_CODE_F1 + 3, KEY_SHIFT },
	{ 31, KEY_CODE_F1 + 4, KEY_SHIFT },
	{ 32, KEY_CODE_F1 + 5, KEY_SHIFT },
	{ 33, KEY_CODE_F1 + 6, KEY_SHIFT },
	{ 34, KEY_CODE_F1 + 7, KEY_SHIFT },
	{ 200, KEY_CODE_PASTE_BEGIN, 0 },
	{ 201, KEY_CODE_PASTE_END, 0 },
};

/* Keys of the kitty protocol, in the private use area of Unicode, that stand for others. */
static const struct {
	uint32_t code;
	int key;
} private_keys[] = {
	{ 57417, KEY_CODE_LEFT },
	{ 57418, KEY_CODE_RIGHT },
	{ 57419, KEY_CODE_UP },
	{ 57420, KEY_CODE_DOWN },
	{ 57421, KEY_CODE_PAGE_UP },
	{ 57422, KEY_CODE_PAGE_DOWN },
	{ 57423, KEY_CODE_HOME },
	{ 57424, KEY_CODE_END },
	{ 57425, KEY_CODE_INSERT },
	{ 57426, KEY_CODE_DELETE },
};

/* Of the same area: the keypad's characters, and F13 to F24. */
#define KEYPAD_FIRST 57399
#define F13 57376
static const char keypad[] = "0123456789./*-+\r=,";

/* Characters that become a control character with Ctrl, besides letters and their neighbours. */
static const struct {
	char character;
	int control;
} controls[] = {
	{ ' ', KEY_CODE_NUL },
	{ '@', KEY_CODE_NUL },
	{ '2', KEY_CODE_NUL },
	{ '3', KEY_CODE_ESCAPE },
	{ '4', 0x1c },
	{ '5', 0x1d },
	{ '6', 0x1e },
	{ '~', 0x1e },
	{ '7', 0x1f },
	{ '/', 0x1f },
	{ '8', KEY_CODE_BACKSPACE },
	{ '?', KEY_CODE_BACKSPACE },
};

/* --- parameters: numbers separated by semicolons, subdivided by colons --- */

#define PARAMETERS_MAX 4
#define NUMBER_MAX 9999999

struct parameters {
	unsigned first[PARAMETERS_MAX], second[PARAMETERS_MAX]; /* before a colon, and after it */
	size_t count;
};

/* Parameters beyond the maximum are ignored. False: invalid characters. */
static bool
read_parameters(const char *text, size_t length, struct parameters *p)
{
	size_t part = 0;

	*p = (struct parameters){ .count = length > 0 };
	for (size_t i = 0; i < length; i++) {
		char c = text[i];
		unsigned *number = part == 0 ? p->first : p->second;

		if (c == ';') {
			p->count++;
			part = 0;
		} else if (c == ':') {
			part++;
		} else if (c < '0' || c > '9') {
			return false;
		} else if (part < 2 && p->count <= PARAMETERS_MAX) {
			number += p->count - 1;
			*number = *number < NUMBER_MAX / 10 ? *number * 10 + (unsigned)(c - '0')
							    : NUMBER_MAX;
		}
	}
	return true;
}

/* 1 + Shift, 2 Alt, 4 Ctrl, and modifiers that no key here has: Super, Hyper, Meta (32 is Alt on
 * a Mac); Caps Lock and Num Lock are ignored. False: one of those, or a release (kitty). */
static bool
take_modifiers(const struct parameters *p, struct key_event *event)
{
	unsigned bits = p->count > 1 && p->first[1] > 0 ? p->first[1] - 1 : 0;

	if (p->count > 1 && p->second[1] == 3)
		return false;
	bits &= ~192u;
	if (bits & 32)
		bits = (bits & ~32u) | KEY_ALT;
	event->modifiers |= bits & (KEY_SHIFT | KEY_ALT | KEY_CTRL);
	return bits < 8;
}

/* --- keys --- */

static bool
find_among(const struct known_key *keys, size_t count, int which, struct key_event *event)
{
	for (size_t i = 0; i < count; i++) {
		if (keys[i].which == which) {
			event->code = keys[i].code;
			event->modifiers = keys[i].modifiers;
			return true;
		}
	}
	return false;
}

/* Among the keys of one introducer, or those that both have. */
static bool
find_final(const struct known_key *keys, size_t count, char final, struct key_event *event)
{
	return find_among(common_keys, LENGTH(common_keys), final, event) ||
	       find_among(keys, count, final, event);
}

static bool
find_tilde(unsigned number, struct key_event *event)
{
	return find_among(tilde_keys, LENGTH(tilde_keys), (int)number, event);
}

/* A code of the private use area; false: it may be a character. */
static bool
find_private(uint32_t code, struct key_event *event)
{
	if (code >= F13 && code < F13 + 12) {
		event->code = KEY_CODE_F1 + (int)(code - F13);
		event->modifiers |= KEY_SHIFT;
		return true;
	}
	for (size_t i = 0; i < LENGTH(private_keys); i++) {
		if (private_keys[i].code == code) {
			event->code = private_keys[i].key;
			return true;
		}
	}
	return false;
}

/* What Ctrl makes of a character; 0: nothing. */
static int
control_of(uint32_t code)
{
	for (size_t i = 0; i < LENGTH(controls); i++)
		if ((uint32_t)controls[i].character == code)
			return controls[i].control;
	return (code > '@' && code <= '_') || (code >= 'a' && code <= 'z') ? (int)code & 0x1f : 0;
}

/* A character as encoded by kitty and xterm (modifyOtherKeys): Ctrl and a letter become the
 * control character, Shift shows in the character. */
static bool
take_character(uint32_t code, struct key_event *event)
{
	int control;

	if (find_private(code, event))
		return true;
	if (code >= KEYPAD_FIRST && code < KEYPAD_FIRST + sizeof keypad - 1)
		code = (uint32_t)keypad[code - KEYPAD_FIRST];
	if (code == 0 || code >= 0x110000 || (code >= 0xd800 && code <= 0xf8ff))
		return false;
	control = event->modifiers & KEY_CTRL ? control_of(code) : 0;
	if (code >= 'a' && code <= 'z' && (event->modifiers & KEY_SHIFT))
		code -= 'a' - 'A';
	if (code == KEY_CODE_TAB && (event->modifiers & KEY_SHIFT)) {
		code = KEY_CODE_BACK_TAB;
		event->modifiers &= ~(unsigned)KEY_SHIFT;
	}
	if (control != 0)
		event->modifiers &= KEY_ALT;
	if (code > ' ' && code != KEY_CODE_BACKSPACE)
		event->modifiers &= ~(unsigned)KEY_SHIFT;
	event->code = control != 0 ? control : (int)code;
	return true;
}

/* A cursor position: a row and a column. Only F3 with modifiers looks the same, in the first
 * row. */
static bool
is_report(const struct parameters *p)
{
	return p->count > 1 && (p->first[0] != 1 || p->first[1] < 2 || p->first[1] > 8);
}

static bool
take_csi(const char *text, size_t length, char final, struct key_event *event)
{
	struct parameters p;
	char last = length > 0 ? text[length - 1] : '\0';

	/* rxvt: ESC [ 3 $ is Delete with Shift. */
	if (final == '$' || final == '^' || final == '@') {
		if (!read_parameters(text, length, &p) || p.count != 1 ||
			!find_tilde(p.first[0], event))
			return false;
		event->modifiers |= (final != '^' ? KEY_SHIFT : 0) | (final != '$' ? KEY_CTRL : 0);
		return event->code != KEY_CODE_PASTE_BEGIN && event->code != KEY_CODE_PASTE_END;
	}
	if (last == '[' && length == 1)
		return find_among(console_keys, LENGTH(console_keys), final, event);
	if (!read_parameters(text, length, &p))
		return false;
	if (final == '~' && p.first[0] == 27 && p.count == 3)
		return take_modifiers(&p, event) && take_character(p.first[2], event);
	if (final == 'u')
		return take_modifiers(&p, event) && take_character(p.first[0], event);
	if (final == '~')
		return p.count <= 2 && find_tilde(p.first[0], event) && take_modifiers(&p, event);
	if (p.count > 2 || (final == 'R' && is_report(&p)) || (p.count > 0 && p.first[0] > 1) ||
		(final >= 'a' && length > 0))
		return false;
	return find_final(csi_keys, LENGTH(csi_keys), final, event) && take_modifiers(&p, event);
}

/* ESC O 5 P is what old terminals send for Ctrl-F1. */
static bool
take_ss3(const char *text, size_t length, char final, struct key_event *event)
{
	struct parameters p;

	if (!read_parameters(text, length, &p) || p.count > 2 ||
		!find_final(ss3_keys, LENGTH(ss3_keys), final, event))
		return false;
	if (p.count == 1) {
		p.first[1] = p.first[0];
		p.count = 2;
	}
	return take_modifiers(&p, event);
}

bool
keys_of_sequence(const char *held, size_t length, struct key_event *event)
{
	*event = (struct key_event){ .code = 0 };
	if (length < 3)
		return false;
	if (held[1] == 'O')
		return take_ss3(held + 2, length - 3, held[length - 1], event);
	return held[1] == '[' && take_csi(held + 2, length - 3, held[length - 1], event);
}
