/* SPDX-License-Identifier: MIT */
/* test_curses_paint.c: what is sent of a change leads to the same screen as drawing all of it, in
 * few bytes. */
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/length.h"
#include "support/suite.h"
#include "term/term.h"
#include "term/vt/vt.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define ROWS 24
#define COLS 80
#define STEPS 400

/* The terminal itself is an emulator, which is fed with what the program sends. */
struct line {
	int master, slave;
	struct theme theme;
	struct term_screen *term;
	struct vt *vt;
	struct grid grid;
	size_t sent; /* since the last `show` */
	unsigned seed;
};

static unsigned
dice(struct line *l, unsigned sides)
{
	l->seed = l->seed * 1103515245u + 12345u;
	return (l->seed >> 16) % sides;
}

static struct line
line_open(const char *type, bool color)
{
	struct line l = { .seed = 1, .vt = vt_open(ROWS, COLS) };
	struct winsize size = { .ws_row = ROWS, .ws_col = COLS };
	struct term_setup setup = { .type = type, .theme = &l.theme, .color = color };
	struct failure why;

	l.master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_true(l.master >= 0 && grantpt(l.master) == 0 && unlockpt(l.master) == 0);
	l.slave = open(ptsname(l.master), O_RDWR | O_NOCTTY);
	assert_true(l.slave >= 0 && ioctl(l.slave, TIOCSWINSZ, &size) == 0);
	theme_init(&l.theme);
	setup.in_fd = setup.out_fd = l.slave;
	l.term = term_open(&setup, &why);
	assert_non_null(l.term);
	grid_resize(&l.grid, ROWS, COLS, false);
	return l;
}

static void
drain(struct line *l)
{
	char block[4096];
	ssize_t count;

	while ((count = read(l->master, block, sizeof block)) > 0) {
		vt_write(l->vt, block, (size_t)count);
		l->sent += (size_t)count;
	}
}

static void
show(struct line *l)
{
	int rows, cols;

	l->sent = 0;
	term_size(l->term, &rows, &cols);
	term_blit(l->term, &l->grid);
	for (drain(l); term_output_fd(l->term) >= 0; drain(l))
		term_flush(l->term);
}

static void
line_close(struct line *l)
{
	term_close(l->term);
	vt_close(l->vt);
	grid_clear(&l->grid);
	close(l->slave);
	close(l->master);
}

/* --- random screens --- */

static void
put_text(struct line *l, int row, int col)
{
	static const char *const texts[] = { "41.0M", "7", "now", "a  b",
		"\346\227\245\346\234\254", "e\314\201e", "\342\226\210\342\226\210\342\224\203",
		"\302\267", "x\346\227\245", "                              ", "              |",
		"python train.py --epochs 3" };
	enum role role = (enum role)dice(l, ROLE_COUNT);

	grid_put(&l->grid, row, col, COLS, role, texts[dice(l, LENGTH(texts))]);
	if (dice(l, 8) == 0)
		grid_underline(&l->grid, row, col, 1 + (int)dice(l, 6));
}

static void
put_pane(struct line *l, int row, int col)
{
	static const uint32_t characters[] = { 'a', ' ', 0, 0x2588, 0xe9 };
	struct vt_cell cells[6] = { { .character = 0 } };

	for (size_t i = 0; i < LENGTH(cells); i++) {
		cells[i].character = characters[dice(l, LENGTH(characters))];
		cells[i].width = 1;
		cells[i].ink.front = dice(l, 2) ? INK_DEFAULT : (int32_t)dice(l, 256);
		cells[i].ink.back = dice(l, 2) ? INK_DEFAULT : (int32_t)dice(l, 256);
		cells[i].ink.attributes = dice(l, 3) ? 0 : dice(l, 64);
	}
	grid_put_pane(&l->grid, row, col, COLS, cells, LENGTH(cells));
}

static void
move_rows(struct line *l)
{
	int from = (int)dice(l, ROWS - 1);

	memmove(grid_at(&l->grid, from, 0), grid_at(&l->grid, from + 1, 0),
		(size_t)(ROWS - 1 - from) * COLS * sizeof(struct cell));
}

/* A column of figures, as it is in a table. */
static void
put_column(struct line *l, int col)
{
	char figure[8];

	for (int row = (int)dice(l, 6); row < ROWS; row++) {
		snprintf(figure, sizeof figure, "%3u", dice(l, 400));
		grid_put(&l->grid, row, col, 3, ROLE_TEXT, figure);
	}
}

static void
change(struct line *l)
{
	for (unsigned i = dice(l, 12); i > 0; i--) {
		int row = (int)dice(l, ROWS), col = (int)dice(l, COLS);

		switch (dice(l, 12)) {
		case 0:
			move_rows(l);
			break;
		case 1:
			put_column(l, col);
			break;
		case 2:
			grid_fill(&l->grid, (struct rect){ row, col, 1, COLS - col },
				dice(l, 2) ? ROLE_TEXT : ROLE_SELECTED);
			break;
		case 3:
			grid_role(&l->grid, row, col, (int)dice(l, COLS), ROLE_RISING);
			break;
		case 4:
			put_pane(l, row, col);
			break;
		default:
			put_text(l, row, col);
		}
	}
	if (dice(l, 3) == 0)
		term_cursor(l->term, (int)dice(l, ROWS + 1) - 1, (int)dice(l, COLS), 0);
}

