/* SPDX-License-Identifier: MIT */
/* line_table.c: from a position in a function's bytecode to its line: the three formats that
 * CPython had (Objects/lnotab_notes.txt, Objects/locations.md). */
#include "source/python/line_table.h"

/* A line of a range of 3.10 that has none. */
#define NO_LINE -128

/* Bytes of the table, one after the other; beyond its end zeros. */
struct cursor {
	const unsigned char *at, *end;
};

static unsigned
next(struct cursor *c)
{
	return c->at < c->end ? *c->at++ : 0;
}

/* Lines are foreign input: sums wrap instead of overflowing. */
static int
moved(int line, int64_t by)
{
	return (int)(uint32_t)((uint64_t)line + (uint64_t)by);
}

static int
signed_byte(unsigned byte)
{
	return (int)byte - (byte >= 128 ? 256 : 0);
}

/* Up to 3.9: pairs of how far code and line move on. */
static int
line_of_pairs(struct cursor c, int line, int64_t position)
{
	int64_t code = 0;

	while (c.at < c.end) {
		code += next(&c);
		if (code > position)
			break;
		line = moved(line, signed_byte(next(&c)));
	}
	return line;
}

/* 3.10: the same, but a pair is a range of code, whose line moves on before it. */
static int
line_of_ranges(struct cursor c, int line, int64_t position)
{
	const int first_line = line;
	int64_t code = 0;

	while (c.at < c.end) {
		int by;

		code += next(&c);
		by = signed_byte(next(&c));
		if (by != NO_LINE)
			line = moved(line, by);
		if (code > position)
			return by != NO_LINE ? line : first_line;
	}
	return first_line;
}

/* Six bits a byte, the lowest first; the seventh says that more follow. */
static uint64_t
next_varint(struct cursor *c)
{
	uint64_t value = 0;
	unsigned shift = 0, byte;

	do {
		byte = next(c);
		if (shift < 36)
			value |= (uint64_t)(byte & 63) << shift;
		shift += 6;
	} while ((byte & 64) != 0 && c->at < c->end);
	return value;
}

static int64_t
next_signed(struct cursor *c)
{
	uint64_t value = next_varint(c);

	return (value & 1) != 0 ? -(int64_t)(value >> 1) : (int64_t)(value >> 1);
}

/* From 3.11: entries of a kind and a length in units of two bytes; columns are skipped. */
static int
line_of_locations(struct cursor c, int line, int64_t position)
{
	const int first_line = line;
	int64_t code = 0;

	while (c.at < c.end) {
		unsigned head = next(&c), kind = head >> 3 & 15;

		switch (kind) {
		case 15:
			break;
		case 14:
			line = moved(line, next_signed(&c));
			for (int i = 0; i < 3; i++)
				next_varint(&c);
			break;
		case 13:
			line = moved(line, next_signed(&c));
			break;
		case 12:
		case 11:
		case 10:
			line = moved(line, kind - 10);
			next(&c);
			next(&c);
			break;
		default:
			next(&c);
		}
		code += ((head & 7) + 1) * 2;
		if (code > position)
			return kind != 15 ? line : first_line;
	}
	return first_line;
}

int
line_table_find(enum layout_lines kind, const unsigned char *table, size_t length, int first_line,
	int64_t position)
{
	static int (*const ways[])(struct cursor, int, int64_t) = {
		[LINES_OF_PAIRS] = line_of_pairs,
		[LINES_OF_RANGES] = line_of_ranges,
		[LINES_OF_LOCATIONS] = line_of_locations,
	};

	if (position < 0)
		return first_line;
	return ways[kind]((struct cursor){ table, table + length }, first_line, position);
}
