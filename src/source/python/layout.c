/* SPDX-License-Identifier: MIT */
/* layout.c: THE table of where minor versions of CPython keep what a stack is made of. The numbers
 * come from each version's own headers: tests/support/python_layout.c prints them, and a test
 * compares. */
#include "source/python/layout.h"

#define FLAGS_BEFORE_LINE 20
#define STATE_MAX (1u << 20)
#define STRUCTURE_MAX 1024u

#define MEMBER(name, limit)                                 \
	{                                                   \
#name, offsetof(struct layout, name), limit \
	}

const struct layout_member layout_members[] = {
	MEMBER(runtime_interpreters, STATE_MAX),
	MEMBER(interpreter_next, STATE_MAX),
	MEMBER(interpreter_threads, STATE_MAX),
	MEMBER(thread_next, STRUCTURE_MAX),
	MEMBER(thread_interpreter, STRUCTURE_MAX),
	MEMBER(thread_frame, STRUCTURE_MAX),
	MEMBER(thread_id, STRUCTURE_MAX),
	MEMBER(thread_native, STRUCTURE_MAX),
	MEMBER(thread_chunk, STRUCTURE_MAX),
	MEMBER(thread_top, STRUCTURE_MAX),
	MEMBER(cframe_frame, STRUCTURE_MAX),
	MEMBER(frame_back, STRUCTURE_MAX),
	MEMBER(frame_code, STRUCTURE_MAX),
	MEMBER(frame_position, STRUCTURE_MAX),
	MEMBER(frame_owner, STRUCTURE_MAX),
	MEMBER(code_file, STRUCTURE_MAX),
	MEMBER(code_name, STRUCTURE_MAX),
	MEMBER(code_qualname, STRUCTURE_MAX),
	MEMBER(code_table, STRUCTURE_MAX),
	MEMBER(code_first_line, STRUCTURE_MAX),
	MEMBER(code_flags, STRUCTURE_MAX),
	MEMBER(code_bytes, STRUCTURE_MAX),
	MEMBER(string_length, STRUCTURE_MAX),
	MEMBER(string_state, STRUCTURE_MAX),
	MEMBER(string_ascii, STRUCTURE_MAX),
	MEMBER(string_other, STRUCTURE_MAX),
	MEMBER(bytes_length, STRUCTURE_MAX),
	MEMBER(bytes_data, STRUCTURE_MAX),
	MEMBER(object_type, STRUCTURE_MAX),
};
const size_t layout_member_count = sizeof layout_members / sizeof *layout_members;

/* The same in all versions before they describe themselves. */
#define OBJECTS .bytes_length = 16, .bytes_data = 32, .object_type = 8

