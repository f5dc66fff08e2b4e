/* SPDX-License-Identifier: MIT */
/* chart_places.c: where the memory of a run grew, as texts for its chart. */
#include "text/chart/chart_places.h"

#include <stdlib.h>

#include "base/grow.h"
#include "text/run/code_lines.h"

#define FILE_COLUMNS 40
#define TEXT_MAX 200

static void
put_place(const struct code_line *line, char text[TEXT_MAX])
{
	struct buffer b = buffer_over(text, TEXT_MAX);

	if (line->kind != LINE_CODE) {
		code_line_put_place(line, &b);
		return;
	}
	code_line_put_file_in(line, FILE_COLUMNS, &b);
	buffer_print(&b, " %s", line->function);
}

void
chart_places_fill(struct chart_places *p, const struct run *run)
{
	const struct code_lists *l = run->lines.lists;
	size_t count;
	char(*texts)[TEXT_MAX];

	chart_places_clear(p);
	if (!run_lines_known(run))
		return;
	count = l->place_count;
	p->items = grow_new((count + 1) * (sizeof *p->items + sizeof *texts));
	texts = (void *)(p->items + count + 1);
	p->count = count;
	for (size_t i = 0; i < count; i++) {
		put_place(&l->places[i], texts[i]);
		p->items[i] = (struct chart_place){ l->places[i].at_ns, texts[i] };
	}
	if (!run_lines_peak_known(run))
		return;
	put_place(&l->peak, texts[count]);
	p->peak = texts[count];
}

void
chart_places_clear(struct chart_places *p)
{
	free(p->items);
	*p = (struct chart_places){ .items = NULL };
}
