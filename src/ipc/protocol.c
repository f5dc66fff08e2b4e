/* SPDX-License-Identifier: MIT */
/* protocol.c: frames: writing head and end, finding frames in the input, checking the version. */
#include "ipc/protocol.h"

#include <string.h>

#include "ipc/protocol_private.h"

static const char magic[] = { 'p', 'k', 't', 'p' };

/* Requests are short, so that a screen cannot fill its keeper's memory. */
#define REQUEST_MAX 64

static const struct {
	const char *name;
	size_t max;
} kinds[FRAME_KINDS] = {
	[FRAME_IDENTITY] = { "identity", 64 * 1024 },
	[FRAME_FIGURES] = { "figures", 1024 },
	[FRAME_POINTS] = { "points", 64 * 1024 },
	[FRAME_SCREEN] = { "screen", PROTOCOL_FRAME_MAX - 1 },
	[FRAME_LINES] = { "lines", 4 * 1024 * 1024 },
	[FRAME_END] = { "end", SUMMARY_MAX + 1024 },
	[FRAME_MARKS] = { "marks", RUN_MARKS_MAX *(sizeof(struct run_mark) + 16) },
	[FRAME_HELLO] = { "hello", REQUEST_MAX },
	[FRAME_SIZE] = { "size", REQUEST_MAX },
	[FRAME_KEY] = { "key", REQUEST_MAX },
	[FRAME_ASK] = { "ask", REQUEST_MAX },
	[FRAME_SIGNAL] = { "signal", REQUEST_MAX },
	[FRAME_COLOURS] = { "colours", 2 * REQUEST_MAX },
	[FRAME_MARK] = { "mark", 2 * REQUEST_MAX },
};

static bool
is_kind(uint64_t kind)
{
	return kind > 0 && kind < FRAME_KINDS;
}

const char *
frame_name(enum frame_kind kind)
{
	return is_kind(kind) ? kinds[kind].name : "unknown";
}

size_t
frame_begin(struct bytes *out, enum frame_kind kind)
{
	size_t start = out->length;

	wire_put(out, 0, 4);
	wire_put(out, kind, 1);
	return start;
}

void
frame_end(struct bytes *out, size_t start)
{
	wire_set(out->data + start, out->length - start - 4, 4);
}

/* --- the version --- */

void
greeting_put(struct bytes *out)
{
	bytes_put(out, magic, sizeof magic);
	wire_put(out, PROTOCOL_VERSION, 4);
}

/* The positions of magic and version, and the number of FRAME_IDENTITY, are the same in all
 * versions. */
bool
greeting_take(const struct frame *frame, struct rest *rest, struct failure *why)
{
	uint64_t version;

	*rest = (struct rest){ frame->body, frame->length };
	if (rest->length < sizeof magic || memcmp(rest->data, magic, sizeof magic) != 0)
		return failure_set(why, 0, "not a keeper or a screen of peaktop");
	rest->data += sizeof magic;
	rest->length -= sizeof magic;
	if (!rest_number(rest, &version, 4))
		return failure_set(why, 0, "not a keeper or a screen of peaktop");
	if (version != PROTOCOL_VERSION)
		return failure_set(why, 0, "%s uses protocol version %u, this program %u",
			frame->kind == FRAME_IDENTITY ? "this job's keeper" : "the screen",
			(unsigned)version, PROTOCOL_VERSION);
	return true;
}

/* --- input --- */

void
protocol_reader_clear(struct protocol_reader *reader)
{
	bytes_free(&reader->data);
	*reader = (struct protocol_reader){ .at = 0 };
}

void
protocol_reader_add(struct protocol_reader *reader, const char *data, size_t count)
{
	bytes_drop(&reader->data, &reader->at);
	if (count > 0)
		bytes_put(&reader->data, data, count);
}

/* The head alone is enough to refuse a frame: nothing is buffered that would be rejected later. */
static bool
head_is_good(
	const struct protocol_reader *reader, size_t length, uint64_t kind, struct failure *why)
{
	if (!reader->greeted) {
		/* Another version may number its kinds differently. */
		if (length >= 1 && length <= kinds[FRAME_IDENTITY].max)
			return true;
		return failure_set(why, 0, "not a keeper or a screen of peaktop");
	}
	if (!is_kind(kind))
		return failure_set(why, 0, "unknown kind of message %u", (unsigned)kind);
	if (length < 1 || length - 1 > kinds[kind].max)
		return failure_set(
			why, 0, "message of kind %s with %zu bytes", kinds[kind].name, length);
	return true;
}

static bool
is_greeting(const struct frame *frame, struct failure *why)
{
	struct rest rest;

	if (!greeting_take(frame, &rest, why))
		return false;
	if (frame->kind != FRAME_IDENTITY && frame->kind != FRAME_HELLO)
		return failure_set(
			why, 0, "unexpected first message of kind %s", frame_name(frame->kind));
	return true;
}

enum frame_result
protocol_next(struct protocol_reader *reader, struct frame *frame, struct failure *why)
{
	const char *head;
	size_t left = reader->data.length - reader->at, length;

	if (left < FRAME_HEAD_BYTES)
		return FRAME_NONE;
	head = reader->data.data + reader->at;
	length = wire_get(head, 4);
	if (!head_is_good(reader, length, wire_get(head + 4, 1), why))
		return FRAME_BAD;
	if (left - 4 < length)
		return FRAME_NONE;
	*frame = (struct frame){ (enum frame_kind)wire_get(head + 4, 1), head + FRAME_HEAD_BYTES,
		length - 1 };
	if (!reader->greeted && !is_greeting(frame, why))
		return FRAME_BAD;
	reader->greeted = true;
	reader->at += 4 + length;
	return FRAME_READY;
}
