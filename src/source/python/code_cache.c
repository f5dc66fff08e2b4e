/* SPDX-License-Identifier: MIT */
/* code_cache.c: names and lines of the code objects of one process. */
#include "source/python/code_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "source/python/line_table.h"
#include "source/python/names.h"
#include "source/python/object_text.h"

/* The number of items of an object that has a variable size: units of two bytes of code. */
#define OBJECT_SIZE 16

void
code_cache_copy(struct code_cache *cache, const struct code_cache *from)
{
	*cache = *from;
	if (from->entries == NULL)
		return;
	cache->entries = grow_new(from->places * sizeof *cache->entries);
	memcpy(cache->entries, from->entries, from->places * sizeof *cache->entries);
}

void
code_cache_free(struct code_cache *cache)
{
	free(cache->entries);
	*cache = (struct code_cache){ .entries = NULL };
}

static struct code_entry *
place_of(const struct code_cache *cache, uint64_t address)
{
	size_t mask = cache->places - 1, at = (size_t)(address * 0x9e3779b97f4a7c15u >> 40) & mask;

	while (cache->entries[at].address != 0 && cache->entries[at].address != address)
		at = (at + 1) & mask;
	return &cache->entries[at];
}

/* Makes room for one more; a cache that is full is begun anew. */
static void
make_room(struct code_cache *cache)
{
	struct code_cache old = *cache;

	if (cache->places > 0 && cache->count < cache->places / 2)
		return;
	if (cache->count >= CODE_CACHE_MAX) {
		memset(cache->entries, 0, cache->places * sizeof *cache->entries);
		cache->count = 0;
		return;
	}
	cache->places = old.places > 0 ? 2 * old.places : 64;
	cache->entries = grow_new(cache->places * sizeof *cache->entries);
	for (size_t i = 0; i < old.places; i++)
		if (old.entries[i].address != 0)
			*place_of(cache, old.entries[i].address) = old.entries[i];
	free(old.entries);
}

/* CO_COROUTINE, CO_ITERABLE_COROUTINE, CO_ASYNC_GENERATOR: the same in all versions. */
#define FLAGS_OF_COROUTINES 0x380u

/* What a code object needs to have been read of. */
static size_t
object_size(const struct layout *l)
{
	const uint32_t ends[] = { l->object_type, OBJECT_SIZE, l->code_file, l->code_name,
		l->code_qualname, l->code_table, l->code_first_line, l->code_flags };
	uint32_t last = 0;

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (ends[i] > last)
			last = ends[i];
	return last + 8;
}

/* What the object says of itself; its names are not read yet. */
static bool
identify(const struct interpreter *in, uint64_t address, const unsigned char *object,
	struct code_entry *out)
{
	const struct layout *l = &in->layout;

	if (view_word(object, l->object_type) != in->code_type)
		return false;
	*out = (struct code_entry){ .address = address,
		.file_at = view_word(object, l->code_file),
		.name_at =
			view_word(object, l->code_qualname != 0 ? l->code_qualname : l->code_name),
		.table_at = view_word(object, l->code_table),
		.code_bytes =
			in->version->tracked ? view_word(object, OBJECT_SIZE) * 2 : UINT64_MAX,
		.first_line = (int)view_half(object, l->code_first_line),
		.awaits = l->code_flags != 0 &&
			  (view_half(object, l->code_flags) & FLAGS_OF_COROUTINES) != 0 };
	/* Around an __init__ that it has specialized the interpreter puts a frame of a code object
	 * of its own (_Py_InitCleanup, from 3.13 on), which nobody wrote: its file and its name are
	 * one and the same string, and it has no line. sys._current_frames() has no such frames. */
	out->internal =
		in->version->entered && out->file_at == out->name_at && out->first_line == 0;
	return true;
}

static bool
is_same(const struct code_entry *a, const struct code_entry *b)
{
	return a->address == b->address && a->file_at == b->file_at && a->name_at == b->name_at &&
	       a->table_at == b->table_at && a->code_bytes == b->code_bytes &&
	       a->first_line == b->first_line;
}

