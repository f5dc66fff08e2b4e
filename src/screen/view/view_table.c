/* SPDX-License-Identifier: MIT */
/* view_table.c: the table of processes. */
#include "screen/view/view.h"

#include <string.h>

#include "base/utf8.h"
#include "screen/state/bindings.h"
#include "text/table/ended.h"

#define COMMAND_BYTES 1100

/* What the bars begin and end at: "now ....... peak". Where that does not fit, a word. */
static void
put_bar_title(const char *end, const char *word, int width, bool ascii, struct buffer *b)
{
	int dots = width - (int)(strlen("now  ") + strlen(end));

	if (dots < 1) {
		buffer_text(b, word);
		return;
	}
	buffer_text(b, "now ");
	for (int i = 0; i < dots; i++)
		buffer_text(b, ascii ? "." : "·");
	buffer_print(b, " %s", end);
}

/* The arrow of a title that fills its column is in the gap behind it; at the edge of the screen, in
 * that before it. */
static void
put_title(
	struct grid *g, int row, const struct placed *p, const struct list_choice *list, bool ascii)
{
	bool sorted = p->column == list->sort;
	enum role role = sorted ? ROLE_SORTED : ROLE_HEAD;
	bool descending = p->column->big_first != list->inverted, inside;
	const char *arrow = ascii ? (descending ? "v" : "^") : descending ? "▾" : "▴";
	char text[64];
	struct buffer b = buffer_over(text, sizeof text);

	if (p->column->kind == VALUE_BAR && list->by_limit)
		put_bar_title("limit", "OF LIMIT", p->width - sorted, ascii, &b);
	else if (p->column->kind == VALUE_BAR)
		put_bar_title("peak", p->column->title, p->width - sorted, ascii, &b);
	else
		buffer_text(&b, p->column->title);
	inside = (int)utf8_columns(text) < p->width;
	if (sorted && inside)
		buffer_text(&b, arrow);
	if (column_right_aligned(p->column))
		grid_put_right(g, row, p->col, p->width, role, text);
	else
		grid_put(g, row, p->col, p->width, role, text);
	if (sorted && !inside)
		grid_put(g, row, p->col + p->width < g->cols ? p->col + p->width : p->col - 1, 1,
			role, arrow);
}

/* --- one row --- */

struct row_mark {
	enum role role;
	const char *utf8, *ascii;
};

static bool
is_near_limit(const struct process *p, uint64_t now_ns)
{
	(void)now_ns;
	return process_near_limit(p);
}

/* Of a collapsed branch, whether it is so of any process. */
static bool
is_so(bool (*of)(const struct process *, uint64_t now_ns), const struct row *r, uint64_t now_ns)
{
	size_t i = 0;

	while (i < r->inside_count && !of(r->inside[i].process, now_ns))
		i++;
	return i < r->inside_count || of(r->process, now_ns);
}

static bool
is_at_peak(const struct row *r)
{
	uint64_t peak_bytes = column_peak(r)->bytes;

	if (r->hidden_below == 0)
		return process_at_peak(r->process);
	return r->tree_rss_bytes >= peak_bytes - peak_bytes / 100;
}

/* The state of a row, shown by a mark and a role; the first that applies. */
static struct row_mark
mark_of(const struct row *r, uint64_t now_ns)
{
	const struct process *p = r->process;

	if (process_ended(p))
		return (struct row_mark){ ROLE_ENDED, "×", "x" };
	if (is_so(is_near_limit, r, now_ns))
		return (struct row_mark){ ROLE_LIMIT, "!", "!" };
	if (is_so(process_peak_rising, r, now_ns))
		return (struct row_mark){ ROLE_RISING, "▲", "^" };
	if (is_at_peak(r))
		return (struct row_mark){ ROLE_AT_PEAK, "·", "=" };
	return (struct row_mark){ ROLE_TEXT, " ", " " };
}

