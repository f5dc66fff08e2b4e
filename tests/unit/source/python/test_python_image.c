/* SPDX-License-Identifier: MIT */
/* test_python_image.c: stacks of a made-up process: of each version, torn, hostile. */
#include "source/python/python.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/grow.h"
#include "support/python_image.h"
#include "support/suite.h"

#define STACKS_MAX 8

struct world {
	struct python_image image;
	struct python_names *names;
	struct python_process *process;
	struct python_stack stacks[STACKS_MAX];
	size_t count;
	enum python_status status; /* of attaching */
	uint32_t version;
};

static int
setup(void **state)
{
	struct world *w = grow_new(sizeof *w);

	w->names = python_names_create();
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;

	python_detach(w->process);
	python_names_free(w->names);
	free(w);
	return 0;
}

static void
attach(struct world *w)
{
	python_detach(w->process);
	w->process = image_attach(&w->image, w->names, &w->status, &w->version);
}

static void
build(struct world *w, uint32_t version)
{
	image_build(&w->image, layout_find(version));
	attach(w);
	assert_int_equal(w->status, PYTHON_OK);
}

static enum python_status
read_all(struct world *w)
{
	return python_read(w->process, 0, w->stacks, STACKS_MAX, &w->count);
}

static void
assert_frame(const struct python_frame *f, const char *file, const char *function, int line)
{
	assert_string_equal(f->file, file);
	assert_string_equal(f->function, function);
	assert_int_equal(f->line, line);
}

static void
assert_whole(const struct world *w)
{
	const struct python_stack *s = &w->stacks[0];

	assert_int_equal(w->count, 1);
	assert_int_equal(s->count, IMAGE_FRAMES);
	assert_false(s->cut_inner);
	assert_false(s->cut_outer);
	assert_frame(&s->frames[0], "/usr/lib/python3.11/json/decoder.py", "inner", 32);
	assert_frame(&s->frames[1], "/srv/job.py", "outer", 22);
	assert_frame(&s->frames[2], "/srv/job.py", "<module>", 12);
	assert_false(s->frames[0].user);
	assert_true(s->frames[1].user);
}

static void
test_each_version(void **state)
{
	struct world *w = *state;
	const struct layout_version *v;
	size_t i;

	for (i = 0; (v = layout_row(i)) != NULL; i++) {
		build(w, v->version);
		assert_int_equal(w->version >> 16, v->version);
		for (int again = 0; again < 2; again++) {
			assert_int_equal(read_all(w), PYTHON_OK);
			assert_whole(w);
			assert_int_equal(w->stacks[0].tid, v->tracked ? IMAGE_TID : 0);
		}
	}
	assert_int_equal(i, 7);
}

static void
test_a_thread_by_its_id(void **state)
{
	struct world *w = *state;

	build(w, 0x030c);
	assert_int_equal(python_read(w->process, IMAGE_TID, w->stacks, 1, &w->count), PYTHON_OK);
	assert_whole(w);
	assert_int_equal(
		python_read(w->process, IMAGE_TID + 1, w->stacks, 1, &w->count), PYTHON_OK);
	assert_int_equal(w->count, 0);
}

static void
assert_refused(struct world *w, enum python_status status, uint32_t version)
{
	attach(w);
	assert_null(w->process);
	assert_int_equal(w->status, status);
	assert_int_equal(w->version >> 16, version);
}

static void
test_what_is_not_known_is_refused(void **state)
{
	struct world *w = *state;
	static const uint32_t unknown[] = { 0x030f, 0x0400, 0x0307, 0 };

	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
		build(w, 0x030e);
		image_put(&w->image, IMAGE_VERSION, unknown[i] << 16, 4);
		assert_refused(w, PYTHON_UNKNOWN, unknown[i]);
	}
	/* A build without a GIL; another cookie; a version that differs from the symbol's; offsets
	 * that are nonsense. */
	build(w, 0x030d);
	image_word(&w->image, IMAGE_RUNTIME + 8 * LAYOUT_WORD_FREE_THREADED, 1);
	assert_refused(w, PYTHON_UNKNOWN, 0x030d);
	build(w, 0x030d);
	image_word(&w->image, IMAGE_RUNTIME + 8 * LAYOUT_WORD_COOKIE, 1);
	assert_refused(w, PYTHON_UNKNOWN, 0x030d);
	build(w, 0x030d);
	image_word(&w->image, IMAGE_RUNTIME + 8 * LAYOUT_WORD_VERSION, 0x030e00f0);
	assert_refused(w, PYTHON_UNKNOWN, 0x030d);
	for (uint32_t word = 5; word < 71; word++) {
		build(w, 0x030d);
		image_word(&w->image, IMAGE_RUNTIME + 8 * word, UINT64_MAX - 7);
		attach(w);
		if (w->status == PYTHON_OK)
			assert_in_range(read_all(w), PYTHON_OK, PYTHON_TORN);
		else
			assert_int_equal(w->status, PYTHON_UNKNOWN);
	}
}

