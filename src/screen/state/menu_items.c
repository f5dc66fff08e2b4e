/* SPDX-License-Identifier: MIT */
/* menu_items.c: the items of each menu. */
#include "screen/state/menu_items.h"

#include <signal.h>
#include <string.h>

#include "base/length.h"
#include "base/signal_name.h"
#include "screen/state/bindings.h"
#include "screen/state/needs.h"

#define PUT(member, text)                                                   \
	do {                                                                \
		struct buffer put_ = buffer_over((member), sizeof(member)); \
		buffer_text(&put_, (text));                                 \
	} while (0)

/* By its title, too, which the table shows. */
static void
put_column(const struct column *column, struct menu_item *out)
{
	struct buffer about = buffer_over(out->about, sizeof out->about);

	PUT(out->name, column->name);
	buffer_print(&about, "%s: %s", column->title, column->help);
}

/* --- sort column --- */

static size_t
all_columns(const struct scene *scene)
{
	(void)scene;
	return column_count;
}

static void
fill_sort(const struct scene *scene, size_t item, struct menu_item *out)
{
	put_column(&columns[item], out);
	if (&columns[item] == scene->state->list.sort)
		out->mark = MENU_MARK_PRESENT;
}

/* --- columns: those shown, in their order, then the others --- */

const struct column *
menu_column(const struct scene *scene, size_t item)
{
	const struct column_list *list = &scene->state->list.columns;
	size_t at = 0;

	if (item < list->count)
		return list->items[item];
	for (item -= list->count;; at++)
		if (!column_list_has(list, &columns[at]) && item-- == 0)
			return &columns[at];
}

static void
fill_column(const struct scene *scene, size_t item, struct menu_item *out)
{
	const struct column *column = menu_column(scene, item);

	put_column(column, out);
	if (column_list_has(&scene->state->list.columns, column))
		out->mark = MENU_MARK_ON;
}

/* --- user: "all" first --- */

static size_t
user_count(const struct scene *scene)
{
	return scene->state->menu.user_count + 1;
}

static void
put_user(const struct table *t, uid_t uid, struct buffer *b)
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

/* "  Σ 2.36G", as wide as the widest. */
static void
put_sum(const struct column_context *c, uint64_t bytes, struct buffer *b)
{
	char size[32];
	struct buffer in = buffer_over(size, sizeof size);

	unit_size(&in, bytes, c->units);
	for (size_t used = in.length; used < unit_size_width(c->units); used++)
		buffer_char(b, ' ');
	buffer_print(b, "%s %s", c->ascii ? "+" : "Σ", size);
}

static void
fill_user(const struct scene *scene, size_t item, struct menu_item *out)
{
	const struct selection *now = &scene->state->list.selection;
	const struct menu_state *m = &scene->state->menu;
	struct user_sum sum = item == 0 ? sum_of_all(m) : m->users[item - 1];
	struct buffer name = buffer_over(out->name, sizeof out->name);
	struct buffer value = buffer_over(out->value, sizeof out->value);
	struct buffer about = buffer_over(out->about, sizeof out->about);

	if (item == 0)
		buffer_text(&name, "all users");
	else
		put_user(scene->table, sum.uid, &name);
	buffer_print(&value, "%5zu  ", sum.processes);
	put_sum(&scene->context, sum.rss_bytes, &value);
	buffer_text(&about, "peak ");
	put_sum(&scene->context, sum.peak_bytes, &about);
	if (item == 0 ? !now->by_uid : now->by_uid && now->uid == sum.uid)
		out->mark = MENU_MARK_PRESENT;
}

/* --- signal --- */

static const struct {
	int number;
	const char *about;
} signals[] = {
	{ SIGTERM, "asks it to end" },
	{ SIGKILL, "ends it at once; it cannot clean up" },
	{ SIGINT, "interrupts it, as Ctrl-C does" },
	{ SIGHUP, "its terminal is gone; many services read their files again" },
	{ SIGQUIT, "ends it with a core dump, as Ctrl-\\ does" },
	{ SIGSTOP, "stops it until SIGCONT" },
	{ SIGCONT, "continues it after a stop" },
	{ SIGUSR1, "the program gives it a meaning; without one it ends" },
	{ SIGUSR2, "the same" },
	{ SIGABRT, "ends it with a core dump, as abort() does" },
	{ SIGTSTP, "stops it as Ctrl-Z does; it may refuse" },
	{ SIGALRM, "a timer of its own has run out" },
	{ SIGPIPE, "nobody reads what it writes" },
	{ SIGSEGV, "ends it with a core dump, as an invalid access does" },
	{ SIGXCPU, "its CPU time is used up" },
	{ SIGWINCH, "the size of its terminal has changed" },
};

static size_t
signal_count(const struct scene *scene)
{
	(void)scene;
	return LENGTH(signals);
}

int
menu_signal(size_t item)
{
	return signals[item].number;
}

