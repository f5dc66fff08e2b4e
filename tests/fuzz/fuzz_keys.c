/* SPDX-License-Identifier: MIT */
/* fuzz_keys.c: arbitrary bytes from a terminal, at any time: valid keys, and an end to every
 * wait. */
/* parts: term/keys/keys_{parse,event,sequence,table,colour} model/terminal/vt_screen */
#include <assert.h>
#include <string.h>

#include "base/length.h"
#include "term/keys/keys_parse.h"

#define STEP_NS 50000000ull
/* The most events of a byte. */
#define EVENTS_MAX 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct key_sequence known[] = {
	{ "\b", KEY_CODE_BACKSPACE, 0 },
	{ "\033A", KEY_CODE_UP, 0 },
	{ "\033?\033p", KEY_CODE_F1, 0 },
};

#define ALL (KEY_SHIFT | KEY_ALT | KEY_CTRL | KEY_PASTED | KEY_BUTTON_2 | KEY_BUTTON_3)

static void
check(const struct key_event *event)
{
	bool mouse = (event->code >= KEY_CODE_PRESS && event->code <= KEY_CODE_WHEEL_DOWN) ||
		     event->code >= KEY_CODE_RELEASE;

	assert(event->code > 0 && event->code <= KEY_CODE_NUL);
	assert(event->code < 0xd800 || event->code > 0xdfff);
	assert((event->modifiers & ~(unsigned)ALL) == 0);
	assert(mouse || (event->modifiers & (KEY_BUTTON_2 | KEY_BUTTON_3)) == 0);
	assert(mouse || (event->row == 0 && event->col == 0));
	assert(event->row >= 0 && event->row < 1000000 && event->col >= 0);
}

static size_t
take(struct key_parser *p)
{
	struct key_event event;
	size_t count = 0;

	while (keys_next(p, &event)) {
		check(&event);
		count++;
	}
	return count;
}

/* A reported colour is valid and was requested. */
static void
check_colours(struct key_parser *p)
{
	struct vt_colours colours = p->colours;

	vt_colours_check(&colours);
	assert(memcmp(&colours, &p->colours, sizeof colours) == 0);
	assert(p->colours_reported == (p->colours_awaited < 2 + VT_PALETTE));
}

/* Bits of the first byte: what was requested; how often time passes. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned how = size > 0 ? data[0] : 0;
	struct key_parser p = { .escape_ns = 2 * STEP_NS + 1,
		.mouse = how & 1,
		.follows_mouse = how & 2,
		.bytes_are_text = how & 4,
		.known = known,
		.known_count = how & 8 ? LENGTH(known) : 0 };
	struct bytes question = { .data = NULL };
	uint64_t now = 1;

	keys_ask_colours(&p, &question);
	bytes_free(&question);
	for (size_t i = 1; i < size; i++) {
		if (how >> 4 > 0 && i % (how >> 4) == 0)
			now += data[i] % 64 * STEP_NS;
		keys_expire(&p, now);
		assert(take(&p) <= EVENTS_MAX);
		keys_put(&p, (char)data[i], now);
		assert(p.count < EVENTS_MAX);
		take(&p);
	}
	for (int i = 0; i < 3 && keys_deadline(&p) > 0; i++) {
		keys_expire(&p, keys_deadline(&p));
		take(&p);
	}
	assert(keys_deadline(&p) == 0);
	check_colours(&p);
	keys_put(&p, 'z', now + STEP_NS);
	assert(p.count == 1);
	return 0;
}
