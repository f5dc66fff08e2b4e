/* SPDX-License-Identifier: MIT */
/* view_menu.c: draws the open menu: a box over the screen, with the items that match what was
 * typed. */
#include "screen/view/view_menu.h"

#include <string.h>

#include "base/utf8.h"
#include "screen/frame/layout.h"
#include "screen/state/menu.h"

/* Cells between the columns of a menu, also of a narrow one; and the least that a name, a
 * description are shown in. */
#define GAP 2
#define GAP_NARROW 1
#define NARROW 30
#define NAME_MINIMUM 7
#define ABOUT_MINIMUM 12

/* Cells before a name: its mark and a blank. */
#define MARK 2

/* What the bottom of a box has beside the keys: blanks and the place of the cursor. */
#define BOTTOM_REST 10

/* With fewer rows than this, the box covers the footer too. */
#define ROWS_WITH_FOOTER 6

/* The most items that are visible at a time. */
#define LIST_MAX 24

/* Rows that a menu with a preview leaves free, the titles and the first processes among them; and
 * the least that it has itself. */
#define PREVIEW_ROWS 6
#define PREVIEWING_MINIMUM 8

/* The widths of what the items have, of all of them: typing makes the box shorter, not narrower. */
struct widths {
	size_t count;
	int name, value, about;
};

struct place {
	struct rect box, list;
	int name, value, gap; /* widths; 0: none */
	size_t items[MENU_ITEMS_MAX];
	size_t count, cursor, top;
};

static int
wider(int width, const char *text)
{
	int own = (int)utf8_columns(text);

	return own > width ? own : width;
}

static struct widths
measure(const struct scene *scene)
{
	size_t items[MENU_ITEMS_MAX];
	struct widths w = { .count = menu_list(scene, items) };

	for (size_t i = 0; i < w.count; i++) {
		struct menu_item item;

		menu_fill(scene, items[i], &item);
		w.name = wider(w.name, item.name);
		w.value = wider(w.value, item.value);
		w.about = wider(w.about, item.about);
	}
	return w;
}

/* Where a box may be: above the footer, and with a preview at the bottom. */
static struct rect
place_within(const struct scene *scene, int rows)
{
	struct rect within = scene->layout.whole;
	int left;

	if (within.rows >= ROWS_WITH_FOOTER)
		within.rows--;
	if (!menu_previews(scene))
		return within;
	left = within.rows - PREVIEW_ROWS > PREVIEWING_MINIMUM ? within.rows - PREVIEW_ROWS
							       : PREVIEWING_MINIMUM;
	if (rows + 2 < left)
		left = rows + 2;
	if (left < within.rows) {
		within.row += within.rows - left;
		within.rows = left;
	}
	return within;
}

static struct rect
place_box(const struct scene *scene, const struct widths *w)
{
	int rows = w->count < 1 ? 1 : w->count < LIST_MAX ? (int)w->count : LIST_MAX;
	int cols = MARK + w->name + (w->value > 0 ? GAP + w->value : 0) +
		   (w->about > 0 ? GAP + w->about : 0);

	if (cols < (int)strlen(menu_hint(scene)) + BOTTOM_REST)
		cols = (int)strlen(menu_hint(scene)) + BOTTOM_REST;
	return layout_box(place_within(scene, rows), rows, cols - 1);
}

/* Only as wide as the box. In the set-up a value is worth more than the end of a name, elsewhere a
 * name is worth more than a key. */
static void
place_columns(struct place *p, const struct widths *w, bool values_first)
{
	int left = p->list.cols - MARK - 1, beside;

	p->gap = p->box.cols < NARROW ? GAP_NARROW : GAP;
	p->name = w->name < left ? w->name : left;
	if (values_first && w->name + p->gap + w->value > left)
		p->name = left - p->gap - w->value > NAME_MINIMUM ? left - p->gap - w->value
								  : NAME_MINIMUM;
	beside = left - p->name - p->gap;
	p->value = beside < w->value ? (values_first && beside > 0 ? beside : 0) : w->value;
}

