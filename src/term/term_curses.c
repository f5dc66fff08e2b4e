/* SPDX-License-Identifier: MIT */
/* term_curses.c: the terminal by ncurses; this folder alone includes it.
 *
 * newterm, not initscr, which exits on an unknown terminal. ncurses keeps the picture of the
 * screen and sends differences; rows that are as they were are not even handed to it. */
#include "term/term.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/grow.h"
#include "term/curses_keys.h"
#include "term/curses_look.h"
#include "term/curses_type.h"

struct term_screen {
	SCREEN *screen;
	FILE *in, *out;
	int in_fd, out_fd;
	struct grid shown; /* what ncurses was last given */
	bool shown_valid;
	struct curses_looks looks;
	int cursor_row, cursor_col; /* row -1: hidden */
	bool all_keys, mouse, follows_mouse, pastes;
};

/* --- putting the terminal back, also from a signal handler --- */

/* Written before the terminal is taken over and only read after; the hook of base/failure needs
 * them without a pointer to anything. */
static struct {
	int in_fd, out_fd;
	struct termios modes;
	char sequence[256];
	size_t length;
} restore;

static void
restore_now(void)
{
	ssize_t sent = write(restore.out_fd, restore.sequence, restore.length);

	(void)sent;
	tcsetattr(restore.in_fd, TCSADRAIN, &restore.modes);
}

static void
add_sequence(const char *text)
{
	size_t length = strlen(text);

	if (restore.length + length > sizeof restore.sequence)
		return;
	memcpy(restore.sequence + restore.length, text, length);
	restore.length += length;
}

static void
add_capability(const char *name)
{
	const char *text = tigetstr(name);

	if (text != NULL && text != (const char *)-1)
		add_sequence(text);
}

static void
prepare_restore(const struct term_screen *t)
{
	restore.in_fd = t->in_fd;
	restore.out_fd = t->out_fd;
	restore.length = 0;
	if (t->mouse)
		add_sequence("\033[?1002l\033[?1000l\033[?1006l");
	if (t->pastes)
		add_sequence("\033[?2004l");
	add_capability("sgr0");
	add_capability("rmkx");
	add_capability("rmcup");
	/* Last: some terminals (all on libvterm) bring back a hidden cursor with the old screen. */
	add_capability("cnorm");
}

/* --- opening --- */

bool
term_usable(const char *type)
{
	return curses_usable_type(type) != NULL;
}

/* stdio of ncurses on descriptors of its own, so that closing it closes nothing of ours. */
static bool
open_files(struct term_screen *t, const struct term_setup *setup, struct failure *why)
{
	int in = fcntl(setup->in_fd, F_DUPFD_CLOEXEC, 0);
	int out = fcntl(setup->out_fd, F_DUPFD_CLOEXEC, 0);

	t->in = in >= 0 ? fdopen(in, "r") : NULL;
	t->out = out >= 0 ? fdopen(out, "w") : NULL;
	if (t->in != NULL && t->out != NULL)
		return true;
	return fail(why, errno, "opening the terminal");
}

static void
close_files(struct term_screen *t)
{
	if (t->in != NULL)
		fclose(t->in);
	if (t->out != NULL)
		fclose(t->out);
	free(t);
}

static void
never_called(int signal)
{
	(void)signal;
}

/* ncurses takes a SIGTSTP that has its default action for its own, and ignores it while it draws:
 * a Ctrl-Z that waits in our signal descriptor just then would be lost. */
static void
keep_stop_signal(void)
{
	struct sigaction now, own = { .sa_handler = never_called, .sa_flags = SA_RESTART };

	sigemptyset(&own.sa_mask);
	if (sigaction(SIGTSTP, NULL, &now) == 0 && now.sa_handler == SIG_DFL)
		sigaction(SIGTSTP, &own, NULL);
}

/* Modes that ncurses knows nothing of. */
static void
send(const struct term_screen *t, const char *sequence)
{
	ssize_t sent = write(t->out_fd, sequence, strlen(sequence));

	(void)sent;
}

/* Marks around what is pasted. A terminal with a mouse is one that knows of them, or passes over. */
static void
ask_for_pastes(const struct term_screen *t)
{
	if (t->pastes)
		send(t, "\033[?2004h");
}

