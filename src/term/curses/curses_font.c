/* SPDX-License-Identifier: MIT */
/* curses_font.c: what the font of the Linux console lacks, by characters that it has. */
#include "term/curses/curses_font.h"

#include <stdint.h>
#include <string.h>

#include "base/length.h"
#include "base/utf8.h"

/* Ranges of characters that look alike. */
static const struct {
	uint32_t from, to;
	const char *instead;
} ranges[] = {
	{ 0x2501, 0x2501, "─" }, /* heavy lines */
	{ 0x2503, 0x2503, "│" },
	{ 0x2504, 0x2505, "─" }, /* dashed lines */
	{ 0x2506, 0x2507, "│" },
	{ 0x2508, 0x2509, "─" },
	{ 0x250a, 0x250b, "│" },
	{ 0x256d, 0x256d, "┌" }, /* round corners */
	{ 0x256e, 0x256e, "┐" },
	{ 0x256f, 0x256f, "┘" },
	{ 0x2570, 0x2570, "└" },
	{ 0x2581, 0x2581, "_" }, /* blocks from the bottom, by eighths */
	{ 0x2582, 0x2583, "▄" },
	{ 0x2585, 0x2585, "▄" },
	{ 0x2586, 0x2587, "█" },
	{ 0x2589, 0x258a, "█" }, /* blocks from the left */
	{ 0x258b, 0x258b, "▌" },
	{ 0x258d, 0x258f, "▌" },
	{ 0x25aa, 0x25ab, "■" },
	{ 0x25b4, 0x25b4, "▲" }, /* small triangles */
	{ 0x25b8, 0x25b8, "►" },
	{ 0x25be, 0x25be, "▼" },
	{ 0x25c2, 0x25c2, "◄" },
	{ 0x25cf, 0x25cf, "■" }, /* a disc */
	{ 0x2026, 0x2026, "." },
};

bool
curses_font_is_small(const char *type)
{
	return type != NULL && strncmp(type, "linux", 5) == 0;
}

/* Bits of the dots in the upper and in the lower half of a character of Braille. */
#define BRAILLE_FIRST 0x2800
#define BRAILLE_LAST 0x28ff
#define UPPER_DOTS (0x01u | 0x02u | 0x08u | 0x10u)

static const char *
half_blocks(uint32_t dots)
{
	bool upper = (dots & UPPER_DOTS) != 0, lower = (dots & ~UPPER_DOTS) != 0;

	if (upper)
		return lower ? "█" : "▀";
	return lower ? "▄" : " ";
}

const char *
curses_font_instead(const char *bytes, size_t length)
{
	uint32_t code;

	if (length < 2 || utf8_decode(bytes, length, &code) == 0)
		return NULL;
	if (code >= BRAILLE_FIRST && code <= BRAILLE_LAST)
		return half_blocks(code - BRAILLE_FIRST);
	for (size_t i = 0; i < LENGTH(ranges); i++)
		if (code >= ranges[i].from && code <= ranges[i].to)
			return ranges[i].instead;
	return NULL;
}
