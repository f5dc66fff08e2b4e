/* SPDX-License-Identifier: MIT */
/* clean.h: the one sanitiser of foreign text (names, command lines, users, cgroups, arguments).
 * Applied once, where text is read, for every later output. What could control a terminal or
 * mislead a reader becomes a `?`: C0 and C1 controls, DEL, zero-width and bidirectional marks
 * (U+061C, 200B-200F, 2028-202E, 2060-2069, FEFF), bytes that are not UTF-8. A run of line
 * breaks and tabs becomes one space. */
#ifndef PEAKTOP_BASE_CLEAN_H
#define PEAKTOP_BASE_CLEAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Appends the clean form of `count` bytes to `out`. */
void clean_text(struct buffer *out, const char *bytes, size_t count);

/* Whether a character may be shown, by the same rules. */
bool clean_is_safe(uint32_t code);

#endif
