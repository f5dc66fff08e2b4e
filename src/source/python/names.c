/* SPDX-License-Identifier: MIT */
/* names.c: the names of files and functions of all processes, each text once, in memory that never
 * moves. */
#include "source/python/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "source/python/view.h"

#define MORE "(more)"
#define BLOCK_BYTES ((size_t)16 << 10)
#define TABLE_MAX ((size_t)1 << 20)

struct block {
	struct block *before;
	size_t used;
	char bytes[];
};

struct code {
	const char *file, *function;
	int first_line;
	uint32_t number;
};

/* Two hash tables with free places, of a power of two; a free place has a NULL. */
struct python_names {
	struct block *blocks;
	size_t bytes;
	const char **texts;
	size_t text_count, text_places;
	struct code *codes;
	size_t code_count, code_places;
	unsigned char *table;
	size_t table_size;
	struct view view;
};

struct python_names *
python_names_create(void)
{
	struct python_names *names = grow_new(sizeof *names);

	names->text_places = names->code_places = 256;
	names->texts = grow_new(names->text_places * sizeof *names->texts);
	names->codes = grow_new(names->code_places * sizeof *names->codes);
	return names;
}

void
python_names_free(struct python_names *names)
{
	if (names == NULL)
		return;
	for (struct block *block = names->blocks, *before; block != NULL; block = before) {
		before = block->before;
		free(block);
	}
	free(names->texts);
	free(names->codes);
	free(names->table);
	free(names);
}

/* FNV-1a. */
static size_t
hash_of(const void *bytes, size_t count)
{
	const unsigned char *at = bytes;
	uint64_t hash = 14695981039346656037u;

	while (count-- > 0)
		hash = (hash ^ *at++) * 1099511628211u;
	return (size_t)(hash ^ hash >> 29);
}

static const char **
text_place(struct python_names *names, const char *text)
{
	size_t mask = names->text_places - 1, at = hash_of(text, strlen(text)) & mask;

	while (names->texts[at] != NULL && strcmp(names->texts[at], text) != 0)
		at = (at + 1) & mask;
	return &names->texts[at];
}

static void
grow_texts(struct python_names *names)
{
	const char **old = names->texts;
	size_t places = names->text_places;

	names->text_places *= 2;
	names->texts = grow_new(names->text_places * sizeof *names->texts);
	for (size_t i = 0; i < places; i++)
		if (old[i] != NULL)
			*text_place(names, old[i]) = old[i];
	free(old);
}

static const char *
keep(struct python_names *names, const char *text)
{
	size_t size = strlen(text) + 1;
	char *kept;

	if (names->blocks == NULL || BLOCK_BYTES - names->blocks->used < size) {
		struct block *block = grow_new(sizeof *block + BLOCK_BYTES);

		block->before = names->blocks;
		names->blocks = block;
		names->bytes += BLOCK_BYTES;
	}
	kept = names->blocks->bytes + names->blocks->used;
	memcpy(kept, text, size);
	names->blocks->used += size;
	return kept;
}

const char *
names_text(struct python_names *names, const char *text)
{
	const char **place = text_place(names, text);

	if (*place != NULL)
		return *place;
	if (names->text_count >= NAMES_TEXTS_MAX || names->bytes >= NAMES_BYTES_MAX ||
		strlen(text) >= BLOCK_BYTES)
		return MORE;
	if (names->text_count >= names->text_places / 2) {
		grow_texts(names);
		place = text_place(names, text);
	}
	names->text_count++;
	*place = keep(names, text);
	return *place;
}

/* Equal names have equal addresses. */
static struct code *
code_place(struct python_names *names, const struct code *c)
{
	const uint64_t key[] = { (uintptr_t)c->file, (uintptr_t)c->function,
		(uint32_t)c->first_line };
	size_t mask = names->code_places - 1, at = hash_of(key, sizeof key) & mask;
	struct code *place = &names->codes[at];

	while (place->file != NULL && (place->file != c->file || place->function != c->function ||
					      place->first_line != c->first_line)) {
		at = (at + 1) & mask;
		place = &names->codes[at];
	}
	return place;
}

static void
grow_codes(struct python_names *names)
{
	struct code *old = names->codes;
	size_t places = names->code_places;

	names->code_places *= 2;
	names->codes = grow_new(names->code_places * sizeof *names->codes);
	for (size_t i = 0; i < places; i++)
		if (old[i].file != NULL)
			*code_place(names, &old[i]) = old[i];
	free(old);
}

uint32_t
names_code(struct python_names *names, const char *file, const char *function, int first_line)
{
	struct code code = { file, function, first_line, 0 };
	struct code *place = code_place(names, &code);

	if (place->file != NULL)
		return place->number;
	if (names->code_count >= NAMES_CODES_MAX)
		return NAMES_CODES_MAX;
	if (names->code_count >= names->code_places / 2) {
		grow_codes(names);
		place = code_place(names, &code);
	}
	code.number = (uint32_t)names->code_count++;
	*place = code;
	return code.number;
}

static bool
begins_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* A library of a version is in lib/python3.11, lib64/python3, lib/python311.zip. */
bool
names_are_of_user(const char *file)
{
	static const char *const packages[] = { "site-packages/", "dist-packages/" };
	static const char *const typed[] = { "<string>", "<stdin>", "<ipython" };
	bool in_lib = false;

	if (*file == '<') {
		for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
			if (begins_with(file, typed[i]))
				return true;
		return false;
	}
	for (const char *folder = file, *end; (end = strchr(folder, '/')) != NULL;
		folder = end + 1) {
		for (size_t i = 0; i < sizeof packages / sizeof *packages; i++)
			if (begins_with(folder, packages[i]))
				return false;
		if (in_lib && begins_with(folder, "python3"))
			return false;
		in_lib = begins_with(folder, "lib/") || begins_with(folder, "lib64/") ||
			 begins_with(folder, "lib32/");
	}
	return true;
}

struct view *
names_view(struct python_names *names)
{
	return &names->view;
}

unsigned char *
names_table(struct python_names *names, size_t size)
{
	if (size > TABLE_MAX)
		return NULL;
	if (size > names->table_size) {
		free(names->table);
		names->table_size = size + size / 2;
		names->table = grow_new(names->table_size);
	}
	return names->table;
}
