/* SPDX-License-Identifier: MIT */
/* curses_pen.c: how text is written from now on: attributes and colours, changed one by one where
 * nothing has to be taken back, and in one sequence. */
#include "term/curses/curses_pen.h"

#include <curses.h>
#include <string.h>
#include <term.h>

#include "base/length.h"
#include "term/curses/curses_capability.h"

#define RESET "\033[m"
/* Seen on a blank. */
#define SEEN_ON_BLANKS (A_REVERSE | A_UNDERLINE | A_PROTECT)

static const struct {
	attr_t attribute;
	const char *capability;
} attributes[] = {
	{ A_BOLD, "bold" },
	{ A_DIM, "dim" },
	{ A_UNDERLINE, "smul" },
	{ A_REVERSE, "rev" },
	{ A_BLINK, "blink" },
	{ A_INVIS, "invis" },
	{ A_PROTECT, "smxx" }, /* curses_strike.c */
#ifdef A_ITALIC
	{ A_ITALIC, "sitm" },
#endif
};

bool
curses_pen_learn(void)
{
	const char *reset = tigetstr("sgr0");

	return reset != NULL && reset != (const char *)-1 &&
	       (strstr(reset, RESET) != NULL || strstr(reset, "\033[0m") != NULL) &&
	       tigetnum("ncv") <= 0;
}

/* The parameters of a sequence that sets attributes or colours; NULL: it is another one. */
static const char *
parameters_of(const char *text, size_t *length)
{
	if (strncmp(text, "\033[", 2) != 0)
		return NULL;
	*length = strspn(text + 2, "0123456789;:");
	return *length > 0 && strcmp(text + 2 + *length, "m") == 0 ? text + 2 : NULL;
}

/* One more setting: in the sequence of those before it, if there are any since `start`. */
static void
add(struct bytes *out, size_t start, const char *text)
{
	size_t length;
	const char *parameters = parameters_of(text, &length);

	if (out->length == start || out->data[out->length - 1] != 'm' || parameters == NULL) {
		curses_put_text(out, text);
		return;
	}
	out->length--;
	bytes_text(out, out->data[out->length - 1] == '[' ? "0;" : ";");
	bytes_put(out, parameters, length);
	bytes_text(out, "m");
}

static void
add_colour(struct bytes *out, size_t start, const char *name, int colour)
{
	const char *text = tigetstr(name);

	if (text != NULL && text != (const char *)-1)
		add(out, start, tiparm(text, colour));
}

static void
add_attributes(struct bytes *out, size_t start, attr_t added)
{
	for (size_t i = 0; i < LENGTH(attributes); i++) {
		const char *text;

		if (!(added & attributes[i].attribute))
			continue;
		text = tigetstr(attributes[i].capability);
		if (text != NULL && text != (const char *)-1)
			add(out, start, text);
	}
}

static void
colours_of(const struct curses_ink *ink, int *front, int *back)
{
	*front = *back = COLOUR_DEFAULT;
	if (ink->pair > 0)
		extended_pair_content(ink->pair, front, back);
}

struct curses_pen
curses_pen_of(const struct curses_ink *ink)
{
	struct curses_pen pen = { .ink = *ink };

	colours_of(ink, &pen.front, &pen.back);
	return pen;
}

void
curses_pen_set(struct curses_pen *pen, const struct curses_ink *ink, struct bytes *out)
{
	attr_t before = (attr_t)pen->ink.attributes, now = (attr_t)ink->attributes;
	size_t start = out->length;
	int front, back;

	if (before == now && pen->ink.pair == ink->pair)
		return;
	colours_of(ink, &front, &back);
	if ((before & ~now) != 0 || (front < 0 && pen->front >= 0) ||
		(back < 0 && pen->back >= 0)) {
		bytes_text(out, RESET);
		before = 0;
		pen->front = pen->back = COLOUR_DEFAULT;
	}
	add_attributes(out, start, now & ~before);
	if (front != pen->front)
		add_colour(out, start, "setaf", front);
	if (back != pen->back)
		add_colour(out, start, "setab", back);
	*pen = (struct curses_pen){ *ink, front, back };
}

bool
curses_pen_blanks_alike(const struct curses_pen *pen, const struct curses_ink *ink)
{
	int front, back;

	if ((pen->ink.attributes | ink->attributes) & SEEN_ON_BLANKS)
		return false;
	colours_of(ink, &front, &back);
	return back == pen->back;
}
