/* SPDX-License-Identifier: MIT */
/* curses_move.c: the shortest way for the cursor from one place to another. ncurses goes to most
 * places by their absolute address, 7 or 8 bytes, where a line feed and a backspace will do. */
#include "term/curses/curses_move.h"

#include <curses.h>
#include <string.h>
#include <term.h>

#include "base/length.h"

/* The longest is "\033[32767;32767H". */
#define MOVE_MAX 16
/* A line feed or a backspace is repeated as long as that is no longer than the move by a number. */
#define REPEATED_MAX 4

struct move {
	char text[2 * MOVE_MAX];
	int length;
};

bool
curses_moves_learn(struct curses_moves *m)
{
	const struct {
		const char *name, *text;
		bool *has;
	} known[] = {
		{ "cuf", "\033[%p1%dC", &m->right },
		{ "cub", "\033[%p1%dD", &m->left },
		{ "cuu", "\033[%p1%dA", &m->up },
		{ "cud", "\033[%p1%dB", &m->down },
		{ "hpa", "\033[%i%p1%dG", &m->to_column },
		{ "vpa", "\033[%i%p1%dd", &m->to_row },
	};
	const char *absolute = tigetstr("cup");

	for (size_t i = 0; i < LENGTH(known); i++) {
		const char *text = tigetstr(known[i].name);

		*known[i].has = text != NULL && text != (const char *)-1 &&
				strcmp(text, known[i].text) == 0;
	}
	return absolute != NULL && absolute != (const char *)-1 &&
	       strcmp(absolute, "\033[%i%p1%d;%p2%dH") == 0;
}

static void
put_char(struct move *m, char c, int count)
{
	while (count-- > 0)
		m->text[m->length++] = c;
}

static void
put_number(struct move *m, int number)
{
	char digits[8];
	int count = 0;

	for (; number > 0 && count < (int)sizeof digits; number /= 10)
		digits[count++] = (char)('0' + number % 10);
	while (count > 0)
		m->text[m->length++] = digits[--count];
}

/* A number of 1 is left out. */
static void
put_sequence(struct move *m, int number, char final)
{
	put_char(m, '\033', 1);
	put_char(m, '[', 1);
	if (number > 1)
		put_number(m, number);
	put_char(m, final, 1);
}

static void
put_absolute(struct move *m, int row, int col)
{
	put_char(m, '\033', 1);
	put_char(m, '[', 1);
	if (row > 0 || col > 0)
		put_number(m, row + 1);
	if (col > 0) {
		put_char(m, ';', 1);
		put_number(m, col + 1);
	}
	put_char(m, 'H', 1);
}

/* The terminal's modes are set so that a line feed keeps the column (curses_restore.c). */
static bool
put_vertical(struct move *m, const struct curses_moves *moves, int from, int row)
{
	int down = row - from;

	if (down >= 0 && down <= REPEATED_MAX)
		put_char(m, '\n', down);
	else if (down > 0 && moves->down)
		put_sequence(m, down, 'B');
	else if (down < 0 && moves->up)
		put_sequence(m, -down, 'A');
	else if (moves->to_row)
		put_sequence(m, row + 1, 'd');
	else
		return false;
	return true;
}

static bool
put_horizontal(struct move *m, const struct curses_moves *moves, int from, int col)
{
	int right = col - from;
	bool known = from >= 0;

	if (known && right == 0)
		return true;
	if (col == 0)
		put_char(m, '\r', 1);
	else if (known && right < 0 && -right <= REPEATED_MAX)
		put_char(m, '\b', -right);
	else if (known && right > 0 && right <= col && moves->right)
		put_sequence(m, right, 'C');
	else if (known && right < 0 && -right < col && moves->left)
		put_sequence(m, -right, 'D');
	else if (moves->to_column)
		put_sequence(m, col + 1, 'G');
	else
		return false;
	return true;
}

static struct move
choose(const struct curses_moves *moves, struct curses_place from, int row, int col)
{
	struct move absolute = { .length = 0 }, relative = { .length = 0 };

	if (from.row == row && from.col == col)
		return relative;
	put_absolute(&absolute, row, col);
	if (from.row >= 0 && put_vertical(&relative, moves, from.row, row) &&
		put_horizontal(&relative, moves, from.col, col) &&
		relative.length < absolute.length)
		return relative;
	return absolute;
}

int
curses_move_cost(const struct curses_moves *moves, struct curses_place from, int row, int col)
{
	return choose(moves, from, row, col).length;
}

void
curses_move(const struct curses_moves *moves, struct curses_place *place, int row, int col,
	struct bytes *out)
{
	struct move move = choose(moves, *place, row, col);

	bytes_put(out, move.text, (size_t)move.length);
	*place = (struct curses_place){ row, col };
}
