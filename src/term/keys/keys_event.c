/* SPDX-License-Identifier: MIT */
/* keys_event.c: the events for complete sequences of a terminal. */
#include <string.h>

#include "term/keys/keys_private.h"

void
keys_emit(struct key_parser *p, struct key_event event)
{
	if (p->count < KEYS_QUEUE_MAX)
		p->queue[(p->first + p->count++) % KEYS_QUEUE_MAX] = event;
}

bool
keys_next(struct key_parser *p, struct key_event *event)
{
	if (p->count == 0)
		return false;
	*event = p->queue[p->first];
	p->first = (p->first + 1) % KEYS_QUEUE_MAX;
	p->count--;
	return true;
}

void
keys_emit_code(struct key_parser *p, uint32_t code)
{
	keys_emit(p, (struct key_event){
			     .code = (int)code,
			     .modifiers = (p->pasting ? KEY_PASTED : 0) | (p->alt ? KEY_ALT : 0),
		     });
}

void
keys_begin(struct key_parser *p, enum key_state state)
{
	p->state = (int)state;
	p->held[0] = ESC;
	p->length = 1;
	p->wanted = 0;
	p->too_long = false;
}

void
keys_hold(struct key_parser *p, char byte)
{
	if (p->length < KEYS_HELD_MAX)
		p->held[p->length++] = byte;
	else
		p->too_long = true;
}

void
keys_end(struct key_parser *p)
{
	p->state = STATE_TEXT;
	p->length = 0;
}

/* --- keys from this terminal's description --- */

/* 1: a key; -1: a prefix of one; 0: neither. */
int
keys_find_known(const struct key_parser *p, struct key_event *event)
{
	int found = 0;

	for (size_t i = 0; i < p->known_count; i++) {
		const char *bytes = p->known[i].bytes;
		size_t length = strlen(bytes);

		if (p->length == 0 || length < p->length || memcmp(bytes, p->held, p->length) != 0)
			continue;
		if (length > p->length) {
			found = -1;
			continue;
		}
		*event = (struct key_event){ .code = p->known[i].code,
			.modifiers = p->known[i].modifiers };
		return 1;
	}
	return found;
}

/* --- complete sequences --- */

static unsigned
number_at(const char **at)
{
	unsigned number = 0;

	while (**at >= '0' && **at <= '9' && number < 100000)
		number = number * 10 + (unsigned)(*(*at)++ - '0');
	return number;
}

/* The bits of button: 0 to 2 a button, 3 released; 32: motion; 64: the wheel; 4, 8, 16:
 * modifiers. */
void
keys_emit_mouse(struct key_parser *p, unsigned button, unsigned col, unsigned row, bool released)
{
	struct key_event event = { .row = (int)row - 1, .col = (int)col - 1 };
	unsigned what = button & ~28u, which = what & ~32u;

	if (!p->mouse || row == 0 || col == 0)
		return;
	if (which == 1 || which == 2) {
		if (!p->follows_mouse)
			return;
		event.modifiers = which == 1 ? KEY_BUTTON_2 : KEY_BUTTON_3;
		what -= which;
	}
	if (what == 64 || what == 65)
		event.code = what == 64 ? KEY_CODE_WHEEL_UP : KEY_CODE_WHEEL_DOWN;
	else if (what == 0 && !released)
		event.code = KEY_CODE_PRESS;
	else if ((what == 0 || what == 3) && p->follows_mouse)
		event.code = KEY_CODE_RELEASE;
	else if (what == 32 && p->follows_mouse)
		event.code = KEY_CODE_DRAG;
	if (event.code != 0)
		keys_emit(p, event);
}

/* ESC [ < B ; X ; Y M, or m for a release (1006); without < it is 1015, and B counts from 32. */
static bool
take_mouse(struct key_parser *p, char final)
{
	bool sgr = p->length > 2 && p->held[2] == '<';
	const char *at = p->held + (sgr ? 3 : 2);
	unsigned numbers[3] = { 0, 0, 0 };
	size_t count = 0;

	if ((final != 'M' && final != 'm') || (!sgr && final == 'm'))
		return false;
	for (bool more = true; more && count < 3; count++) {
		numbers[count] = number_at(&at);
		more = *at == ';';
		at += more;
	}
	if (count == 3 && *at == final && (sgr || numbers[0] >= 32))
		keys_emit_mouse(
			p, numbers[0] - (sgr ? 0 : 32), numbers[1], numbers[2], final == 'm');
	return true;
}

/* Call when the sequence is complete according to the grammar. */
void
keys_finish(struct key_parser *p)
{
	struct key_event event;
	char final = p->held[p->length - 1];
	int found = p->too_long ? 0 : keys_find_known(p, &event);

	if (found < 0) {
		p->state = STATE_KNOWN;
		return;
	}
	if (found == 0 && !p->too_long && !(p->held[1] == '[' && take_mouse(p, final)) &&
		keys_of_sequence(p->held, p->length, &event))
		found = 1;
	if (found > 0) {
		p->pasting = event.code == KEY_CODE_PASTE_BEGIN;
		keys_emit(p, event);
	}
	keys_end(p);
}

/* Keys, not a sequence. */
void
keys_emit_held(struct key_parser *p, bool escape)
{
	if (escape && p->length == 1)
		keys_emit_code(p, ESC);
	p->alt = escape;
	for (size_t i = 1; i < p->length; i++)
		keys_emit_code(p, (unsigned char)p->held[i]);
	p->alt = false;
	keys_end(p);
}
