/* SPDX-License-Identifier: MIT */
/* theme.h: the roles of text on the screen, and their colours by scheme and by the user's settings.
 *
 * Views know only roles. A style is one of 256 colours (or the terminal's default) and attributes;
 * theme_style reduces it to what a terminal supports. */
#ifndef PEAKTOP_SCREEN_FRAME_THEME_H
#define PEAKTOP_SCREEN_FRAME_THEME_H

#include <stdint.h>

#include "base/failure.h"

enum role {
	ROLE_TEXT,
	ROLE_DIM,
	ROLE_TITLE,
	ROLE_HEAD,
	ROLE_SORTED,
	ROLE_SELECTED,
	ROLE_RISING,  /* its peak rose in the last seconds */
	ROLE_AT_PEAK, /* now holds about its peak */
	ROLE_LIMIT,   /* near a limit */
	ROLE_ENDED,
	ROLE_TAGGED,
	ROLE_BAR_USED,
	ROLE_BAR_PEAK,
	ROLE_BAR_FREE,
	ROLE_BAR_PYTHON, /* what the machine's memory is used for */
	ROLE_BAR_OTHER,
	ROLE_BAR_CACHE,
	ROLE_AREA_SECOND, /* of a chart: the second part of a whole, the third, the rest */
	ROLE_AREA_THIRD,
	ROLE_AREA_REST,
	ROLE_KEY,
	ROLE_LABEL,
	ROLE_ALERT,
	ROLE_COUNT,
	/* Cells of a command's terminal: they have an ink of their own, which no theme changes. */
	ROLE_PANE = ROLE_COUNT,
};

enum { COLOUR_DEFAULT = -1 };
enum attribute { ATTR_BOLD = 1, ATTR_DIM = 2, ATTR_REVERSE = 4, ATTR_UNDERLINE = 8 };

struct style {
	short front, back; /* 0 to 255, or COLOUR_DEFAULT */
	unsigned attributes;
};

struct theme {
	unsigned scheme;
	bool automatic; /* the scheme follows the terminal's background */
	bool light;     /* that is known to be light */
	struct style own[ROLE_COUNT];
	bool has_own[ROLE_COUNT];
};

#define THEME_SCHEMES "auto, default, light, contrast, mono, colorblind"

/* The scheme `auto`: `light` on a light background, otherwise `default`, which is for dark ones. */
void theme_init(struct theme *);

/* False: no such scheme. */
bool theme_set_scheme(struct theme *, const char *name);
const char *theme_scheme_name(const struct theme *);

/* The scheme `auto` is for this background from now on; true: styles change by that. */
bool theme_set_ground(struct theme *, bool light);

/* Whether a background is light: by its colour, 0xrrggbb; and by the variable COLORFGBG ("0;15"),
 * which may be NULL. False: the variable does not say. */
bool theme_is_light(int32_t rgb);
bool theme_ground_of(const char *colorfgbg, bool *light);

/* Sets the style ("bold yellow on blue") of a role by its name. No such role: *unknown. False:
 * invalid colours. */
bool theme_set_role(
	struct theme *, const char *role, const char *value, bool *unknown, struct failure *why);

/* The style of a role on a terminal with this many colours; with fewer than 8, only attributes. */
struct style theme_style(const struct theme *, enum role, int colours);

/* The nearest colour, on such a terminal, to one of the 256 (with 8 colours, the dark one). */
short theme_reduce_colour(short colour, int colours);

/* One of the 256 colours as 0xrrggbb, as xterm has them. */
int32_t theme_colour_rgb(short colour);

/* A letter for dumps of a grid. */
char theme_role_letter(enum role);

/* Writes the role.NAME lines of a config file; roles that have the scheme's style are commented
 * out. */
struct bytes;
void theme_put_config(const struct theme *, struct bytes *out);

#endif
