/* SPDX-License-Identifier: MIT */
/* members.h: whether a table describes every member of a struct, byte by byte. Only a compiler that
 * can clear padding (gcc 11) knows which bytes are members; with others such a case is skipped. */
#ifndef PEAKTOP_TESTS_MEMBERS_H
#define PEAKTOP_TESTS_MEMBERS_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#if defined __has_builtin
#if __has_builtin(__builtin_clear_padding)
#define MEMBERS_CLEAR_PADDING(object) __builtin_clear_padding(object)
#endif
#endif

/* Fills a pointer to a struct: bytes of members become 255, those between them 0. False: cannot
 * be told here. */
#ifdef MEMBERS_CLEAR_PADDING
#define members_fill(object) \
	(memset(object, 0xff, sizeof *(object)), MEMBERS_CLEAR_PADDING(object), true)
#else
#define members_fill(object) ((void)(object), false)
#endif

/* Takes a described member out; each byte may be described once. */
static inline void
members_take(void *object, size_t offset, size_t size)
{
	unsigned char *at = (unsigned char *)object + offset;

	for (size_t i = 0; i < size; i++) {
		if (at[i] != 0xff)
			fail_msg("the byte at %zu is described twice", offset + i);
		at[i] = 0;
	}
}

#define MEMBERS_TAKE(object, member)                                                 \
	members_take(object, (size_t)((char *)&(object)->member - (char *)(object)), \
		sizeof(object)->member)

static inline void
members_assert_none_left(const void *object, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (((const unsigned char *)object)[i] != 0)
			fail_msg("the member at byte %zu is not described", i);
}

#endif
