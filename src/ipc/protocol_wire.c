/* SPDX-License-Identifier: MIT */
/* protocol_wire.c: converts numbers, texts and whole structs to bytes, and back with every value
 * checked. */
#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "base/clean.h"
#include "base/integer.h"
#include "base/length.h"
#include "ipc/protocol_private.h"

/* --- bytes --- */

void
wire_set(char *at, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		at[i] = (char)(unsigned char)(value >> (8 * i) & 0xff);
}

uint64_t
wire_get(const char *at, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++)
		value |= (uint64_t)(unsigned char)at[i] << (8 * i);
	return value;
}

void
wire_put(struct bytes *out, uint64_t value, size_t size)
{
	char bytes[8];

	wire_set(bytes, value, size);
	bytes_put(out, bytes, size);
}

void
wire_put_piece(struct bytes *out, const char *data, size_t length)
{
	wire_put(out, length, 4);
	if (length > 0)
		bytes_put(out, data, length);
}

bool
rest_number(struct rest *rest, uint64_t *value, size_t size)
{
	if (rest->length < size)
		return false;
	*value = wire_get(rest->data, size);
	rest->data += size;
	rest->length -= size;
	return true;
}

bool
rest_piece(struct rest *rest, struct rest *piece)
{
	uint64_t length;

	if (!rest_number(rest, &length, 4) || length > rest->length)
		return false;
	*piece = (struct rest){ rest->data, (size_t)length };
	rest->data += length;
	rest->length -= (size_t)length;
	return true;
}

/* --- valid values of the members --- */

#define TEXT(type, name)                                                                  \
	{                                                                                 \
		offsetof(struct type, name), sizeof(((struct type *)0)->name), true, 0, 0 \
	}
#define NUMBER(type, name, min, max)                                                           \
	{                                                                                      \
		offsetof(struct type, name), sizeof(((struct type *)0)->name), false, min, max \
	}
#define ANY(type, name) NUMBER(type, name, 0, UINT64_MAX)
#define FLAG(type, name) NUMBER(type, name, 0, 1)
#define PID(type, name) NUMBER(type, name, 0, INT32_MAX)
#define MEMBERS(items)               \
	{                            \
		items, LENGTH(items) \
	}

static const struct wire_member of_identity[] = {
	PID(watched_identity, root.pid),
	ANY(watched_identity, root.start_ticks),
	PID(watched_identity, keeper),
	ANY(watched_identity, run),
	ANY(watched_identity, started_wall_ns),
	TEXT(watched_identity, command),
	TEXT(watched_identity, name),
	TEXT(watched_identity, label),
	TEXT(watched_identity, cwd),
};

static const struct wire_member of_figures[] = {
	ANY(watched_figures, at_ns),
	ANY(watched_figures, held_bytes),
	ANY(watched_figures, tree_bytes),
	ANY(watched_figures, tree_at_ns),
	NUMBER(watched_figures, tree_origin, 0, PEAK_RSS_SUM),
	ANY(watched_figures, tree_processes),
	ANY(watched_figures, single_bytes),
	PID(watched_figures, single_pid),
	TEXT(watched_figures, single_name),
	ANY(watched_figures, processes),
	ANY(watched_figures, processes_seen),
	ANY(watched_figures, limit_bytes),
	FLAG(watched_figures, stopped),
	NUMBER(watched_figures, terminal, 0, WATCHED_TERMINAL_RESTARTED),
	FLAG(watched_figures, no_output_kept),
	FLAG(watched_figures, over),
	ANY(watched_figures, screens),
	TEXT(watched_figures, phase),
	ANY(watched_figures, phase_at_ns),
};

/* A status is -1 if there is none. */
static const struct wire_member of_end[] = {
	NUMBER(watched_end, reason, 0, RUN_IMPORTED),
	NUMBER(watched_end, status, 0, UINT32_MAX),
	NUMBER(watched_end, signal, 0, NSIG - 1),
	NUMBER(watched_end, exit_status, 0, 255),
	ANY(watched_end, wall_ns),
};

