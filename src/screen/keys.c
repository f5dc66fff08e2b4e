/* SPDX-License-Identifier: MIT */
/* keys.c: THE table of keys, and what each does to the state. */
#include "screen/keys.h"

#include <string.h>

#include "screen/prompt.h"
#include "screen/view.h"

#define IN_TABLE (1u << VIEW_TABLE)
#define IN_PROCESS (1u << VIEW_PROCESS)
#define IN_HELP (1u << VIEW_HELP)
#define IN_ALL (IN_TABLE | IN_PROCESS | IN_HELP)

/* Every action has this shape; most use only the state. */
#define ACTION(name)               \
	static unsigned do_##name( \
		struct view_state *s, const struct scene *scene, const struct key_event *event)

ACTION(quit)
{
	(void)s, (void)scene, (void)event;
	return REACT_QUIT;
}

ACTION(help)
{
	(void)scene, (void)event;
	s->view = s->view == VIEW_HELP ? VIEW_TABLE : VIEW_HELP;
	s->scroll = 0;
	return REACT_REDRAW;
}

/* Esc: out of a view; in the table it takes the filter away. */
ACTION(back)
{
	(void)scene, (void)event;
	if (s->view == VIEW_TABLE && s->selection.text[0] != '\0') {
		s->selection.text[0] = '\0';
		return REACT_REBUILD;
	}
	s->view = VIEW_TABLE;
	s->shift = 0;
	return REACT_REDRAW;
}

ACTION(open)
{
	(void)scene, (void)event;
	if (!s->has_under)
		return REACT_NONE;
	s->opened = s->under;
	s->view = VIEW_PROCESS;
	s->scroll = 0;
	return REACT_REDRAW | REACT_DETAILS;
}

ACTION(search)
{
	(void)scene, (void)event;
	prompt_open(s, PROMPT_SEARCH, "");
	return REACT_REDRAW;
}

ACTION(search_next)
{
	(void)event;
	return prompt_search_next(s, scene, false);
}

ACTION(filter)
{
	(void)scene, (void)event;
	prompt_open(s, PROMPT_FILTER, s->selection.text);
	return REACT_REDRAW;
}

ACTION(tree)
{
	(void)scene, (void)event;
	s->tree = !s->tree;
	return REACT_REBUILD;
}

ACTION(sort_menu)
{
	(void)event;
	return menu_open(s, scene, MENU_SORT);
}

static unsigned
sort_by(struct view_state *s, const char *name)
{
	s->sort = column_by_name(name);
	s->inverted = false;
	return REACT_REBUILD;
}

ACTION(sort_rss)
{
	(void)scene, (void)event;
	return sort_by(s, "rss");
}

ACTION(sort_peak)
{
	(void)scene, (void)event;
	return sort_by(s, "peak");
}

ACTION(sort_cpu)
{
	(void)scene, (void)event;
	return sort_by(s, "cpu_percent");
}

ACTION(sort_time)
{
	(void)scene, (void)event;
	return sort_by(s, "cpu_time");
}

ACTION(sort_pid)
{
	(void)scene, (void)event;
	return sort_by(s, "pid");
}

/* The shown column beside the one that rows are sorted by. */
static unsigned
sort_beside(struct view_state *s, size_t step)
{
	struct column_list list = state_columns(s);
	size_t at = 0;

	while (at < list.count && list.items[at] != s->sort)
		at++;
	at = at == list.count ? 0 : (at + list.count + step) % list.count;
	s->sort = list.items[at];
	s->inverted = false;
	return REACT_REBUILD;
}

ACTION(sort_left)
{
	(void)scene, (void)event;
	return sort_beside(s, (size_t)-1);
}

ACTION(sort_right)
{
	(void)scene, (void)event;
	return sort_beside(s, 1);
}

ACTION(invert)
{
	(void)scene, (void)event;
	s->inverted = !s->inverted;
	return REACT_REBUILD;
}

ACTION(tag)
{
	(void)event;
	if (!s->has_under)
		return REACT_NONE;
	key_set_toggle(&s->tagged, s->under);
	state_move_to(s, scene->rows, s->cursor + 1);
	return REACT_REDRAW;
}

ACTION(untag)
{
	(void)scene, (void)event;
	s->tagged.count = 0;
	return REACT_REDRAW;
}

ACTION(follow)
{
	(void)scene, (void)event;
	s->follow = !s->follow;
	state_say(s, false, s->follow ? "following the selected process" : "following no process");
	return REACT_REDRAW;
}

ACTION(user)
{
	(void)event;
	return menu_open(s, scene, MENU_USER);
}

ACTION(python)
{
	(void)scene, (void)event;
	s->selection.python_only = !s->selection.python_only;
	return REACT_REBUILD;
}

ACTION(ended)
{
	(void)scene, (void)event;
	s->selection.hide_ended = !s->selection.hide_ended;
	state_say(s, false,
		s->selection.hide_ended ? "exited processes are hidden"
					: "exited processes are shown");
	return REACT_REBUILD;
}

ACTION(dismiss)
{
	(void)s, (void)scene, (void)event;
	return REACT_DISMISS | REACT_REBUILD;
}

