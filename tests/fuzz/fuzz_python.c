/* SPDX-License-Identifier: MIT */
/* fuzz_python.c: a made-up process with an interpreter, changed at will, before and while it is
 * read: whatever it claims, reading ends, and yields clean text within bounds. */
/* parts: source/python/ source/proc_file */
#include <assert.h>

#include "../support/python_image.h"
#include "base/clean.h"
#include "source/python/elf_object.h"
#include "source/python/line_table.h"

#define STACKS_MAX 8
#define CALLS_MAX 200000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The rest of the input: changes of the memory, each when so many parts were read: three bytes for
 * the number of parts and the place, one for the length, and the bytes. */
struct input {
	struct python_image image; /* the first member: the hook gets it */
	const uint8_t *at, *end;
};

static void
change(struct python_image *image, size_t part)
{
	struct input *in = (struct input *)(void *)image;

	(void)part;
	while (in->end - in->at >= 5 && (in->at[0] < 32 ? 0u : in->at[0] - 32u) <= image->parts) {
		size_t place = (size_t)in->at[1] << 8 | in->at[2], length = in->at[3] % 16 + 1;

		in->at += 4;
		for (size_t i = 0; i < length && in->at < in->end; i++)
			image->bytes[(place + i) % IMAGE_BYTES] = *in->at++;
	}
}

static void
check_text(const char *text)
{
	char clean[2048];
	struct buffer out = buffer_over(clean, sizeof clean);

	clean_text(&out, text, strlen(text));
	assert(!out.cut && strcmp(clean, text) == 0);
}

static void
check_stacks(const struct python_stack *stacks, size_t count)
{
	assert(count <= STACKS_MAX);
	for (size_t i = 0; i < count; i++) {
		assert(stacks[i].count <= PYTHON_FRAMES_MAX);
		for (size_t j = 0; j < stacks[i].count; j++) {
			check_text(stacks[i].frames[j].file);
			check_text(stacks[i].frames[j].function);
			assert(python_named_frame(&stacks[i], j) < stacks[i].count);
		}
	}
}

/* The bytes of the input themselves, as what is parsed apart from memory. */
static void
parse(const uint8_t *data, size_t size)
{
	struct elf_headers headers;

	elf_object_auxv((const char *)data, size, &headers);
	for (int kind = LINES_OF_PAIRS; kind <= LINES_OF_LOCATIONS; kind++)
		line_table_find((enum layout_lines)kind, data, size, 1, data[0]);
}

static void
read_some(struct input *in, struct python_process *process)
{
	static const pid_t tids[] = { 0, IMAGE_TID, 0 };
	struct python_stack stacks[STACKS_MAX];

	for (size_t i = 0; i < sizeof tids / sizeof *tids; i++) {
		size_t count = STACKS_MAX + 1;
		unsigned calls = in->image.calls;
		enum python_status status =
			python_read(process, tids[i], stacks, STACKS_MAX, &count);

		assert(status == PYTHON_OK || count == 0);
		assert(in->image.calls - calls < CALLS_MAX);
		check_stacks(stacks, count);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { .end = data + size };
	struct python_names *names;
	struct python_process *process;
	enum python_status status;
	uint32_t version;
	size_t rows = 0;

	if (size < 1)
		return 0;
	parse(data, size);
	while (layout_row(rows) != NULL)
		rows++;
	image_build(&in.image, layout_row(data[0] % rows));
	in.at = data + 1;
	in.image.before_part = change;
	names = python_names_create();
	process = image_attach(&in.image, names, &status, &version);
	assert((process != NULL) == (status == PYTHON_OK));
	if (process != NULL)
		read_some(&in, process);
	python_detach(process);
	python_names_free(names);
	return 0;
}