static void
test_no_interpreter(void **state)
{
	struct world *w = *state;
	static const uint64_t hidden[] = { IMAGE_HEADERS, IMAGE_DYNAMIC, IMAGE_HASH };

	/* No program headers, no dynamic section, no symbols. */
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		build(w, 0x030b);
		memset(w->image.bytes + hidden[i], 0, 32);
		/* The loader has finished, and has loaded nothing more. */
		image_word(&w->image, IMAGE_DEBUG + offsetof(struct r_debug, r_map),
			image_address(0x700));
		attach(w);
		assert_int_equal(w->status, PYTHON_NONE);
	}
	build(w, 0x030b);
	w->image.headers.count = 1000;
	assert_refused(w, PYTHON_NONE, 0);
}

static void
test_auxv(void **state)
{
	Elf64_auxv_t items[] = { { AT_PHENT, { sizeof(Elf64_Phdr) } }, { AT_PHNUM, { 9 } },
		{ AT_PHDR, { 0x1234 } }, { AT_NULL, { 0 } } };
	struct elf_headers headers;

	(void)state;
	assert_int_equal(
		elf_object_auxv((const char *)items, sizeof items, &headers), ELF_AUXV_READ);
	assert_int_equal(headers.address, 0x1234);
	assert_int_equal(headers.count, 9);
	/* While exec is at work; headers of 32 bits; none. */
	assert_int_equal(
		elf_object_auxv((const char *)&items[3], sizeof *items, &headers), ELF_AUXV_EMPTY);
	assert_int_equal(elf_object_auxv(NULL, 0, &headers), ELF_AUXV_EMPTY);
	items[0].a_un.a_val = 32;
	assert_int_equal(
		elf_object_auxv((const char *)items, sizeof items, &headers), ELF_AUXV_OTHER);
	assert_int_equal(
		elf_object_auxv((const char *)&items[1], sizeof *items, &headers), ELF_AUXV_OTHER);
}

/* The symbols are in a library that is still to be loaded. */
static void
test_the_loader_is_at_work(void **state)
{
	struct world *w = *state;

	build(w, 0x030b);
	memset(w->image.bytes + IMAGE_HASH, 0, 64);
	image_word(&w->image, IMAGE_DEBUG + offsetof(struct r_debug, r_map), image_address(0x700));
	image_put(&w->image, IMAGE_DEBUG + offsetof(struct r_debug, r_state), RT_ADD, 4);
	assert_refused(w, PYTHON_EARLY, 0);
	image_dynamic(&w->image, 3, DT_DEBUG, 0);
	assert_refused(w, PYTHON_EARLY, 0);
}

static void
test_before_it_is_initialised(void **state)
{
	struct world *w = *state;
	uint64_t place;

	build(w, 0x030b);
	place = IMAGE_RUNTIME + w->image.at.runtime_interpreters;
	image_word(&w->image, place, 0);
	assert_int_equal(read_all(w), PYTHON_EARLY);
	assert_int_equal(w->count, 0);
	image_word(&w->image, place, image_address(IMAGE_INTERPRETER));
	assert_int_equal(read_all(w), PYTHON_OK);
	assert_whole(w);
}