/* The cursor is on one of the items shown, and visible. */
static void
place_cursor(struct place *p, const struct menu_state *m)
{
	size_t rows = (size_t)p->list.rows;

	p->cursor = m->cursor;
	if (p->cursor >= p->count)
		p->cursor = p->count > 0 ? p->count - 1 : 0;
	p->top = m->top < p->cursor ? m->top : p->cursor;
	if (p->cursor >= p->top + rows)
		p->top = p->cursor - rows + 1;
	if (p->top + rows > p->count)
		p->top = p->count > rows ? p->count - rows : 0;
}

static struct place
place_menu(const struct scene *scene)
{
	struct widths w = measure(scene);
	struct place p = { .box = place_box(scene, &w) };
	size_t least;

	p.count = menu_shown(scene, p.items);
	least = (p.count > 0 ? p.count : 1) + 2;
	if (least < (size_t)p.box.rows && !menu_previews(scene))
		p.box.rows = (int)least;
	p.list = p.box;
	if (p.box.rows > 2) {
		p.list.row++;
		p.list.rows -= 2;
	}
	p.list.col++;
	p.list.cols -= 2;
	place_columns(&p, &w, !menu_narrows(scene));
	place_cursor(&p, &scene->state->menu);
	return p;
}

/* --- drawing --- */

static void
put_frame(struct grid *g, struct rect box, bool ascii)
{
	const char *side = ascii ? "|" : "│", *line = ascii ? "-" : "─";
	static const char *const utf8_corners[] = { "┌", "┐", "└", "┘" };
	const char *const plain_corners[] = { "+", "+", "+", "+" };
	const char *const *corners = ascii ? plain_corners : utf8_corners;
	int right = box.col + box.cols - 1, bottom = box.row + box.rows - 1;

	grid_fill(g, box, ROLE_TEXT);
	for (int col = box.col; col <= right; col++) {
		grid_put(g, box.row, col, 1, ROLE_DIM, line);
		grid_put(g, bottom, col, 1, ROLE_DIM, line);
	}
	for (int row = box.row; row <= bottom; row++) {
		grid_put(g, row, box.col, 1, ROLE_DIM, side);
		grid_put(g, row, right, 1, ROLE_DIM, side);
	}
	grid_put(g, box.row, box.col, 1, ROLE_DIM, corners[0]);
	grid_put(g, box.row, right, 1, ROLE_DIM, corners[1]);
	grid_put(g, bottom, box.col, 1, ROLE_DIM, corners[2]);
	grid_put(g, bottom, right, 1, ROLE_DIM, corners[3]);
}

/* " Sort by: pe_ ", with a cursor: what was typed last stays visible. */
static void
put_title(struct grid *g, const struct rect *box, const struct scene *scene)
{
	static const char invitation[] = " type to narrow ";
	const char *typed = scene->state->menu.typed;
	int col = box->col + 2, right = box->col + box->cols - 1;
	char title[60];
	struct buffer b = buffer_over(title, sizeof title);

	buffer_text(&b, " ");
	menu_put_title(scene, &b);
	buffer_text(&b, typed[0] != '\0' ? ": " : " ");
	col += grid_put(g, box->row, col, right - col, ROLE_TITLE, title);
	if (typed[0] != '\0') {
		col += grid_put_end(g, box->row, col, right - col - 1, ROLE_TEXT, typed);
		if (col < right)
			grid_put(g, box->row, col, 1, ROLE_SELECTED, " ");
	} else if (menu_narrows(scene) && right - col > (int)sizeof invitation) {
		grid_put(g, box->row, right - (int)sizeof invitation, (int)sizeof invitation,
			ROLE_DIM, invitation);
	}
}

/* As many of the keys ("Enter chooses  Esc leaves") as fit, each whole. */
static size_t
fit_hint(const char *hint, int cols)
{
	size_t length = strlen(hint);

	while (length > 0 && (int)length > cols) {
		do
			length--;
		while (length > 0 && strncmp(hint + length, "  ", 2) != 0);
	}
	return length;
}

