/* SPDX-License-Identifier: MIT */
/* plain_output.h: converts what a command wrote to its terminal to plain text, to be read later.
 * Control sequences (CSI, OSC, DCS and similar) are dropped, and so are control characters
 * except line feeds and tabs; if a line was overwritten again and again (a progress bar), its last
 * version is kept; a backspace removes a character. Lines longer than PLAIN_LINE_MAX
 * are broken. Each line is clean (base/clean.h). Input comes in pieces of any size. */
#ifndef PEAKTOP_TEXT_RUN_PLAIN_OUTPUT_H
#define PEAKTOP_TEXT_RUN_PLAIN_OUTPUT_H

#include <stdbool.h>

#include "base/bytes.h"

#define PLAIN_LINE_MAX 8192

enum plain_state {
	PLAIN_TEXT,
	PLAIN_ESCAPE, /* after ESC */
	PLAIN_CSI,
	PLAIN_STRING, /* OSC, DCS, until BEL or ESC \ */
	PLAIN_STRING_ESCAPE,
	PLAIN_DESIGNATE, /* ESC ( and similar: one more character */
};

/* Start with a zeroed struct. */
struct plain_output {
	enum plain_state state;
	bool returned; /* after a carriage return: the next character overwrites the line */
	char line[PLAIN_LINE_MAX];
	size_t length;
};

void plain_output_add(struct plain_output *, const char *data, size_t count, struct bytes *out);

/* Writes the last line, if it has no newline. */
void plain_output_end(struct plain_output *, struct bytes *out);

#endif
