/* SPDX-License-Identifier: MIT */
/* terminal_screen.c: what the program drew: libvterm's screen, and a log of bytes. */
#include "support/terminal_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The log keeps at least the last LOG_BYTES; it is twice as large, so that bytes are moved only
 * once per LOG_BYTES. */
#define LOG_BYTES ((size_t)1 << 20)

/* The most UTF-8 bytes of a cell. */
#define CELL_BYTES ((size_t)VTERM_MAX_CHARS_PER_CELL * 4)

static void
reply(const char *bytes, size_t count, void *user)
{
	terminal_send(user, bytes, count);
}

static int
set_property(VTermProp property, VTermValue *value, void *user)
{
	struct terminal *t = user;

	if (property == VTERM_PROP_ALTSCREEN)
		t->alternate_screen = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		t->cursor_visible = value->boolean;
	return 1;
}

static void
take_size(struct terminal *t, int rows, int cols)
{
	t->rows = rows;
	t->cols = cols;
	t->row_text_size = (size_t)cols * CELL_BYTES + 1;
	t->row_text = terminal_memory(t->row_text, t->row_text_size);
}

bool
terminal_screen_open(struct terminal *t, int rows, int cols)
{
	static const VTermScreenCallbacks callbacks = { .settermprop = set_property };

	t->vt = vterm_new(rows, cols);
	if (t->vt == NULL)
		return false;
	vterm_set_utf8(t->vt, 1);
	vterm_output_set_callback(t->vt, reply, t);
	t->screen = vterm_obtain_screen(t->vt);
	vterm_screen_set_callbacks(t->screen, &callbacks, t);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_screen_reset(t->screen, 1);
	take_size(t, rows, cols);
	t->log = terminal_memory(NULL, 2 * LOG_BYTES);
	return true;
}

void
terminal_screen_close(struct terminal *t)
{
	if (t->vt != NULL)
		vterm_free(t->vt);
	free(t->row_text);
	free(t->log);
}

void
terminal_screen_resize(struct terminal *t, int rows, int cols)
{
	vterm_set_size(t->vt, rows, cols);
	take_size(t, rows, cols);
}

static void
remember(struct terminal *t, const char *bytes, size_t count)
{
	if (t->log_bytes + count > 2 * LOG_BYTES) {
		memmove(t->log, t->log + t->log_bytes - LOG_BYTES, LOG_BYTES);
		t->log_bytes = LOG_BYTES;
	}
	memcpy(t->log + t->log_bytes, bytes, count);
	t->log_bytes += count;
}

void
terminal_screen_feed(struct terminal *t, const char *bytes, size_t count)
{
	remember(t, bytes, count);
	t->output_bytes += count;
	vterm_input_write(t->vt, bytes, count);
}

/* The text of a part of a row, in t->row_text. */
static const char *
text_of(struct terminal *t, int row, int from_col, int end_col)
{
	VTermRect part = {
		.start_row = row, .end_row = row + 1, .start_col = from_col, .end_col = end_col
	};
	size_t length = vterm_screen_get_text(t->screen, t->row_text, t->row_text_size - 1, part);

	while (length > 0 && t->row_text[length - 1] == ' ')
		length--;
	t->row_text[length] = '\0';
	return t->row_text;
}

bool
terminal_row(struct terminal *t, int row, char *out, size_t size)
{
	const char *text;

	if (size == 0)
		return false;
	out[0] = '\0';
	if (row < 0 || row >= t->rows)
		return false;
	text = text_of(t, row, 0, t->cols);
	if (strlen(text) >= size)
		return false;
	memcpy(out, text, strlen(text) + 1);
	return true;
}

int
terminal_find_row(struct terminal *t, const char *needle)
{
	for (int row = 0; row < t->rows; row++)
		if (strstr(text_of(t, row, 0, t->cols), needle) != NULL)
			return row;
	return -1;
}

char *
terminal_screen(struct terminal *t)
{
	char *text = terminal_memory(NULL, (size_t)t->rows * t->row_text_size + 1), *end = text;

	*end = '\0';
	for (int row = 0; row < t->rows; row++) {
		end = stpcpy(end, text_of(t, row, 0, t->cols));
		end = stpcpy(end, "\n");
	}
	return text;
}

/* See TERMINAL_RGB. */
static int
colour_of(const VTermColor *colour)
{
	if (VTERM_COLOR_IS_INDEXED(colour))
		return colour->indexed.idx;
	return TERMINAL_RGB | colour->rgb.red << 16 | colour->rgb.green << 8 | colour->rgb.blue;
}

bool
terminal_cell_at(struct terminal *t, int row, int col, struct terminal_cell *out)
{
	VTermScreenCell cell;

	if (row < 0 || row >= t->rows || col < 0 || col >= t->cols)
		return false;
	if (!vterm_screen_get_cell(t->screen, (VTermPos){ .row = row, .col = col }, &cell))
		return false;
	*out = (struct terminal_cell){
		.width = cell.width,
		.bold = cell.attrs.bold,
		.underline = cell.attrs.underline != VTERM_UNDERLINE_OFF,
		.italic = cell.attrs.italic,
		.blink = cell.attrs.blink,
		.reverse = cell.attrs.reverse,
		.strike = cell.attrs.strike,
		.has_foreground = !VTERM_COLOR_IS_DEFAULT_FG(&cell.fg),
		.has_background = !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg),
		.foreground = colour_of(&cell.fg),
		.background = colour_of(&cell.bg),
	};
	snprintf(out->text, sizeof out->text, "%s", text_of(t, row, col, col + 1));
	return true;
}

void
terminal_cursor(const struct terminal *t, int *row, int *col)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(t->vt), &at);
	*row = at.row;
	*col = at.col;
}

bool
terminal_cursor_visible(const struct terminal *t)
{
	return t->cursor_visible;
}

bool
terminal_in_alternate_screen(const struct terminal *t)
{
	return t->alternate_screen;
}

size_t
terminal_output_bytes(const struct terminal *t)
{
	return t->output_bytes;
}

bool
terminal_saw(const struct terminal *t, const char *bytes)
{
	return memmem(t->log, t->log_bytes, bytes, strlen(bytes)) != NULL;
}

size_t
terminal_count(const struct terminal *t, const char *bytes)
{
	const char *at = t->log, *end = t->log + t->log_bytes;
	size_t count = 0;

	while ((at = memmem(at, (size_t)(end - at), bytes, strlen(bytes))) != NULL) {
		at += strlen(bytes);
		count++;
	}
	return count;
}

void
terminal_stall(struct terminal *t, bool stalled)
{
	t->stalled = stalled;
}

void
terminal_forget(struct terminal *t)
{
	t->log_bytes = 0;
}