static void
test_no_permission_and_no_process(void **state)
{
	struct world *w = *state;

	build(w, 0x0309);
	w->image.failure = REMOTE_DENIED;
	assert_int_equal(read_all(w), PYTHON_DENIED);
	assert_refused(w, PYTHON_DENIED, 0);
	build(w, 0x0309);
	w->image.failure = REMOTE_GONE;
	assert_int_equal(read_all(w), PYTHON_GONE);
	assert_refused(w, PYTHON_GONE, 0);
}

/* --- while it runs --- */

/* The innermost frame returns between the two copies, and another is called in its place. */
static void
call_another(struct python_image *image, size_t part)
{
	uint64_t code = image_address(IMAGE_CODES + image->parts / 2 % 2 * IMAGE_STEP);
	uint64_t place = image_frame(IMAGE_FRAMES - 1);

	(void)part;
	image_word(image, place + image->at.frame_code, code);
	if (image->version->tracked)
		image_word(image, place + image->at.frame_position, code + image->at.code_bytes);
}

static void
test_what_changes_is_cut(void **state)
{
	struct world *w = *state;
	static const uint32_t versions[] = { 0x0308, 0x030a, 0x030b, 0x030c, 0x030d };

	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		int cut = 0;

		build(w, versions[i]);
		w->image.before_part = call_another;
		for (int n = 0; n < 20; n++) {
			const struct python_stack *s = &w->stacks[0];

			assert_int_equal(read_all(w), PYTHON_OK);
			assert_int_equal(w->count, 1);
			/* Outer frames are right, whatever the inner one is. */
			assert_in_range(s->count, 1, IMAGE_FRAMES);
			assert_int_equal(s->cut_inner, s->count < IMAGE_FRAMES);
			assert_frame(&s->frames[s->count - 1], "/srv/job.py", "<module>", 12);
			cut += s->cut_inner;
		}
		assert_in_range(cut, 1, 20);
	}
}

/* A frame that is already another's, but for its position. */
static void
test_a_position_outside_of_the_code_is_cut(void **state)
{
	struct world *w = *state;

	build(w, 0x030c);
	image_word(
		&w->image, image_frame(IMAGE_FRAMES - 1) + w->image.at.frame_position, 0x12345678);
	assert_int_equal(read_all(w), PYTHON_OK);
	assert_int_equal(w->stacks[0].count, IMAGE_FRAMES - 1);
	assert_true(w->stacks[0].cut_inner);
	assert_frame(&w->stacks[0].frames[0], "/srv/job.py", "outer", 22);
}

/* The pointer to the innermost frame is garbage for a while. */
static void
lose_pointer(struct python_image *image, size_t part)
{
	(void)part;
	image_word(image, IMAGE_CFRAME + image->at.cframe_frame,
		image->calls % 3 == 0 ? image_address(image_frame(IMAGE_FRAMES - 1)) : 0x12345);
}

static void
test_garbage_is_tried_again(void **state)
{
	struct world *w = *state;

	build(w, 0x030b);
	w->image.before_part = lose_pointer;
	assert_int_equal(read_all(w), PYTHON_OK);
	assert_whole(w);
	image_word(&w->image, IMAGE_CFRAME + w->image.at.cframe_frame, 0x12345);
	w->image.before_part = NULL;
	assert_int_equal(read_all(w), PYTHON_OK);
	assert_int_equal(w->count, 1);
	assert_int_equal(w->stacks[0].count, 0);
	assert_true(w->stacks[0].cut_inner);
	assert_int_equal(python_read(w->process, IMAGE_TID, w->stacks, 1, &w->count), PYTHON_TORN);
}

/* The innermost frame lies across the end of what is copied of a block, the others in an older one.
 */
static void
test_a_frame_at_the_end_of_a_block(void **state)
{
	struct world *w = *state;
	const uint64_t block = 0x3000, place = block + 16384 - 32;

	build(w, 0x030d);
	memcpy(w->image.bytes + place, w->image.bytes + image_frame(IMAGE_FRAMES - 1), 128);
	image_word(&w->image, IMAGE_THREAD + w->image.at.thread_frame, image_address(place));
	image_word(&w->image, IMAGE_THREAD + w->image.at.thread_chunk, image_address(block));
	image_word(&w->image, IMAGE_THREAD + w->image.at.thread_top, image_address(place + 128));
	assert_int_equal(read_all(w), PYTHON_OK);
	assert_whole(w);
}

