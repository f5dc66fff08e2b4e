/* SPDX-License-Identifier: MIT */
/* terminal_link.h: the messages between a keeper and the process with the state of its terminal,
 * as bytes. Pure. Frames as in ipc/protocol.h: a length, a kind, a body. Both sides belong to
 * one program and one start, so there is no version. That process reads what a job writes, so
 * its messages are trusted no more than that output: any bytes are safe to parse, and the range
 * of every number is checked. */
#ifndef PEAKTOP_IPC_TERMINAL_LINK_H
#define PEAKTOP_IPC_TERMINAL_LINK_H

#include "ipc/protocol.h"

#define LINK_OUTPUT_MAX (16u * 1024)
#define LINK_REPLIES_MAX (256u * 1024)
#define LINK_PHASE_MAX 512
#define LINK_WHOLE_MAX (2u * 1024 * 1024)

enum link_kind {
	/* from a keeper */
	LINK_OUTPUT = 1, /* bytes that the command wrote, and their position in all its output */
	LINK_AGAIN,      /* earlier bytes again: their queries were answered already */
	LINK_SIZE,
	LINK_KEY,
	LINK_ASK_SCREEN, /* requests the rows that changed since a generation */
	LINK_ASK_LINES,
	LINK_ASK_WHOLE, /* requests what makes another terminal the same */
	LINK_COLOURS,   /* of the screen, for programs that query them */
	/* from a terminal */
	LINK_STATE,  /* its progress, and bytes for the pty */
	LINK_SCREEN, /* a reply: a whole frame of kind FRAME_SCREEN; or empty: not now */
	LINK_LINES,  /* a reply: a whole frame of kind FRAME_LINES */
	LINK_WHOLE,  /* a reply: what a command would write to reach this state; or empty: not
		      * now */
	LINK_PHASE,  /* a line of new output begins a phase: its name; or empty: output came faster
		      * than it is searched, and was passed */
	LINK_KINDS,
};

struct link_message {
	enum link_kind kind;
	uint64_t position;     /* OUTPUT, AGAIN, STATE, WHOLE, PHASE: that after the last byte
				* concerned */
	uint64_t keys;         /* STATE: number taken since that process started */
	uint64_t generation;   /* STATE, SCREEN: of the screen; ASK_SCREEN: the one that is known */
	uint64_t first, count; /* ASK_LINES: requested lines; SCREEN: lines that are kept */
	int rows, cols;        /* SIZE, WHOLE */
	uint8_t whole;         /* ASK_SCREEN: no generation is known */
	uint8_t now;           /* ASK_SCREEN: even if a program asked to wait (mode 2026) */
	struct protocol_key key;   /* KEY */
	struct vt_colours colours; /* COLOURS */
	const char *data;          /* the rest of the message; borrowed */
	size_t length;
};

void link_put(struct bytes *, const struct link_message *);

/* The next complete message; its data is valid until the next call. BAD: not a message, or not
 * one from this side. The reader is one of ipc/protocol.h. */
enum frame_result link_next(
	struct protocol_reader *, bool from_terminal, struct link_message *message);

#endif