/* The cursor is clamped to the screen when it is read. */
static const struct wire_member of_screen[] = {
	NUMBER(vt_screen, rows, 1, VT_ROWS_MAX),
	NUMBER(vt_screen, cols, 1, VT_COLS_MAX),
	NUMBER(vt_screen, cursor_row, 0, UINT32_MAX),
	NUMBER(vt_screen, cursor_col, 0, UINT32_MAX),
	FLAG(vt_screen, cursor_hidden),
	FLAG(vt_screen, cursor_blinks),
	FLAG(vt_screen, alternate),
	FLAG(vt_screen, bracketed_paste),
	FLAG(vt_screen, wheel_keys),
	NUMBER(vt_screen, mouse, 0, VT_MOUSE_MOVE),
	NUMBER(vt_screen, cursor, 0, VT_CURSOR_BAR),
	TEXT(vt_screen, title),
	ANY(vt_screen, first_line),
	ANY(vt_screen, line_count),
	ANY(vt_screen, bells),
};

static const struct wire_member of_hello[] = {
	NUMBER(protocol_request, rows, 0, VT_ROWS_MAX),
	NUMBER(protocol_request, cols, 0, VT_COLS_MAX),
	FLAG(protocol_request, sends_colours),
};

static const struct wire_member of_size[] = {
	NUMBER(protocol_request, rows, 1, VT_ROWS_MAX),
	NUMBER(protocol_request, cols, 1, VT_COLS_MAX),
};

static const struct wire_member of_key[] = {
	NUMBER(protocol_request, key.code, 0, INT32_MAX),
	NUMBER(protocol_request, key.modifiers, 0, UINT32_MAX),
	NUMBER(protocol_request, key.row, 0, UINT32_MAX),
	NUMBER(protocol_request, key.col, 0, UINT32_MAX),
};

static const struct wire_member of_ask[] = {
	ANY(protocol_request, first),
	NUMBER(protocol_request, count, 0, PROTOCOL_ASK_MAX),
};

static const struct wire_member of_signal[] = {
	NUMBER(protocol_request, signal, 1, NSIG - 1),
};

static const struct wire_member of_colours[] = { COLOUR_MEMBERS(protocol_request) };

static const struct wire_member of_mark[] = { TEXT(protocol_request, mark) };

const struct wire_members identity_members = MEMBERS(of_identity);
const struct wire_members figures_members = MEMBERS(of_figures);
const struct wire_members end_members = MEMBERS(of_end);
const struct wire_members screen_members = MEMBERS(of_screen);

static const struct wire_members requests[FRAME_KINDS] = {
	[FRAME_HELLO] = MEMBERS(of_hello),
	[FRAME_SIZE] = MEMBERS(of_size),
	[FRAME_KEY] = MEMBERS(of_key),
	[FRAME_ASK] = MEMBERS(of_ask),
	[FRAME_SIGNAL] = MEMBERS(of_signal),
	[FRAME_COLOURS] = MEMBERS(of_colours),
	[FRAME_MARK] = MEMBERS(of_mark),
};

const struct wire_members *
request_members(enum frame_kind kind)
{
	return &requests[kind];
}

/* --- members as bytes --- */

void
wire_put_members(struct bytes *out, const struct wire_members *members, const void *from)
{
	for (size_t i = 0; i < members->count; i++) {
		const struct wire_member *m = &members->items[i];
		const char *at = (const char *)from + m->offset;

		if (m->text)
			wire_put_piece(out, at, strnlen(at, m->size - 1));
		else
			wire_put(out, integer_get(at, m->size), m->size);
	}
}

static bool
text_take(struct rest *rest, const struct wire_member *m, char *at)
{
	struct buffer text = buffer_over(at, m->size);
	struct rest piece;

	if (!rest_piece(rest, &piece))
		return false;
	clean_text(&text, piece.data, piece.length);
	return true;
}

static bool
number_take(struct rest *rest, const struct wire_member *m, char *at)
{
	uint64_t value;

	if (!rest_number(rest, &value, m->size) || value < m->min || value > m->max)
		return false;
	integer_set(at, m->size, value);
	return true;
}

bool
wire_take_members(struct rest *rest, const struct wire_members *members, void *to)
{
	for (size_t i = 0; i < members->count; i++) {
		const struct wire_member *m = &members->items[i];
		char *at = (char *)to + m->offset;

		if (m->text ? !text_take(rest, m, at) : !number_take(rest, m, at))
			return false;
	}
	return true;
}