struct term_screen *
term_open(const struct term_setup *setup, struct failure *why)
{
	struct term_screen *t = grow_new(sizeof *t);
	const char *type = curses_usable_type(setup->type);

	t->in_fd = setup->in_fd;
	t->out_fd = setup->out_fd;
	t->cursor_row = -1;
	if (!open_files(t, setup, why)) {
		close_files(t);
		return NULL;
	}
	tcgetattr(t->in_fd, &restore.modes);
	/* LINES and COLUMNS would freeze the size; without the system's answer a description that
	 * has no size (linux) is refused. */
	use_env(FALSE);
	use_tioctl(TRUE);
	keep_stop_signal();
	t->screen = type != NULL ? newterm(type, t->out, t->in) : NULL;
	if (t->screen == NULL) {
		fail(why, 0, "this terminal (TERM=%s) cannot show a screen",
			setup->type != NULL ? setup->type : "");
		close_files(t);
		return NULL;
	}
	t->mouse = setup->mouse;
	t->pastes = tigetstr("kmous") != NULL && tigetstr("kmous") != (char *)-1;
	prepare_restore(t);
	failure_set_restore(restore_now);
	curses_looks_begin(&t->looks, setup->theme, setup->color);
	curses_prepare_input(setup->mouse);
	ask_for_pastes(t);
	curs_set(0);
	return t;
}

void
term_close(struct term_screen *t)
{
	erase();
	endwin();
	failure_restore(); /* the modes again, and the mouse */
	delscreen(t->screen);
	grid_clear(&t->shown);
	close_files(t);
}

void
term_suspend(struct term_screen *t)
{
	endwin();
	restore_now();
	t->shown_valid = false;
}

void
term_resume(struct term_screen *t)
{
	reset_prog_mode();
	refresh();
	curs_set(0);
	ask_for_pastes(t);
	if (t->follows_mouse)
		send(t, "\033[?1002h");
	term_repaint(t);
}

void
term_size(struct term_screen *t, int *rows, int *cols)
{
	struct winsize size;

	if (ioctl(t->out_fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
		*rows = size.ws_row;
		*cols = size.ws_col;
	} else {
		getmaxyx(stdscr, *rows, *cols);
	}
	if (is_term_resized(*rows, *cols)) {
		resizeterm(*rows, *cols);
		t->shown_valid = false;
	}
}

void
term_repaint(struct term_screen *t)
{
	t->shown_valid = false;
	clearok(curscr, TRUE);
}

/* --- showing --- */

static bool
row_is_shown(const struct term_screen *t, const struct grid *g, int row)
{
	return t->shown_valid && memcmp(grid_at(&t->shown, row, 0), grid_at(g, row, 0),
					 (size_t)g->cols * sizeof(struct cell)) == 0;
}

/* Cells of one look from `col` on, as one string; returns the column behind them. */
static int
put_run(struct term_screen *t, const struct grid *g, int row, int col)
{
	const struct cell *first = grid_at(g, row, col);
	char text[1024];
	size_t length = 0;
	int start = col;

	while (col < g->cols && length + sizeof first->bytes < sizeof text) {
		const struct cell *cell = grid_at(g, row, col);

		if (cell->length > 0 && !curses_look_same(cell, first))
			break;
		memcpy(text + length, cell->bytes, cell->length);
		length += cell->length;
		col++;
	}
	curses_look_set(&t->looks, first);
	mvaddnstr(row, start, text, (int)length);
	return col;
}

static void
put_rows(struct term_screen *t, const struct grid *g)
{
	for (int row = 0; row < g->rows; row++) {
		if (row_is_shown(t, g, row))
			continue;
		for (int col = 0; col < g->cols;)
			col = put_run(t, g, row, col);
	}
}

void
term_blit(struct term_screen *t, const struct grid *g)
{
	if (t->shown.rows != g->rows || t->shown.cols != g->cols)
		t->shown_valid = false;
	put_rows(t, g);
	if (t->looks.inks.full) {
		ink_pairs_restart(&t->looks.inks);
		t->looks.inks.full = false;
		t->shown_valid = false;
		put_rows(t, g);
		t->looks.inks.full = false;
	}
	grid_resize(&t->shown, g->rows, g->cols, g->ascii);
	memcpy(t->shown.cells, g->cells, (size_t)g->rows * (size_t)g->cols * sizeof(struct cell));
	t->shown_valid = true;
	curs_set(t->cursor_row >= 0);
	if (t->cursor_row >= 0)
		move(t->cursor_row, t->cursor_col);
	refresh();
}

void
term_cursor(struct term_screen *t, int row, int col)
{
	t->cursor_row = row;
	t->cursor_col = col;
}

void
term_take_all_keys(struct term_screen *t, bool all)
{
	if (all == t->all_keys)
		return;
	t->all_keys = all;
	if (all) {
		raw();
	} else {
		noraw();
		cbreak();
	}
}

/* 1002 takes the place of 1000, which ncurses has set. */
void
term_follow_mouse(struct term_screen *t, bool follow)
{
	if (!t->mouse || follow == t->follows_mouse)
		return;
	t->follows_mouse = follow;
	curses_follow_mouse(follow);
	send(t, follow ? "\033[?1002h" : "\033[?1002l\033[?1000h");
}
