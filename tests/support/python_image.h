/* SPDX-License-Identifier: MIT */
/* python_image.h: the memory of a made-up process with an interpreter of any known version: one
 * thread that is in inner(), which outer() called, which a module called. It can change while it is
 * read. */
#ifndef TESTS_SUPPORT_PYTHON_IMAGE_H
#define TESTS_SUPPORT_PYTHON_IMAGE_H

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "source/python/layout.h"
#include "source/python/python_process.h"

#define IMAGE_BASE 0x10000u
#define IMAGE_BYTES 0x8000u
#define IMAGE_FRAMES 3

/* Where things are in it. */
enum image_place {
	IMAGE_HEADERS = 0x40,
	IMAGE_DYNAMIC = 0x200,
	IMAGE_DEBUG = 0x300,
	IMAGE_HASH = 0x400,
	IMAGE_SYMBOLS = 0x600,
	IMAGE_STRINGS = 0x800,
	IMAGE_VERSION = 0xa00,
	IMAGE_CODE_TYPE = 0xa10,
	IMAGE_STRING_TYPE = 0xa20,
	IMAGE_BYTES_TYPE = 0xa30,
	IMAGE_RUNTIME = 0x1000,
	IMAGE_INTERPRETER = 0x1400,
	IMAGE_THREAD = 0x1c00,
	IMAGE_CFRAME = 0x2000,
	IMAGE_BLOCK = 0x2400,
	IMAGE_CODES = 0x4000,
	IMAGE_FILES = 0x5000,
	IMAGE_NAMES = 0x5800,
	IMAGE_TABLES = 0x6000,
};

/* The size of what there is one of for each frame. */
#define IMAGE_STEP 0x200u

#define IMAGE_TID 4321

struct python_image {
	unsigned char bytes[IMAGE_BYTES];
	const struct layout_version *version;
	struct layout at; /* offsets in bytes, also if the process describes itself */
	struct elf_headers headers;
	unsigned calls, parts; /* that were read */
	/* Called before each part is copied; may change the image, or end the process. */
	void (*before_part)(struct python_image *, size_t part);
	enum remote_result failure; /* what all reads answer, if not REMOTE_READ */
};

static inline void
image_put(struct python_image *image, uint64_t place, uint64_t value, size_t size)
{
	if (place <= IMAGE_BYTES - size)
		memcpy(image->bytes + place, &value, size);
}

static inline void
image_word(struct python_image *image, uint64_t place, uint64_t value)
{
	image_put(image, place, value, 8);
}

static inline uint64_t
image_address(uint64_t place)
{
	return IMAGE_BASE + place;
}

static inline uint64_t
image_frame(size_t i)
{
	return IMAGE_BLOCK + 0x40 + i * IMAGE_STEP;
}

/* --- the loader's tables --- */

static inline void
image_symbol(struct python_image *image, unsigned *count, const char *name, uint64_t place)
{
	Elf64_Sym symbol = { .st_shndx = 1, .st_value = place };
	uint32_t text = 1 + *count * 32, hash = 5381;

	symbol.st_name = text;
	for (const char *c = name; *c != '\0'; c++)
		hash = hash * 33 + (unsigned char)*c;
	memcpy(image->bytes + IMAGE_STRINGS + text, name, strlen(name) + 1);
	++*count;
	memcpy(image->bytes + IMAGE_SYMBOLS + *count * sizeof symbol, &symbol, sizeof symbol);
	/* One bucket, so one chain, whose last link is odd. */
	image_put(image, IMAGE_HASH + 16 + 8 + 4 + (*count - 1) * 4, hash | 1, 4);
	if (*count > 1) {
		uint32_t before;

		memcpy(&before, image->bytes + IMAGE_HASH + 16 + 8 + 4 + (*count - 2) * 4, 4);
		image_put(image, IMAGE_HASH + 16 + 8 + 4 + (*count - 2) * 4, before & ~1u, 4);
	}
}

static inline void
image_dynamic(struct python_image *image, unsigned i, int64_t tag, uint64_t value)
{
	image_word(image, IMAGE_DYNAMIC + i * 16u, (uint64_t)tag);
	image_word(image, IMAGE_DYNAMIC + i * 16u + 8, value);
}

