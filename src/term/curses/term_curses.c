/* SPDX-License-Identifier: MIT */
/* term_curses.c: the terminal, using ncurses; only this folder includes it. It calls newterm,
 * not initscr, which exits on an unknown terminal. ncurses draws a whole screen, and on unusual
 * terminals also what changes; elsewhere the painter does that (curses_paint.h). It writes to
 * memory (a memfd), not to the terminal: a frame is sent as the terminal reads it, and no other
 * frame is made before that. Modes and keys are not handled by ncurses here. */
#include "term/term.h"

#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/grow.h"
#include "term/curses/curses_font.h"
#include "term/curses/curses_keys.h"
#include "term/curses/curses_style.h"
#include "term/curses/curses_memory.h"
#include "term/curses/curses_capability.h"
#include "term/curses/curses_paint.h"
#include "term/curses/curses_restore.h"
#include "term/curses/curses_shape.h"
#include "term/curses/curses_strike.h"
#include "term/curses/curses_type.h"
#include "term/curses/curses_window.h"
#include "term/outlet.h"

#define MOUSE_ON "\033[?1006;1000h"
#define MOUSE_OFF "\033[?1002l\033[?1000l\033[?1006l"
#define PASTES_ON "\033[?2004h"
#define PASTES_OFF "\033[?2004l"

struct term_screen {
	SCREEN *screen;
	FILE *memory; /* what ncurses uses as its terminal */
	int out_fd;
	struct outlet outlet;
	struct curses_keys keys;
	struct grid shown; /* what was drawn last */
	bool shown_valid;
	struct curses_painter painter;
	bool painted; /* ncurses does not know what the screen shows now */
	struct curses_styles styles;
	struct bytes struck;        /* to be drawn over ncurses's output */
	int cursor_row, cursor_col; /* row -1: hidden */
	struct curses_shape shape;
	bool all_keys, mouse, pastes;
	bool follows_mouse, sent_follows; /* as requested, and as sent to the terminal */
	bool entered;                     /* the terminal was sent all that a screen needs */
	bool away;                        /* it was given back for a while */
	char off[64];                     /* resets the modes that ncurses does not know */
};

/* --- what ncurses does not know --- */

/* Bracketed paste, and the mouse. Terminals with a mouse know the modes, others ignore them. */
static void
put_entering(struct term_screen *t)
{
	struct bytes *out = &t->outlet.waiting;

	curses_put_capability(out, "smkx");
	if (t->mouse)
		bytes_text(out, MOUSE_ON);
	if (t->pastes)
		bytes_text(out, PASTES_ON);
	t->sent_follows = false;
	t->shape.sent = 0;
	t->entered = true;
}

/* 1002 replaces 1000. */
static void
put_modes(struct term_screen *t)
{
	if (!t->entered)
		put_entering(t);
	if (curses_shape_send(&t->shape, t->cursor_row >= 0, &t->outlet.waiting))
		curses_restore_shaped();
	curses_keys_ask(&t->keys, &t->outlet.waiting);
	if (t->follows_mouse == t->sent_follows)
		return;
	bytes_text(&t->outlet.waiting, t->follows_mouse ? "\033[?1002h" : "\033[?1002l\033[?1000h");
	t->sent_follows = t->follows_mouse;
}

/* --- opening --- */

static void
close_files(struct term_screen *t)
{
	if (t->memory != NULL)
		fclose(t->memory);
	outlet_close(&t->outlet);
	bytes_free(&t->struck);
	free(t);
}

/* What ncurses writes here is discarded, since the size may be wrong: the first frame contains
 * everything. */
static void
settle_curses(struct term_screen *t, const struct term_setup *setup)
{
	int rows, cols;

	nonl();
	typeahead(-1);
	t->styles.small_font = curses_font_is_small(setup->type);
	curses_styles_begin(&t->styles, setup->theme, setup->color);
	curses_painter_begin(&t->painter, &t->styles);
	term_size(t, &rows, &cols);
	curs_set(0);
	endwin();
	curses_memory_drop(t->memory);
}

