/* SPDX-License-Identifier: MIT */
/* terminal_link.c: the messages between a keeper and the process with the state of its terminal,
 * as bytes. */
#include "ipc/terminal_link.h"

#include <stddef.h>

#include "base/length.h"
#include "ipc/protocol_private.h"

#define NUMBER(name, min, max)                                                                 \
	{                                                                                      \
		offsetof(struct link_message, name), sizeof(((struct link_message *)0)->name), \
			false, min, max                                                        \
	}
#define ANY(name) NUMBER(name, 0, UINT64_MAX)

static const struct wire_member of_output[] = { ANY(position) };
static const struct wire_member of_size[] = {
	NUMBER(rows, 1, VT_ROWS_MAX),
	NUMBER(cols, 1, VT_COLS_MAX),
};
static const struct wire_member of_whole[] = {
	ANY(position),
	NUMBER(rows, 1, VT_ROWS_MAX),
	NUMBER(cols, 1, VT_COLS_MAX),
};
static const struct wire_member of_key[] = {
	NUMBER(key.code, 0, INT32_MAX),
	NUMBER(key.modifiers, 0, UINT32_MAX),
	NUMBER(key.row, 0, VT_ROWS_MAX),
	NUMBER(key.col, 0, VT_COLS_MAX),
};
static const struct wire_member of_ask_screen[] = { ANY(generation), NUMBER(whole, 0, 1),
	NUMBER(now, 0, 1) };
static const struct wire_member of_ask_lines[] = { ANY(first), NUMBER(count, 0, PROTOCOL_ASK_MAX) };
static const struct wire_member of_state[] = { ANY(position), ANY(keys), ANY(generation) };
static const struct wire_member of_phase[] = { ANY(position) };
static const struct wire_member of_screen[] = { ANY(generation), ANY(first), ANY(count) };
static const struct wire_member of_colours[] = { COLOUR_MEMBERS(link_message) };

#define MEMBERS(items)               \
	{                            \
		items, LENGTH(items) \
	}

/* `frame` 0: the numbers are followed by arbitrary bytes; otherwise by one frame of that kind. */
static const struct kind {
	struct wire_members members;
	size_t data_max;
	enum frame_kind frame;
	bool from_terminal;
} kinds[LINK_KINDS] = {
	[LINK_OUTPUT] = { MEMBERS(of_output), LINK_OUTPUT_MAX, 0, false },
	[LINK_AGAIN] = { MEMBERS(of_output), LINK_OUTPUT_MAX, 0, false },
	[LINK_SIZE] = { MEMBERS(of_size), 0, 0, false },
	[LINK_KEY] = { MEMBERS(of_key), 0, 0, false },
	[LINK_ASK_SCREEN] = { MEMBERS(of_ask_screen), 0, 0, false },
	[LINK_ASK_LINES] = { MEMBERS(of_ask_lines), 0, 0, false },
	[LINK_ASK_WHOLE] = { { NULL, 0 }, 0, 0, false },
	[LINK_COLOURS] = { MEMBERS(of_colours), 0, 0, false },
	[LINK_STATE] = { MEMBERS(of_state), LINK_REPLIES_MAX, 0, true },
	[LINK_SCREEN] = { MEMBERS(of_screen), PROTOCOL_FRAME_MAX, FRAME_SCREEN, true },
	[LINK_WHOLE] = { MEMBERS(of_whole), LINK_WHOLE_MAX, 0, true },
	[LINK_PHASE] = { MEMBERS(of_phase), LINK_PHASE_MAX, 0, true },
	[LINK_LINES] = { { NULL, 0 }, PROTOCOL_FRAME_MAX, FRAME_LINES, true },
};

void
link_put(struct bytes *out, const struct link_message *message)
{
	size_t start = out->length;

	wire_put(out, 0, 4);
	wire_put(out, message->kind, 1);
	wire_put_members(out, &kinds[message->kind].members, message);
	if (message->length > 0)
		bytes_put(out, message->data, message->length);
	wire_set(out->data + start, out->length - start - 4, 4);
}

static size_t
size_of(const struct wire_members *members)
{
	size_t size = 0;

	for (size_t i = 0; i < members->count; i++)
		size += members->items[i].size;
	return size;
}

/* The head alone is enough to refuse a message: nothing is buffered that would be rejected
 * later. */
static bool
head_is_good(uint64_t length, uint64_t kind, bool from_terminal)
{
	size_t figures;

	if (kind == 0 || kind >= LINK_KINDS || kinds[kind].from_terminal != from_terminal)
		return false;
	figures = size_of(&kinds[kind].members);
	return length >= 1 + figures && length - 1 - figures <= kinds[kind].data_max;
}

static bool
is_one_frame(const struct rest *rest, enum frame_kind kind)
{
	return rest->length >= FRAME_HEAD_BYTES && wire_get(rest->data, 4) == rest->length - 4 &&
	       wire_get(rest->data + 4, 1) == (uint64_t)kind;
}

static bool
take(struct rest *rest, struct link_message *message)
{
	const struct kind *kind = &kinds[message->kind];

	if (!wire_take_members(rest, &kind->members, message))
		return false;
	vt_colours_check(&message->colours);
	message->data = rest->data;
	message->length = rest->length;
	if (kind->frame == FRAME_SCREEN && rest->length == 0)
		return true;
	return kind->frame == 0 || is_one_frame(rest, kind->frame);
}

enum frame_result
link_next(struct protocol_reader *reader, bool from_terminal, struct link_message *message)
{
	size_t left = reader->data.length - reader->at;
	const char *head = reader->data.data + reader->at;
	struct rest rest;
	uint64_t length, kind;

	if (left < FRAME_HEAD_BYTES)
		return FRAME_NONE;
	length = wire_get(head, 4);
	kind = wire_get(head + 4, 1);
	if (!head_is_good(length, kind, from_terminal))
		return FRAME_BAD;
	if (left - 4 < length)
		return FRAME_NONE;
	*message = (struct link_message){ .kind = (enum link_kind)kind };
	rest = (struct rest){ head + FRAME_HEAD_BYTES, (size_t)length - 1 };
	reader->at += 4 + length;
	return take(&rest, message) ? FRAME_READY : FRAME_BAD;
}
