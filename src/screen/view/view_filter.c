/* SPDX-License-Identifier: MIT */
/* view_filter.c: what the filter shows, in a line: how many processes, and what they hold. */
#include "screen/view/view.h"

#include <string.h>

#include "base/utf8.h"

/* Without the blanks behind it. */
static size_t
text_end(const char *text)
{
	size_t length = strlen(text);

	while (length > 0 && text[length - 1] == ' ')
		length--;
	return length;
}

/* Its text, and so many of: the number, what they hold, their peaks. */
static void
put_figures(const struct scene *scene, int figures, struct buffer *b)
{
	const struct rows_sum *sum = &scene->rows->sum;
	const char *text = filter_text(scene->state->list.selection.filter);
	const char *sigma = scene->context.ascii ? "sum" : "Σ";

	buffer_text(b, "filter ");
	buffer_put(b, text, text_end(text));
	if (figures > 0)
		buffer_print(b, ": %zu shown", sum->shown);
	if (figures > 1) {
		buffer_print(b, ", %s ", sigma);
		unit_size(b, sum->rss_bytes, scene->context.units);
	}
	if (figures > 2) {
		buffer_print(b, ", peak %s ", sigma);
		unit_size(b, sum->peak_bytes, scene->context.units);
	}
}

void
view_put_filter(const struct scene *scene, int cols, struct buffer *b)
{
	char text[300];

	if (scene->state->list.selection.filter == NULL)
		return;
	for (int figures = 3; figures >= 0; figures--) {
		struct buffer form = buffer_over(text, sizeof text);

		put_figures(scene, figures, &form);
		if ((int)utf8_columns(text) <= cols)
			break;
	}
	buffer_text(b, text);
}