static void
settle(struct term_screen *t, const struct term_setup *setup)
{
	t->pastes = curses_put_capability(NULL, "kmous");
	t->mouse = setup->mouse && t->pastes;
	settle_curses(t, setup);
	if (t->mouse)
		strcat(t->off, MOUSE_OFF);
	if (t->pastes)
		strcat(t->off, PASTES_OFF);
	curses_restore_prepare(setup->in_fd, &t->outlet, t->off);
	curses_keys_begin(&t->keys, setup, t->mouse);
	curses_set_modes(false);
}

struct term_screen *
term_open(const struct term_setup *setup, struct failure *why)
{
	struct term_screen *t = grow_new(sizeof *t);
	const char *type = curses_usable_type(setup->type);

	t->out_fd = setup->out_fd;
	t->cursor_row = -1;
	outlet_open(&t->outlet, setup->out_fd);
	if (!curses_memory_open(&t->memory, why)) {
		close_files(t);
		return NULL;
	}
	/* LINES and COLUMNS would fix the size; if the system does not report one, a description
	 * without a size (linux) is refused. */
	use_env(FALSE);
	use_tioctl(TRUE);
	curses_keep_stop_signal();
	t->screen = type != NULL ? newterm(type, t->memory, t->memory) : NULL;
	if (t->screen == NULL) {
		failure_set(why, 0, "this terminal (TERM=%s) cannot show a screen",
			setup->type != NULL ? setup->type : "");
		close_files(t);
		return NULL;
	}
	settle(t, setup);
	return t;
}

void
term_close(struct term_screen *t)
{
	failure_restore();
	endwin();
	delscreen(t->screen);
	grid_clear(&t->shown);
	curses_painter_clear(&t->painter);
	close_files(t);
}

void
term_suspend(struct term_screen *t)
{
	endwin();
	curses_memory_drop(t->memory);
	/* Pending output belongs to the screen that goes away. */
	bytes_restart(&t->outlet.waiting);
	t->outlet.sent = 0;
	curses_restore_now();
	t->away = true;
}

/* Also if it was not given back (SIGSTOP): whatever used it meanwhile may have left it changed. */
void
term_resume(struct term_screen *t)
{
	if (t->away)
		curses_restore_note_modes();
	t->away = false;
	t->entered = false;
	curses_set_modes(t->all_keys);
	curses_keys_forget(&t->keys);
	term_repaint(t);
}

void
term_size(struct term_screen *t, int *rows, int *cols)
{
	curses_window(t->out_fd, rows, cols);
	if (is_term_resized(*rows, *cols)) {
		resizeterm(*rows, *cols);
		curses_restore_sequence(t->off);
		t->shown_valid = false;
	}
}

void
term_repaint(struct term_screen *t)
{
	t->shown_valid = false;
	clearok(curscr, TRUE);
}

void
term_set_theme(struct term_screen *t, const struct theme *theme, bool color)
{
	curses_styles_begin(&t->styles, theme, color);
	term_repaint(t);
}

/* --- showing --- */

static bool
row_is_shown(const struct term_screen *t, const struct grid *g, int row)
{
	return t->shown_valid && memcmp(grid_at(&t->shown, row, 0), grid_at(g, row, 0),
					 (size_t)g->cols * sizeof(struct cell)) == 0;
}

static void
put_rows(struct term_screen *t, const struct grid *g)
{
	for (int row = 0; row < g->rows; row++) {
		if (row_is_shown(t, g, row))
			continue;
		for (int col = 0; col < g->cols;)
			col = curses_style_run(&t->styles, g, row, col);
		curses_strike_row(&t->styles, g, row, &t->struck);
	}
}

