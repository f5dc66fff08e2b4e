/* SPDX-License-Identifier: MIT */
/* pane_write.c: what a command wrote on its way to libvterm, in pieces that libvterm 0.1 can bear. */
#include "term/pane_private.h"

#include <string.h>

#include "base/utf8.h"

/* libvterm keeps what it is given on its stack, four times as large. */
#define PIECE_MAX 4096

/* Of a title or the like; what is more is dropped. */
#define STRING_MAX 1024

#define BYTES(text) text, sizeof(text) - 1

/* After a program restored a cursor that it saved on a larger screen, libvterm 0.1 would write
 * outside its memory. A change of an unknown mode brings the cursor back. */
static void
fetch_cursor(struct pane *p)
{
	VTermPos at;

	vterm_state_get_cursorpos(p->state, &at);
	if (at.row >= p->screen.rows || at.col >= p->screen.cols)
		vterm_input_write(p->vt, BYTES("\033[?0h"));
}

static bool
is_ascii(const char *data, size_t count)
{
	unsigned char all = 0;

	for (size_t i = 0; i < count; i++)
		all |= (unsigned char)data[i];
	return all < 0x80;
}

static size_t
up_to(const char *data, size_t length, int stop)
{
	const char *found = memchr(data, stop, length);

	return found != NULL ? (size_t)(found - data) : length;
}

/* How much may be given to libvterm at once: where a mark may stand alone, up to what may repeat it;
 * where a saved cursor may be outside, up to the end of what may restore it. */
static size_t
piece_of(const struct pane *p, const char *data, size_t count, bool ascii)
{
	size_t length = count, restored;

	if (p->lone_mark || !ascii)
		length = 1 + up_to(data + 1, length - 1, 'b');
	restored = p->shrunk ? up_to(data, length, '8') : length;
	return restored < length ? restored + 1 : length;
}

/* libvterm never ends repeating (CSI b) a mark that stands alone: CAN ends the sequence before. */
static void
write_pieces(struct pane *p, const char *data, size_t count, bool ascii)
{
	for (size_t at = 0, length; at < count; at += length) {
		length = piece_of(p, data + at, count - at, ascii);
		if (p->lone_mark && data[at] == 'b')
			vterm_input_write(p->vt, BYTES("\030"));
		vterm_input_write(p->vt, data + at, length);
		if (p->shrunk)
			fetch_cursor(p);
	}
}

/* Half a character that libvterm 0.1 waits to see the end of makes it write past its memory; and C1
 * controls as characters (U+0080 to 009F) have a width of -1 in it, so that it counts on left of the
 * first column. So it gets none of these. */
static void
write_text(struct pane *p, const char *data, size_t count)
{
	const char *text;
	size_t length, whole;

	bytes_put(&p->held, data, count);
	text = p->held.data;
	whole = utf8_cut_whole(text, p->held.length);
	bytes_restart(&p->text);
	for (size_t at = 0; at < whole; at += length) {
		uint32_t code = 0;

		length = utf8_decode(text + at, whole - at, &code);
		if (length == 0 || (code >= 0x80 && code < 0xa0))
			bytes_put(&p->text, BYTES("\uFFFD"));
		else
			bytes_put(&p->text, text + at, length);
		length += length == 0;
	}
	write_pieces(p, p->text.data, p->text.length, false);
	p->held.length -= whole;
	memmove(p->held.data, p->held.data + whole, p->held.length);
}

static void
write_plain(struct pane *p, const char *data, size_t count)
{
	for (size_t at = 0, length; at < count; at += length) {
		length = count - at < PIECE_MAX ? count - at : PIECE_MAX;
		if (p->held.length == 0 && is_ascii(data + at, length))
			write_pieces(p, data + at, length, true);
		else
			write_text(p, data + at, length);
	}
}

/* --- strings (titles and such), which libvterm 0.1 loses where they come in pieces --- */

static void
write_string(struct pane *p)
{
	vterm_input_write(p->vt, p->string.data, p->string.length);
	p->string_state = PANE_STRING_NONE;
}

/* How many bytes before the next string: up to an ESC that begins one, or may. */
static size_t
plain_length(const char *data, size_t count)
{
	const char *end = data + count, *at = memchr(data, '\033', count);

	while (at != NULL && at + 1 < end && at[1] != ']' && at[1] != 'P')
		at = memchr(at + 1, '\033', (size_t)(end - at - 1));
	return at != NULL ? (size_t)(at - data) : count;
}

/* What follows an ESC that was kept back. */
static size_t
after_escape(struct pane *p, char next)
{
	if (next == ']' || next == 'P') {
		bytes_restart(&p->string);
		bytes_put(&p->string, "\033", 1);
		bytes_put(&p->string, &next, 1);
		p->string_state = PANE_STRING_INSIDE;
		return 1;
	}
	p->string_state = PANE_STRING_NONE;
	write_plain(p, "\033", 1);
	return 0;
}

static size_t
inside_string(struct pane *p, char next)
{
	if (next == '\033') {
		p->string_state = PANE_STRING_ENDING;
		return 1;
	}
	if (next == '\a' || next == '\030' || next == '\032') {
		bytes_put(&p->string, &next, 1);
		write_string(p);
	} else if (p->string.length < STRING_MAX) {
		bytes_put(&p->string, &next, 1);
	}
	return 1;
}

/* An ESC inside a string ends it, or gives it up for another sequence. */
static size_t
string_ending(struct pane *p, char next)
{
	if (next != '\\') {
		p->string_state = PANE_STRING_ESCAPE;
		return 0;
	}
	bytes_put(&p->string, BYTES("\033\\"));
	write_string(p);
	return 1;
}

static size_t
write_part(struct pane *p, const char *data, size_t count)
{
	size_t length;

	switch (p->string_state) {
	case PANE_STRING_ESCAPE:
		return after_escape(p, *data);
	case PANE_STRING_INSIDE:
		return inside_string(p, *data);
	case PANE_STRING_ENDING:
		return string_ending(p, *data);
	case PANE_STRING_NONE:
		break;
	}
	length = plain_length(data, count);
	write_plain(p, data, length);
	if (length == count)
		return count;
	p->string_state = PANE_STRING_ESCAPE;
	return length + 1;
}

void
pane_write(struct pane *p, const char *data, size_t count)
{
	p->writing = true;
	for (size_t at = 0; at < count;)
		at += write_part(p, data + at, count - at);
	p->writing = false;
	pane_follow_cursor(p);
}