/* A process at its peak is marked only in the peak column: most quiet processes are at theirs. */
static enum role
role_of_cell(const struct row_mark *mark, const struct column *column)
{
	if (mark->role != ROLE_AT_PEAK)
		return mark->role;
	return column->roles & COLUMN_MARK ? ROLE_AT_PEAK : ROLE_TEXT;
}

/* Skips the first `cols` columns of a text. */
static const char *
skip_columns(const char *text, int cols)
{
	size_t left = strlen(text);

	while (left > 0 && cols > 0) {
		uint32_t code = '?';
		size_t length = utf8_decode(text, left, &code);

		cols -= utf8_width(length > 0 ? code : '?');
		length = length > 0 ? length : 1;
		text += length;
		left -= length;
	}
	return text;
}

/* Moves `at` forward to another place in its text; returns the columns between them. */
static int
columns_to(const char **at, const char *to)
{
	char part[COMMAND_BYTES];
	struct buffer b = buffer_over(part, sizeof part);

	if (to <= *at)
		return 0;
	buffer_put(&b, *at, (size_t)(to - *at));
	*at = to;
	return (int)utf8_columns(part);
}

/* Underlines what the filter found in a text, of which a cell shows the part from `shown` on. */
static void
underline_matches(struct grid *g, int row, struct placed cell, const struct filter *filter,
	const char *text, const char *shown)
{
	size_t begin, end = 0;
	int from = 0, to = 0;

	while (from < cell.width && filter_find(filter, text, end, &begin, &end)) {
		from = to + columns_to(&shown, text + begin);
		to = from + columns_to(&shown, text + end);
		if (from < cell.width)
			grid_underline(g, row, cell.col + from,
				(to < cell.width ? to : cell.width) - from);
	}
}

/* The command, in a tree with its branch; scrolled to the left on request. */
static void
put_command(struct grid *g, int row, const struct placed *p, const struct row *r,
	const struct list_choice *list, const struct column_context *context, enum role role)
{
	char branch[300], text[COMMAND_BYTES];
	const char *shown;
	size_t length;
	struct buffer b = buffer_over(branch, sizeof branch);
	int col = p->col, limit = p->width, used;

	if (list->tree || r->depth > 0)
		rows_put_branch(r, context->ascii, &b);
	rows_put_count(r, &b);
	used = grid_put(g, row, col, limit, ROLE_DIM, branch);
	b = buffer_over(text, sizeof text);
	column_put(p->column, r, context, &b);
	length = b.length;
	if (r->hidden_below > 0)
		buffer_print(&b, "  (+%u)", r->hidden_below);
	shown = skip_columns(text, list->shift);
	grid_put(g, row, col + used, limit - used, role, shown);
	text[length] = '\0';
	if (list->selection.filter != NULL)
		underline_matches(g, row, (struct placed){ NULL, col + used, limit - used },
			list->selection.filter, text, shown);
}

/* The mark of a sum is before it, or in the gap between two columns if the sum fills its own. */
static void
put_cell(struct grid *g, int row, const struct placed *p, const struct row *r,
	const struct column_context *context, enum role role)
{
	char text[256];
	struct buffer b = buffer_over(text, sizeof text);
	int from = p->col;

	if (rows_is_sum(r, p->column)) {
		buffer_text(&b, context->ascii ? "+" : "Σ");
		from--;
	}
	column_put(p->column, r, context, &b);
	if (column_right_aligned(p->column))
		grid_put_right(g, row, from, p->col + p->width - from, role, text);
	else
		grid_put(g, row, p->col, p->width, role, text);
}

/* The parts of a bar have roles of their own, unless the row has one. */
static void
put_bar(struct grid *g, int row, const struct placed *p, const struct row *r,
	const struct column_context *context, enum role role)
{
	bool plain = role == ROLE_TEXT;
	struct bar bar;
	int col = p->col;

	column_make_bar(r, context, (unsigned)p->width, &bar);
	col += grid_put(
		g, row, col, p->col + p->width - col, plain ? ROLE_BAR_USED : role, bar.filled);
	col += grid_put(
		g, row, col, p->col + p->width - col, plain ? ROLE_BAR_FREE : role, bar.gap);
	grid_put(g, row, col, p->col + p->width - col, plain ? ROLE_BAR_PEAK : role, bar.tick);
}