/* If the colour pairs are used up, they are allocated anew. */
static void
put_grid(struct term_screen *t, const struct grid *g)
{
	if (t->shown.rows != g->rows || t->shown.cols != g->cols)
		t->shown_valid = false;
	if (t->painted)
		clearok(curscr, TRUE);
	put_rows(t, g);
	if (t->styles.inks.full) {
		ink_pairs_restart(&t->styles.inks);
		t->styles.inks.full = false;
		t->shown_valid = false;
		put_rows(t, g);
		t->styles.inks.full = false;
	}
	grid_resize(&t->shown, g->rows, g->cols, g->ascii);
	memcpy(t->shown.cells, g->cells, (size_t)g->rows * (size_t)g->cols * sizeof(struct cell));
	t->shown_valid = true;
}

/* By ncurses, which knows what the screen shows, or draws all of it. */
static void
draw_by_curses(struct term_screen *t, const struct grid *g)
{
	put_grid(t, g);
	if (t->cursor_row >= 0)
		move(t->cursor_row, t->cursor_col);
	refresh();
	curses_memory_take(t->memory, &t->outlet.waiting);
	curses_strike_end(&t->struck, &t->outlet.waiting);
	curses_painter_forget_place(&t->painter);
	t->painted = false;
}

/* False: the whole screen has to be drawn. */
static bool
draw_changes(struct term_screen *t, const struct grid *g)
{
	struct curses_place cursor = { t->cursor_row, t->cursor_col };
	size_t before = t->outlet.waiting.length;

	if (!t->painter.usable || !t->shown_valid || t->shown.rows != g->rows ||
		t->shown.cols != g->cols)
		return false;
	curses_paint(&t->painter, &t->styles, &t->shown, g, cursor, &t->outlet.waiting);
	t->painted = true;
	t->shown_valid = !t->styles.inks.full;
	if (!t->shown_valid)
		t->outlet.waiting.length = before;
	return t->shown_valid;
}

/* ncurses sends it only if it changes. */
static void
show_cursor(struct term_screen *t)
{
	curs_set(t->cursor_row >= 0);
	curses_memory_take(t->memory, &t->outlet.waiting);
}

void
term_blit(struct term_screen *t, const struct grid *g)
{
	if (t->away || !outlet_flush(&t->outlet))
		return;
	show_cursor(t);
	if (!draw_changes(t, g))
		draw_by_curses(t, g);
	put_modes(t);
	curses_restore_taken(true);
	outlet_flush(&t->outlet);
}

int
term_output_fd(const struct term_screen *t)
{
	return t->outlet.sent < t->outlet.waiting.length ? t->outlet.fd : -1;
}

void
term_flush(struct term_screen *t)
{
	outlet_flush(&t->outlet);
}

void
term_cursor(struct term_screen *t, int row, int col, int shape)
{
	t->cursor_row = row;
	t->cursor_col = col;
	t->shape.wanted = shape;
}

/* --- keys --- */

void
term_take_all_keys(struct term_screen *t, bool all)
{
	if (all == t->all_keys)
		return;
	t->all_keys = t->keys.all = all;
	curses_set_modes(all);
}

void
term_follow_mouse(struct term_screen *t, bool follow)
{
	if (!t->mouse || follow == t->follows_mouse)
		return;
	t->follows_mouse = follow;
	t->keys.parser.follows_mouse = follow;
}

bool
term_read_key(struct term_screen *t, struct key_event *event)
{
	return curses_keys_read(&t->keys, event);
}

bool
term_keys_lost(const struct term_screen *t)
{
	return t->keys.lost;
}

uint64_t
term_key_deadline(const struct term_screen *t)
{
	return curses_keys_deadline(&t->keys);
}

/* --- colours --- */

void
term_ask_colours(struct term_screen *t)
{
	t->keys.wants_colours = true;
}

void
term_ask_ground(struct term_screen *t)
{
	t->keys.wants_ground = true;
}

void
term_await_colours(struct term_screen *t)
{
	curses_keys_await_colours(&t->keys);
}

const struct vt_colours *
term_colours(struct term_screen *t)
{
	return curses_keys_colours(&t->keys);
}