static void
test_a_code_object_is_replaced(void **state)
{
	struct world *w = *state;
	uint64_t place = IMAGE_NAMES + 2 * IMAGE_STEP;

	build(w, 0x030b);
	assert_int_equal(read_all(w), PYTHON_OK);
	/* Another function at the address of one that is known. */
	image_string(&w->image, 0x7000, "fresh");
	image_word(&w->image, IMAGE_CODES + 2 * IMAGE_STEP + w->image.at.code_qualname,
		image_address(0x7000));
	assert_int_equal(read_all(w), PYTHON_OK);
	assert_frame(&w->stacks[0].frames[0], "/usr/lib/python3.11/json/decoder.py", "fresh", 32);
	/* One that is no code any more. */
	image_word(&w->image, IMAGE_CODES + 2 * IMAGE_STEP + w->image.at.object_type, place);
	assert_int_equal(read_all(w), PYTHON_OK);
	assert_int_equal(w->stacks[0].count, IMAGE_FRAMES - 1);
	assert_true(w->stacks[0].cut_inner);
}

/* Around a specialized __init__ is a frame of a code object that nobody wrote. */
static void
test_frames_of_the_interpreter_itself_are_none(void **state)
{
	struct world *w = *state;
	const struct layout_version *v;

	for (size_t i = 0; (v = layout_row(i)) != NULL; i++) {
		uint64_t place = IMAGE_CODES + IMAGE_STEP;

		build(w, v->version);
		image_string(&w->image, IMAGE_NAMES + IMAGE_STEP, "__init__");
		image_word(&w->image, place + w->image.at.code_file,
			image_address(IMAGE_NAMES + IMAGE_STEP));
		image_put(&w->image, place + w->image.at.code_first_line, 0, 4);
		for (int again = 0; again < 2; again++) {
			const struct python_stack *s = &w->stacks[0];

			assert_int_equal(read_all(w), PYTHON_OK);
			assert_int_equal(s->count, v->entered ? IMAGE_FRAMES - 1 : IMAGE_FRAMES);
			assert_false(s->cut_inner);
			assert_string_equal(s->frames[0].function, "inner");
			assert_string_equal(s->frames[s->count - 1].function, "<module>");
		}
	}
}

/* --- what is hostile --- */

static void
test_circles_end(void **state)
{
	struct world *w = *state;
	const struct layout_version *v;

	for (size_t i = 0; (v = layout_row(i)) != NULL; i++) {
		build(w, v->version);
		image_word(&w->image, image_frame(0) + w->image.at.frame_back,
			image_address(image_frame(2)));
		assert_int_equal(read_all(w), PYTHON_OK);
		assert_int_equal(w->stacks[0].count, PYTHON_FRAMES_MAX);
		assert_true(w->stacks[0].cut_outer);

		build(w, v->version);
		image_word(&w->image, IMAGE_THREAD + w->image.at.thread_next,
			image_address(IMAGE_THREAD));
		assert_int_equal(read_all(w), PYTHON_OK);
		assert_int_equal(w->count, STACKS_MAX);
		image_word(&w->image, IMAGE_INTERPRETER + w->image.at.interpreter_next,
			image_address(IMAGE_INTERPRETER));
		assert_in_range(read_all(w), PYTHON_OK, PYTHON_TORN);
	}
}

static void
test_sizes_are_capped(void **state)
{
	struct world *w = *state;
	uint64_t name = IMAGE_NAMES + 2 * IMAGE_STEP, table = IMAGE_TABLES + 2 * IMAGE_STEP;

	build(w, 0x030b);
	/* A table that claims to be huge: the first line. */
	image_word(&w->image, table + w->image.at.bytes_length, UINT64_MAX);
	assert_int_equal(read_all(w), PYTHON_OK);
	assert_int_equal(w->stacks[0].frames[0].line, 30);
	/* A name that does: as much as is kept. */
	build(w, 0x030b);
	image_word(&w->image, name + w->image.at.string_length, UINT64_MAX);
	assert_int_equal(read_all(w), PYTHON_OK);
	assert_int_equal(w->stacks[0].count, IMAGE_FRAMES);
	assert_in_range(strlen(w->stacks[0].frames[0].function), 1, 1024);
	assert_memory_equal(w->stacks[0].frames[0].function, "inner", 5);
}

