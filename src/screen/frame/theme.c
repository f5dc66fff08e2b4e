/* SPDX-License-Identifier: MIT */
/* theme.c: the roles of text on the screen, and their colours by scheme and by the user's
 * settings. */
#include "screen/frame/theme.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/length.h"

enum scheme {
	SCHEME_DEFAULT,
	SCHEME_CONTRAST,
	SCHEME_MONO,
	SCHEME_COLORBLIND,
	SCHEME_LIGHT,
	SCHEME_COUNT
};

#define AUTO "auto"

static const char *const scheme_names[SCHEME_COUNT] = { "default", "contrast", "mono", "colorblind",
	"light" };

#define D COLOUR_DEFAULT
#define BOLD ATTR_BOLD
#define DIM ATTR_DIM
#define REV ATTR_REVERSE
#define LINE ATTR_UNDERLINE

/* One row per role. Every scheme falls back to the monochrome one on a terminal without colours, so
 * each state of a row that matters has an attribute, and the views give it a mark of its own. The
 * colour-blind scheme distinguishes blue from orange (Okabe and Ito), never red from green. The
 * light one is for light backgrounds, the default one for dark ones. */
static const struct role_row {
	const char *name;
	char letter;
	struct style scheme[SCHEME_COUNT];
} roles[ROLE_COUNT] = {
	[ROLE_TEXT] = { "text", '.',
		{ { D, D, 0 }, { 15, 0, 0 }, { D, D, 0 }, { D, D, 0 }, { D, D, 0 } } },
	[ROLE_DIM] = { "dim", 'd',
		{ { 245, D, 0 }, { 7, 0, 0 }, { D, D, DIM }, { 245, D, 0 }, { 242, D, 0 } } },
	[ROLE_TITLE] = { "title", 't',
		{ { D, D, BOLD }, { 15, 0, BOLD }, { D, D, BOLD }, { D, D, BOLD },
			{ D, D, BOLD } } },
	[ROLE_HEAD] = { "head", 'h',
		{ { 252, 238, 0 }, { 0, 15, BOLD }, { D, D, REV }, { 252, 238, 0 },
			{ 234, 252, 0 } } },
	[ROLE_SORTED] = { "sorted", 's',
		{ { 231, 238, BOLD }, { 0, 11, BOLD }, { D, D, REV | BOLD }, { 231, 238, BOLD },
			{ 16, 252, BOLD } } },
	[ROLE_SELECTED] = { "selected", 'S',
		{ { 231, 24, 0 }, { 0, 14, BOLD }, { D, D, REV }, { 231, 25, 0 },
			{ 231, 25, 0 } } },
	[ROLE_RISING] = { "rising", 'R',
		{ { 221, D, BOLD }, { 11, 0, BOLD }, { D, D, BOLD }, { 214, D, BOLD },
			{ 130, D, BOLD } } },
	[ROLE_AT_PEAK] = { "at_peak", 'P',
		{ { 109, D, 0 }, { 14, 0, 0 }, { D, D, LINE }, { 117, D, 0 }, { 24, D, 0 } } },
	[ROLE_LIMIT] = { "limit", 'L',
		{ { 203, D, BOLD }, { 15, 9, BOLD }, { D, D, REV | BOLD }, { 231, 166, BOLD },
			{ 160, D, BOLD } } },
	[ROLE_ENDED] = { "ended", 'E',
		{ { 242, D, 0 }, { 8, 0, 0 }, { D, D, DIM }, { 242, D, 0 }, { 244, D, 0 } } },
	[ROLE_TAGGED] = { "tagged", 'T',
		{ { 114, D, BOLD }, { 10, 0, BOLD }, { D, D, BOLD }, { 32, D, BOLD },
			{ 28, D, BOLD } } },
	[ROLE_BAR_USED] = { "bar_used", 'u',
		{ { 71, D, 0 }, { 10, 0, 0 }, { D, D, 0 }, { 32, D, 0 }, { 28, D, 0 } } },
	[ROLE_BAR_PEAK] = { "bar_peak", 'p',
		{ { 221, D, 0 }, { 11, 0, BOLD }, { D, D, BOLD }, { 214, D, BOLD },
			{ 166, D, 0 } } },
	[ROLE_BAR_FREE] = { "bar_free", 'f',
		{ { 240, D, 0 }, { 7, 0, 0 }, { D, D, DIM }, { 240, D, 0 }, { 245, D, 0 } } },
	[ROLE_AREA_SECOND] = { "area_second", '2',
		{ { 67, D, 0 }, { 14, 0, 0 }, { D, D, 0 }, { 117, D, 0 }, { 25, D, 0 } } },
	[ROLE_AREA_THIRD] = { "area_third", '3',
		{ { 139, D, 0 }, { 13, 0, 0 }, { D, D, 0 }, { 214, D, 0 }, { 90, D, 0 } } },
	[ROLE_AREA_REST] = { "area_rest", 'r',
		{ { 245, D, 0 }, { 7, 0, 0 }, { D, D, DIM }, { 245, D, 0 }, { 242, D, 0 } } },
	[ROLE_KEY] = { "key", 'k',
		{ { D, D, BOLD }, { 11, 0, BOLD }, { D, D, BOLD }, { D, D, BOLD },
			{ D, D, BOLD } } },
	[ROLE_LABEL] = { "label", 'l',
		{ { 245, D, 0 }, { 15, 0, 0 }, { D, D, 0 }, { 245, D, 0 }, { 240, D, 0 } } },
	[ROLE_ALERT] = { "alert", 'A',
		{ { 203, D, BOLD }, { 9, 0, BOLD }, { D, D, REV | BOLD }, { 208, D, BOLD },
			{ 160, D, BOLD } } },
	[ROLE_BAR_PYTHON] = { "bar_python", 'y',
		{ { 78, D, 0 }, { 10, 0, 0 }, { D, D, 0 }, { 32, D, 0 }, { 28, D, 0 } } },
	[ROLE_BAR_OTHER] = { "bar_other", 'o',
		{ { 67, D, 0 }, { 14, 0, 0 }, { D, D, 0 }, { 117, D, 0 }, { 25, D, 0 } } },
	[ROLE_BAR_CACHE] = { "bar_cache", 'c',
		{ { 243, D, 0 }, { 7, 0, 0 }, { D, D, DIM }, { 243, D, 0 }, { 243, D, 0 } } },
};

