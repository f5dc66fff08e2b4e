/* SPDX-License-Identifier: MIT */
/* watched_list.c: running jobs as lines of a table. */
#include "text/run/watched_list.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "text/cut.h"
#include "text/run/run_list.h"

#define GAP 2
#define COMMAND_MIN 12

enum { NUMBER, LABEL, SINCE, NOW, PEAK, SCREENS, CELLS };

/* All but the last one, which takes the rest of the line. */
static const struct {
	const char *head;
	bool right;
} columns_of[CELLS] = {
	[NUMBER] = { "RUN", true },
	[LABEL] = { "LABEL", false },
	[SINCE] = { "SINCE", false },
	[NOW] = { "NOW", true },
	[PEAK] = { "PEAK", true },
	[SCREENS] = { "SCREENS", true },
};

static void
put_size(uint64_t bytes, enum units units, struct buffer *out)
{
	if (bytes > 0)
		unit_size(out, bytes, units);
	else
		buffer_text(out, "-");
}

static void
put_cell(const struct watched_row *row, int cell, enum units units, struct buffer *out)
{
	switch (cell) {
	case NUMBER:
		if (row->identity.run > 0)
			buffer_print(out, "%" PRIu64, row->identity.run);
		else
			buffer_text(out, "-");
		break;
	case LABEL:
		buffer_text(out, row->identity.label[0] != '\0' ? row->identity.label : "-");
		break;
	case SINCE:
		run_list_put_when(row->identity.started_wall_ns, out);
		break;
	case NOW:
		put_size(row->figures.held_bytes, units, out);
		break;
	case PEAK:
		put_size(row->figures.tree_bytes, units, out);
		break;
	default:
		buffer_print(out, "%" PRIu64, row->figures.screens);
	}
}

/* NULL: the head. */
static struct buffer
text_of(const struct watched_row *row, int cell, enum units units, char *storage, size_t size)
{
	struct buffer b = buffer_over(storage, size);

	if (row == NULL)
		buffer_text(&b, columns_of[cell].head);
	else
		put_cell(row, cell, units, &b);
	return b;
}

struct widths {
	size_t of[CELLS], command;
};

static struct widths
measure(const struct watched_row *rows, size_t count, size_t columns, enum units units)
{
	struct widths w = { .command = SIZE_MAX };
	size_t used = 0;
	char text[128];

	for (int cell = 0; cell < CELLS; cell++) {
		for (size_t i = 0; i <= count; i++) {
			struct buffer b = text_of(
				i == 0 ? NULL : &rows[i - 1], cell, units, text, sizeof text);
			size_t width = utf8_columns(b.bytes);

			w.of[cell] = width > w.of[cell] ? width : w.of[cell];
		}
		used += w.of[cell] + GAP;
	}
	if (columns > 0)
		w.command = columns > used + COMMAND_MIN ? columns - used : COMMAND_MIN;
	return w;
}

static void
put_line(const struct watched_row *row, const struct widths *w, enum units units, bool ascii,
	struct bytes *out)
{
	const char *command = row == NULL ? "COMMAND" : row->identity.command;
	char cut[WATCHED_TEXT_MAX];
	struct buffer c = buffer_over(cut, sizeof cut);

	for (int cell = 0; cell < CELLS; cell++) {
		char text[128];
		struct buffer b = text_of(row, cell, units, text, sizeof text);
		size_t pad = w->of[cell] - utf8_columns(b.bytes);

		if (columns_of[cell].right)
			bytes_pad(out, ' ', pad);
		bytes_text(out, b.bytes);
		bytes_pad(out, ' ', (columns_of[cell].right ? 0 : pad) + GAP);
	}
	cut_put(&c, command, w->command, ascii);
	bytes_put(out, cut, c.length);
	bytes_text(out, "\n");
}

void
watched_list_put(const struct watched_row *rows, size_t count, size_t columns, enum units units,
	bool ascii, struct bytes *out)
{
	struct widths w = measure(rows, count, columns, units);

	for (size_t i = 0; i <= count; i++)
		put_line(i == 0 ? NULL : &rows[i - 1], &w, units, ascii, out);
}