ACTION(pause)
{
	(void)scene, (void)event;
	s->paused = !s->paused;
	return REACT_REDRAW | REACT_RETIME;
}

static unsigned
fold(struct view_state *s, bool folded)
{
	if (!s->tree || !s->has_under || key_set_has(&s->folded, s->under) == folded)
		return REACT_NONE;
	key_set_toggle(&s->folded, s->under);
	return REACT_REBUILD;
}

ACTION(expand)
{
	(void)scene, (void)event;
	return fold(s, false);
}

ACTION(collapse)
{
	(void)scene, (void)event;
	return fold(s, true);
}

ACTION(jump)
{
	char digit[2] = { (char)event->code, '\0' };
	struct key_event key = *event;

	prompt_open(s, PROMPT_JUMP, "");
	if (digit[0] < '0' || digit[0] > '9')
		return REACT_REDRAW;
	return prompt_key(s, scene, &key);
}

ACTION(units)
{
	(void)scene, (void)event;
	s->units = (enum units)((s->units + 1) % UNITS_COUNT);
	state_say(s, false, "units: %s", unit_name(s->units));
	return REACT_REBUILD;
}

ACTION(interval)
{
	(void)scene, (void)event;
	prompt_open(s, PROMPT_INTERVAL, "");
	return REACT_REDRAW;
}

ACTION(signal)
{
	(void)event;
	if (s->readonly) {
		state_say(s, true, "read-only: no signals are sent");
		return REACT_REDRAW;
	}
	return menu_open(s, scene, MENU_SIGNAL);
}

ACTION(snapshot)
{
	(void)s, (void)scene, (void)event;
	return REACT_SNAPSHOT;
}

ACTION(redraw)
{
	(void)s, (void)scene, (void)event;
	return REACT_REPAINT | REACT_REDRAW;
}

/* --- moving: the cursor in the table, lines elsewhere --- */

static unsigned
move_by(struct view_state *s, const struct scene *scene, long by)
{
	size_t most = s->view == VIEW_TABLE ? scene->rows->count : view_scroll_most(scene);
	size_t *place = s->view == VIEW_TABLE ? &s->cursor : &s->scroll;
	size_t from = *place < most ? *place : most;
	size_t to = by < 0 && (size_t)-by > from ? 0 : from + (size_t)by;

	*place = to < most ? to : most;
	if (s->view == VIEW_TABLE)
		state_move_to(s, scene->rows, *place);
	return REACT_REDRAW;
}

static long
page_of(const struct scene *scene)
{
	return scene->layout.body.rows > 1 ? scene->layout.body.rows - 1 : 1;
}

ACTION(up)
{
	(void)event;
	return move_by(s, scene, -1);
}

ACTION(down)
{
	(void)event;
	return move_by(s, scene, 1);
}

ACTION(page_up)
{
	(void)event;
	return move_by(s, scene, -page_of(scene));
}

ACTION(page_down)
{
	(void)event;
	return move_by(s, scene, page_of(scene));
}

/* Far enough for any list; it is cut to what there is. */
#define FAR 1000000000L

ACTION(home)
{
	(void)event;
	return move_by(s, scene, -FAR);
}

ACTION(end)
{
	(void)event;
	return move_by(s, scene, FAR);
}

ACTION(left)
{
	(void)scene, (void)event;
	s->shift = s->shift > 8 ? s->shift - 8 : 0;
	return REACT_REDRAW;
}

ACTION(right)
{
	(void)scene, (void)event;
	s->shift = s->shift < 1000 ? s->shift + 8 : s->shift;
	return REACT_REDRAW;
}