static const char *const colour_names[16] = { "black", "red", "green", "yellow", "blue", "magenta",
	"cyan", "white", "bright-black", "bright-red", "bright-green", "bright-yellow",
	"bright-blue", "bright-magenta", "bright-cyan", "bright-white" };

static const struct {
	const char *name;
	unsigned bit;
} attribute_names[] = {
	{ "bold", ATTR_BOLD },
	{ "dim", ATTR_DIM },
	{ "reverse", ATTR_REVERSE },
	{ "underline", ATTR_UNDERLINE },
};

void
theme_init(struct theme *t)
{
	*t = (struct theme){ .scheme = SCHEME_DEFAULT, .automatic = true };
}

bool
theme_set_scheme(struct theme *t, const char *name)
{
	if (strcmp(name, AUTO) == 0) {
		t->scheme = t->light ? SCHEME_LIGHT : SCHEME_DEFAULT;
		t->automatic = true;
		return true;
	}
	for (unsigned i = 0; i < SCHEME_COUNT; i++) {
		if (strcmp(name, scheme_names[i]) == 0) {
			t->scheme = i;
			t->automatic = false;
			return true;
		}
	}
	return false;
}

bool
theme_set_ground(struct theme *t, bool light)
{
	unsigned before = t->scheme;

	t->light = light;
	return t->automatic && theme_set_scheme(t, AUTO) && t->scheme != before;
}

/* By the luminance of ITU-R BT.601. */
bool
theme_is_light(int32_t rgb)
{
	int red = rgb >> 16 & 255, green = rgb >> 8 & 255, blue = rgb & 255;

	return 299 * red + 587 * green + 114 * blue > 127500;
}

/* "0;15", or "0;default;15": the background is last. Of the 16 colours 7 and the bright ones but
 * grey are light. */
bool
theme_ground_of(const char *colorfgbg, bool *light)
{
	const char *last = colorfgbg != NULL ? strrchr(colorfgbg, ';') : NULL;
	char *end;
	long colour;

	if (last == NULL)
		return false;
	colour = strtol(last + 1, &end, 10);
	*light = colour == 7 || colour > 8;
	return end != last + 1 && *end == '\0' && colour >= 0 && colour < 16;
}

const char *
theme_scheme_name(const struct theme *t)
{
	return t->automatic ? AUTO : scheme_names[t->scheme];
}

char
theme_role_letter(enum role role)
{
	return roles[role].letter;
}

/* --- fewer colours --- */

/* The nearest of the first 16 colours to one of the 6x6x6 cube (16 to 231) or of the greys (232 to
 * 255). */
static short
nearest_of_16(short colour)
{
	int red, green, blue, max;

	if (colour < 16)
		return colour;
	if (colour >= 232)
		return colour < 238 ? 0 : colour < 246 ? 8 : colour < 252 ? 7 : 15;
	red = (colour - 16) / 36;
	green = (colour - 16) / 6 % 6;
	blue = (colour - 16) % 6;
	max = red > green ? red : green;
	max = max > blue ? max : blue;
	/* A channel counts if it has more than half of the strongest one. */
	return (short)((2 * red > max ? 1 : 0) + (2 * green > max ? 2 : 0) +
		       (2 * blue > max ? 4 : 0) + (max >= 5 ? 8 : 0));
}

