/* SPDX-License-Identifier: MIT */
/* terminal_link.h: what a keeper and the process with the state of its terminal say to each other,
 * as bytes. Pure.
 *
 * Frames as in ipc/protocol.h: a length, a kind, a body. Both are of one program and one start: no
 * version. That process reads what a job writes, so what it says is believed no more than that: any
 * bytes are safe to parse, and every figure is checked against what it may be. */
#ifndef PEAKTOP_IPC_TERMINAL_LINK_H
#define PEAKTOP_IPC_TERMINAL_LINK_H

#include "ipc/protocol.h"

#define LINK_OUTPUT_MAX (16u * 1024)
#define LINK_REPLIES_MAX (256u * 1024)
#define LINK_WHOLE_MAX (2u * 1024 * 1024)

enum link_kind {
	/* a keeper says */
	LINK_OUTPUT = 1, /* bytes that the command wrote, and their place in all that it wrote */
	LINK_AGAIN,      /* the same, from before: what they ask was answered */
	LINK_SIZE,
	LINK_KEY,
	LINK_ASK_SCREEN, /* the rows that changed since a generation */
	LINK_ASK_LINES,
	LINK_ASK_WHOLE, /* for what makes another one the same */
	LINK_COLOURS,   /* of the screen, for programs that ask */
	/* a terminal says */
	LINK_STATE,  /* how far it is, and bytes for the pty */
	LINK_SCREEN, /* an answer: a whole frame of kind FRAME_SCREEN; or nothing: not now */
	LINK_LINES,  /* an answer: a whole frame of kind FRAME_LINES */
	LINK_WHOLE,  /* an answer: what a command would write to make it so; or nothing: not now */
	LINK_KINDS,
};

struct link_message {
	enum link_kind kind;
	uint64_t position;     /* OUTPUT, AGAIN, STATE, WHOLE: behind the last byte that is meant */
	uint64_t keys;         /* STATE: taken since the start of that process */
	uint64_t generation;   /* STATE, SCREEN: of the screen; ASK_SCREEN: that is known */
	uint64_t first, count; /* ASK_LINES: which; SCREEN: lines that are kept */
	int rows, cols;        /* SIZE, WHOLE */
	uint8_t whole;         /* ASK_SCREEN: no generation is known */
	uint8_t now;           /* ASK_SCREEN: also where a program asked to wait (mode 2026) */
	struct protocol_key key;   /* KEY */
	struct vt_colours colours; /* COLOURS */
	const char *data;          /* what is not a figure; borrowed */
	size_t length;
};

void link_put(struct bytes *, const struct link_message *);

/* The next whole message; its data is good until the next call. BAD: it is none, or none that comes
 * from this side. The reader is one of ipc/protocol.h. */
enum frame_result link_next(
	struct protocol_reader *, bool from_terminal, struct link_message *message);

#endif