const struct key_action key_actions[] = {
	{ "quit", "q F10", "quit", "quit", IN_ALL, 0, do_quit },
	{ "help", "h ? F1", "help", "this help", IN_ALL, 0, do_help },
	{ "open", "Enter", "details", "open the selected process", IN_TABLE, 0, do_open },
	{ "back", "Esc", "back", "back to the table; there, take the filter away", IN_ALL,
		IN_PROCESS | IN_HELP, do_back },
	{ "search", "/ F3", "search", "search for text in names and commands", IN_TABLE, 0,
		do_search },
	{ "search_next", "n", NULL, "next match", IN_TABLE, 0, do_search_next },
	{ "filter", "\\ F4", "filter", "show only what holds a text; a|b: a or b", IN_TABLE, 0,
		do_filter },
	{ "tree", "t F5", "tree", "process tree with totals, or flat list", IN_TABLE, 0, do_tree },
	{ "sort_rss", "M", "by rss", "sort by resident memory", IN_TABLE, 0, do_sort_rss },
	{ "sort_peak", "K", "by peak", "sort by peak", IN_TABLE, 0, do_sort_peak },
	{ "sort_cpu", "P", NULL, "sort by CPU", IN_TABLE, 0, do_sort_cpu },
	{ "sort_time", "T", NULL, "sort by CPU time", IN_TABLE, 0, do_sort_time },
	{ "sort_pid", "N", NULL, "sort by pid, smallest first", IN_TABLE, 0, do_sort_pid },
	{ "sort_left", "<", NULL, "sort by the column to the left", IN_TABLE, 0, do_sort_left },
	{ "sort_right", ">", NULL, "sort by the column to the right", IN_TABLE, 0, do_sort_right },
	{ "sort_menu", "F6", NULL, "choose the column to sort by", IN_TABLE, 0, do_sort_menu },
	{ "invert", "I", NULL, "turn the order round", IN_TABLE, 0, do_invert },
	{ "signal", "k F9", "signal", "send a signal to the tagged or selected processes",
		IN_TABLE | IN_PROCESS, 0, do_signal },
	{ "python", "y", "python", "only Python processes, or all", IN_TABLE, 0, do_python },
	{ "user", "u", NULL, "only processes of one user", IN_TABLE, 0, do_user },
	{ "tag", "Space", NULL, "tag or untag", IN_TABLE, 0, do_tag },
	{ "untag", "U", NULL, "untag all", IN_TABLE, 0, do_untag },
	{ "follow", "F", NULL, "keep the cursor on its process", IN_TABLE, 0, do_follow },
	{ "ended", "x", NULL, "show or hide exited processes", IN_TABLE, 0, do_ended },
	{ "dismiss", "X", NULL, "dismiss exited processes", IN_TABLE, 0, do_dismiss },
	{ "collapse", "-", NULL, "fold the subtree away", IN_TABLE, 0, do_collapse },
	{ "expand", "+", NULL, "unfold it", IN_TABLE, 0, do_expand },
	{ "jump", "0 1 2 3 4 5 6 7 8 9", NULL, "go to a pid", IN_TABLE, 0, do_jump },
	{ "pause", "Z", NULL, "stop sampling, go on", IN_ALL, 0, do_pause },
	{ "units", "e", NULL, "units of sizes", IN_ALL, 0, do_units },
	{ "interval", "d", NULL, "time between samples", IN_TABLE, 0, do_interval },
	{ "snapshot", "w", NULL, "write the whole table to a file", IN_TABLE, 0, do_snapshot },
	{ "redraw", "Ctrl-L", NULL, "draw the screen anew", IN_ALL, 0, do_redraw },
	{ "up", "Up", NULL, "up", IN_ALL, 0, do_up },
	{ "down", "Down j", NULL, "down", IN_ALL, 0, do_down },
	{ "page_up", "PageUp Ctrl-B", NULL, "a page up", IN_ALL, 0, do_page_up },
	{ "page_down", "PageDown Ctrl-F", NULL, "a page down", IN_ALL, 0, do_page_down },
	{ "home", "Home g", NULL, "to the top", IN_ALL, 0, do_home },
	{ "end", "End G", NULL, "to the end", IN_ALL, 0, do_end },
	{ "left", "Left", NULL, "the start of long commands", IN_TABLE, 0, do_left },
	{ "right", "Right", NULL, "the rest of long commands", IN_TABLE, 0, do_right },
};
const size_t key_action_count = sizeof key_actions / sizeof key_actions[0];

/* --- the mouse --- */

static unsigned
press_head(struct view_state *s, const struct scene *scene, int col)
{
	struct column_list list = state_columns(s);
	struct placement p = layout_columns(&list, scene->layout.head.cols, s->units);

	for (size_t i = 0; i < p.count; i++) {
		if (col < p.items[i].col || col >= p.items[i].col + p.items[i].width)
			continue;
		s->inverted = s->sort == p.items[i].column && !s->inverted;
		s->sort = p.items[i].column;
		return REACT_REBUILD;
	}
	return REACT_NONE;
}

static unsigned
press(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	const struct layout *l = &scene->layout;
	size_t row = s->top + (size_t)(event->row - l->body.row);

	if (s->view != VIEW_TABLE)
		return REACT_NONE;
	if (l->head.rows > 0 && event->row == l->head.row)
		return press_head(s, scene, event->col);
	if (event->row < l->body.row || event->row >= l->body.row + l->body.rows ||
		row >= scene->rows->count)
		return REACT_NONE;
	state_move_to(s, scene->rows, row);
	return REACT_REDRAW;
}

/* --- dispatch --- */

static bool
is_bound(const struct key_bindings *keys, size_t action, int code)
{
	for (size_t i = 0; i < KEYS_PER_ACTION && keys->codes[action][i] != 0; i++)
		if (keys->codes[action][i] == code)
			return true;
	return false;
}

unsigned
keys_press(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	s->message[0] = '\0';
	if (s->menu != MENU_NONE)
		return menu_key(s, scene, event);
	if (s->prompt != PROMPT_NONE)
		return prompt_key(s, scene, event);
	if (event->code == KEY_CODE_PRESS)
		return press(s, scene, event);
	if (event->code == KEY_CODE_WHEEL_UP || event->code == KEY_CODE_WHEEL_DOWN)
		return move_by(s, scene, event->code == KEY_CODE_WHEEL_UP ? -3 : 3);
	for (size_t i = 0; i < key_action_count; i++)
		if ((key_actions[i].views & 1u << s->view) && is_bound(scene->keys, i, event->code))
			return key_actions[i].act(s, scene, event);
	return REACT_REDRAW;
}