int32_t
theme_colour_rgb(short colour)
{
	static const int32_t first[16] = { 0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee,
		0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff,
		0xff00ff, 0x00ffff, 0xffffff };
	static const int32_t levels[] = { 0, 95, 135, 175, 215, 255 };
	int32_t cube = colour - 16, grey = 8 + 10 * (colour - 232);

	if (colour < 16)
		return first[colour > 0 ? colour : 0];
	if (colour >= 232)
		return grey << 16 | grey << 8 | grey;
	return levels[cube / 36] << 16 | levels[cube / 6 % 6] << 8 | levels[cube % 6];
}

short
theme_reduce_colour(short colour, int colours)
{
	if (colour == COLOUR_DEFAULT || colours >= 256)
		return colour;
	colour = nearest_of_16(colour);
	return (short)(colours >= 16 ? colour : colour % 8);
}

struct style
theme_style(const struct theme *t, enum role role, int colours)
{
	struct style own = t->has_own[role] ? t->own[role] : roles[role].scheme[t->scheme];
	struct style style = { theme_reduce_colour(own.front, colours),
		theme_reduce_colour(own.back, colours), own.attributes };

	if (colours < 8) {
		style = t->has_own[role] ? own : roles[role].scheme[SCHEME_MONO];
		style.front = style.back = COLOUR_DEFAULT;
	} else if (colours < 16 && own.front >= 0 && nearest_of_16(own.front) >= 8) {
		/* With 8 colours, bright black is the only way to show "dim". On a background of
		 * our own it becomes white, because the terminal's text colour may be that of the
		 * background. */
		style.attributes |= nearest_of_16(own.front) == 8 ? ATTR_DIM : ATTR_BOLD;
		if (nearest_of_16(own.front) == 8)
			style.front = style.back == COLOUR_DEFAULT ? COLOUR_DEFAULT : 7;
	}
	return style;
}

/* --- the user's settings --- */

static bool
read_colour(const char *token, short *colour)
{
	char *end;
	long number = strtol(token, &end, 10);

	if (end != token && *end == '\0' && number >= 0 && number <= 255) {
		*colour = (short)number;
		return true;
	}
	if (strcmp(token, "default") == 0) {
		*colour = COLOUR_DEFAULT;
		return true;
	}
	for (short i = 0; i < 16; i++) {
		if (strcmp(token, colour_names[i]) == 0) {
			*colour = i;
			return true;
		}
	}
	return false;
}

static bool
read_attribute(const char *token, unsigned *attributes)
{
	for (size_t i = 0; i < LENGTH(attribute_names); i++) {
		if (strcmp(token, attribute_names[i].name) == 0) {
			*attributes |= attribute_names[i].bit;
			return true;
		}
	}
	return false;
}

static bool
read_style(const char *value, struct style *style, struct failure *why)
{
	char copy[128], *rest = copy, *token;
	short *colour = &style->front;

	*style = (struct style){ COLOUR_DEFAULT, COLOUR_DEFAULT, 0 };
	if (strlen(value) >= sizeof copy)
		return failure_set(
			why, 0, "the colours are too long (at most %zu bytes)", sizeof copy - 1);
	strcpy(copy, value);
	while ((token = strsep(&rest, " \t")) != NULL) {
		if (*token == '\0' || read_attribute(token, &style->attributes))
			continue;
		if (strcmp(token, "on") == 0) {
			colour = &style->back;
		} else if (!read_colour(token, colour)) {
			return failure_set(why, 0,
				"'%s' is neither a colour (black to white, bright-black to "
				"bright-white, default, 0 to 255) nor an attribute (bold, dim, "
				"reverse, underline)",
				token);
		}
	}
	return true;
}

bool
theme_set_role(
	struct theme *t, const char *role, const char *value, bool *unknown, struct failure *why)
{
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		if (strcmp(role, roles[i].name) != 0)
			continue;
		t->has_own[i] = read_style(value, &t->own[i], why);
		return t->has_own[i];
	}
	*unknown = true;
	return true;
}

static void
put_colour(struct buffer *b, short colour)
{
	if (colour == COLOUR_DEFAULT)
		buffer_text(b, "default");
	else if (colour < 16)
		buffer_text(b, colour_names[colour]);
	else
		buffer_print(b, "%d", colour);
}

void
theme_put_config(const struct theme *t, struct bytes *out)
{
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		struct style style = theme_style(t, (enum role)role, 256);
		char text[128];
		struct buffer b = buffer_over(text, sizeof text);

		for (size_t i = 0; i < LENGTH(attribute_names); i++)
			if (style.attributes & attribute_names[i].bit)
				buffer_print(&b, "%s ", attribute_names[i].name);
		put_colour(&b, style.front);
		buffer_text(&b, " on ");
		put_colour(&b, style.back);
		bytes_print(out, "%srole.%s = %s\n", t->has_own[role] ? "" : "# ", roles[role].name,
			text);
	}
}
