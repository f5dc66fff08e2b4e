/* SPDX-License-Identifier: MIT */
/* fuzz_terminal_link.c: messages of arbitrary bytes in arbitrary pieces to a keeper and its
 * terminal's process: what is accepted encodes to the same again. */
/* parts: ipc/terminal_link ipc/protocol{,_put,_take,_wire} model/terminal/{watched,vt_screen} */
/* parts: model/process/{process_history,peak,growth,growth_line,climb,plateau,trend} */
/* parts: model/run/{series,run} */
/* parts: model/naming/{command,command_script,cmdline,python,shell} */
/* parts: model/naming/python_{environment,interpreter,options,run} */
#include <assert.h>
#include <string.h>

#include "ipc/terminal_link.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct link_message *m, bool from_terminal)
{
	struct protocol_reader reader = { .at = 0 };
	struct bytes said = { .data = NULL };
	struct link_message again;

	assert(m->count <= PROTOCOL_ASK_MAX || m->kind == LINK_SCREEN);
	assert(m->rows >= 0 && m->rows <= VT_ROWS_MAX && m->cols >= 0 && m->cols <= VT_COLS_MAX);
	assert(m->length <= PROTOCOL_FRAME_MAX);
	link_put(&said, m);
	protocol_reader_add(&reader, said.data, said.length);
	assert(link_next(&reader, from_terminal, &again) == FRAME_READY);
	assert(again.kind == m->kind && again.position == m->position && again.keys == m->keys &&
		again.generation == m->generation && again.first == m->first &&
		again.count == m->count && again.length == m->length);
	assert(m->kind != LINK_COLOURS ||
		memcmp(&again.colours, &m->colours, sizeof m->colours) == 0);
	assert(m->length == 0 || memcmp(again.data, m->data, m->length) == 0);
	protocol_reader_clear(&reader);
	bytes_free(&said);
}

static void
hear(const struct bytes *all, size_t piece, bool from_terminal)
{
	struct protocol_reader reader = { .at = 0 };
	struct link_message message;
	enum frame_result result = FRAME_NONE;

	for (size_t at = 0; at < all->length && result != FRAME_BAD; at += piece) {
		protocol_reader_add(&reader, all->data + at,
			at + piece < all->length ? piece : all->length - at);
		while ((result = link_next(&reader, from_terminal, &message)) == FRAME_READY)
			check(&message, from_terminal);
	}
	protocol_reader_clear(&reader);
}

/* Turns the bytes into messages (a kind, a length, a body), so that more than the start of one is
 * tried. */
static void
put_messages(struct bytes *out, const uint8_t *data, size_t size)
{
	while (size >= 2) {
		size_t length = data[1] < size - 2 ? data[1] : size - 2;
		char head[5] = { (char)((length + 1) & 0xff), (char)((length + 1) >> 8), 0, 0,
			(char)data[0] };

		bytes_put(out, head, sizeof head);
		if (length > 0)
			bytes_put(out, (const char *)data + 2, length);
		data += 2 + length;
		size -= 2 + length;
	}
}

/* The first byte: whether the rest becomes messages, and how long the pieces are. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes all = { .data = NULL };
	size_t piece;

	if (size < 2)
		return 0;
	piece = 1 + (data[0] >> 1);
	if (data[0] & 1)
		put_messages(&all, data + 1, size - 1);
	else
		bytes_put(&all, (const char *)data + 1, size - 1);
	hear(&all, piece, true);
	hear(&all, piece, false);
	bytes_free(&all);
	return 0;
}
