/* SPDX-License-Identifier: MIT */
/* menu.c: the menus: sort column, user, signal. */
#include <signal.h>
#include <stdlib.h>

#include "base/signal_name.h"
#include "screen/state/actions.h"
#include "screen/state/prompt.h"

struct menu_row {
	const char *title;
	size_t (*count)(const struct view_state *);
	void (*put)(const struct view_state *, const struct scene *, size_t item, struct buffer *);
	struct command (*chosen)(struct view_state *, const struct scene *, size_t item);
};

/* --- sort column --- */

static size_t
sort_count(const struct view_state *s)
{
	(void)s;
	return column_count;
}

static void
sort_put(const struct view_state *s, const struct scene *scene, size_t item, struct buffer *b)
{
	(void)s;
	(void)scene;
	buffer_text(b, columns[item].name);
}

static struct command
sort_chosen(struct view_state *s, const struct scene *scene, size_t item)
{
	(void)scene;
	s->sort = &columns[item];
	s->inverted = false;
	return command_refresh(REFRESH_ROWS | REFRESH_WANTS);
}

/* --- user: "all" first --- */

static size_t
user_count(const struct view_state *s)
{
	return s->user_count + 1;
}

static void
user_put(const struct view_state *s, const struct scene *scene, size_t item, struct buffer *b)
{
	const struct table *t = scene->table;

	if (item == 0) {
		buffer_text(b, "all users");
		return;
	}
	for (size_t i = 0; i < t->living_count; i++) {
		const struct process *p = t->living[i];

		if ((p->now.known & KNOWN_UID) && p->now.uid == s->users[item - 1] &&
			p->user != NULL) {
			buffer_text(b, p->user);
			return;
		}
	}
	buffer_print(b, "%u", (unsigned)s->users[item - 1]);
}

static struct command
user_chosen(struct view_state *s, const struct scene *scene, size_t item)
{
	(void)scene;
	s->selection.by_uid = item > 0;
	s->selection.uid = item > 0 ? s->users[item - 1] : 0;
	return command_refresh(REFRESH_ROWS);
}

static int
compare_uids(const void *a, const void *b)
{
	uid_t x = *(const uid_t *)a, y = *(const uid_t *)b;

	return (x > y) - (x < y);
}

static void
collect_users(struct view_state *s, const struct table *t)
{
	s->user_count = 0;
	for (size_t i = 0; i < t->living_count && s->user_count < STATE_USERS_MAX; i++) {
		const struct reading *r = &t->living[i]->now;
		size_t at = 0;

		while (at < s->user_count && s->users[at] != r->uid)
			at++;
		if ((r->known & KNOWN_UID) && at == s->user_count)
			s->users[s->user_count++] = r->uid;
	}
	qsort(s->users, s->user_count, sizeof *s->users, compare_uids);
}

/* --- signal --- */

static const int signals[] = { SIGTERM, SIGKILL, SIGINT, SIGHUP, SIGQUIT, SIGSTOP, SIGCONT, SIGUSR1,
	SIGUSR2, SIGABRT };

static size_t
signal_count(const struct view_state *s)
{
	(void)s;
	return sizeof signals / sizeof signals[0];
}

static void
signal_put(const struct view_state *s, const struct scene *scene, size_t item, struct buffer *b)
{
	(void)s;
	(void)scene;
	buffer_print(b, "%2d ", signals[item]);
	signal_name_put(signals[item], b);
}

static struct command
signal_chosen(struct view_state *s, const struct scene *scene, size_t item)
{
	(void)scene;
	s->signal = signals[item];
	prompt_open(s, PROMPT_CONFIRM, "");
	return command_refresh(REFRESH_SCREEN);
}

/* The tagged processes, else the one that is open, or all of the row under the cursor: as they are
 * now, so that a row that moves while the menu is open changes nothing. */
static void
collect_targets(struct view_state *s, const struct scene *scene)
{
	s->targets.count = 0;
	for (size_t i = 0; i < s->tagged.count; i++)
		key_set_add(&s->targets, s->tagged.items[i]);
	if (s->targets.count > 0)
		return;
	if (s->view == VIEW_PROCESS)
		key_set_add(&s->targets, s->opened);
	else if (s->has_under)
		actions_add_members(s, scene, &s->targets);
}

/* --- all menus --- */

static const struct menu_row menus[MENU_KINDS] = {
	[MENU_SORT] = { "Sort by", sort_count, sort_put, sort_chosen },
	[MENU_USER] = { "Processes of", user_count, user_put, user_chosen },
	[MENU_SIGNAL] = { "Send signal", signal_count, signal_put, signal_chosen },
};

struct command
menu_open(struct view_state *s, const struct scene *scene, enum menu_kind kind)
{
	s->menu_cursor = kind == MENU_SORT ? (size_t)(s->sort - columns) : 0;
	if (kind == MENU_USER)
		collect_users(s, scene->table);
	if (kind == MENU_SIGNAL)
		collect_targets(s, scene);
	if (kind == MENU_SIGNAL && s->targets.count == 0)
		return command_none();
	s->menu = kind;
	return command_refresh(REFRESH_SCREEN);
}

const char *
menu_title(enum menu_kind kind)
{
	return menus[kind].title;
}

size_t
menu_count(const struct view_state *s)
{
	return menus[s->menu].count(s);
}

void
menu_put_item(const struct view_state *s, const struct scene *scene, size_t item, struct buffer *b)
{
	menus[s->menu].put(s, scene, item, b);
}

static struct command
move_to(struct view_state *s, size_t item)
{
	s->menu_cursor = item < menu_count(s) ? item : menu_count(s) - 1;
	return command_refresh(REFRESH_SCREEN);
}

struct command
menu_key(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	enum menu_kind kind = s->menu;
	size_t page = 8;

	switch (event->code) {
	case KEY_CODE_ESCAPE:
	case 'q':
		s->menu = MENU_NONE;
		return command_refresh(REFRESH_SCREEN);
	case KEY_CODE_ENTER:
		s->menu = MENU_NONE;
		return command_also(menus[kind].chosen(s, scene, s->menu_cursor), REFRESH_SCREEN);
	case KEY_CODE_UP:
	case KEY_CODE_WHEEL_UP:
		return move_to(s, s->menu_cursor > 0 ? s->menu_cursor - 1 : 0);
	case KEY_CODE_DOWN:
	case KEY_CODE_WHEEL_DOWN:
	case 'j':
		return move_to(s, s->menu_cursor + 1);
	case KEY_CODE_PAGE_UP:
		return move_to(s, s->menu_cursor > page ? s->menu_cursor - page : 0);
	case KEY_CODE_PAGE_DOWN:
		return move_to(s, s->menu_cursor + page);
	case KEY_CODE_HOME:
		return move_to(s, 0);
	case KEY_CODE_END:
		return move_to(s, menu_count(s) - 1);
	default:
		return command_none();
	}
}
