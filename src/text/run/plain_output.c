/* SPDX-License-Identifier: MIT */
/* plain_output.c: converts what a command wrote to its terminal to plain text. */
#include "text/run/plain_output.h"

#include "base/clean.h"

#define ESCAPE '\033'
#define BELL '\a'
#define BACKSPACE '\b'

/* Cleans the text between tabs, which are kept. */
static void
put_line(struct plain_output *p, struct bytes *out)
{
	char text[3 * PLAIN_LINE_MAX];
	size_t from = 0;

	for (size_t at = 0; at <= p->length; at++) {
		struct buffer b = buffer_over(text, sizeof text);

		if (at < p->length && p->line[at] != '\t')
			continue;
		clean_text(&b, p->line + from, at - from);
		bytes_put(out, text, b.length);
		if (at < p->length)
			bytes_text(out, "\t");
		from = at + 1;
	}
	p->length = 0;
	p->returned = false;
}

/* Removes a whole UTF-8 character. */
static void
take_back(struct plain_output *p)
{
	while (p->length > 0 && ((unsigned char)p->line[--p->length] & 0xc0) == 0x80)
		continue;
}

static void
add_text(struct plain_output *p, char c, struct bytes *out)
{
	unsigned char code = (unsigned char)c;

	if (c == '\n') {
		put_line(p, out);
		bytes_text(out, "\n");
	} else if (c == '\r') {
		p->returned = true;
	} else if (c == BACKSPACE) {
		take_back(p);
	} else if (c == ESCAPE) {
		p->state = PLAIN_ESCAPE;
	} else if (code >= ' ' || c == '\t') {
		if (p->returned)
			p->length = 0;
		p->returned = false;
		if (p->length == PLAIN_LINE_MAX)
			put_line(p, out);
		p->line[p->length++] = c;
	}
}

static enum plain_state
after_escape(char c)
{
	switch (c) {
	case '[':
		return PLAIN_CSI;
	case ']':
	case 'P':
	case '^':
	case '_':
	case 'X':
		return PLAIN_STRING;
	default:
		/* Intermediates: ESC ( B, ESC # 8. */
		return c >= ' ' && c <= '/' ? PLAIN_DESIGNATE : PLAIN_TEXT;
	}
}

static void
add(struct plain_output *p, char c, struct bytes *out)
{
	switch (p->state) {
	case PLAIN_TEXT:
		add_text(p, c, out);
		break;
	case PLAIN_ESCAPE:
		p->state = after_escape(c);
		break;
	case PLAIN_CSI:
		if ((c >= '@' && c <= '~') || c == ESCAPE)
			p->state = c == ESCAPE ? PLAIN_ESCAPE : PLAIN_TEXT;
		break;
	case PLAIN_STRING:
		if (c == BELL || c == ESCAPE)
			p->state = c == BELL ? PLAIN_TEXT : PLAIN_STRING_ESCAPE;
		break;
	case PLAIN_STRING_ESCAPE:
		p->state = c == '\\' ? PLAIN_TEXT : after_escape(c);
		break;
	case PLAIN_DESIGNATE:
		if (c < ' ' || c > '/')
			p->state = PLAIN_TEXT;
		break;
	}
}

void
plain_output_add(struct plain_output *p, const char *data, size_t count, struct bytes *out)
{
	for (size_t i = 0; i < count; i++)
		add(p, data[i], out);
}

void
plain_output_end(struct plain_output *p, struct bytes *out)
{
	bool any = p->length > 0;

	put_line(p, out);
	if (any)
		bytes_text(out, "\n");
}