/* clang-format off */
static const struct layout_version rows[] = {
	{ .version = 0x0308, .lines = LINES_OF_PAIRS, .at = {
		.runtime_interpreters = 32, .interpreter_next = 0, .interpreter_threads = 8,
		.thread_next = 8, .thread_interpreter = 16, .thread_frame = 24, .thread_id = 176,
		.frame_back = 24, .frame_code = 32, .frame_position = 104,
		.code_file = 104, .code_name = 112, .code_table = 120, .code_first_line = 40,
		.code_flags = 36,
		.string_length = 16, .string_state = 32, .string_ascii = 48, .string_other = 72,
		OBJECTS } },
	{ .version = 0x0309, .lines = LINES_OF_PAIRS, .at = {
		.runtime_interpreters = 32, .interpreter_next = 0, .interpreter_threads = 8,
		.thread_next = 8, .thread_interpreter = 16, .thread_frame = 24, .thread_id = 176,
		.frame_back = 24, .frame_code = 32, .frame_position = 104,
		.code_file = 104, .code_name = 112, .code_table = 120, .code_first_line = 40,
		.code_flags = 36,
		.string_length = 16, .string_state = 32, .string_ascii = 48, .string_other = 72,
		OBJECTS } },
	{ .version = 0x030a, .lines = LINES_OF_RANGES, .at = {
		.runtime_interpreters = 32, .interpreter_next = 0, .interpreter_threads = 8,
		.thread_next = 8, .thread_interpreter = 16, .thread_frame = 24, .thread_id = 176,
		.frame_back = 24, .frame_code = 32, .frame_position = 96,
		.code_file = 104, .code_name = 112, .code_table = 120, .code_first_line = 40,
		.code_flags = 36,
		.string_length = 16, .string_state = 32, .string_ascii = 48, .string_other = 72,
		OBJECTS } },
	{ .version = 0x030b, .lines = LINES_OF_LOCATIONS, .in_cframe = true, .tracked = true,
		.at = {
		.runtime_interpreters = 40, .interpreter_next = 0, .interpreter_threads = 16,
		.thread_next = 8, .thread_interpreter = 16, .thread_frame = 56, .thread_id = 152,
		.thread_native = 160, .thread_chunk = 296, .thread_top = 304, .cframe_frame = 8,
		.frame_back = 48, .frame_code = 32, .frame_position = 56, .frame_owner = 69,
		.code_file = 112, .code_name = 120, .code_qualname = 128, .code_table = 136,
		.code_first_line = 72, .code_flags = 48, .code_bytes = 184,
		.string_length = 16, .string_state = 32, .string_ascii = 48, .string_other = 72,
		OBJECTS } },
	{ .version = 0x030c, .lines = LINES_OF_LOCATIONS, .in_cframe = true, .tracked = true,
		.entered = true, .at = {
		.runtime_interpreters = 40, .interpreter_next = 0, .interpreter_threads = 72,
		.thread_next = 8, .thread_interpreter = 16, .thread_frame = 56, .thread_id = 136,
		.thread_native = 144, .thread_chunk = 232, .thread_top = 240, .cframe_frame = 0,
		.frame_back = 8, .frame_code = 0, .frame_position = 56, .frame_owner = 70,
		.code_file = 112, .code_name = 120, .code_qualname = 128, .code_table = 136,
		.code_first_line = 68, .code_flags = 48, .code_bytes = 192,
		.string_length = 16, .string_state = 32, .string_ascii = 40, .string_other = 56,
		OBJECTS } },
	{ .version = 0x030d, .described = true, .lines = LINES_OF_LOCATIONS, .tracked = true,
		.entered = true, .at = {
		.runtime_interpreters = 5, .interpreter_next = 8, .interpreter_threads = 9,
		.thread_next = 21, .thread_interpreter = 22, .thread_frame = 23, .thread_id = 24,
		.thread_native = 25, .thread_chunk = 26,
		.frame_back = 29, .frame_code = 30, .frame_position = 31, .frame_owner = 33,
		.code_file = 35, .code_name = 36, .code_qualname = 37, .code_table = 38,
		.code_first_line = 39, .code_bytes = 43,
		.string_length = 69, .string_state = 68, .string_ascii = 70,
		.bytes_length = 65, .bytes_data = 66, .object_type = 45 } },
	/* From the sources; no process of this version was read yet. */
	{ .version = 0x030e, .described = true, .lines = LINES_OF_LOCATIONS, .tracked = true,
		.entered = true, .code_mask = 3, .at = {
		.runtime_interpreters = 5, .interpreter_next = 8, .interpreter_threads = 9,
		.thread_next = 24, .thread_interpreter = 25, .thread_frame = 26, .thread_id = 27,
		.thread_native = 28, .thread_chunk = 29,
		.frame_back = 32, .frame_code = 33, .frame_position = 34, .frame_owner = 36,
		.code_file = 40, .code_name = 41, .code_qualname = 42, .code_table = 43,
		.code_first_line = 44, .code_bytes = 48,
		.string_length = 79, .string_state = 78, .string_ascii = 80,
		.bytes_length = 75, .bytes_data = 76, .object_type = 51 } },
};
/* clang-format on */

const struct layout_version *
layout_row(size_t i)
{
	return i < sizeof rows / sizeof *rows ? &rows[i] : NULL;
}

const struct layout_version *
layout_find(uint32_t version)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].version == version)
			return &rows[i];
	return NULL;
}

static uint32_t *
member(struct layout *l, size_t i)
{
	return (uint32_t *)((char *)l + layout_members[i].offset);
}

/* What it does not describe has a fixed distance from what it does: the top of a block stands
 * behind the block, the longer header of a string has two words more, and between the flags of a
 * code object and its first line are four numbers. */
bool
layout_described(
	const struct layout_version *v, const uint64_t words[LAYOUT_WORDS], struct layout *out)
{
	*out = v->at;
	for (size_t i = 0; i < layout_member_count; i++) {
		uint32_t *number = member(out, i);

		if (*number == 0)
			continue;
		if (words[*number] >= layout_members[i].limit)
			return false;
		*number = (uint32_t)words[*number];
	}
	out->thread_top = out->thread_chunk + 8;
	out->code_flags = out->code_first_line > FLAGS_BEFORE_LINE
				  ? out->code_first_line - FLAGS_BEFORE_LINE
				  : 0;
	out->string_other = out->string_ascii + 16;
	return true;
}
