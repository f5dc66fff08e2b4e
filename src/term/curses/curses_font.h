/* SPDX-License-Identifier: MIT */
/* curses_font.h: what the font of the Linux console lacks, by characters that it has. It has those
 * of code page 437: full and half blocks, shades, light lines; no eighths and no dots of Braille.
 */
#ifndef PEAKTOP_TERM_CURSES_CURSES_FONT_H
#define PEAKTOP_TERM_CURSES_CURSES_FONT_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a terminal of this type has only that font. */
bool curses_font_is_small(const char *type);

/* The character to draw instead of this one; NULL: it is drawn as it is. */
const char *curses_font_instead(const char *bytes, size_t length);

#endif
