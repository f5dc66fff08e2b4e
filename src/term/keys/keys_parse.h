/* SPDX-License-Identifier: MIT */
/* keys_parse.h: what a terminal sends, byte by byte, into keys, the mouse and what was pasted.
 *
 * Pure: no terminal, no clock; whoever reads the bytes says when they came. A sequence may be split
 * anywhere and is the same key. One that is no key (a terminal's late answer, the mouse unasked, a
 * key that no name is known for) is swallowed whole. Nothing is allocated, nothing grows. */
#ifndef PEAKTOP_TERM_KEYS_KEYS_PARSE_H
#define PEAKTOP_TERM_KEYS_KEYS_PARSE_H

#include <stddef.h>
#include <stdint.h>

#include "model/terminal/vt_screen.h"
#include "screen/state/input.h"

/* What follows an Esc without a pause is more than a key; longer than this nobody presses keys as
 * fast. */
#define KEYS_ESCAPE_NS 100000000ull
/* A sequence that has begun is waited for so long, and is no key after that. */
#define KEYS_SEQUENCE_NS 1000000000ull
/* A letter that comes so long after its Esc was probably pressed by itself: nothing but a slow line
 * splits there. */
#define KEYS_HAND_NS 15000000ull
/* A paste whose end never comes ends after so long a silence. */
#define KEYS_PASTE_NS 10000000000ull

/* Longest sequence that is looked at; a longer one is swallowed. */
#define KEYS_HELD_MAX 48
#define KEYS_QUEUE_MAX 8

/* A sequence that this terminal's description has for a key; `bytes` ends with NUL. */
struct key_sequence {
	char bytes[16];
	int code;
	unsigned modifiers;
};

struct key_parser {
	/* Set by the owner: */
	uint64_t escape_ns;               /* after an Esc, until it is one */
	bool bytes_are_text;              /* not UTF-8: a byte from 160 on is a character */
	bool mouse;                       /* was asked for; else it is swallowed */
	bool follows_mouse;               /* releases and drags were asked for too */
	const struct key_sequence *known; /* borrowed */
	size_t known_count;
	unsigned colours_awaited; /* answers that were asked for, and are still to come */

	/* The parser's own: */
	int state;
	char held[KEYS_HELD_MAX]; /* the sequence so far, Esc first */
	size_t length;
	bool too_long, pasting, was_late, by_hand;
	unsigned wanted; /* bytes of a character, or of the mouse, still to come */
	uint32_t code;
	uint64_t newest_ns, escaped_ns;
	struct key_event queue[KEYS_QUEUE_MAX];
	size_t first, count;
	struct vt_colours colours; /* of the terminal, as far as it told; */
	bool colours_told;         /* ...more than before */
};

/* Takes a byte that came at `now_ns`; all events before are to be taken first. */
void keys_put(struct key_parser *, char byte, uint64_t now_ns);

/* The next event, if there is one. */
bool keys_next(struct key_parser *, struct key_event *);

/* When keys_expire is to be called if no byte came before; 0: never. */
uint64_t keys_deadline(const struct key_parser *);

/* Nothing has come until now: an Esc that waits is one. */
void keys_expire(struct key_parser *, uint64_t now_ns);

/* What was begun is forgotten: for a terminal that was given away meanwhile. */
void keys_forget(struct key_parser *);

/* keys_colour.c: how many answers the questions have that keys_ask_colours appends, for the colours
 * of the text, of what is behind it, and the first of the palette. The parser is to wait for
 * them. */
void keys_ask_colours(struct key_parser *, struct bytes *out);
/* An answer of a terminal that was asked, from behind its ESC ]; false: it is none. */
bool keys_of_colour(const char *held, size_t length, struct vt_colours *);

/* keys_table.c: the key that a whole sequence stands for, by the grammar that all terminals share;
 * false: none. */
bool keys_of_sequence(const char *held, size_t length, struct key_event *);

#endif
