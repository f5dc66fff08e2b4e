/* SPDX-License-Identifier: MIT */
/* fuzz_text.c: names and command lines of arbitrary bytes: the result is clean UTF-8, in a buffer
 * of any size. */
/* parts: model/naming/{cmdline,python,command,shell} */
/* parts: model/naming/python_{environment,interpreter,options,run} */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clean.h"
#include "base/utf8.h"
#include "model/naming/command.h"
#include "model/naming/python.h"

#define ROOM 1024

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
is_unsafe(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x200b && code <= 0x200f) ||
	       (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x2069) ||
	       code == 0xfeff;
}

static void
check_clean(const struct buffer *b)
{
	assert(b->length < b->size && b->bytes[b->length] == '\0');
	assert(strlen(b->bytes) == b->length);
	for (size_t at = 0, length; at < b->length; at += length) {
		uint32_t code = 0;
		char again[4];

		length = utf8_decode(b->bytes + at, b->length - at, &code);
		assert(length > 0 && !is_unsafe(code));
		assert(utf8_put_code(code, again) == length &&
			memcmp(again, b->bytes + at, length) == 0);
	}
	assert(utf8_columns(b->bytes) <= 2 * b->length);
}

/* Cleaning what is clean already changes nothing. */
static void
clean(const char *bytes, size_t count, size_t room)
{
	char *once = malloc(room), *twice = malloc(room);
	struct buffer a = buffer_over(once, room), b = buffer_over(twice, room);

	clean_text(&a, bytes, count);
	check_clean(&a);
	clean_text(&b, once, a.length);
	assert(strcmp(once, twice) == 0 && !b.cut);
	free(once);
	free(twice);
}

static void
name_environment(const struct command_line *line, size_t room)
{
	char *name = malloc(room);
	struct buffer b = buffer_over(name, room);
	bool named = python_environment(line, &b);

	check_clean(&b);
	assert(named ? b.length > 0 || b.cut : b.length == 0);
	free(name);
}

static void
describe(const struct command_line *line, size_t room)
{
	char *whole = malloc(ROOM * 4), *cut = malloc(room), *named = malloc(room);
	struct buffer a = buffer_over(whole, ROOM * 4), b = buffer_over(cut, room);
	struct buffer c = buffer_over(named, room);
	bool python = command_describe(line, &a);

	check_clean(&a);
	assert(command_describe(line, &b) == python);
	check_clean(&b);
	assert(strncmp(whole, cut, b.length) == 0);
	assert(python_name(line, &c) == python);
	check_clean(&c);
	assert(python ? c.length > 0 || c.cut : c.length == 0);
	name_environment(line, room);
	free(whole);
	free(cut);
	free(named);
}

static void
cut_anywhere(const char *bytes, size_t count)
{
	for (size_t limit = 0; limit <= count && limit < 64; limit++) {
		assert(utf8_cut(bytes, count, limit) <= limit);
		assert(utf8_cut_whole(bytes, limit) <= limit);
	}
}

/* The first byte selects the size of the buffer, and which of exe and comm are known. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct command_line line = { .argv = NULL };
	size_t room = size > 0 ? 1 + data[0] / 2u : 1;
	size_t count = size > 0 ? size - 1 : 0;
	char *bytes = malloc(count + 1), *argv = malloc(count > 0 ? count : 1);

	if (count > 0)
		memcpy(bytes, data + 1, count);
	bytes[count] = '\0';
	memcpy(argv, bytes, count);
	line.argv = argv;
	line.argv_bytes = count;
	line.exe = size > 0 && data[0] & 1   ? bytes
		   : size > 0 && data[0] & 2 ? "/usr/bin/python3.11"
					     : NULL;
	line.comm = size > 0 && data[0] & 4 ? bytes : NULL;
	clean(argv, count, room);
	clean(argv, count, ROOM);
	describe(&line, room);
	cut_anywhere(argv, count);
	free(bytes);
	free(argv);
	return 0;
}
