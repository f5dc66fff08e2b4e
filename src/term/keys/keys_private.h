/* SPDX-License-Identifier: MIT */
/* keys_private.h: the states of the parser of keys, shared by keys_parse.c and keys_event.c
 * alone. */
#ifndef PEAKTOP_TERM_KEYS_KEYS_PRIVATE_H
#define PEAKTOP_TERM_KEYS_KEYS_PRIVATE_H

#include "term/keys/keys_parse.h"

#define ESC '\033'

enum key_state {
	STATE_TEXT,
	STATE_CHARACTER,  /* in one of more than a byte */
	STATE_ESCAPE,     /* after Esc */
	STATE_CSI,        /* after Esc [ */
	STATE_CONSOLE,    /* after Esc [ [ */
	STATE_SS3,        /* after Esc O */
	STATE_MOUSE,      /* after Esc [ M: three bytes more */
	STATE_OPENED,     /* after Esc and what begins a string: nothing of it yet */
	STATE_STRING,     /* in a string: OSC, DCS, APC, PM, SOS */
	STATE_STRING_END, /* in it, after Esc */
	STATE_KNOWN,      /* in one that only this terminal's description has */
	STATE_LATE,       /* after [ or O that follow an Esc that was taken for a key */
	STATE_PASTE_END,  /* in a paste, in what may be its end */
};

void keys_emit(struct key_parser *, struct key_event);
/* A character, pasted where a paste is under way. */
void keys_emit_code(struct key_parser *, uint32_t code);
void keys_emit_mouse(
	struct key_parser *, unsigned button, unsigned col, unsigned row, bool released);
/* What was held as keys that were pressed one after the other, with or without their Esc. */
void keys_emit_held(struct key_parser *, bool escape);

/* The sequence in `held`: its begin, a byte more, its end. */
void keys_begin(struct key_parser *, enum key_state);
void keys_hold(struct key_parser *, char byte);
void keys_end(struct key_parser *);

/* Of what is held, in this terminal's description. 1: it is a key; -1: it may become one; 0:
 * neither. */
int keys_find_known(const struct key_parser *, struct key_event *);

/* What is held is whole by the grammar. */
void keys_finish(struct key_parser *);

/* keys_parse.c: a byte that ended what it is no part of, for what it is by itself. */
void keys_put_again(struct key_parser *, char byte);

/* keys_sequence.c: a byte in each kind of sequence. */
void keys_put_csi(struct key_parser *, char byte);
void keys_put_console(struct key_parser *, char byte);
void keys_put_ss3(struct key_parser *, char byte);
void keys_put_mouse(struct key_parser *, char byte);
void keys_put_opened(struct key_parser *, char byte);
void keys_put_string(struct key_parser *, char byte);
void keys_put_string_end(struct key_parser *, char byte);
void keys_put_known(struct key_parser *, char byte);

#endif
