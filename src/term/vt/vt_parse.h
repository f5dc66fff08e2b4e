/* SPDX-License-Identifier: MIT */
/* vt_parse.h: parses a program's bytes into characters, controls, sequences and strings, using
 * the states of a VT500; all that is kept of them is bounded. */
#ifndef PEAKTOP_TERM_VT_VT_PARSE_H
#define PEAKTOP_TERM_VT_VT_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Per control sequence: xterm takes 30. More are ignored. */
#define VT_PARAMETERS_MAX 32
#define VT_PARAMETER_MAX 65535
/* Of a title or similar; the rest is dropped. */
#define VT_STRING_MAX 1024

struct vt_sequence {
	char prefix;       /* one of <=>?, or 0 */
	char intermediate; /* one of space to /, or 0 */
	char final;
	size_t count;
	int values[VT_PARAMETERS_MAX];  /* -1: omitted */
	bool joined[VT_PARAMETERS_MAX]; /* by a colon to the one before */
	bool bad;                       /* its form is invalid */
	bool has_joined;
};

enum vt_parse_state {
	PARSE_GROUND,
	PARSE_ESCAPE,
	PARSE_SEQUENCE,
	PARSE_STRING,
	PARSE_STRING_ESCAPE, /* an ESC in a string: the end, or another sequence */
};

struct vt_parser {
	enum vt_parse_state state;
	struct vt_sequence sequence;
	/* An incomplete character: its code so far, how many bytes are missing, and which may
	 * come next. */
	uint32_t code;
	int lacks;
	unsigned char lowest, highest;
	char string_kind; /* what follows the ESC: ] P X ^ _ k */
	char string[VT_STRING_MAX];
	size_t string_length;
};

/* A parameter, or `otherwise` if it is omitted. */
int vt_value(const struct vt_sequence *, size_t index, int otherwise);
/* A count: at least 1. */
int vt_count(const struct vt_sequence *, size_t index);

/* Called by the parser for what it finds. */
struct vt;
void vt_on_control(struct vt *, unsigned char);
void vt_on_escape(struct vt *, char intermediate, char final);
void vt_on_sequence(struct vt *, const struct vt_sequence *);
/* `ending`: the terminator for a reply. */
void vt_on_string(struct vt *, char kind, char *text, size_t length, const char *ending);

#endif
