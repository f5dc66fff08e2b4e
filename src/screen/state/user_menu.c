/* SPDX-License-Identifier: MIT */
/* user_menu.c: a line of the user menu: a name, and what the processes of that user hold. */
#include "screen/state/user_menu.h"

#include "base/bytes.h"
#include "base/length.h"
#include "base/utf8.h"

#define NAME_COLUMNS 16
#define NAME_MIN 8

struct form {
	bool count, peak;
};

/* "  Σ 2.36G", as wide as the widest. */
static void
put_size(struct buffer *b, const char *before, uint64_t bytes, const struct menu_look *look)
{
	char size[32];
	struct buffer in = buffer_over(size, sizeof size);
	int pad = (int)unit_size_width(look->units);

	unit_size(&in, bytes, look->units);
	pad = pad > (int)in.length ? pad - (int)in.length : 0;
	buffer_print(b, "  %*s%s%s%s", pad, "", before, look->ascii ? "+" : "Σ ", size);
}

static void
put_figures(const struct form *f, const struct user_sum *sum, const struct menu_look *l,
	struct buffer *b)
{
	if (f->count)
		buffer_print(b, "%6zu", sum->processes);
	put_size(b, "", sum->rss_bytes, l);
	if (f->peak)
		put_size(b, "peak ", sum->peak_bytes, l);
}

static int
figures_width(const struct form *f, const struct menu_look *look)
{
	static const struct user_sum none;
	char figures[120];
	struct buffer b = buffer_over(figures, sizeof figures);

	put_figures(f, &none, look, &b);
	return (int)utf8_columns(figures);
}

int
user_menu_width(enum units units)
{
	static const struct form all = { true, true };
	struct menu_look look = { .units = units };

	return NAME_COLUMNS + figures_width(&all, &look);
}

void
user_menu_put(const char *name, const struct user_sum *sum, const struct menu_look *look,
	struct buffer *b)
{
	static const struct form forms[] = { { true, true }, { true, false }, { false, false } };
	size_t i = 0;
	int width;

	while (i + 1 < LENGTH(forms) && figures_width(&forms[i], look) + NAME_MIN > look->cols)
		i++;
	width = look->cols - figures_width(&forms[i], look);
	buffer_put(b, name, utf8_fit(name, width > 0 ? (size_t)width : 0));
	for (int used = (int)utf8_columns(b->bytes); used < width; used++)
		buffer_char(b, ' ');
	put_figures(&forms[i], sum, look, b);
}
