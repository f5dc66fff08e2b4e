/* SPDX-License-Identifier: MIT */
/* vt_parse.c: parses a program's bytes into characters, controls, sequences and strings. */
#include "term/vt/vt_parse.h"

#include <string.h>

#include "term/vt/vt_private.h"

enum { BELL = 7, CANCEL = 030, SUBSTITUTE = 032, ESCAPE = 033, DELETE = 0177 };

#define REPLACEMENT 0xfffd

static bool
ends_a_sequence(unsigned char c)
{
	return c == CANCEL || c == SUBSTITUTE;
}

/* --- characters --- */

static void
begin_character(struct vt_parser *r, unsigned char c, int lacks)
{
	r->lacks = lacks;
	r->code = c & (0x3fu >> lacks);
	r->lowest = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
	r->highest = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
}

/* A byte from 0x80 on that starts a character, or should. */
static void
lead(struct vt *p, unsigned char c)
{
	if (c >= 0xc2 && c < 0xe0)
		begin_character(&p->parser, c, 1);
	else if (c >= 0xe0 && c < 0xf0)
		begin_character(&p->parser, c, 2);
	else if (c >= 0xf0 && c < 0xf5)
		begin_character(&p->parser, c, 3);
	else
		vt_print(p, REPLACEMENT);
}

/* False: the character is incomplete, and the byte does not belong to it. */
static bool
continue_character(struct vt *p, unsigned char c)
{
	struct vt_parser *r = &p->parser;

	if (c < r->lowest || c > r->highest) {
		r->lacks = 0;
		vt_print(p, REPLACEMENT);
		return false;
	}
	r->code = r->code << 6 | (c & 0x3f);
	r->lowest = 0x80;
	r->highest = 0xbf;
	/* C1 controls encoded as UTF-8 are ignored. */
	if (--r->lacks == 0)
		vt_print(p, r->code < 0xa0 ? REPLACEMENT : r->code);
	return true;
}

static void
control(struct vt *p, unsigned char c)
{
	if (c == ESCAPE) {
		p->parser.state = PARSE_ESCAPE;
		p->parser.sequence = (struct vt_sequence){ .count = 0 };
	} else if (c != DELETE) {
		vt_on_control(p, c);
	}
}

static size_t
ground(struct vt *p, const char *data, size_t count)
{
	unsigned char c = (unsigned char)*data;

	if (p->parser.lacks > 0)
		return continue_character(p, c);
	if (c >= ' ' && c < DELETE)
		return vt_print_run(p, data, count);
	if (c >= 0x80)
		lead(p, c);
	else
		control(p, c);
	return 1;
}

/* --- sequences --- */

static void
next_parameter(struct vt_sequence *s, bool joined)
{
	if (s->count == 0)
		s->values[s->count++] = -1;
	if (s->count < VT_PARAMETERS_MAX) {
		s->joined[s->count] = joined;
		s->values[s->count] = -1;
	}
	/* One more than the maximum: what follows is dropped. */
	if (s->count <= VT_PARAMETERS_MAX)
		s->count++;
	s->has_joined |= joined;
}

static void
digit(struct vt_sequence *s, int value)
{
	int *to;

	if (s->count == 0)
		s->values[s->count++] = -1;
	if (s->count > VT_PARAMETERS_MAX)
		return;
	to = &s->values[s->count - 1];
	*to = 10 * (*to < 0 ? 0 : *to) + value;
	if (*to > VT_PARAMETER_MAX)
		*to = VT_PARAMETER_MAX;
}

static void
end_sequence(struct vt *p, char final)
{
	struct vt_sequence *s = &p->parser.sequence;

	p->parser.state = PARSE_GROUND;
	s->final = final;
	if (s->count > VT_PARAMETERS_MAX)
		s->count = VT_PARAMETERS_MAX;
	/* Only colours use colons. */
	if (!s->bad && (!s->has_joined || final == 'm'))
		vt_on_sequence(p, s);
}

