/* SPDX-License-Identifier: MIT */
/* plain_output.h: what a command wrote to its terminal, as plain text: for one that reads it later.
 *
 * Control sequences (CSI, OSC, DCS and their like) go, other control characters but line feeds and
 * tabs too; of a line that was written over again and again (a progress bar) the last is kept, a
 * backspace takes a character back. Lines longer than PLAIN_LINE_MAX are broken. Each line is clean
 * (base/clean.h). Comes in pieces of any size. */
#ifndef PEAKTOP_TEXT_RUN_PLAIN_OUTPUT_H
#define PEAKTOP_TEXT_RUN_PLAIN_OUTPUT_H

#include <stdbool.h>

#include "base/bytes.h"

#define PLAIN_LINE_MAX 8192

enum plain_state {
	PLAIN_TEXT,
	PLAIN_ESCAPE, /* behind ESC */
	PLAIN_CSI,
	PLAIN_STRING, /* OSC, DCS, until BEL or ESC \ */
	PLAIN_STRING_ESCAPE,
	PLAIN_DESIGNATE, /* ESC ( and its like: one more character */
};

/* Start with a zeroed struct. */
struct plain_output {
	enum plain_state state;
	bool returned; /* a carriage return: what comes next writes over the line */
	char line[PLAIN_LINE_MAX];
	size_t length;
};

void plain_output_add(struct plain_output *, const char *data, size_t count, struct bytes *out);

/* The last line, if it has no end. */
void plain_output_end(struct plain_output *, struct bytes *out);

#endif
