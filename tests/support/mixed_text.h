/* SPDX-License-Identifier: MIT */
/* mixed_text.h: characters of one to four bytes, and whether a part of them is whole. */
#ifndef PEAKTOP_TESTS_SUPPORT_MIXED_TEXT_H
#define PEAKTOP_TESTS_SUPPORT_MIXED_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/utf8.h"

static const char mixed[] = "a\u00e9b\u65e5c\U0001f600\U0001f601\u672c\u00fcd";

static inline bool
is_utf8(const char *text, size_t count)
{
	uint32_t code;

	for (size_t length; count > 0; text += length, count -= length) {
		length = utf8_decode(text, count, &code);
		if (length == 0)
			return false;
	}
	return true;
}

#endif
