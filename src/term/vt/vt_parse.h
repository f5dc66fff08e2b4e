/* SPDX-License-Identifier: MIT */
/* vt_parse.h: bytes of a program become characters, controls, sequences and strings, after the
 * states of a VT500; all that is kept of them is bounded. */
#ifndef PEAKTOP_TERM_VT_VT_PARSE_H
#define PEAKTOP_TERM_VT_VT_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a control sequence: xterm takes 30. What is more is not heard. */
#define PANE_PARAMETERS_MAX 32
#define PANE_PARAMETER_MAX 65535
/* Of a title or the like; what is more is dropped. */
#define PANE_STRING_MAX 1024

struct pane_sequence {
	char prefix;       /* one of <=>?, or 0 */
	char intermediate; /* one of space to /, or 0 */
	char final;
	size_t count;
	int values[PANE_PARAMETERS_MAX];  /* -1: left out */
	bool joined[PANE_PARAMETERS_MAX]; /* by a colon to the one before */
	bool bad;                         /* it has a form that none has */
	bool has_joined;
};

enum pane_parse_state {
	PARSE_GROUND,
	PARSE_ESCAPE,
	PARSE_SEQUENCE,
	PARSE_STRING,
	PARSE_STRING_ESCAPE, /* an ESC in a string: the end, or another sequence */
};

struct pane_parser {
	enum pane_parse_state state;
	struct pane_sequence sequence;
	/* A character whose end has not come: what it is so far, how many bytes it lacks, what the
	 * next may be. */
	uint32_t code;
	int lacks;
	unsigned char lowest, highest;
	char string_kind; /* what follows the ESC: ] P X ^ _ k */
	char string[PANE_STRING_MAX];
	size_t string_length;
};

/* A parameter; `otherwise` where it is left out. */
int pane_value(const struct pane_sequence *, size_t index, int otherwise);
/* A count: at least 1. */
int pane_count(const struct pane_sequence *, size_t index);

/* What the parser found. */
struct pane;
void pane_on_control(struct pane *, unsigned char);
void pane_on_escape(struct pane *, char intermediate, char final);
void pane_on_sequence(struct pane *, const struct pane_sequence *);
/* `ending`: what is to end an answer to it. */
void pane_on_string(struct pane *, char kind, char *text, size_t length, const char *ending);

#endif