/* The keys of the menu, and "3/28": which of the items shown is under the cursor. */
static void
put_bottom(struct grid *g, const struct place *p, const struct scene *scene)
{
	int row = p->box.row + p->box.rows - 1, col = p->box.col + 2;
	int right = p->box.col + p->box.cols - 2;
	char text[80];
	struct buffer b = buffer_over(text, sizeof text);
	size_t length;

	if (p->count > (size_t)p->list.rows) {
		buffer_print(&b, " %zu/%zu ", p->cursor + 1, p->count);
		right -= (int)b.length;
		grid_put(g, row, right, (int)b.length, ROLE_DIM, text);
	}
	length = fit_hint(menu_hint(scene), right - col - 2);
	if (length == 0)
		return;
	b = buffer_over(text, sizeof text);
	buffer_print(&b, " %.*s ", (int)length, menu_hint(scene));
	grid_put(g, row, col, right - col, ROLE_LABEL, text);
}

static const char *
mark_text(enum menu_mark mark, bool ascii)
{
	return mark == MENU_MARK_NONE ? " " : ascii ? "*" : mark == MENU_MARK_ON ? "√" : "•";
}

static void
put_item(struct grid *g, const struct place *p, const struct scene *scene, size_t at)
{
	int row = p->list.row + (int)(at - p->top), col = p->list.col + MARK;
	int right = p->list.col + p->list.cols - 1;
	bool selected = at == p->cursor;
	struct menu_item item;
	enum role role;

	menu_fill(scene, p->items[at], &item);
	role = selected ? ROLE_SELECTED : item.unavailable ? ROLE_DIM : ROLE_TEXT;
	grid_put(g, row, p->list.col, 1, role, mark_text(item.mark, scene->context.ascii));
	grid_put_cut(g, row, col, p->name, role, item.name);
	col += p->name + p->gap;
	if (p->value > 0) {
		grid_put_cut(g, row, col, p->value, selected ? role : ROLE_KEY, item.value);
		col += p->value + p->gap;
	}
	if (right - col >= ABOUT_MINIMUM)
		grid_put_cut(g, row, col, right - col, selected ? role : ROLE_LABEL, item.about);
	if (selected)
		grid_role(g, row, p->list.col, p->list.cols, ROLE_SELECTED);
}

void
view_menu(struct grid *g, const struct scene *scene)
{
	struct place p = place_menu(scene);

	put_frame(g, p.box, scene->context.ascii);
	put_title(g, &p.box, scene);
	if (p.box.rows > 2)
		put_bottom(g, &p, scene);
	if (p.count == 0)
		grid_put(g, p.list.row, p.list.col + MARK, p.list.cols - MARK, ROLE_DIM,
			"nothing matches");
	for (size_t i = p.top; i < p.count && i < p.top + (size_t)p.list.rows; i++)
		put_item(g, &p, scene, i);
}

void
view_menu_about(struct grid *g, const struct rect *r, const struct scene *scene)
{
	struct menu_item item;
	size_t at;

	if (!menu_chosen(scene, &at))
		return;
	menu_fill(scene, at, &item);
	grid_put_cut(g, r->row, r->col, r->cols, ROLE_LABEL, item.about);
}

/* --- for the mouse and PageUp --- */

size_t
view_menu_top(const struct scene *scene)
{
	return place_menu(scene).top;
}

size_t
view_menu_page(const struct scene *scene)
{
	struct place p = place_menu(scene);

	return (size_t)(p.list.rows > 1 ? p.list.rows - 1 : 1);
}

static bool
is_inside(const struct rect *r, int row, int col)
{
	return row >= r->row && row < r->row + r->rows && col >= r->col && col < r->col + r->cols;
}

enum menu_hit
view_menu_hit(const struct scene *scene, int row, int col, size_t *at)
{
	struct place p = place_menu(scene);

	*at = p.top + (size_t)(row - p.list.row);
	if (!is_inside(&p.box, row, col))
		return MENU_HIT_OUTSIDE;
	return is_inside(&p.list, row, col) && *at < p.count ? MENU_HIT_ITEM : MENU_HIT_BOX;
}
