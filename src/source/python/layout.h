/* SPDX-License-Identifier: MIT */
/* layout.h: where a minor version of CPython keeps what a stack is made of: THE table. */
#ifndef PEAKTOP_SOURCE_PYTHON_LAYOUT_H
#define PEAKTOP_SOURCE_PYTHON_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Offsets in bytes into the structures of CPython; 0 for a member that a version lacks. */
struct layout {
	uint32_t runtime_interpreters;
	uint32_t interpreter_next, interpreter_threads;
	/* Its frame is a pointer to the frame, to a cframe (3.11, 3.12) that points to it; the id
	 * is that of pthreads, the native one the kernel's. */
	uint32_t thread_next, thread_interpreter, thread_frame, thread_id, thread_native;
	uint32_t thread_chunk, thread_top;
	uint32_t cframe_frame;
	/* Its position is an index into the bytecode, or a pointer to an instruction (3.11). */
	uint32_t frame_back, frame_code, frame_position, frame_owner;
	uint32_t code_file, code_name, code_qualname, code_table, code_first_line, code_flags,
		code_bytes;
	/* Data follow the header, which is shorter for ASCII. */
	uint32_t string_length, string_state, string_ascii, string_other;
	uint32_t bytes_length, bytes_data;
	uint32_t object_type;
};

/* How code objects map positions to lines. */
enum layout_lines { LINES_OF_PAIRS, LINES_OF_RANGES, LINES_OF_LOCATIONS };

struct layout_version {
	uint32_t version; /* PY_VERSION_HEX >> 16 */
	/* From 3.13 on a process describes itself: `at` has the numbers of the words of
	 * _Py_DebugOffsets that have the offsets. */
	bool described;
	bool in_cframe; /* a thread's innermost frame is found through its cframe */
	bool tracked;   /* frames know who owns them, and lie in blocks */
	bool entered;   /* each entry from C has a frame of its own, which is no Python */
	enum layout_lines lines;
	uint64_t code_mask; /* bits of a frame's pointer to its code that are no address */
	struct layout at;
};

/* NULL: a version that is not known. */
const struct layout_version *layout_find(uint32_t version);

/* The rows, for tests; NULL behind the last. */
const struct layout_version *layout_row(size_t i);

/* The members by name. */
struct layout_member {
	const char *name;
	size_t offset;  /* in struct layout */
	uint32_t limit; /* an offset that is not smaller is nonsense */
};

extern const struct layout_member layout_members[];
extern const size_t layout_member_count;

/* The words of _Py_DebugOffsets that have to be read for layout_described. */
#define LAYOUT_WORDS 96
#define LAYOUT_COOKIE "xdebugpy"
enum { LAYOUT_WORD_COOKIE, LAYOUT_WORD_VERSION, LAYOUT_WORD_FREE_THREADED };

/* The layout that a process describes; false: nonsense. */
bool layout_described(
	const struct layout_version *, const uint64_t words[LAYOUT_WORDS], struct layout *);

#endif
