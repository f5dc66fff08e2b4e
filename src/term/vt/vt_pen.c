/* SPDX-License-Identifier: MIT */
/* vt_pen.c: SGR: the colours and attributes of text to be written. */
#include "term/vt/vt_private.h"

#include "base/length.h"

static const struct {
	uint8_t set, cleared; /* codes of SGR */
	uint32_t attribute;
} attributes[] = {
	{ 1, 22, INK_BOLD },
	{ 2, 22, INK_DIM },
	{ 3, 23, INK_ITALIC },
	{ 4, 24, INK_UNDERLINE },
	{ 21, 24, INK_UNDERLINE },
	{ 5, 25, INK_BLINK },
	{ 6, 25, INK_BLINK },
	{ 7, 27, INK_REVERSE },
	{ 8, 28, INK_HIDDEN },
	{ 9, 29, INK_STRIKE },
};

void
vt_use_ink(struct vt *p, struct ink pen)
{
	p->pen = p->ink = pen;
	if (vt_has(p, MODE_REVERSED))
		p->ink.attributes ^= INK_REVERSE;
}

/* --- many colours --- */

static bool
is_byte(int value)
{
	return value >= 0 && value <= 255;
}

/* A colour of the palette, or of three parts; anything else changes nothing. */
static void
take_colour(const int *values, size_t count, int32_t *colour)
{
	if (count >= 2 && values[0] == 5 && is_byte(values[1]))
		*colour = values[1];
	else if (count == 4 && values[0] == 2 && is_byte(values[1]) && is_byte(values[2]) &&
		 is_byte(values[3]))
		*colour = INK_RGB | values[1] << 16 | values[2] << 8 | values[3];
}

static int
or_zero(int value)
{
	return value < 0 ? 0 : value;
}

/* 38:5:n, 38:2:r:g:b, or with a colour space, 38:2:space:r:g:b. */
static void
take_joined(const struct vt_sequence *s, size_t at, size_t end, int32_t *colour)
{
	size_t space = s->values[at] == 2 && end - at > 4, count = end - at - space;
	int values[4] = { s->values[at] };

	count = count < 4 ? count : 4;
	for (size_t i = 1; i < count; i++)
		values[i] = or_zero(s->values[at + space + i]);
	take_colour(values, count, colour);
}

/* 38;5;n and 38;2;r;g;b; returns how many parameters belong to it. */
static size_t
take_listed(const struct vt_sequence *s, size_t at, int32_t *colour)
{
	size_t left = s->count - at, count = left > 0 && s->values[at] == 2   ? 4
					     : left > 0 && s->values[at] == 5 ? 2
									      : 1;
	int values[4] = { 0 };

	count = count < left ? count : left;
	for (size_t i = 0; i < count; i++)
		values[i] = or_zero(s->values[at + i]);
	take_colour(values, count, colour);
	return count;
}

/* --- one code --- */

static void
set_attribute(struct ink *pen, int code)
{
	for (size_t i = 0; i < LENGTH(attributes); i++) {
		if (attributes[i].set == code)
			pen->attributes |= attributes[i].attribute;
		if (attributes[i].cleared == code)
			pen->attributes &= ~attributes[i].attribute;
	}
}

static void
set_code(struct ink *pen, int code)
{
	if (code == 0)
		*pen = vt_blank.ink;
	else if (code >= 30 && code <= 37)
		pen->front = code - 30;
	else if (code == 39)
		pen->front = INK_DEFAULT;
	else if (code >= 40 && code <= 47)
		pen->back = code - 40;
	else if (code == 49)
		pen->back = INK_DEFAULT;
	else if (code >= 90 && code <= 97)
		pen->front = code - 90 + 8;
	else if (code >= 100 && code <= 107)
		pen->back = code - 100 + 8;
	else
		set_attribute(pen, code);
}

/* A code with parameters joined by colons: a colour, or a style of underline; no other codes
 * have any. */
static void
set_joined(struct ink *pen, int code, const struct vt_sequence *s, size_t at, size_t end)
{
	if (code == 4)
		set_attribute(pen, s->values[at] == 0 ? 24 : 4);
	else if (code == 38)
		take_joined(s, at, end, &pen->front);
	else if (code == 48)
		take_joined(s, at, end, &pen->back);
}

void
vt_set_pen(struct vt *p, const struct vt_sequence *s)
{
	struct ink pen = p->pen;
	int32_t line; /* the colour of underlines is not shown */
	size_t at = 0, end;

	if (s->count == 0)
		pen = vt_blank.ink;
	for (; at < s->count; at = end) {
		int code = or_zero(s->values[at]);

		for (end = ++at; end < s->count && s->joined[end];)
			end++;
		if (end > at)
			set_joined(&pen, code, s, at, end);
		else if (code == 38 || code == 48 || code == 58)
			end += take_listed(s, at,
				code == 38   ? &pen.front
				: code == 48 ? &pen.back
					     : &line);
		else
			set_code(&pen, code);
	}
	vt_use_ink(p, pen);
}

/* --- output --- */

static void
put_colour(struct bytes *out, int32_t colour, int base)
{
	if (colour == INK_DEFAULT)
		return;
	if (colour & INK_RGB)
		bytes_print(out, ";%d:2::%d:%d:%d", base + 8, colour >> 16 & 255, colour >> 8 & 255,
			colour & 255);
	else if (colour < 8)
		bytes_print(out, ";%d", base + colour);
	else if (colour < 16)
		bytes_print(out, ";%d", base + 60 + colour - 8);
	else
		bytes_print(out, ";%d:5:%d", base + 8, colour);
}

/* Writes the parameters of SGR that produce it. */
void
vt_put_pen(const struct ink *pen, struct bytes *out)
{
	uint32_t written = 0;

	bytes_text(out, "0");
	for (size_t i = 0; i < LENGTH(attributes); i++)
		if ((pen->attributes & ~written) & attributes[i].attribute) {
			bytes_print(out, ";%d", attributes[i].set);
			written |= attributes[i].attribute;
		}
	put_colour(out, pen->front, 30);
	put_colour(out, pen->back, 40);
}
