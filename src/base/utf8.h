/* SPDX-License-Identifier: MIT */
/* utf8.h: decodes, cuts and measures untrusted UTF-8. Nothing here allocates. Widths are those
 * of the C library's wcwidth in the current locale. */
#ifndef PEAKTOP_BASE_UTF8_H
#define PEAKTOP_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Decodes one character; returns its length in bytes (1 to 4), or 0 if the bytes are not valid
 * UTF-8 (overlong forms, surrogates and code points above U+10FFFF included). */
size_t utf8_decode(const char *bytes, size_t count, uint32_t *code);

/* Writes one character; returns its length. `out` holds at least 4 bytes. */
size_t utf8_put_code(uint32_t code, char *out);

/* The largest length, up to `limit`, that splits no character; limit <= count. */
size_t utf8_cut(const char *bytes, size_t count, size_t limit);

/* Like utf8_cut, when the bytes end at `count` and the last character may already be split. */
size_t utf8_cut_whole(const char *bytes, size_t count);

/* Columns on a terminal: 0, 1 or 2; a character that the locale cannot display counts 1. */
int utf8_width(uint32_t code);

/* Columns of a whole string. */
size_t utf8_columns(const char *text);

/* The length in bytes of the longest prefix of at most `columns`. */
size_t utf8_fit(const char *text, size_t columns);

#endif
