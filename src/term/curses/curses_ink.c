/* SPDX-License-Identifier: MIT */
/* curses_ink.c: the ink of a command's terminal as attributes and colour pairs of ncurses. Pairs
 * are allocated on first use. Not by ncurses's alloc_pair: on a terminal with few pairs it would
 * recycle those of roles. */
#include "term/curses/curses_ink.h"

#include <curses.h>
#include <string.h>

#include "base/length.h"
#include "screen/frame/theme.h"

void
ink_pairs_begin(struct ink_pairs *p, int colours, short first)
{
	int max = colours > 0 ? COLOR_PAIRS - first : 0;

	memset(p, 0, sizeof *p);
	p->colours = colours;
	p->first = first;
	p->max = (short)(max < 0 ? 0 : max < INK_PAIRS_MAX ? max : INK_PAIRS_MAX);
}

/* --- colours --- */

static int
level_of(int part)
{
	return part < 48 ? 0 : part < 115 ? 1 : (part - 35) / 40;
}

static int
square(int red, int green, int blue)
{
	return red * red + green * green + blue * blue;
}

/* The nearest of the 6x6x6 cube and of the greys (those of xterm). */
static short
nearest_of_256(int32_t rgb)
{
	static const int levels[] = { 0, 95, 135, 175, 215, 255 };
	int red = rgb >> 16 & 255, green = rgb >> 8 & 255, blue = rgb & 255;
	int r = level_of(red), g = level_of(green), b = level_of(blue);
	int mean = (red + green + blue) / 3, grey = mean > 238 ? 23
						    : mean < 4 ? 0
							       : (mean - 3) / 10;
	int grey_value = 8 + 10 * grey;

	if (square(red - grey_value, green - grey_value, blue - grey_value) <
		square(red - levels[r], green - levels[g], blue - levels[b]))
		return (short)(232 + grey);
	return (short)(16 + 36 * r + 6 * g + b);
}

static short
colour_of(int32_t colour, int colours)
{
	if (colour == INK_DEFAULT)
		return COLOUR_DEFAULT;
	if (colour & INK_RGB)
		colour = nearest_of_256(colour);
	return theme_reduce_colour((short)(colour & 255), colours);
}

/* Some terminals (xterm-direct) take RGB values from 8 on. */
static int
number_of(short colour)
{
	return COLORS > 256 && colour >= 8 ? (int)theme_colour_rgb(colour) : colour;
}

/* --- pairs --- */

bool
curses_pair_set(short pair, short front, short back)
{
	return init_extended_pair(pair, number_of(front), number_of(back)) == OK;
}

static size_t
slot_of(const struct ink_pairs *p, short front, short back)
{
	size_t at = ((size_t)(front + 1) * 263 + (size_t)(back + 1) * 31) % INK_SLOTS;

	while (p->slots[at] != 0) {
		const struct ink_pair *pair = &p->pairs[p->slots[at] - 1];

		if (pair->front == front && pair->back == back)
			break;
		at = (at + 1) % INK_SLOTS;
	}
	return at;
}

void
ink_pairs_restart(struct ink_pairs *p)
{
	memset(p->slots, 0, sizeof p->slots);
	p->count = 0;
}

/* When all pairs are taken, `full` is set once, and the caller starts over. After that, inks
 * without a pair use the terminal's default colours: the text stays readable. */
static short
pair_of(struct ink_pairs *p, short front, short back)
{
	size_t slot;

	if (p->max == 0 || (front == COLOUR_DEFAULT && back == COLOUR_DEFAULT))
		return 0;
	slot = slot_of(p, front, back);
	if (p->slots[slot] != 0)
		return (short)(p->first + p->slots[slot] - 1);
	if (p->count == p->max)
		p->full = true;
	if (p->full || !curses_pair_set((short)(p->first + p->count), front, back))
		return 0;
	p->pairs[p->count] = (struct ink_pair){ front, back };
	p->slots[slot] = (uint16_t)++p->count;
	return (short)(p->first + p->count - 1);
}

/* --- ink --- */

static const struct {
	unsigned ink;
	attr_t curses;
} attributes[] = {
	{ INK_BOLD, A_BOLD },
	{ INK_DIM, A_DIM },
	{ INK_REVERSE, A_REVERSE },
	{ INK_UNDERLINE, A_UNDERLINE },
	{ INK_BLINK, A_BLINK },
	{ INK_HIDDEN, A_INVIS },
	{ INK_STRIKE, A_PROTECT }, /* curses_strike.c */
#ifdef A_ITALIC
	{ INK_ITALIC, A_ITALIC },
#endif
};

static attr_t
attributes_of(const struct ink *ink)
{
	attr_t all = A_NORMAL;

	for (size_t i = 0; i < LENGTH(attributes); i++)
		if (ink->attributes & attributes[i].ink)
			all |= attributes[i].curses;
	return all;
}

/* With 8 colours, a bright one is the dark one in bold. Without colours, a background is shown
 * as reverse video, so that menu bars and status bars of editors remain visible. */
struct curses_ink
ink_pairs_find(struct ink_pairs *p, const struct ink *ink)
{
	attr_t all = attributes_of(ink);
	short front = COLOUR_DEFAULT, back = COLOUR_DEFAULT;

	if (p->max > 0) {
		front = colour_of(ink->front, p->colours);
		back = colour_of(ink->back, p->colours);
		if (p->colours < 16 && theme_reduce_colour(colour_of(ink->front, 256), 16) >= 8)
			all |= A_BOLD;
	} else if (ink->back != INK_DEFAULT && colour_of(ink->back, 16) != 0) {
		all ^= A_REVERSE;
	}
	return (struct curses_ink){ all, pair_of(p, front, back) };
}