static void
in_sequence(struct vt *p, unsigned char c)
{
	struct vt_sequence *s = &p->parser.sequence;

	if (c >= '@') {
		end_sequence(p, (char)c);
	} else if (c < '0') {
		s->bad |= s->intermediate != 0;
		s->intermediate = (char)c;
	} else if (s->intermediate != 0) {
		s->bad = true;
	} else if (c <= '9') {
		digit(s, c - '0');
	} else if (c <= ';') {
		next_parameter(s, c == ':');
	} else {
		s->bad |= s->prefix != 0 || s->count > 0;
		s->prefix = (char)c;
	}
}

static void
after_escape(struct vt *p, unsigned char c)
{
	struct vt_parser *r = &p->parser;

	if (c < '0') {
		r->sequence.bad |= r->sequence.intermediate != 0;
		r->sequence.intermediate = (char)c;
		return;
	}
	r->state = PARSE_GROUND;
	if (r->sequence.intermediate == 0 && c == '[') {
		r->state = PARSE_SEQUENCE;
	} else if (r->sequence.intermediate == 0 && strchr("]PX^_k", c) != NULL) {
		r->state = PARSE_STRING;
		r->string_kind = (char)c;
		r->string_length = 0;
	} else if (!r->sequence.bad) {
		vt_on_escape(p, r->sequence.intermediate, (char)c);
	}
}

/* Controls within a sequence are executed; non-ASCII bytes are not part of it. */
static size_t
sequence(struct vt *p, unsigned char c)
{
	if (ends_a_sequence(c))
		p->parser.state = PARSE_GROUND;
	else if (c < ' ' || c == DELETE)
		control(p, c);
	else if (c < DELETE && p->parser.state == PARSE_ESCAPE)
		after_escape(p, c);
	else if (c < DELETE)
		in_sequence(p, c);
	return 1;
}

/* --- strings --- */

static void
end_string(struct vt *p, const char *ending)
{
	struct vt_parser *r = &p->parser;

	r->state = PARSE_GROUND;
	vt_on_string(p, r->string_kind, r->string, r->string_length, ending);
}

static size_t
keep_string(struct vt_parser *r, const char *data, size_t count)
{
	size_t length = 0, space = sizeof r->string - r->string_length;

	while (length < count && data[length] != ESCAPE && data[length] != BELL &&
		!ends_a_sequence((unsigned char)data[length]))
		length++;
	space = length < space ? length : space;
	memcpy(r->string + r->string_length, data, space);
	r->string_length += space;
	return length;
}

static size_t
string(struct vt *p, const char *data, size_t count)
{
	struct vt_parser *r = &p->parser;
	unsigned char c = (unsigned char)*data;

	if (c == ESCAPE)
		r->state = PARSE_STRING_ESCAPE;
	else if (ends_a_sequence(c))
		r->state = PARSE_GROUND;
	else if (c == BELL && r->string_kind == ']')
		end_string(p, "\a");
	else if (c != BELL)
		return keep_string(r, data, count);
	return 1;
}

/* An ESC inside a string ends it, or aborts it for another sequence. */
static size_t
string_escape(struct vt *p, unsigned char c)
{
	if (c == '\\') {
		end_string(p, "\033\\");
		return 1;
	}
	control(p, ESCAPE);
	return 0;
}

/* --- all input --- */

static size_t
parse(struct vt *p, const char *data, size_t count)
{
	switch (p->parser.state) {
	case PARSE_ESCAPE:
	case PARSE_SEQUENCE:
		return sequence(p, (unsigned char)*data);
	case PARSE_STRING:
		return string(p, data, count);
	case PARSE_STRING_ESCAPE:
		return string_escape(p, (unsigned char)*data);
	case PARSE_GROUND:
		break;
	}
	return ground(p, data, count);
}

void
vt_write(struct vt *p, const char *data, size_t count)
{
	p->writing = true;
	for (size_t at = 0; at < count;)
		at += parse(p, data + at, count - at);
	p->writing = false;
	vt_follow_cursor(p);
}

int
vt_value(const struct vt_sequence *s, size_t index, int otherwise)
{
	return index < s->count && s->values[index] >= 0 ? s->values[index] : otherwise;
}

int
vt_count(const struct vt_sequence *s, size_t index)
{
	int value = vt_value(s, index, 1);

	return value > 0 ? value : 1;
}