/* --- the screens are the same --- */

static bool
is_blank(const struct vt_cell *cell)
{
	return cell->character == 0 || cell->character == ' ';
}

/* Of a blank only what is seen. */
static struct vt_cell
seen(struct vt_cell cell)
{
	const unsigned seen_on_blanks = INK_REVERSE | INK_UNDERLINE | INK_STRIKE;

	cell.guarded = false;
	if (!is_blank(&cell))
		return cell;
	cell.character = ' ';
	cell.ink.attributes &= seen_on_blanks;
	if (cell.ink.attributes == 0)
		cell.ink.front = INK_DEFAULT;
	return cell;
}

static void
assert_same(const struct vt_cell *now, const struct vt_cell *whole, int step)
{
	for (int at = 0; at < ROWS * COLS; at++) {
		struct vt_cell a = seen(now[at]), b = seen(whole[at]);

		if (a.character != b.character || a.marks[0] != b.marks[0] || a.width != b.width ||
			a.ink.front != b.ink.front || a.ink.back != b.ink.back ||
			a.ink.attributes != b.ink.attributes)
			fail_msg("step %d, row %d, column %d: U+%x %d/%d %x instead of U+%x %d/%d "
				 "%x",
				step, at / COLS, at % COLS, a.character, a.ink.front, a.ink.back,
				a.ink.attributes, b.character, b.ink.front, b.ink.back,
				b.ink.attributes);
	}
}

static void
check_type(const char *type, bool color)
{
	static struct vt_cell now[ROWS * COLS];
	struct line l = line_open(type, color);

	show(&l);
	for (int step = 0; step < STEPS; step++) {
		int row, col;

		change(&l);
		show(&l);
		if (dice(&l, 4) > 0)
			continue;
		memcpy(now, vt_screen(l.vt)->cells, sizeof now);
		row = vt_screen(l.vt)->cursor_row;
		col = vt_screen(l.vt)->cursor_col;
		term_repaint(l.term);
		show(&l);
		assert_same(now, vt_screen(l.vt)->cells, step);
		if (vt_screen(l.vt)->cursor_hidden)
			continue;
		assert_int_equal(row, vt_screen(l.vt)->cursor_row);
		assert_int_equal(col, vt_screen(l.vt)->cursor_col);
	}
	line_close(&l);
}

static void
test_changes_lead_to_the_same_screen(void **state)
{
	(void)state;
	check_type("xterm-256color", true);
}

static void
test_on_other_terminals(void **state)
{
	(void)state;
	check_type("xterm", true);
	check_type("screen-256color", true);
	check_type("tmux-256color", true);
	check_type("vt220", false);
	check_type("xterm-256color", false);
}

/* --- bytes --- */

static void
test_nothing_changed_sends_nothing(void **state)
{
	struct line l = line_open("xterm-256color", true);

	(void)state;
	change(&l);
	term_cursor(l.term, 3, 7, 0);
	show(&l);
	show(&l);
	show(&l);
	assert_int_equal(l.sent, 0);
	line_close(&l);
}

/* 20 digits below each other: one move, then a line feed, a backspace and the digit. */
static void
test_goes_down_a_column(void **state)
{
	struct line l = line_open("xterm-256color", true);

	(void)state;
	for (int round = 0; round < 4; round++) {
		for (int row = 2; row < 22; row++)
			grid_put(&l.grid, row, 24, 1, ROLE_TEXT, round % 2 ? "1" : "2");
		show(&l);
	}
	assert_in_range(l.sent, 20 * 3 - 2, 20 * 3 + 10);
	line_close(&l);
}

/* A bar ends elsewhere in each row; other characters may be wider than one thinks, so after them
 * the place is named anew. */
static void
test_goes_down_a_column_of_bars(void **state)
{
	struct line l = line_open("xterm-256color", true);

	(void)state;
	for (int round = 0; round < 4; round++) {
		for (int row = 2; row < 22; row++)
			grid_put(&l.grid, row, 24, 1, ROLE_TEXT,
				round % 2 ? "\342\226\210" : "\342\224\203");
		show(&l);
	}
	assert_in_range(l.sent, 20 * 5 - 2, 20 * 5 + 10);
	for (int row = 2; row < 22; row++)
		grid_put(&l.grid, row, 24, 1, ROLE_TEXT, "\316\261");
	show(&l);
	assert_in_range(l.sent, 20 * 7, 20 * 10);
	line_close(&l);
}

/* The look is changed in one sequence, and only by what differs. */
static void
test_changes_the_look_once(void **state)
{
	struct line l = line_open("xterm-256color", true);

	(void)state;
	show(&l);
	show(&l);
	for (int row = 2; row < 22; row++)
		grid_put(&l.grid, row, 10, 4, ROLE_RISING, "grow");
	show(&l);
	assert_in_range(l.sent, 20 * 9 - 20, 20 * 9 + 30);
	line_close(&l);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes_lead_to_the_same_screen),
		cmocka_unit_test(test_on_other_terminals),
		cmocka_unit_test(test_nothing_changed_sends_nothing),
		cmocka_unit_test(test_goes_down_a_column),
		cmocka_unit_test(test_goes_down_a_column_of_bars),
		cmocka_unit_test(test_changes_the_look_once),
	};

	if (setlocale(LC_ALL, "C.UTF-8") == NULL)
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
