/* SPDX-License-Identifier: MIT */
/* vt_private.h: what the files of a pane share. */
#ifndef PEAKTOP_TERM_VT_VT_PRIVATE_H
#define PEAKTOP_TERM_VT_VT_PRIVATE_H

#include "term/vt/vt.h"
#include "term/vt/vt_grid.h"
#include "term/vt/vt_parse.h"
#include "term/vt/vt_scrollback.h"

/* What a program has set (SM, DECSET); table in pane_mode.c. */
enum pane_mode {
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
	MODE_SIDES = 1 << 10, /* margins to the left and right (DECLRMM) */
	MODE_FOCUS = 1 << 11,
	MODE_WHEEL_KEYS = 1 << 15,
	MODE_PASTE = 1 << 16,
	MODE_HELD = 1 << 17, /* synchronized output */
	MODE_REVERSE_WRAP = 1 << 18,
};

enum { PANE_MODES_AT_FIRST = MODE_WRAP | MODE_CURSOR | MODE_WHEEL_KEYS };

/* Who began to guard cells from being erased: DECSCA does it from selective erasing, SPA from all. */
enum pane_guard { GUARD_NONE, GUARD_DEC, GUARD_ISO };

enum pane_charset { CHARSET_ASCII, CHARSET_GRAPHICS, CHARSET_UK };

struct pane_charsets {
	uint8_t sets[4]; /* enum pane_charset of G0 to G3 */
	uint8_t locked;  /* which of them is in use */
	uint8_t single;  /* which is for the next character alone; 0: none */
};

/* What DECSC saves. */
struct pane_saved {
	int row, col;
	bool wraps, origin, guarded;
	struct ink pen;
	struct pane_charsets charsets;
};

#define PANE_TITLES_MAX 8

struct pane {
	struct pane_parser parser;
	struct pane_grid primary, alternate; /* alternate: open while it is shown, or is kept */
	struct pane_screen screen;           /* its cells are those of the grid that is shown */
	struct pane_scrollback scrollback;
	int row, col;
	bool wraps;                   /* the last column was written: the next character wraps */
	int top, bottom, left, right; /* margins; bottom and right are behind the last */
	unsigned modes;               /* enum pane_mode */
	uint32_t kept_modes;          /* saved: a bit for each of the table in pane_mode.c */
	int mouse, mouse_encoding;    /* numbers of modes, or 0 */
	struct ink pen, ink;          /* ink: the pen, turned over where the screen is in reverse */
	bool guarded;
	enum pane_guard guard;
	struct pane_charsets charsets;
	struct pane_saved saved[2];            /* of the primary screen, of the alternate one */
	uint8_t tabs[(PANE_COLS_MAX + 7) / 8]; /* a bit for each column */
	uint32_t printed; /* the character that was just written; 0: something else was */
	int printed_row, printed_col;
	uint64_t clock;
	struct bytes line;    /* a line on its way to the scrollback */
	struct bytes replies; /* to the pty */
	bool writing;         /* replies are answers to what the program wrote */
	char titles[PANE_TITLES_MAX][PANE_TITLE_MAX];
	size_t title_count;
	struct pane_colours colours;
};

/* --- pane.c --- */

struct pane_grid *pane_shown(struct pane *);
void pane_answer(struct pane *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void pane_put_reply(struct pane *, const char *, size_t length);
/* Only where it moved. */
void pane_follow_cursor(struct pane *);
bool pane_wheel_is_keys(const struct pane *);

static inline bool
pane_has(const struct pane *p, unsigned mode)
{
	return (p->modes & mode) != 0;
}

/* --- pane_print.c --- */

/* One character; at most `count` of ASCII at once, returns how many it took. */
void pane_print(struct pane *, uint32_t code);
size_t pane_print_run(struct pane *, const char *text, size_t count);
void pane_repeat(struct pane *, int count);

/* --- pane_move.c --- */

/* Brought into the screen; with origin mode into its margins. */
void pane_move_to(struct pane *, int row, int col);
void pane_address(struct pane *, int row, int col);
void pane_move_up(struct pane *, int count);
void pane_move_down(struct pane *, int count);
void pane_move_left(struct pane *, int count);
void pane_move_right(struct pane *, int count);
void pane_return(struct pane *);
void pane_tab(struct pane *, int count); /* back, where negative */
void pane_index(struct pane *);
void pane_index_back(struct pane *);
void pane_reset_margins(struct pane *);
void pane_reset_tabs(struct pane *);
void pane_set_tab(struct pane *, int col, bool on);
bool pane_has_tab(const struct pane *, int col);
bool pane_tabs_are_usual(const struct pane *);
bool pane_is_in_margins(const struct pane *);
void pane_save_cursor(struct pane *);
void pane_restore_cursor(struct pane *);

/* --- pane_edit.c --- */

/* What erased cells get: the background of the pen, as terminals do. */
struct pane_cell pane_blank_of(const struct pane *);
void pane_erase(struct pane *, struct pane_rect, bool selective);
/* Text within rows `start` up to `end` and the margins at the sides goes up, or down by -count. */
void pane_scroll(struct pane *, int start, int end, int count);
/* Text from `col` of the margins goes right, or left by -count, in these rows. */
void pane_shift(struct pane *, int start, int end, int col, int count);
void pane_fill_screen(struct pane *, uint32_t character);
void pane_push_rows(struct pane *, int start, int end);

/* --- pane_csi.c and those beside it --- */

struct pane_command {
	char prefix, intermediate, final;
	void (*act)(struct pane *, const struct pane_sequence *);
};

struct pane_commands {
	const struct pane_command *items;
	size_t count;
};

extern const struct pane_commands pane_editing, pane_asking;

/* --- pane_mode.c --- */

void pane_show_alternate(struct pane *, bool wanted);
void pane_set_modes(struct pane *, const struct pane_sequence *, bool on);
void pane_keep_modes(struct pane *, const struct pane_sequence *, bool restore);
void pane_keep_all_modes(struct pane *);
void pane_report_mode(struct pane *, const struct pane_sequence *);
void pane_put_modes(const struct pane *, struct bytes *out);

/* --- pane_pen.c --- */

void pane_set_pen(struct pane *, const struct pane_sequence *);
void pane_use_ink(struct pane *, struct ink);
void pane_put_pen(const struct ink *, struct bytes *out);

/* --- pane_report.c --- */

void pane_report_device(struct pane *, const struct pane_sequence *);

/* --- pane_reset.c --- */

void pane_reset(struct pane *);
void pane_reset_softly(struct pane *);

/* --- pane_mouse.c --- */

void pane_mouse(struct pane *, const struct key_event *);

/* --- pane_string.c --- */

void pane_title_push(struct pane *);
void pane_title_pop(struct pane *);

#endif
