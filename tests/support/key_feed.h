/* SPDX-License-Identifier: MIT */
/* key_feed.h: feeds bytes into the key parser, split anywhere, and prints the events. */
#ifndef PEAKTOP_TESTS_SUPPORT_KEY_FEED_H
#define PEAKTOP_TESTS_SUPPORT_KEY_FEED_H

#include <string.h>

#include "base/clock.h"
#include "base/length.h"
#include "term/keys/keys_parse.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MS NS_PER_MS
#define ESCAPE_NS (100 * MS)

static inline struct key_parser
parser(void)
{
	return (struct key_parser){ .escape_ns = ESCAPE_NS, .mouse = true, .follows_mouse = true };
}

/* --- events as text: "^[", "a", "up", "ctrl-up", "press 3,4", each followed by a blank --- */

static const struct {
	int code;
	const char *name;
} names[] = {
	{ KEY_CODE_TAB, "tab" },
	{ KEY_CODE_ENTER, "enter" },
	{ KEY_CODE_ESCAPE, "esc" },
	{ KEY_CODE_BACKSPACE, "back" },
	{ KEY_CODE_UP, "up" },
	{ KEY_CODE_DOWN, "down" },
	{ KEY_CODE_LEFT, "left" },
	{ KEY_CODE_RIGHT, "right" },
	{ KEY_CODE_HOME, "home" },
	{ KEY_CODE_END, "end" },
	{ KEY_CODE_PAGE_UP, "pgup" },
	{ KEY_CODE_PAGE_DOWN, "pgdn" },
	{ KEY_CODE_DELETE, "del" },
	{ KEY_CODE_INSERT, "ins" },
	{ KEY_CODE_BACK_TAB, "backtab" },
	{ KEY_CODE_PASTE_BEGIN, "{" },
	{ KEY_CODE_PASTE_END, "}" },
	{ KEY_CODE_PRESS, "press" },
	{ KEY_CODE_RELEASE, "release" },
	{ KEY_CODE_DRAG, "drag" },
	{ KEY_CODE_NUL, "nul" },
	{ KEY_CODE_WHEEL_UP, "wheelup" },
	{ KEY_CODE_WHEEL_DOWN, "wheeldown" },
	{ ' ', "space" },
};

static inline void
put_name(struct buffer *b, int code)
{
	for (size_t i = 0; i < LENGTH(names); i++) {
		if (names[i].code == code) {
			buffer_text(b, names[i].name);
			return;
		}
	}
	input_put_key_name(b, code);
}

static inline void
put_event(struct buffer *b, const struct key_event *event)
{
	static const char *const modifiers[] = { "shift-", "alt-", "ctrl-", "'", "middle-",
		"right-" };

	for (size_t i = 0; i < LENGTH(modifiers); i++)
		if (event->modifiers & 1u << i)
			buffer_text(b, modifiers[i]);
	put_name(b, event->code);
	if ((event->code >= KEY_CODE_PRESS && event->code <= KEY_CODE_WHEEL_DOWN) ||
		event->code == KEY_CODE_RELEASE || event->code == KEY_CODE_DRAG)
		buffer_print(b, " %d,%d", event->row, event->col);
	buffer_text(b, " ");
}

static inline void
take(struct key_parser *p, struct buffer *b)
{
	struct key_event event;

	while (keys_next(p, &event))
		put_event(b, &event);
}

/* Handles a deadline before `now`, as a reader does. */
static inline void
expire_until(struct key_parser *p, struct buffer *b, uint64_t now)
{
	uint64_t deadline = keys_deadline(p);

	if (deadline > 0 && deadline < now)
		keys_expire(p, now);
	take(p, b);
}

/* With a gap of this length before the byte `split`. */
static inline void
feed(struct key_parser *p, struct buffer *b, const char *bytes, size_t count, size_t split,
	uint64_t gap_ns)
{
	uint64_t now = p->newest_ns + NS_PER_SECOND;

	for (size_t i = 0; i < count; i++) {
		if (i == split) {
			now += gap_ns;
			expire_until(p, b, now);
		}
		keys_put(p, bytes[i], now);
		take(p, b);
	}
}

static inline void
rest(struct key_parser *p, struct buffer *b)
{
	while (keys_deadline(p) > 0) {
		keys_expire(p, keys_deadline(p));
		take(p, b);
	}
}

#define assert_keys(p, bytes, expected) check_keys(p, bytes, sizeof(bytes) - 1, expected, __LINE__)

/* Whole, and split anywhere by less than the timeout. */
static inline void
check_keys(struct key_parser like, const char *bytes, size_t count, const char *expected, int line)
{
	for (size_t split = 0; split <= count; split++) {
		char text[400];
		struct buffer b = buffer_over(text, sizeof text);
		struct key_parser p = like;

		feed(&p, &b, bytes, count, split, ESCAPE_NS - 1);
		rest(&p, &b);
		if (strcmp(text, expected) != 0)
			fail_msg("line %d, split at %zu: \"%s\", not \"%s\"", line, split, text,
				expected);
		/* Nothing is left in the parser. */
		feed(&p, &b, "z", 1, 1, 0);
		assert_string_equal(text + strlen(expected), "z ");
	}
}

#endif
