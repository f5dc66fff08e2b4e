/* SPDX-License-Identifier: MIT */
/* vt_screen.h: what a command's terminal shows: cells of character and ink, the cursor, the
 * modes its program set; and lines of it as bytes, for scrollback and for sending. Filled by
 * term/vt/vt.c in a job's keeper, sent by ipc/protocol.h, drawn by screen/. Its text is clean:
 * no control characters, no bidi overrides. */
#ifndef PEAKTOP_MODEL_TERMINAL_VT_SCREEN_H
#define PEAKTOP_MODEL_TERMINAL_VT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* A colour: 0 to 255 of the palette, or INK_RGB | 0xrrggbb, or INK_DEFAULT. */
enum { INK_DEFAULT = -1, INK_RGB = 0x1000000 };
enum ink_attribute {
	INK_BOLD = 1,
	INK_DIM = 2,
	INK_REVERSE = 4,
	INK_UNDERLINE = 8,
	INK_ITALIC = 16,
	INK_BLINK = 32,
	INK_STRIKE = 64,
	INK_HIDDEN = 128,
};

struct ink {
	int32_t front, back;
	uint32_t attributes;
};

/* A character with up to two combining marks; marks[0] 0: none. */
struct vt_cell {
	uint32_t character; /* 0: blank */
	uint32_t marks[2];
	struct ink ink;
	uint8_t width; /* 1, 2, or 0: the right half of a wide one */
	bool guarded;  /* selective erasing keeps it; does not affect the display */
};

/* Those of the terminal that displays it: INK_RGB | 0xrrggbb, or INK_DEFAULT if unknown. */
#define VT_PALETTE 16
struct vt_colours {
	int32_t front, back, palette[VT_PALETTE];
};

#define VT_ROWS_MAX 1000
#define VT_COLS_MAX 1000
#define VT_TITLE_MAX 200

/* The scrollback: its lines, and the bytes of all of them together. */
#define VT_LINES_MAX 10000
#define VT_LINES_BYTES (1024 * 1024)

enum vt_mouse { VT_MOUSE_NONE, VT_MOUSE_CLICK, VT_MOUSE_DRAG, VT_MOUSE_MOVE };
/* DEFAULT: as in the terminal of the screen. */
enum vt_cursor { VT_CURSOR_DEFAULT, VT_CURSOR_BLOCK, VT_CURSOR_UNDERLINE, VT_CURSOR_BAR };

/* Start with a zeroed struct. */
struct vt_screen {
	struct vt_cell *cells; /* rows x cols */
	size_t capacity;
	int rows, cols;
	int cursor_row, cursor_col;
	bool cursor_hidden, cursor_blinks, alternate, bracketed_paste;
	bool wheel_keys;       /* the wheel sends arrow keys */
	uint8_t mouse, cursor; /* enum vt_mouse, enum vt_cursor */
	char title[VT_TITLE_MAX];
	/* Lines scrolled off the top since the beginning; those from `first_line` on are kept. */
	uint64_t first_line, line_count;
	uint64_t bells;
};

void vt_screen_clear(struct vt_screen *);

/* Brings a size into the range from 1 to the MAX above. */
void vt_screen_clamp(int *rows, int *cols);

/* Changes the size, clamped; all cells are blank afterwards. */
void vt_screen_resize(struct vt_screen *, int rows, int cols);
/* Copies the screen to `to`. */
void vt_screen_copy(struct vt_screen *to, const struct vt_screen *);
struct vt_cell *vt_screen_at(const struct vt_screen *, int row, int col);

bool vt_cell_same(const struct vt_cell *, const struct vt_cell *);
extern const struct vt_cell vt_blank;

extern const struct vt_colours vt_colours_unknown;
/* Makes invalid colours unknown. */
void vt_colours_check(struct vt_colours *);

/* Appends a line: its cells without the plain blanks at its end, runs of one ink together. */
void vt_line_put(struct bytes *, const struct vt_cell *, size_t count);

/* Fills exactly `count` cells from such bytes, with blanks at the end; a longer line is cut.
 * False: the bytes are not a line; the cells are blank then. Never reads beyond `length`; any
 * bytes are safe. */
bool vt_line_take(const char *data, size_t length, struct vt_cell *, size_t count);

/* Appends the text of a line in UTF-8, without ink and without the blanks at its end. */
void vt_line_text(const struct vt_cell *, size_t count, struct bytes *);

#endif
