/* SPDX-License-Identifier: MIT */
/* line_table.h: from a position in a function's bytecode to its line. Pure; fuzzed. */
#ifndef PEAKTOP_SOURCE_PYTHON_LINE_TABLE_H
#define PEAKTOP_SOURCE_PYTHON_LINE_TABLE_H

#include "source/python/layout.h"

/* The line of the byte `position` (-1: not begun). That there is none, or that the table ends
 * before it, yields the first line. */
int line_table_find(enum layout_lines, const unsigned char *table, size_t length, int first_line,
	int64_t position);

#endif
