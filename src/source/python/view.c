/* SPDX-License-Identifier: MIT */
/* view.c: areas of another process's memory that were copied in one call. */
#include "source/python/view.h"

#include <string.h>

void
view_begin(struct view *v, struct remote *remote)
{
	v->remote = remote;
	v->count = v->used = v->fetched = v->hint = 0;
}

bool
view_want(struct view *v, uint64_t address, size_t length)
{
	if (v->count == VIEW_AREAS_MAX || length == 0 || length > VIEW_BYTES_MAX - v->used)
		return false;
	v->areas[v->count++] = (struct view_area){ address, (uint32_t)length, (uint32_t)v->used };
	v->used += length;
	return true;
}

/* The area behind those that are whole is not mapped: the rest needs another call. */
void
view_fetch(struct view *v)
{
	while (v->fetched < v->count) {
		struct remote_part parts[VIEW_AREAS_MAX];
		size_t wanted = v->count - v->fetched, whole;

		for (size_t i = 0; i < wanted; i++) {
			const struct view_area *area = &v->areas[v->fetched + i];

			parts[i] = (struct remote_part){ area->address, v->bytes + area->at,
				area->length };
		}
		whole = remote_parts(v->remote, parts, wanted);
		v->fetched += whole;
		if (whole < wanted)
			v->areas[v->fetched++].length = 0;
	}
}

static const unsigned char *
in_area(const struct view *v, size_t i, uint64_t address, size_t length)
{
	const struct view_area *area = &v->areas[i];
	uint64_t offset = address - area->address;

	if (address < area->address || length > area->length || offset > area->length - length)
		return NULL;
	return v->bytes + area->at + offset;
}

/* Mostly in the area of the last one, or in the next. */
const unsigned char *
view_among(struct view *v, size_t first, size_t end, uint64_t address, size_t length)
{
	size_t count = end - first, from = v->hint - first;

	if (v->hint < first || v->hint >= end)
		from = 0;
	for (size_t n = 0; n < count; n++) {
		size_t i = first + (from + n) % count;
		const unsigned char *found = in_area(v, i, address, length);

		if (found != NULL) {
			v->hint = i;
			return found;
		}
	}
	return NULL;
}

const unsigned char *
view_at(struct view *v, uint64_t address, size_t length)
{
	const unsigned char *found = view_among(v, 0, v->fetched, address, length);

	if (found != NULL || !view_want(v, address, length))
		return found;
	view_fetch(v);
	v->hint = v->count - 1;
	return in_area(v, v->hint, address, length);
}

uint64_t
view_word(const unsigned char *at, uint32_t offset)
{
	uint64_t word;

	memcpy(&word, at + offset, sizeof word);
	return word;
}

uint32_t
view_half(const unsigned char *at, uint32_t offset)
{
	uint32_t half;

	memcpy(&half, at + offset, sizeof half);
	return half;
}
