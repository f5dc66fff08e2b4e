/* SPDX-License-Identifier: MIT */
/* view.h: areas of another process's memory that were copied in one call, so that what they say
 * belongs to nearly the same moment. */
#ifndef PEAKTOP_SOURCE_PYTHON_VIEW_H
#define PEAKTOP_SOURCE_PYTHON_VIEW_H

#include "source/python/remote.h"

#define VIEW_AREAS_MAX 640
#define VIEW_BYTES_MAX ((size_t)128 << 10)

struct view_area {
	uint64_t address;
	uint32_t length, at; /* a length of 0: could not be read */
};

struct view {
	struct remote *remote;
	size_t count, used, fetched, hint;
	struct view_area areas[VIEW_AREAS_MAX];
	_Alignas(8) unsigned char bytes[VIEW_BYTES_MAX];
};

void view_begin(struct view *, struct remote *);

/* Wants an area. False: there is no room. */
bool view_want(struct view *, uint64_t address, size_t length);

/* Copies all that is wanted since the last call, in one call if all of it is mapped. */
void view_fetch(struct view *);

/* Bytes that were copied with the areas of these numbers, in the order in which they were wanted.
 * NULL: they are in none. */
const unsigned char *view_among(
	struct view *, size_t first, size_t end, uint64_t address, size_t length);

/* Bytes of the view; what lies in no area is read now, and is later than the rest. NULL: it is not
 * readable. They stay until view_begin. */
const unsigned char *view_at(struct view *, uint64_t address, size_t length);

/* Values of a structure that was read. */
uint64_t view_word(const unsigned char *at, uint32_t offset);
uint32_t view_half(const unsigned char *at, uint32_t offset);

#endif