static inline void
image_elf(struct python_image *image)
{
	static const struct {
		uint32_t version;
		const char *symbol;
	} marks[] = { { 0x0308, "PyCode_NewWithPosOnlyArgs" }, { 0x0309, "PyFrame_GetCode" },
		{ 0x030a, "PyIter_Send" } };
	const Elf64_Phdr headers[] = { { .p_type = PT_PHDR, .p_vaddr = IMAGE_HEADERS },
		{ .p_type = PT_DYNAMIC, .p_vaddr = IMAGE_DYNAMIC } };
	const uint32_t hash[] = { 1, 1, 1, 0 };
	uint32_t version = image->version->version;
	unsigned count = 0;

	image->headers = (struct elf_headers){ image_address(IMAGE_HEADERS), 2 };
	memcpy(image->bytes + IMAGE_HEADERS, headers, sizeof headers);
	image_dynamic(image, 0, DT_SYMTAB, image_address(IMAGE_SYMBOLS));
	/* Some loaders leave an address as the file has it. */
	image_dynamic(image, 1, DT_STRTAB, IMAGE_STRINGS);
	image_dynamic(image, 2, DT_GNU_HASH, image_address(IMAGE_HASH));
	image_dynamic(image, 3, DT_DEBUG, image_address(IMAGE_DEBUG));
	memcpy(image->bytes + IMAGE_HASH, hash, sizeof hash);
	image_put(image, IMAGE_HASH + 16 + 8, 1, 4);
	image_symbol(image, &count, "_PyRuntime", IMAGE_RUNTIME);
	image_symbol(image, &count, "PyCode_Type", IMAGE_CODE_TYPE);
	image_symbol(image, &count, "PyUnicode_Type", IMAGE_STRING_TYPE);
	image_symbol(image, &count, "PyBytes_Type", IMAGE_BYTES_TYPE);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (marks[i].version <= version && version <= 0x030a)
			image_symbol(image, &count, marks[i].symbol, IMAGE_VERSION);
	if (version >= 0x030b)
		image_symbol(image, &count, "Py_Version", IMAGE_VERSION);
	image_put(image, IMAGE_VERSION, version << 16 | 0x00f0, 4);
}

/* --- the interpreter --- */

/* Offsets as they might be: one after the other, where the version does not say. */
static inline void
image_describe(struct python_image *image)
{
	uint64_t words[LAYOUT_WORDS] = { 0 };
	uint32_t next = 16;

	memcpy(&words[LAYOUT_WORD_COOKIE], LAYOUT_COOKIE, 8);
	words[LAYOUT_WORD_VERSION] = image->version->version << 16 | 0x00f0;
	for (size_t i = 0; i < layout_member_count; i++) {
		uint32_t number;

		memcpy(&number, (const char *)&image->version->at + layout_members[i].offset, 4);
		/* The runtime begins with the words themselves. */
		if (number != 0)
			words[number] = strcmp(layout_members[i].name, "runtime_interpreters") == 0
						? LAYOUT_WORDS * 8
						: next;
		next = next >= 112 ? 16 : next + 8;
		/* Each structure has its own places. */
		if (i + 1 < layout_member_count &&
			strncmp(layout_members[i].name, layout_members[i + 1].name, 4) != 0)
			next = 16;
	}
	words[image->version->at.object_type] = 8;
	words[image->version->at.string_ascii] = 48;
	layout_described(image->version, words, &image->at);
	memcpy(image->bytes + IMAGE_RUNTIME, words, sizeof words);
}

static inline void
image_string(struct python_image *image, uint64_t place, const char *text)
{
	const struct layout *l = &image->at;
	size_t length = strlen(text);

	image_word(image, place + l->object_type, image_address(IMAGE_STRING_TYPE));
	image_word(image, place + l->string_length, length);
	/* One byte a character, compact, ASCII. */
	image_put(image, place + l->string_state, 1 << 2 | 1 << 5 | 1 << 6, 4);
	memcpy(image->bytes + place + l->string_ascii, text, length);
}

/* A table by which each instruction of two bytes has a line of its own. */
static inline void
image_table(struct python_image *image, uint64_t place)
{
	static const unsigned char pairs[] = { 2, 1, 2, 1, 2, 1, 2, 1 };
	static const unsigned char ranges[] = { 2, 0, 2, 1, 2, 1, 2, 1, 2, 1 };
	static const unsigned char locations[] = { 0xd0, 0, 0, 0xd8, 0, 0, 0xd8, 0, 0, 0xd8, 0, 0,
		0xd8, 0, 0 };
	static const struct {
		const unsigned char *bytes;
		size_t length;
	} tables[] = { [LINES_OF_PAIRS] = { pairs, sizeof pairs },
		[LINES_OF_RANGES] = { ranges, sizeof ranges },
		[LINES_OF_LOCATIONS] = { locations, sizeof locations } };
	enum layout_lines kind = image->version->lines;

	image_word(image, place + image->at.object_type, image_address(IMAGE_BYTES_TYPE));
	image_word(image, place + image->at.bytes_length, tables[kind].length);
	memcpy(image->bytes + place + image->at.bytes_data, tables[kind].bytes,
		tables[kind].length);
}

