/* SPDX-License-Identifier: MIT */
/* integer.h: an integer member of a struct, of 1, 4 or 8 bytes, unsigned, by its place: for tables
 * that describe members. Inline: recordings are made of it. */
#ifndef PEAKTOP_BASE_INTEGER_H
#define PEAKTOP_BASE_INTEGER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t
integer_get(const void *at, size_t size)
{
	uint64_t eight;
	uint32_t four;

	if (size == sizeof eight)
		return memcpy(&eight, at, sizeof eight), eight;
	if (size == sizeof four)
		return memcpy(&four, at, sizeof four), four;
	return *(const unsigned char *)at;
}

/* The value must fit. */
static inline void
integer_set(void *at, size_t size, uint64_t value)
{
	uint32_t four = (uint32_t)value;

	if (size == sizeof value)
		memcpy(at, &value, sizeof value);
	else if (size == sizeof four)
		memcpy(at, &four, sizeof four);
	else
		*(unsigned char *)at = (unsigned char)value;
}

#endif
