/* SPDX-License-Identifier: MIT */
/* keys_colour.c: the colours of a terminal: the queries, and its replies (xterm's OSC 4, 10,
 * 11). */
#include <string.h>

#include "term/keys/keys_private.h"

#define GROUND_QUERY "\033]11;?\033\\"

void
keys_ask_ground(struct key_parser *p, struct bytes *out)
{
	bytes_text(out, GROUND_QUERY);
	p->colours = vt_colours_unknown;
	p->colours_awaited = 1;
}

/* Each query is separate, since some terminals answer only the first of several, and ended by ESC
 * \, since BEL would ring the bell of a terminal that does not know them. */
void
keys_ask_colours(struct key_parser *p, struct bytes *out)
{
	bytes_text(out, "\033]10;?\033\\" GROUND_QUERY);
	for (int i = 0; i < VT_PALETTE; i++)
		bytes_print(out, "\033]4;%d;?\033\\", i);
	p->colours = vt_colours_unknown;
	p->colours_awaited = 2 + VT_PALETTE;
}

/* The rest of a reply. */
struct answer {
	const char *at, *end;
};

static bool
take_text(struct answer *a, const char *text)
{
	size_t length = strlen(text);

	if ((size_t)(a->end - a->at) < length || memcmp(a->at, text, length) != 0)
		return false;
	a->at += length;
	return true;
}

static bool
take_number(struct answer *a, int max, int *number)
{
	const char *began = a->at;

	for (*number = 0; a->at < a->end && *a->at >= '0' && *a->at <= '9'; a->at++) {
		*number = 10 * *number + (*a->at - '0');
		if (*number > max)
			return false;
	}
	return a->at > began;
}

static int
digit_of(char c)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *found = c != '\0' ? strchr(digits, c) : NULL;
	int value = found != NULL ? (int)(found - digits) : -1;

	return value < 16 ? value : value - 6;
}

/* One to four digits, scaled to the whole range: f, ff, fff and ffff are the same. */
static bool
take_part(struct answer *a, int32_t *part)
{
	unsigned value = 0, max = 0;
	int digit;

	for (; a->at < a->end && max < 0xffff && (digit = digit_of(*a->at)) >= 0; a->at++) {
		value = value << 4 | (unsigned)digit;
		max = max << 4 | 15;
	}
	if (max > 0)
		*part = (int32_t)((value * 255 + max / 2) / max);
	return max > 0;
}

/* rgb:R/G/B; some send rgba: with the opacity. */
static bool
take_colour(struct answer *a, int32_t *colour)
{
	bool through = take_text(a, "rgba:");
	int32_t red, green, blue, ignored;

	if ((!through && !take_text(a, "rgb:")) || !take_part(a, &red) || !take_text(a, "/") ||
		!take_part(a, &green) || !take_text(a, "/") || !take_part(a, &blue))
		return false;
	if (through && (!take_text(a, "/") || !take_part(a, &ignored)))
		return false;
	if (a->at != a->end)
		return false;
	*colour = INK_RGB | red << 16 | green << 8 | blue;
	return true;
}

bool
keys_of_colour(const char *held, size_t length, struct vt_colours *colours)
{
	struct answer a = { held, held + length };
	int number;

	if (take_text(&a, "10;"))
		return take_colour(&a, &colours->front);
	if (take_text(&a, "11;"))
		return take_colour(&a, &colours->back);
	return take_text(&a, "4;") && take_number(&a, VT_PALETTE - 1, &number) &&
	       take_text(&a, ";") && take_colour(&a, &colours->palette[number]);
}
