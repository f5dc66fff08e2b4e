/* SPDX-License-Identifier: MIT */
/* vt_private.h: shared by the files of the terminal emulator. */
#ifndef PEAKTOP_TERM_VT_VT_PRIVATE_H
#define PEAKTOP_TERM_VT_VT_PRIVATE_H

#include "term/vt/vt.h"
#include "term/vt/vt_grid.h"
#include "term/vt/vt_parse.h"
#include "term/vt/vt_scrollback.h"

/* Set by a program (SM, DECSET); table in vt_mode.c. */
enum vt_mode {
	MODE_INSERT = 1 << 0,
	MODE_NEWLINE = 1 << 1,
	MODE_CURSOR_KEYS = 1 << 2,
	MODE_REVERSED = 1 << 3,
	MODE_ORIGIN = 1 << 4,
	MODE_WRAP = 1 << 5,
	MODE_BLINK = 1 << 6,
	MODE_CURSOR = 1 << 7,
	MODE_KEYPAD = 1 << 8,
	MODE_BACKSPACE = 1 << 9,
	MODE_SIDES = 1 << 10, /* left and right margins (DECLRMM) */
	MODE_FOCUS = 1 << 11,
	MODE_WHEEL_KEYS = 1 << 15,
	MODE_PASTE = 1 << 16,
	MODE_HELD = 1 << 17, /* synchronized output */
	MODE_REVERSE_WRAP = 1 << 18,
};

enum { VT_MODES_AT_FIRST = MODE_WRAP | MODE_CURSOR | MODE_WHEEL_KEYS };

/* What guards cells from being erased: DECSCA from selective erasing, SPA from all erasing. */
enum vt_guard { GUARD_NONE, GUARD_DEC, GUARD_ISO };

enum vt_charset { CHARSET_ASCII, CHARSET_GRAPHICS, CHARSET_UK };

struct vt_charsets {
	uint8_t sets[4]; /* enum vt_charset of G0 to G3 */
	uint8_t locked;  /* which of them is in use */
	uint8_t single;  /* which one is for the next character only; 0: none */
};

/* What DECSC saves. */
struct vt_saved {
	int row, col;
	bool wraps, origin, guarded;
	struct ink pen;
	struct vt_charsets charsets;
};

#define VT_TITLES_MAX 8

struct vt {
	struct vt_parser parser;
	struct vt_grid primary, alternate; /* alternate: open while it is shown, or its content
					    * is kept */
	struct vt_screen screen;           /* its cells are those of the grid being shown */
	struct vt_scrollback scrollback;
	int row, col;
	bool wraps;                   /* the last column was written: the next character wraps */
	int top, bottom, left, right; /* margins; bottom and right are exclusive */
	unsigned modes;               /* enum vt_mode */
	uint32_t kept_modes;          /* saved: one bit for each in the table in vt_mode.c */
	int mouse, mouse_encoding;    /* numbers of modes, or 0 */
	struct ink pen, ink;          /* ink: the pen, inverted if the screen is in reverse video */
	bool guarded;
	enum vt_guard guard;
	struct vt_charsets charsets;
	struct vt_saved saved[2];            /* for the primary and the alternate screen */
	uint8_t tabs[(VT_COLS_MAX + 7) / 8]; /* one bit per column */
	uint32_t printed; /* the character just written; 0: something else came after it */
	int printed_row, printed_col;
	uint64_t clock;
	struct bytes line;    /* buffer for a line that goes to the scrollback */
	struct bytes replies; /* to the pty */
	bool writing;         /* replies are answers to the program's output */
	char titles[VT_TITLES_MAX][VT_TITLE_MAX];
	size_t title_count;
	struct vt_colours colours;
};

/* --- vt.c --- */

struct vt_grid *vt_shown(struct vt *);
void vt_answer(struct vt *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void vt_put_reply(struct vt *, const char *, size_t length);
/* Only if it moved. */
void vt_follow_cursor(struct vt *);
bool vt_wheel_is_keys(const struct vt *);

static inline bool
vt_has(const struct vt *p, unsigned mode)
{
	return (p->modes & mode) != 0;
}

/* --- vt_print.c --- */

/* Prints one character; or up to `count` ASCII characters, returning how many were taken. */
void vt_print(struct vt *, uint32_t code);
size_t vt_print_run(struct vt *, const char *text, size_t count);
void vt_repeat(struct vt *, int count);

/* --- vt_move.c --- */

/* Clamped to the screen, or with origin mode to its margins. */
void vt_move_to(struct vt *, int row, int col);
void vt_address(struct vt *, int row, int col);
void vt_move_up(struct vt *, int count);
void vt_move_down(struct vt *, int count);
void vt_move_left(struct vt *, int count);
void vt_move_right(struct vt *, int count);
void vt_return(struct vt *);
void vt_tab(struct vt *, int count); /* backwards if negative */
void vt_index(struct vt *);
void vt_index_back(struct vt *);
void vt_reset_margins(struct vt *);
void vt_reset_tabs(struct vt *);
void vt_set_tab(struct vt *, int col, bool on);
bool vt_has_tab(const struct vt *, int col);
bool vt_tabs_are_usual(const struct vt *);
bool vt_is_in_margins(const struct vt *);
void vt_save_cursor(struct vt *);
void vt_restore_cursor(struct vt *);

/* --- vt_edit.c --- */

void vt_erase(struct vt *, struct vt_rect, bool selective);
/* Moves text in rows `start` up to `end`, within the margins at the sides, up by count, or down
 * by -count. */
void vt_scroll(struct vt *, int start, int end, int count);
/* Moves text from `col` within the margins right by count, or left by -count, in these rows. */
void vt_shift(struct vt *, int start, int end, int col, int count);
void vt_fill_screen(struct vt *, uint32_t character);
void vt_push_rows(struct vt *, int start, int end);

/* --- vt_csi.c and vt_csi_text.c --- */

struct vt_command {
	char prefix, intermediate, final;
	void (*handle)(struct vt *, const struct vt_sequence *);
};

struct vt_commands {
	const struct vt_command *items;
	size_t count;
};

extern const struct vt_commands vt_editing, vt_asking;

/* --- vt_mode.c --- */

void vt_set_modes(struct vt *, const struct vt_sequence *, bool on);
void vt_keep_modes(struct vt *, const struct vt_sequence *, bool restore);
void vt_keep_all_modes(struct vt *);
void vt_report_mode(struct vt *, const struct vt_sequence *);
void vt_put_modes(const struct vt *, struct bytes *out);

/* --- vt_pen.c --- */

void vt_set_pen(struct vt *, const struct vt_sequence *);
void vt_use_ink(struct vt *, struct ink);
void vt_put_pen(const struct ink *, struct bytes *out);

/* --- vt_report.c --- */

void vt_report_device(struct vt *, const struct vt_sequence *);

/* --- vt_reset.c --- */

void vt_reset(struct vt *);
void vt_reset_softly(struct vt *);

/* --- vt_mouse.c --- */

void vt_mouse(struct vt *, const struct key_event *);

/* --- vt_string.c --- */

void vt_title_push(struct vt *);
void vt_title_pop(struct vt *);

#endif
