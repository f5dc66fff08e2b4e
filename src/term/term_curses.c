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

struct term_screen {
	SCREEN *screen;
	FILE *in, *out;
	int in_fd, out_fd;
	const struct theme *theme;
	struct grid shown; /* what ncurses was last given */
	bool shown_valid;
	attr_t attributes[ROLE_COUNT];
	short pairs[ROLE_COUNT];
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
add_capability(const char *name)
{
	const char *text = tigetstr(name);
	size_t length;

	if (text == NULL || text == (const char *)-1)
		return;
	length = strlen(text);
	if (restore.length + length > sizeof restore.sequence)
		return;
	memcpy(restore.sequence + restore.length, text, length);
	restore.length += length;
}

static void
prepare_restore(const struct term_screen *t, bool mouse)
{
	static const char mouse_off[] = "\033[?1000l\033[?1006l";

	restore.in_fd = t->in_fd;
	restore.out_fd = t->out_fd;
	restore.length = 0;
	if (mouse) {
		memcpy(restore.sequence, mouse_off, sizeof mouse_off - 1);
		restore.length = sizeof mouse_off - 1;
	}
	add_capability("sgr0");
	add_capability("rmkx");
	add_capability("rmcup");
	/* Last: some terminals (all on libvterm) bring back a hidden cursor with the old screen. */
	add_capability("cnorm");
}

/* --- opening --- */

static const char *const fallbacks[] = { "xterm-256color", "xterm", "vt100" };

/* A known type that can move the cursor: the one given, or where that is not known a fallback. */
static const char *
usable_type(const char *type)
{
	int found;

	if (type == NULL || type[0] == '\0' || strcmp(type, "dumb") == 0)
		return NULL;
	for (size_t i = 0; i <= sizeof fallbacks / sizeof fallbacks[0]; i++) {
		if (setupterm(type, STDOUT_FILENO, &found) == OK) {
			bool moves = tigetstr("cup") != NULL && tigetstr("cup") != (char *)-1;

			del_curterm(cur_term);
			return moves ? type : NULL;
		}
		/* A hard-copy or generic type is there but of no use: as good as dumb. */
		if (found == 1)
			return NULL;
		if (i < sizeof fallbacks / sizeof fallbacks[0])
			type = fallbacks[i];
	}
	return NULL;
}

bool
term_usable(const char *type)
{
	return usable_type(type) != NULL;
}

static attr_t
attributes_of(unsigned bits)
{
	return ((bits & ATTR_BOLD) ? A_BOLD : 0) | ((bits & ATTR_DIM) ? A_DIM : 0) |
	       ((bits & ATTR_REVERSE) ? A_REVERSE : 0) |
	       ((bits & ATTR_UNDERLINE) ? A_UNDERLINE : 0);
}

static void
prepare_colours(struct term_screen *t, bool color)
{
	int colours = 0;

	if (color && has_colors() && start_color() == OK && use_default_colors() == OK)
		colours = COLORS;
	for (short role = 0; role < ROLE_COUNT; role++) {
		struct style style = theme_style(t->theme, (enum role)role, colours);

		t->attributes[role] = attributes_of(style.attributes);
		t->pairs[role] = 0;
		if (style.front == COLOUR_DEFAULT && style.back == COLOUR_DEFAULT)
			continue;
		if (role + 1 < COLOR_PAIRS && init_pair(role + 1, style.front, style.back) == OK)
			t->pairs[role] = role + 1;
	}
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

struct term_screen *
term_open(const struct term_setup *setup, struct failure *why)
{
	struct term_screen *t = grow_new(sizeof *t);
	const char *type = usable_type(setup->type);

	t->in_fd = setup->in_fd;
	t->out_fd = setup->out_fd;
	t->theme = setup->theme;
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
	prepare_restore(t, setup->mouse);
	failure_set_restore(restore_now);
	prepare_colours(t, setup->color);
	curses_prepare_input(setup->mouse);
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

/* Cells of one role from `col` on, as one string; returns the column behind them. */
static int
put_run(const struct term_screen *t, const struct grid *g, int row, int col)
{
	uint8_t role = grid_at(g, row, col)->role;
	char text[1024];
	size_t length = 0;
	int start = col;

	while (col < g->cols && length + 4 < sizeof text) {
		const struct cell *cell = grid_at(g, row, col);

		if (cell->role != role && cell->length > 0)
			break;
		memcpy(text + length, cell->bytes, cell->length);
		length += cell->length;
		col++;
	}
	attr_set(t->attributes[role], t->pairs[role], NULL);
	mvaddnstr(row, start, text, (int)length);
	return col;
}

void
term_blit(struct term_screen *t, const struct grid *g)
{
	if (t->shown.rows != g->rows || t->shown.cols != g->cols)
		t->shown_valid = false;
	for (int row = 0; row < g->rows; row++) {
		if (row_is_shown(t, g, row))
			continue;
		for (int col = 0; col < g->cols;)
			col = put_run(t, g, row, col);
	}
	grid_resize(&t->shown, g->rows, g->cols, g->ascii);
	memcpy(t->shown.cells, g->cells, (size_t)g->rows * (size_t)g->cols * sizeof(struct cell));
	t->shown_valid = true;
	refresh();
}
