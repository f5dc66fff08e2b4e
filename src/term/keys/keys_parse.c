/* SPDX-License-Identifier: MIT */
/* keys_parse.c: parses a terminal's bytes into keys: where a sequence begins and ends (ECMA-48). */
#include <string.h>

#include "base/length.h"
#include "term/keys/keys_private.h"

#define PASTE_END "\033[201~"

/* --- in text --- */

/* The start of a sequence in one byte (8-bit controls); false: it is none. */
static bool
begin_with_control(struct key_parser *p, uint32_t code)
{
	static const struct {
		unsigned char control, letter;
		enum key_state state;
	} beginnings[] = {
		{ 0x8f, 'O', STATE_SS3 },
		{ 0x90, 'P', STATE_STRING },
		{ 0x98, 'X', STATE_STRING },
		{ 0x9b, '[', STATE_CSI },
		{ 0x9d, ']', STATE_STRING },
		{ 0x9e, '^', STATE_STRING },
		{ 0x9f, '_', STATE_STRING },
	};

	for (size_t i = 0; i < LENGTH(beginnings); i++) {
		if (beginnings[i].control == code) {
			keys_begin(p, beginnings[i].state);
			p->held[0] = (char)code;
			keys_hold(p, (char)beginnings[i].letter);
			return true;
		}
	}
	return code >= 0x80 && code < 0xa0;
}

/* A [ or O soon after what had to be taken for an Esc key: the rest of a sequence that a slow
 * line split. */
static bool
is_late(const struct key_parser *p, unsigned char byte)
{
	return p->was_late && (byte == '[' || byte == 'O') &&
	       p->newest_ns - p->escaped_ns < KEYS_SEQUENCE_NS;
}

static void
put_single(struct key_parser *p, unsigned char byte)
{
	struct key_event event;

	p->held[0] = (char)byte;
	p->length = 1;
	if (!p->pasting && keys_find_known(p, &event) > 0) {
		event.modifiers |= p->alt ? KEY_ALT : 0;
		keys_emit(p, event);
	} else if (byte != 0)
		keys_emit_code(p, byte);
	else if (!p->pasting)
		keys_emit_code(p, KEY_CODE_NUL);
	p->length = 0;
}

static void
put_text(struct key_parser *p, unsigned char byte)
{
	if (byte == ESC) {
		p->escaped_ns = p->newest_ns;
		keys_begin(p, p->pasting ? STATE_PASTE_END : STATE_ESCAPE);
	} else if (is_late(p, byte)) {
		keys_begin(p, STATE_LATE);
		keys_hold(p, (char)byte);
	} else if (byte < 0x80) {
		put_single(p, byte);
	} else if (p->bytes_are_text && byte >= 0xa0) {
		keys_emit_code(p, byte);
	} else if (!p->bytes_are_text && byte >= 0xc2 && byte <= 0xf4) {
		p->state = STATE_CHARACTER;
		p->wanted = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
		p->code = byte & (0x3fu >> p->wanted);
		p->length = p->wanted;
	} else if (!p->pasting) {
		begin_with_control(p, byte);
	}
}

/* Bytes that are not part of a character are not keys; overlong forms and surrogates are not
 * characters. */
static void
put_character(struct key_parser *p, unsigned char byte)
{
	static const uint32_t min[] = { 0, 0x80, 0x800, 0x10000 };
	size_t more = p->length;

	if ((byte & 0xc0) != 0x80) {
		p->alt = false;
		keys_end(p);
		keys_put_again(p, (char)byte);
		return;
	}
	p->code = p->code << 6 | (byte & 0x3f);
	if (--p->wanted > 0)
		return;
	keys_end(p);
	if (p->code < min[more] || p->code >= 0x110000 || (p->code >= 0xd800 && p->code < 0xe000))
		return;
	if (p->code >= 0xa0 || (p->pasting && p->code >= 0x80))
		keys_emit_code(p, p->code);
	else
		begin_with_control(p, p->code);
}

/* An Esc and the character that follows it. */
static void
put_with_alt(struct key_parser *p, char byte)
{
	keys_end(p);
	p->alt = true;
	keys_put_again(p, byte);
}

static void
put_escape(struct key_parser *p, char byte)
{
	struct key_event event;

	if (byte == ESC) {
		keys_emit_code(p, ESC);
		p->escaped_ns = p->newest_ns;
		return;
	}
	keys_hold(p, byte);
	p->by_hand = p->newest_ns - p->escaped_ns >= KEYS_HAND_NS;
	if (byte == '[')
		p->state = STATE_CSI;
	else if (byte == 'O')
		p->state = STATE_SS3;
	else if (byte != '\0' && strchr("]P_^X", byte) != NULL)
		p->state = STATE_OPENED;
	else if (keys_find_known(p, &event) != 0)
		keys_finish(p);
	else
		put_with_alt(p, byte);
}