static void
fill_signal(const struct scene *scene, size_t item, struct menu_item *out)
{
	struct buffer b = buffer_over(out->name, sizeof out->name);

	(void)scene;
	buffer_print(&b, "%2d ", signals[item].number);
	signal_name_put(signals[item].number, &b);
	PUT(out->about, signals[item].about);
}

/* --- jobs --- */

static size_t
job_count(const struct scene *scene)
{
	return scene->watched != NULL ? scene->watched->count : 0;
}

/* "running, holds 46.0M, peak 164M". */
static void
fill_job(const struct scene *scene, size_t item, struct menu_item *out)
{
	const struct watched_job *job = scene->watched->items[item];
	const struct watched_figures *f = &job->figures;
	struct buffer b = buffer_over(out->about, sizeof out->about);
	bool goes_on = scene_job_goes_on(job);

	PUT(out->name, job->identity.name);
	buffer_text(&b, goes_on && f->stopped ? "stopped" : goes_on ? "running" : "ended");
	if (goes_on && f->held_bytes > 0)
		unit_size_after(&b, ", holds ", f->held_bytes, scene->context.units);
	if (f->tree_bytes > 0)
		unit_size_after(&b, ", peak ", f->tree_bytes, scene->context.units);
	if (item == scene->state->pane.job)
		out->mark = MENU_MARK_PRESENT;
}

/* --- the palette: each action that works in this view, but itself --- */

static size_t
command_count(const struct scene *scene)
{
	return scene->keys->count;
}

/* The first of the table, quit, is the last here: nobody means to end all by opening a menu. */
const struct key_action *
menu_command(const struct scene *scene, size_t item)
{
	return &scene->keys->actions[(item + 1) % scene->keys->count];
}

static bool
lists_command(const struct scene *scene, size_t item)
{
	const struct key_action *action = menu_command(scene, item);

	return strcmp(action->name, "palette") != 0 &&
	       key_action_works(action, scene->state->view, scene->state->replay.on);
}

static void
fill_command(const struct scene *scene, size_t item, struct menu_item *out)
{
	const struct key_action *action = menu_command(scene, item);
	bool forbidden;
	const char *missing = needs_missing(action->needs, scene, &forbidden);
	struct buffer key = buffer_over(out->value, sizeof out->value);

	PUT(out->name, action->name);
	PUT(out->about, missing != NULL ? missing : action->help);
	bindings_put_first(scene->keys, action->name, &key);
	out->unavailable = missing != NULL;
}

/* --- the set-up, and the choices of one setting --- */

static size_t
setting_count(const struct scene *scene)
{
	return scene->setup != NULL ? scene->setup->count : 0;
}

static void
fill_setting(const struct scene *scene, size_t item, struct menu_item *out)
{
	const struct setting *setting = &scene->setup->items[item];
	struct buffer about = buffer_over(out->about, sizeof out->about);

	PUT(out->name, setting->name);
	PUT(out->value, setting->value);
	buffer_print(
		&about, "%s%s", setting->at_start ? "from the next start on: " : "", setting->help);
}

static size_t
choice_count(const struct scene *scene)
{
	return setting_choice_count(&scene->setup->items[scene->state->menu.setting]);
}

static void
fill_choice(const struct scene *scene, size_t item, struct menu_item *out)
{
	const struct setting *setting = &scene->setup->items[scene->state->menu.setting];
	struct buffer name = buffer_over(out->name, sizeof out->name);
	struct buffer about = buffer_over(out->about, sizeof out->about);

	setting_put_choice(setting, item, &name);
	setting_put_meaning(setting, item, &about);
	if (item == scene->state->menu.before)
		out->mark = MENU_MARK_PRESENT;
}

/* --- all menus --- */

#define CHOOSE "Enter chooses  Esc leaves"

const struct menu_row menu_rows[MENU_KINDS] = {
	[MENU_SORT] = { "Sort by", CHOOSE, .count = all_columns, .fill = fill_sort },
	[MENU_USER] = { "Processes of", CHOOSE, .count = user_count, .fill = fill_user },
	[MENU_SIGNAL] = { "Send signal", CHOOSE, .count = signal_count, .fill = fill_signal },
	[MENU_COLUMNS] = { "Columns", "Enter on or off  Left Right moves  Esc done",
		.previews = true, .count = all_columns, .fill = fill_column },
	[MENU_JOBS] = { "Jobs", CHOOSE, .count = job_count, .fill = fill_job },
	[MENU_COMMANDS] = { "Commands", CHOOSE, .count = command_count, .lists = lists_command,
		.fill = fill_command },
	[MENU_SETUP] = { "Set-up", "Enter changes  w writes  F2 keeps  q undoes", .is_setup = true,
		.previews = true, .count = setting_count, .fill = fill_setting },
	[MENU_CHOICE] = { "", CHOOSE, .previews = true, .count = choice_count,
		.fill = fill_choice },
};