static void
put_row(struct grid *g, int row, const struct placement *placement, const struct row *r,
	const struct list_choice *list, const struct column_context *context)
{
	const struct process *p = r->process;
	struct row_mark mark = mark_of(r, context->now_ns);
	bool tagged = r->kind == ROW_PROCESS && key_set_has(&list->tagged, p->now.key);
	enum role max = mark.role == ROLE_AT_PEAK ? ROLE_TEXT : mark.role;

	/* Including the blanks between cells, so that the terminal is sent one style for the whole
	 * row. */
	if (tagged && max == ROLE_TEXT)
		max = ROLE_TAGGED;
	grid_fill(g, (struct rect){ row, 0, 1, g->cols }, max);
	if (tagged)
		grid_put(g, row, 0, 1, ROLE_TAGGED, "*");
	grid_put(g, row, 1, 1, mark.role, context->ascii ? mark.ascii : mark.utf8);
	for (size_t i = 0; i < placement->count; i++) {
		const struct placed *cell = &placement->items[i];
		enum role role = role_of_cell(&mark, cell->column);

		if (tagged && role == ROLE_TEXT)
			role = ROLE_TAGGED;
		if (cell->column->kind == VALUE_BAR)
			put_bar(g, row, cell, r, context, role);
		else if (cell->column->roles & COLUMN_BRANCH)
			put_command(g, row, cell, r, list, context, role);
		else
			put_cell(g, row, cell, r, context, role);
	}
}

/* The line of ended processes is not made of cells. */
static void
put_ended_line(struct grid *g, int row, const struct row *line, const struct scene *scene)
{
	bool ascii = scene->context.ascii;
	int col = LAYOUT_MARKS, cols = g->cols > col ? g->cols - col : 0;
	char key[24], text[200];
	struct buffer b = buffer_over(key, sizeof key);

	bindings_put_first(scene->keys, "ended", &b);
	b = buffer_over(text, sizeof text);
	ended_put_line(line, &scene->context, key, (unsigned)cols, &b);
	grid_fill(g, (struct rect){ row, 0, 1, g->cols }, ROLE_ENDED);
	grid_put(g, row, 1, 1, ROLE_ENDED, ended_mark(line, ascii));
	grid_put(g, row, col, cols, ROLE_ENDED, text);
}

static void
put_nothing(struct grid *g, const struct rect *body, const struct table *t)
{
	grid_put(g, body->row, LAYOUT_MARKS, body->cols - LAYOUT_MARKS, ROLE_DIM,
		t->living_count == 0 ? "no processes visible" : "no matching process");
}

void
view_table(struct grid *g, const struct scene *scene)
{
	const struct list_choice *list = &scene->state->list;
	const struct layout *l = &scene->layout;
	struct column_list shown = list_columns(list);
	struct placement placement = layout_columns(&shown, l->whole.cols, scene->context.units);
	struct column_context cells = rows_cells(scene->rows, &scene->context);

	cells.by_limit = list->by_limit;
	grid_fill(g, l->head, ROLE_HEAD);
	for (size_t i = 0; l->head.rows > 0 && i < placement.count; i++)
		put_title(g, l->head.row, &placement.items[i], list, scene->context.ascii);
	if (scene->rows->count == 0)
		put_nothing(g, &l->body, scene->table);
	for (size_t i = 0; i < (size_t)l->body.rows && list->top + i < scene->rows->count; i++) {
		const struct row *r = &scene->rows->items[list->top + i];
		int row = l->body.row + (int)i;

		if (r->kind == ROW_ENDED)
			put_ended_line(g, row, r, scene);
		else
			put_row(g, row, &placement, r, list, &cells);
		if (list->top + i == list->cursor)
			grid_role(g, row, 0, l->body.cols, ROLE_SELECTED);
	}
}
