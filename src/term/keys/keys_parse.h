/* SPDX-License-Identifier: MIT */
/* keys_parse.h: parses what a terminal sends, byte by byte, into keys, mouse events and pasted
 * text. Pure: no terminal, no clock; the caller says when the bytes came. A sequence may be
 * split anywhere without changing its meaning. A sequence that is not a key (a terminal's late
 * reply, an unrequested mouse event, an unknown key) is swallowed whole. Allocates
 * nothing. */
#ifndef PEAKTOP_TERM_KEYS_KEYS_PARSE_H
#define PEAKTOP_TERM_KEYS_KEYS_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "model/terminal/vt_screen.h"
#include "screen/state/input.h"

/* What follows an Esc within this time belongs to it: a sequence, or a character with Alt. Later it
 * is another key. */
#define KEYS_ESCAPE_NS 100000000ull
/* How long to wait for the rest of a sequence; after that it is not a key. */
#define KEYS_SEQUENCE_NS 1000000000ull
/* A letter that comes this long after its Esc was probably typed: only a slow line splits
 * sequences there. */
#define KEYS_HAND_NS 15000000ull
/* A paste without an end marker ends after a pause this long. */
#define KEYS_PASTE_NS 10000000000ull
/* A Ctrl-C that comes after a pause this long was typed, not pasted (keys_break_paste). */
#define KEYS_BREAK_NS 1000000000ull

/* The longest sequence examined; longer ones are swallowed. */
#define KEYS_HELD_MAX 48
#define KEYS_QUEUE_MAX 8

/* A sequence that this terminal's description has for a key; `bytes` is NUL-terminated. */
struct key_sequence {
	char bytes[16];
	int code;
	unsigned modifiers;
};

struct key_parser {
	/* Set by the owner: */
	uint64_t escape_ns;               /* how long an Esc waits until it is a key */
	bool bytes_are_text;              /* not UTF-8: a byte from 160 on is a character */
	bool mouse;                       /* its events were requested; others are swallowed */
	bool follows_mouse;               /* releases and drags were requested too */
	const struct key_sequence *known; /* borrowed */
	size_t known_count;
	unsigned colours_awaited; /* replies that were requested and have not arrived */

	/* Private to the parser: */
	int state;
	char held[KEYS_HELD_MAX]; /* the sequence so far, starting with Esc */
	size_t length;
	bool too_long, pasting, was_late, by_hand;
	bool alt;        /* the next character follows an Esc at once */
	unsigned wanted; /* bytes of a character or a mouse event still to come */
	uint32_t code;
	uint64_t newest_ns, escaped_ns;
	struct key_event queue[KEYS_QUEUE_MAX];
	size_t first, count;
	struct vt_colours colours; /* of the terminal, as far as reported */
	bool colours_reported;     /* more of them than before */
};

/* Takes a byte that came at `now_ns`; all previous events must have been taken. */
void keys_put(struct key_parser *, char byte, uint64_t now_ns);

/* The next event, if there is one. */
bool keys_next(struct key_parser *, struct key_event *);

/* When to call keys_expire if no byte comes before; 0: never. */
uint64_t keys_deadline(const struct key_parser *);

/* Nothing has come until now: a pending Esc is a key. */
void keys_expire(struct key_parser *, uint64_t now_ns);

/* Call before keys_put if Ctrl-C came, and nothing after it: a paste without an end marker would
 * swallow it. True: it came long after the last byte of a paste, which it has ended; the event for
 * that is emitted, and the byte is not part of the paste. */
bool keys_break_paste(struct key_parser *, uint64_t now_ns);

/* Drops an unfinished sequence, after the terminal was given away. */
void keys_forget(struct key_parser *);

/* keys_colour.c: the number of replies to the queries that keys_ask_colours appends, for the
 * colours of the text, of the background, and the first of the palette. The parser is set to
 * expect them. */
void keys_ask_colours(struct key_parser *, struct bytes *out);
/* The same for the background only. */
void keys_ask_ground(struct key_parser *, struct bytes *out);
/* Parses a reply of a terminal, after its ESC ]; false: it is not one. */
bool keys_of_colour(const char *held, size_t length, struct vt_colours *);

/* keys_table.c: the key of a complete sequence, by the grammar that all terminals share; false:
 * none. */
bool keys_of_sequence(const char *held, size_t length, struct key_event *);

#endif
