/* SPDX-License-Identifier: MIT */
/* keys_private.h: the states of the key parser, shared by keys_parse.c and keys_event.c only. */
#ifndef PEAKTOP_TERM_KEYS_KEYS_PRIVATE_H
#define PEAKTOP_TERM_KEYS_KEYS_PRIVATE_H

#include "term/keys/keys_parse.h"

#define ESC '\033'

enum key_state {
	STATE_TEXT,
	STATE_CHARACTER,  /* in a multi-byte character */
	STATE_ESCAPE,     /* after Esc */
	STATE_CSI,        /* after Esc [ */
	STATE_CONSOLE,    /* after Esc [ [ */
	STATE_SS3,        /* after Esc O */
	STATE_MOUSE,      /* after Esc [ M: three more bytes */
	STATE_OPENED,     /* after Esc and the start of a string, before its first byte */
	STATE_STRING,     /* in a string: OSC, DCS, APC, PM, SOS */
	STATE_STRING_END, /* in a string, after Esc */
	STATE_KNOWN,      /* in a sequence that only this terminal's description has */
	STATE_LATE,       /* after [ or O that follow an Esc taken for a key */
	STATE_PASTE_END,  /* in a paste, in what may be its end marker */
};

void keys_emit(struct key_parser *, struct key_event);
/* A character, marked as pasted during a paste. */
void keys_emit_code(struct key_parser *, uint32_t code);
void keys_emit_mouse(
	struct key_parser *, unsigned button, unsigned col, unsigned row, bool released);
/* Emits what was held as keys: with an Esc, that alone or Alt and a letter; or what follows it. */
void keys_emit_held(struct key_parser *, bool escape);

/* The sequence in `held`: its start, one more byte, its end. */
void keys_begin(struct key_parser *, enum key_state);
void keys_hold(struct key_parser *, char byte);
void keys_end(struct key_parser *);

/* Looks up what is held in this terminal's description. 1: a key; -1: a prefix of one; 0:
 * neither. */
int keys_find_known(const struct key_parser *, struct key_event *);

/* Call when what is held is complete according to the grammar. */
void keys_finish(struct key_parser *);

/* keys_parse.c: parses a byte by itself, after it ended a sequence that it is not part of. */
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