static inline void
image_code(struct python_image *image, size_t i, const char *file, const char *name)
{
	const struct layout *l = &image->at;
	uint64_t step = i * IMAGE_STEP, place = IMAGE_CODES + step;

	image_string(image, IMAGE_FILES + step, file);
	image_string(image, IMAGE_NAMES + step, name);
	image_table(image, IMAGE_TABLES + step);
	image_word(image, place + 16, 16);
	image_word(image, place + l->object_type, image_address(IMAGE_CODE_TYPE));
	image_word(image, place + l->code_file, image_address(IMAGE_FILES + step));
	image_word(image, place + l->code_name, image_address(IMAGE_NAMES + step));
	if (l->code_qualname != 0)
		image_word(image, place + l->code_qualname, image_address(IMAGE_NAMES + step));
	image_word(image, place + l->code_table, image_address(IMAGE_TABLES + step));
	image_put(image, place + l->code_first_line, 10 * (i + 1), 4);
}

/* The frame of code i, outermost first, at its third line. */
static inline void
image_make_frame(struct python_image *image, size_t i)
{
	const struct layout *l = &image->at;
	uint64_t place = image_frame(i), code = image_address(IMAGE_CODES + i * IMAGE_STEP);

	image_word(image, place + l->frame_code, code | (image->version->code_mask & 1));
	if (image->version->tracked)
		image_word(image, place + l->frame_position, code + l->code_bytes + 4);
	else
		image_put(image, place + l->frame_position,
			image->version->lines == LINES_OF_RANGES ? 2 : 4, 4);
	if (image->version->tracked)
		image->bytes[place + l->frame_owner] = 0;
	image_word(image, place + l->frame_back,
		i > 0 || image->version->entered ? image_address(image_frame(i - 1)) : 0);
}

static inline void
image_entry(struct python_image *image)
{
	uint64_t place = image_frame((size_t)-1);

	image->bytes[place + image->at.frame_owner] = 3;
	image_word(image, place + image->at.frame_back, 0);
}

static inline void
image_thread(struct python_image *image)
{
	const struct layout *l = &image->at;
	uint64_t innermost = image_address(image_frame(IMAGE_FRAMES - 1));

	image_word(
		image, IMAGE_RUNTIME + l->runtime_interpreters, image_address(IMAGE_INTERPRETER));
	image_word(image, IMAGE_INTERPRETER + l->interpreter_threads, image_address(IMAGE_THREAD));
	image_word(image, IMAGE_THREAD + l->thread_interpreter, image_address(IMAGE_INTERPRETER));
	image_word(image, IMAGE_THREAD + l->thread_id, 0x7777);
	if (image->version->in_cframe) {
		image_word(image, IMAGE_CFRAME + l->cframe_frame, innermost);
		innermost = image_address(IMAGE_CFRAME);
	}
	image_word(image, IMAGE_THREAD + l->thread_frame, innermost);
	if (!image->version->tracked)
		return;
	image_word(image, IMAGE_THREAD + l->thread_native, IMAGE_TID);
	image_word(image, IMAGE_THREAD + l->thread_chunk, image_address(IMAGE_BLOCK));
	image_word(image, IMAGE_THREAD + l->thread_top, image_address(image_frame(IMAGE_FRAMES)));
}

/* `version`: a row of the table. */
static inline void
image_build(struct python_image *image, const struct layout_version *version)
{
	*image = (struct python_image){ .version = version, .at = version->at };
	image_elf(image);
	if (version->described)
		image_describe(image);
	image_code(image, 0, "/srv/job.py", "<module>");
	image_code(image, 1, "/srv/job.py", "outer");
	image_code(image, 2, "/usr/lib/python3.11/json/decoder.py", "inner");
	if (version->entered)
		image_entry(image);
	for (size_t i = 0; i < IMAGE_FRAMES; i++)
		image_make_frame(image, i);
	image_thread(image);
}

static inline size_t
image_read(void *context, const struct remote_part *parts, size_t count, enum remote_result *result)
{
	struct python_image *image = context;

	image->calls++;
	for (size_t i = 0; i < count; i++) {
		uint64_t place = parts[i].address - IMAGE_BASE;

		image->parts++;
		if (image->before_part != NULL)
			image->before_part(image, i);
		*result = image->failure != REMOTE_READ ? image->failure : REMOTE_UNMAPPED;
		if (*result != REMOTE_UNMAPPED || parts[i].address < IMAGE_BASE ||
			parts[i].length > IMAGE_BYTES || place > IMAGE_BYTES - parts[i].length)
			return i;
		memcpy(parts[i].to, image->bytes + place, parts[i].length);
	}
	return count;
}

static inline struct python_process *
image_attach(struct python_image *image, struct python_names *names, enum python_status *status,
	uint32_t *version)
{
	const struct remote remote = { .read = image_read, .context = image };

	return python_process_made_up(&remote, &image->headers, names, status, version);
}

#endif
