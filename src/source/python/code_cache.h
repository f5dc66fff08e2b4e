/* SPDX-License-Identifier: MIT */
/* code_cache.h: the code objects of one process that were seen: names and lines, read once. An
 * entry holds only as long as the object at its address is the same: that is read anew each time,
 * in one call for all. */
#ifndef PEAKTOP_SOURCE_PYTHON_CODE_CACHE_H
#define PEAKTOP_SOURCE_PYTHON_CODE_CACHE_H

#include "source/python/interpreter.h"
#include "source/python/view.h"

#define CODE_CACHE_MAX 1024
#define CODE_LINES_KEPT 3

struct code_line {
	int64_t position;
	int line;
	bool known;
};

struct code_entry {
	uint64_t address; /* 0: a free entry */
	/* What identifies the object at that address. */
	uint64_t file_at, name_at, table_at, code_bytes;
	int first_line;
	bool user, awaits, internal;
	const char *file, *function;
	uint32_t number;
	unsigned next_line;
	struct code_line lines[CODE_LINES_KEPT];
};

/* Start with a zeroed struct; it grows as it is used. */
struct code_cache {
	struct code_entry *entries;
	size_t places, count;
};

void code_cache_copy(struct code_cache *, const struct code_cache *from);
void code_cache_free(struct code_cache *);

/* What is needed of the process. */
struct code_reader {
	struct remote *remote;
	const struct interpreter *interpreter;
	struct python_names *names;
	struct code_cache *cache;
};

/* A frame as it was read, and what it says. */
struct code_position {
	uint64_t code;     /* the address of its code object */
	uint64_t position; /* of the layout's frame_position */
	bool internal;     /* found out: it is the interpreter's own work, and no Python */
};

/* Fills in frames for up to PYTHON_FRAMES_MAX positions, innermost first. Returns the place of the
 * innermost one that holds, with all outer ones: of those inside, one has a code object that is
 * none or a position outside of it, for it was changing. `count`: none holds. */
size_t code_cache_resolve(const struct code_reader *, struct code_position *, size_t count,
	struct python_frame *frames);

#endif
