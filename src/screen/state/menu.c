/* SPDX-License-Identifier: MIT */
/* menu.c: the contents of the menus: sort column, user, signal. */
#include "screen/state/menu.h"

#include <signal.h>

#include "base/length.h"
#include "base/signal_name.h"
#include "model/process/table.h"
#include "text/table/column.h"

#define NAME_WIDTH 24

struct menu_row {
	const char *title;
	size_t (*count)(const struct menu_state *);
	void (*put)(const struct menu_state *, const struct table *, size_t item,
		const struct menu_look *, struct buffer *);
};

/* --- sort column --- */

static size_t
sort_count(const struct menu_state *m)
{
	(void)m;
	return column_count;
}

static void
sort_put(const struct menu_state *m, const struct table *t, size_t item,
	const struct menu_look *look, struct buffer *b)
{
	(void)m;
	(void)t;
	(void)look;
	buffer_text(b, columns[item].name);
}

/* --- user: "all" first --- */

static size_t
user_count(const struct menu_state *m)
{
	return m->user_count + 1;
}

static void
put_user_name(uid_t uid, const struct table *t, struct buffer *b)
{
	for (size_t i = 0; i < t->living_count; i++) {
		const struct process *p = t->living[i];

		if ((p->now.known & KNOWN_UID) && p->now.uid == uid && p->user != NULL) {
			buffer_text(b, p->user);
			return;
		}
	}
	buffer_print(b, "%u", (unsigned)uid);
}

static struct user_sum
sum_of_all(const struct menu_state *m)
{
	struct user_sum all = { .processes = 0 };

	for (size_t i = 0; i < m->user_count; i++) {
		all.processes += m->users[i].processes;
		all.rss_bytes += m->users[i].rss_bytes;
		all.peak_bytes += m->users[i].peak_bytes;
	}
	return all;
}

static void
user_put(const struct menu_state *m, const struct table *t, size_t item,
	const struct menu_look *look, struct buffer *b)
{
	struct user_sum sum = item == 0 ? sum_of_all(m) : m->users[item - 1];
	char name[80];
	struct buffer in = buffer_over(name, sizeof name);

	if (item == 0)
		buffer_text(&in, "all users");
	else
		put_user_name(sum.uid, t, &in);
	user_menu_put(name, &sum, look, b);
}

/* --- signal --- */

static const int signals[] = { SIGTERM, SIGKILL, SIGINT, SIGHUP, SIGQUIT, SIGSTOP, SIGCONT, SIGUSR1,
	SIGUSR2, SIGABRT };

static size_t
signal_count(const struct menu_state *m)
{
	(void)m;
	return LENGTH(signals);
}

int
menu_signal(size_t item)
{
	return signals[item];
}

static void
signal_put(const struct menu_state *m, const struct table *t, size_t item,
	const struct menu_look *look, struct buffer *b)
{
	(void)m;
	(void)t;
	(void)look;
	buffer_print(b, "%2d ", signals[item]);
	signal_name_put(signals[item], b);
}

/* --- all menus --- */

static const struct menu_row menus[MENU_KINDS] = {
	[MENU_SORT] = { "Sort by", sort_count, sort_put },
	[MENU_USER] = { "Processes of", user_count, user_put },
	[MENU_SIGNAL] = { "Send signal", signal_count, signal_put },
};

const char *
menu_title(enum menu_kind kind)
{
	return menus[kind].title;
}

int
menu_width(enum menu_kind kind, enum units units)
{
	return kind == MENU_USER ? user_menu_width(units) : NAME_WIDTH;
}

size_t
menu_count(const struct menu_state *m)
{
	return menus[m->kind].count(m);
}

void
menu_put_item(const struct menu_state *m, const struct table *t, size_t item,
	const struct menu_look *look, struct buffer *b)
{
	menus[m->kind].put(m, t, item, look, b);
}
