/* SPDX-License-Identifier: MIT */
/* utf8.h: decoding, cutting and measuring UTF-8, without confidence in what it is given.
 *
 * Nothing here allocates. Widths are those of the C library's wcwidth in the present locale. */
#ifndef PEAKTOP_BASE_UTF8_H
#define PEAKTOP_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Decodes one character; returns its bytes (1 to 4), or 0 where the bytes are no valid UTF-8
 * (overlong forms, surrogates and anything above U+10FFFF included). */
size_t utf8_decode(const char *bytes, size_t count, uint32_t *code);

/* Writes one character; returns its bytes. `out` holds at least 4. */
size_t utf8_put_code(uint32_t code, char *out);

/* The largest cut of `bytes` at or below `limit` that splits no character; limit <= count. */
size_t utf8_cut(const char *bytes, size_t count, size_t limit);

/* As utf8_cut, where the bytes end at `count` and the last character may be split already. */
size_t utf8_cut_whole(const char *bytes, size_t count);

/* Columns on a terminal: 0, 1 or 2; a character that the locale cannot show counts 1. */
int utf8_width(uint32_t code);

/* Columns of a whole string. */
size_t utf8_columns(const char *text);

/* Bytes of the longest start of a string that takes at most `columns`. */
size_t utf8_fit(const char *text, size_t columns);

#endif
