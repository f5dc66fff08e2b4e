/* SPDX-License-Identifier: MIT */
/* curses_keys.h: keys from a terminal's descriptor; included only by term_curses.c. */
#ifndef PEAKTOP_TERM_CURSES_CURSES_KEYS_H
#define PEAKTOP_TERM_CURSES_CURSES_KEYS_H

#include "term/keys/keys_parse.h"
#include "term/term.h"

#define CURSES_KEYS_MAX 48

struct curses_keys {
	int fd;
	struct key_parser parser;
	struct key_sequence known[CURSES_KEYS_MAX];
	char bytes[4096]; /* read, and passed to the parser up to `used` */
	size_t length, used;
	bool all;  /* no key is a signal */
	bool lost; /* reading only returns errors */
	bool wants_colours, asked_colours, wants_ground, asked_ground;
	uint64_t asked_ns; /* 0: not yet */
	bool typed;        /* a key has come */
};

/* Call after newterm: adds the keys of the terminal's description that differ between terminals. */
void curses_keys_begin(struct curses_keys *, const struct term_setup *, bool mouse);

bool curses_keys_read(struct curses_keys *, struct key_event *);
uint64_t curses_keys_deadline(const struct curses_keys *);
void curses_keys_forget(struct curses_keys *);

/* Asks for the colours, or the background, if they are wanted and were not requested yet. */
void curses_keys_ask(struct curses_keys *, struct bytes *out);
/* Waits for replies that may still be on their way, unless a key has come: what was typed after one
 * that ends us belongs to the shell. */
void curses_keys_await_colours(struct curses_keys *);
/* NULL: no new ones were reported. */
const struct vt_colours *curses_keys_colours(struct curses_keys *);

#endif