/* Wide characters, halves of surrogates, what controls a terminal. */
static void
test_names_are_clean(void **state)
{
	static const uint32_t text[] = { 'a', 0x1b, 0x202e, 0xdc80, 0x110000, 0x1f600, 0x4e2d };
	struct world *w = *state;
	uint64_t name = IMAGE_NAMES + 2 * IMAGE_STEP;

	build(w, 0x030b);
	image_word(&w->image, name + w->image.at.string_length, 7);
	image_put(&w->image, name + w->image.at.string_state, 4 << 2 | 1 << 5, 4);
	memcpy(w->image.bytes + name + w->image.at.string_other, text, sizeof text);
	assert_int_equal(read_all(w), PYTHON_OK);
	assert_string_equal(w->stacks[0].frames[0].function, "a????\xf0\x9f\x98\x80\xe4\xb8\xad");
	/* Not compact: the characters are elsewhere. */
	memcpy(w->image.bytes + 0x7000, "\xe9\0\xf1\0", 4);
	image_word(&w->image, name + w->image.at.string_length, 2);
	image_put(&w->image, name + w->image.at.string_state, 2 << 2, 4);
	image_word(&w->image, name + w->image.at.string_other, image_address(0x7000));
	attach(w);
	assert_int_equal(read_all(w), PYTHON_OK);
	assert_string_equal(w->stacks[0].frames[0].function, "\xc3\xa9\xc3\xb1");
}

static void
test_names_are_shared(void **state)
{
	struct world *w = *state;
	struct python_stack first;

	build(w, 0x030b);
	assert_int_equal(read_all(w), PYTHON_OK);
	first = w->stacks[0];
	build(w, 0x030d);
	assert_int_equal(read_all(w), PYTHON_OK);
	for (size_t i = 0; i < IMAGE_FRAMES; i++) {
		assert_ptr_equal(first.frames[i].file, w->stacks[0].frames[i].file);
		assert_ptr_equal(first.frames[i].function, w->stacks[0].frames[i].function);
		assert_int_equal(first.frames[i].code, w->stacks[0].frames[i].code);
		assert_in_range(first.frames[i].code, 0, IMAGE_FRAMES - 1);
	}
	assert_ptr_equal(first.frames[1].file, first.frames[2].file);
	assert_int_not_equal(first.frames[1].code, first.frames[2].code);
}

static void
test_the_frame_that_people_know(void **state)
{
	static const char file[] = "a.py", other[] = "b.py";
	const struct python_stack s = { .count = 6,
		.frames = { { .file = file, .function = "f.<locals>.<genexpr>" },
			{ .file = other, .function = "g" }, { .file = file, .function = "f" },
			{ .file = other, .function = "<lambda>" },
			{ .file = file, .function = "<listcomp>" },
			{ .file = file, .function = "<module>" } } };
	static const size_t named[] = { 2, 1, 2, 3, 5, 5 };

	(void)state;
	for (size_t i = 0; i < s.count; i++)
		assert_int_equal(python_named_frame(&s, i), named[i]);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_each_version, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_thread_by_its_id, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_is_not_known_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_interpreter, setup, teardown),
		cmocka_unit_test(test_auxv),
		cmocka_unit_test_setup_teardown(test_the_loader_is_at_work, setup, teardown),
		cmocka_unit_test_setup_teardown(test_before_it_is_initialised, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_permission_and_no_process, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_changes_is_cut, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_a_position_outside_of_the_code_is_cut, setup, teardown),
		cmocka_unit_test_setup_teardown(test_garbage_is_tried_again, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_a_frame_at_the_end_of_a_block, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_code_object_is_replaced, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_frames_of_the_interpreter_itself_are_none, setup, teardown),
		cmocka_unit_test_setup_teardown(test_circles_end, setup, teardown),
		cmocka_unit_test_setup_teardown(test_sizes_are_capped, setup, teardown),
		cmocka_unit_test_setup_teardown(test_names_are_clean, setup, teardown),
		cmocka_unit_test_setup_teardown(test_names_are_shared, setup, teardown),
		cmocka_unit_test(test_the_frame_that_people_know),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
