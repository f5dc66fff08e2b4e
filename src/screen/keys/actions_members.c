/* SPDX-License-Identifier: MIT */
/* actions_members.c: what keys and the mouse do in the list of the members of a set or a job, which
 * is part of a page of text: the cursor moves in it while it is visible; otherwise, and beyond the
 * first and the last member, the page is scrolled. */
#include "screen/keys/actions_members.h"
#include "screen/view/view.h"

/* The page: its members are the lines from `first` on. */
struct page {
	size_t count, first, rows, max; /* members; lines; the last scroll position */
	size_t at;                      /* the member under the cursor */
};

static struct page
page_of(const struct scene *scene, const struct rows *members)
{
	struct view_extent extent = view_extent(scene);
	struct page page = { .rows = extent.rows,
		.max = extent.lines > extent.rows ? extent.lines - extent.rows : 0 };

	if (extent.list == 0)
		return page;
	page.count = members->count;
	page.first = extent.list;
	page.at = view_member_selected(scene, members);
	return page;
}

static void
select_member(struct view_state *s, const struct rows *members, size_t at)
{
	s->member.at = at;
	s->member.has_under = true;
	s->member.under = members->items[at].process->now.key;
}

/* --- moving --- */

/* Not beyond the member under the cursor, as long as that is not visible. */
static size_t
moved_down(struct page *p, size_t scroll, size_t by)
{
	size_t line = p->first + p->at, end = scroll + p->rows;

	if (p->count > 0 && line >= end)
		return scroll + (by < line - end + 1 ? by : line - end + 1);
	if (p->count == 0 || p->at == p->count - 1 || line < scroll)
		return scroll + by;
	p->at = by < p->count - 1 - p->at ? p->at + by : p->count - 1;
	line = p->first + p->at;
	return line >= end ? line - p->rows + 1 : scroll;
}

static size_t
moved_up(struct page *p, size_t scroll, size_t by)
{
	size_t line = p->first + p->at;

	if (p->count > 0 && line < scroll)
		return scroll - (by < scroll - line ? by : scroll - line);
	if (p->count == 0 || p->at == 0 || line >= scroll + p->rows)
		return scroll > by ? scroll - by : 0;
	p->at = p->at > by ? p->at - by : 0;
	line = p->first + p->at;
	return line < scroll ? line : scroll;
}

void
members_move(struct view_state *s, const struct scene *scene, long by)
{
	struct rows members;
	struct page page;
	size_t scroll;

	view_members(scene, &members);
	page = page_of(scene, &members);
	scroll = s->scroll < page.max ? s->scroll : page.max;
	if (by == KEY_MOVE_FAR && page.count > 0)
		page.at = page.count - 1;
	if (by == -KEY_MOVE_FAR)
		page.at = 0;
	if (by == KEY_MOVE_FAR || by == -KEY_MOVE_FAR)
		scroll = by < 0 ? 0 : page.count > 0 ? page.first + page.at : page.max;
	else if (by > 0)
		scroll = moved_down(&page, scroll, (size_t)by);
	else
		scroll = moved_up(&page, scroll, (size_t)-by);
	s->scroll = scroll < page.max ? scroll : page.max;
	if (page.count > 0)
		select_member(s, &members, page.at);
	rows_clear(&members);
}

bool
members_press(struct view_state *s, const struct scene *scene, int row)
{
	struct rows members;
	struct page page;
	size_t line;
	bool hit;

	if (row < 0 || row >= scene->layout.body.rows + scene->layout.head.rows)
		return false;
	view_members(scene, &members);
	page = page_of(scene, &members);
	line = (s->scroll < page.max ? s->scroll : page.max) + (size_t)row;
	hit = page.count > 0 && line >= page.first && line - page.first < page.count;
	if (hit)
		select_member(s, &members, line - page.first);
	rows_clear(&members);
	return hit;
}

/* Scrolls the page so that the row of the member under the cursor is visible; true: it was. A page
 * with a single member may have no list: that one needs none. */
static bool
show_selected(struct view_state *s, const struct page *page)
{
	size_t line = page->first + page->at;
	size_t scroll = s->scroll < page->max ? s->scroll : page->max;

	if (page->count == 0 || (line >= scroll && line < scroll + page->rows))
		return true;
	s->scroll = line < scroll ? line : line - page->rows + 1;
	return false;
}

enum members_found
members_selected(struct view_state *s, const struct scene *scene, struct proc_key *key)
{
	struct rows members;
	struct page page;
	enum members_found found = MEMBERS_NONE;

	view_members(scene, &members);
	page = page_of(scene, &members);
	if (members.count > 0) {
		*key = members.items[view_member_selected(scene, &members)].process->now.key;
		found = show_selected(s, &page) ? MEMBERS_VISIBLE : MEMBERS_HIDDEN;
	}
	rows_clear(&members);
	return found;
}