/* --- pastes --- */

/* Everything is text except the end marker. */
static void
put_paste_end(struct key_parser *p, char byte)
{
	keys_hold(p, byte);
	if (memcmp(p->held, PASTE_END, p->length) != 0) {
		for (size_t i = 0; i + 1 < p->length; i++)
			keys_emit_code(p, (unsigned char)p->held[i]);
		keys_end(p);
		keys_put_again(p, byte);
	} else if (p->length == sizeof PASTE_END - 1) {
		p->pasting = false;
		keys_emit(p, (struct key_event){ .code = KEY_CODE_PASTE_END });
		keys_end(p);
	}
}

/* --- all kinds of bytes --- */

void
keys_put_again(struct key_parser *p, char byte)
{
	switch ((enum key_state)p->state) {
	case STATE_TEXT:
		put_text(p, (unsigned char)byte);
		break;
	case STATE_CHARACTER:
		put_character(p, (unsigned char)byte);
		break;
	case STATE_ESCAPE:
		put_escape(p, byte);
		break;
	case STATE_LATE:
		p->state = p->held[1] == '[' ? STATE_CSI : STATE_SS3;
		keys_put_again(p, byte);
		break;
	case STATE_CSI:
		keys_put_csi(p, byte);
		break;
	case STATE_CONSOLE:
		keys_put_console(p, byte);
		break;
	case STATE_SS3:
		keys_put_ss3(p, byte);
		break;
	case STATE_MOUSE:
		keys_put_mouse(p, byte);
		break;
	case STATE_OPENED:
		keys_put_opened(p, byte);
		break;
	case STATE_STRING:
		keys_put_string(p, byte);
		break;
	case STATE_STRING_END:
		keys_put_string_end(p, byte);
		break;
	case STATE_KNOWN:
		keys_put_known(p, byte);
		break;
	case STATE_PASTE_END:
		put_paste_end(p, byte);
		break;
	}
}

void
keys_put(struct key_parser *p, char byte, uint64_t now_ns)
{
	p->newest_ns = now_ns;
	keys_put_again(p, byte);
	p->was_late = false;
	p->alt = p->alt && p->state == STATE_CHARACTER;
}

void
keys_forget(struct key_parser *p)
{
	keys_end(p);
	p->pasting = p->was_late = p->alt = false;
}

/* --- timeouts --- */

/* Esc and a letter that may start a sequence, and nothing else yet. */
static bool
may_be_letter(const struct key_parser *p)
{
	return p->length == 2 && p->held[0] == ESC &&
	       (p->state == STATE_CSI || p->state == STATE_SS3 || p->state == STATE_OPENED);
}

uint64_t
keys_deadline(const struct key_parser *p)
{
	if (p->pasting)
		return p->newest_ns + KEYS_PASTE_NS;
	switch ((enum key_state)p->state) {
	case STATE_TEXT:
		return 0;
	case STATE_ESCAPE:
	case STATE_LATE:
		return p->newest_ns + p->escape_ns;
	default:
		if (p->by_hand && may_be_letter(p))
			return p->newest_ns + p->escape_ns;
		return p->newest_ns + KEYS_SEQUENCE_NS;
	}
}

static void
end_paste(struct key_parser *p)
{
	keys_forget(p);
	keys_emit(p, (struct key_event){ .code = KEY_CODE_PASTE_END });
}

bool
keys_break_paste(struct key_parser *p, uint64_t now_ns)
{
	if (!p->pasting || now_ns < p->newest_ns + KEYS_BREAK_NS)
		return false;
	end_paste(p);
	return true;
}

/* Esc and a letter may be that letter with Alt; anything longer was not a key. */
static void
expire_sequence(struct key_parser *p)
{
	if (may_be_letter(p))
		keys_emit_held(p, true);
	else
		keys_end(p);
}

void
keys_expire(struct key_parser *p, uint64_t now_ns)
{
	uint64_t deadline = keys_deadline(p);

	if (deadline == 0 || now_ns < deadline)
		return;
	if (p->pasting) {
		end_paste(p);
	} else if (p->state == STATE_ESCAPE) {
		keys_emit_held(p, true);
		p->was_late = true;
	} else if (p->state == STATE_LATE) {
		keys_emit_held(p, false);
	} else {
		expire_sequence(p);
	}
}