static bool
read_names(const struct code_reader *r, struct code_entry *e)
{
	char text[OBJECT_TEXT_MAX];

	if (!object_text_read(r->remote, r->interpreter, e->file_at, text))
		return false;
	e->file = names_text(r->names, text);
	if (!object_text_read(r->remote, r->interpreter, e->name_at, text))
		return false;
	e->function = names_text(r->names, text);
	e->user = names_are_of_user(e->file);
	e->number = names_code(r->names, e->file, e->function, e->first_line);
	return true;
}

/* The entry of the object; NULL: it is none. */
static struct code_entry *
entry_of(const struct code_reader *r, uint64_t address, const unsigned char *object)
{
	struct code_entry now, *place;

	if (address == 0 || !identify(r->interpreter, address, object, &now))
		return NULL;
	if (r->cache->places > 0 && is_same(place_of(r->cache, address), &now))
		return place_of(r->cache, address);
	if (!read_names(r, &now))
		return NULL;
	make_room(r->cache);
	place = place_of(r->cache, address);
	r->cache->count += place->address == 0;
	*place = now;
	return place;
}

/* As a number of bytes of code from its start. */
static bool
find_position(const struct interpreter *in, const struct code_position *p,
	const struct code_entry *e, int64_t *position)
{
	switch (in->version->lines) {
	case LINES_OF_PAIRS:
		*position = (int32_t)(uint32_t)p->position;
		return *position >= -1;
	case LINES_OF_RANGES:
		*position = (int64_t)(int32_t)(uint32_t)p->position * 2;
		return *position >= -2;
	default:
		*position = (int64_t)(p->position - p->code - in->layout.code_bytes);
		return *position >= -2 && (*position < 0 || (uint64_t)*position < e->code_bytes);
	}
}

static int
read_line(const struct code_reader *r, const struct code_entry *e, int64_t position)
{
	const struct layout *l = &r->interpreter->layout;
	unsigned char head[128], *table;
	uint64_t length;

	if (l->bytes_data > sizeof head || l->bytes_length + 8 > l->bytes_data ||
		l->object_type + 8 > l->bytes_data ||
		!remote_bytes(r->remote, e->table_at, head, l->bytes_data) ||
		view_word(head, l->object_type) != r->interpreter->bytes_type)
		return e->first_line;
	length = view_word(head, l->bytes_length);
	table = names_table(r->names, length);
	if (table == NULL || length == 0 ||
		!remote_bytes(r->remote, e->table_at + l->bytes_data, table, length))
		return e->first_line;
	return line_table_find(
		r->interpreter->version->lines, table, length, e->first_line, position);
}

static int
line_of(const struct code_reader *r, struct code_entry *e, int64_t position)
{
	struct code_line *line;

	for (size_t i = 0; i < CODE_LINES_KEPT; i++)
		if (e->lines[i].known && e->lines[i].position == position)
			return e->lines[i].line;
	line = &e->lines[e->next_line++ % CODE_LINES_KEPT];
	*line = (struct code_line){ position, read_line(r, e, position), true };
	return line->line;
}

static bool
resolve(const struct code_reader *r, struct code_position *p, const unsigned char *object,
	struct python_frame *frame)
{
	struct code_entry *e = object != NULL ? entry_of(r, p->code, object) : NULL;
	int64_t position;

	if (e == NULL || !find_position(r->interpreter, p, e, &position))
		return false;
	*frame = (struct python_frame){ e->file, e->function, line_of(r, e, position), e->user,
		e->awaits, e->number };
	p->internal = e->internal;
	return true;
}

size_t
code_cache_resolve(const struct code_reader *r, struct code_position *at, size_t count,
	struct python_frame *frames)
{
	struct view *view = names_view(r->names);
	size_t size = object_size(&r->interpreter->layout), i = count;

	view_begin(view, r->remote);
	while (i-- > 0)
		view_want(view, at[i].code, size);
	view_fetch(view);
	for (i = count; i > 0; i--)
		if (!resolve(r, &at[i - 1], view_at(view, at[i - 1].code, size), &frames[i - 1]))
			break;
	return i;
}
