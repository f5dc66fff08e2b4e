/* SPDX-License-Identifier: MIT */
/* keys_sequence.c: the bytes of a sequence, kind by kind: cursor and function keys, mouse,
 * strings. */
#include <string.h>

#include "term/keys/keys_private.h"

/* A control inside a sequence: the sequence was cut off, and this byte is parsed by itself. */
static bool
is_cut(struct key_parser *p, unsigned char byte)
{
	if (byte >= ' ' && byte < 0x7f)
		return false;
	keys_end(p);
	if (byte != 0x18 && byte != 0x1a) /* CAN, SUB */
		keys_put_again(p, (char)byte);
	return true;
}

/* rxvt ends some keys with $, which elsewhere is followed by a letter. */
static bool
is_rxvt_final(const struct key_parser *p, char byte)
{
	if (byte != '$' || p->length < 3)
		return false;
	for (size_t i = 2; i < p->length; i++)
		if (p->held[i] < '0' || p->held[i] > '9')
			return false;
	return true;
}

void
keys_put_csi(struct key_parser *p, char byte)
{
	struct key_event event;

	if (is_cut(p, (unsigned char)byte))
		return;
	if (byte == '[' && p->length == 2) {
		keys_hold(p, byte);
		p->state = STATE_CONSOLE;
		return;
	}
	if (is_rxvt_final(p, byte)) {
		keys_hold(p, byte);
		keys_finish(p);
		return;
	}
	keys_hold(p, byte);
	if (byte < '@')
		return;
	if (byte == 'M' && p->length == 3 && keys_find_known(p, &event) == 0) {
		p->state = STATE_MOUSE;
		p->wanted = 3;
		return;
	}
	keys_finish(p);
}

void
keys_put_console(struct key_parser *p, char byte)
{
	if (is_cut(p, (unsigned char)byte))
		return;
	keys_hold(p, byte);
	keys_finish(p);
}

void
keys_put_ss3(struct key_parser *p, char byte)
{
	if (is_cut(p, (unsigned char)byte))
		return;
	keys_hold(p, byte);
	if (byte < '0' || byte > ';')
		keys_finish(p);
}

/* X10 mouse: one byte each, from 32. Unrequested, a coordinate may be a two-byte character
 * (1005). */
void
keys_put_mouse(struct key_parser *p, char value)
{
	unsigned char byte = (unsigned char)value;
	const unsigned char *held = (const unsigned char *)p->held;

	if (byte < ' ') {
		keys_end(p);
		keys_put_again(p, (char)byte);
		return;
	}
	keys_hold(p, (char)byte);
	if (!p->mouse && byte >= 0xc2 && byte <= 0xdf)
		return;
	if (--p->wanted > 0)
		return;
	if (p->length == 6)
		keys_emit_mouse(p, held[3] - 32u, held[4] - 32u, held[5] - 32u, false);
	keys_end(p);
}

/* --- strings --- */

/* Replies of terminals begin like this; otherwise it was a letter with Alt. */
void
keys_put_opened(struct key_parser *p, char value)
{
	unsigned char byte = (unsigned char)value;
	static const char osc[] = "0123456789lLI\a\033";
	bool answers = p->held[1] != ']' || (byte != 0 && strchr(osc, byte) != NULL);

	if (answers && (byte >= ' ' || byte == '\a' || byte == ESC)) {
		p->state = STATE_STRING;
		keys_put_again(p, (char)byte);
		return;
	}
	keys_emit_held(p, true);
	keys_put_again(p, (char)byte);
}

/* The terminal's colours, if they were requested; all other replies are ignored. */
static void
end_string(struct key_parser *p)
{
	if (p->colours_awaited > 0 && p->held[1] == ']' && !p->too_long &&
		keys_of_colour(p->held + 2, p->length - 2, &p->colours)) {
		p->colours_awaited--;
		p->colours_reported = true;
	}
	keys_end(p);
}

/* It ends with BEL or Esc \; a control among its bytes means that its end was lost. */
void
keys_put_string(struct key_parser *p, char value)
{
	unsigned char byte = (unsigned char)value;

	if (byte == ESC) {
		p->state = STATE_STRING_END;
	} else if (byte == '\a' || (byte == 0x9c && p->wanted == 0)) {
		end_string(p);
	} else if (byte == 0x18 || byte == 0x1a) {
		keys_end(p);
	} else if (byte < ' ') {
		keys_end(p);
		keys_put_again(p, (char)byte);
	} else if (p->wanted > 0 && (byte & 0xc0) == 0x80) {
		p->wanted--;
	} else {
		keys_hold(p, value);
		p->wanted = byte < 0xc2 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
	}
}

void
keys_put_string_end(struct key_parser *p, char byte)
{
	if (byte == '\\') {
		end_string(p);
		return;
	}
	keys_begin(p, STATE_ESCAPE);
	p->escaped_ns = p->newest_ns;
	keys_put_again(p, byte);
}

void
keys_put_known(struct key_parser *p, char byte)
{
	struct key_event event;
	int found;

	keys_hold(p, byte);
	found = keys_find_known(p, &event);
	if (found > 0)
		keys_emit(p, event);
	if (found >= 0)
		keys_end(p);
}
