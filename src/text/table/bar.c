/* SPDX-License-Identifier: MIT */
/* bar.c: memory now and its peak as one picture. */
#include "text/table/bar.h"

#define EIGHTHS 8u

static const char *const blocks[EIGHTHS + 1] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█" };

/* `bytes` of `scale` in `units`, rounded; at most all, and one for what is not nothing. */
static unsigned
part_of(uint64_t bytes, uint64_t scale, unsigned units)
{
	double part = scale > 0 ? (double)bytes / (double)scale : 0;
	unsigned rounded = (unsigned)((part < 1 ? part : 1) * units + 0.5);

	return rounded == 0 && bytes > 0 && scale > 0 && units > 0 ? 1 : rounded;
}

/* Returns the cells used. */
static unsigned
put_filled(struct buffer *b, unsigned eighths, bool ascii)
{
	unsigned whole = eighths / EIGHTHS, rest = eighths % EIGHTHS;

	if (ascii) {
		whole += rest >= EIGHTHS / 2;
		rest = 0;
	}
	for (unsigned i = 0; i < whole; i++)
		buffer_text(b, ascii ? "=" : blocks[EIGHTHS]);
	buffer_text(b, blocks[rest]);
	return whole + (rest > 0);
}

void
bar_make(struct bar *bar, const struct bar_sizes *sizes, unsigned cells, bool ascii)
{
	struct buffer filled = buffer_over(bar->filled, sizeof bar->filled);
	struct buffer gap = buffer_over(bar->gap, sizeof bar->gap);
	struct buffer tick = buffer_over(bar->tick, sizeof bar->tick);
	uint64_t peak = sizes->peak_bytes > sizes->now_bytes ? sizes->peak_bytes : sizes->now_bytes;
	unsigned to, used;

	if (cells > BAR_CELLS_MAX)
		cells = BAR_CELLS_MAX;
	to = part_of(peak, sizes->scale_bytes, cells);
	if (sizes->peak_bytes == 0 || to == 0) {
		used = part_of(sizes->now_bytes, sizes->scale_bytes, cells * EIGHTHS);
		/* Where there is no smaller sign, what is held has a cell. */
		put_filled(&filled, ascii && used > 0 && used < EIGHTHS ? EIGHTHS : used, ascii);
		return;
	}
	/* The tick has the last of these cells. */
	used = put_filled(&filled, part_of(sizes->now_bytes, peak, (to - 1) * EIGHTHS), ascii);
	for (; used < to - 1; used++)
		buffer_text(&gap, ascii ? "." : "·");
	buffer_text(&tick, ascii ? "|" : "┃");
}
