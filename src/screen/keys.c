/* SPDX-License-Identifier: MIT */
/* keys.c: THE table of keys, and what each does to the state. */
#include "screen/keys.h"

#include <string.h>

#include "screen/prompt.h"

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

static unsigned
leave_help(struct view_state *s)
{
	s->view = s->before_help;
	s->scroll = 0;
	return REACT_REDRAW;
}

ACTION(help)
{
	(void)scene, (void)event;
	if (s->view == VIEW_HELP)
		return leave_help(s);
	s->before_help = s->view;
	s->view = VIEW_HELP;
	s->scroll = 0;
	return REACT_REDRAW;
}

/* Out of a view, to the one before; in the table it takes the filter away. */
ACTION(back)
{
	(void)scene, (void)event;
	if (s->view == VIEW_TABLE && s->selection.text[0] != '\0') {
		s->selection.text[0] = '\0';
		return REACT_REBUILD;
	}
	if (s->view == VIEW_HELP)
		return leave_help(s);
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
	{ "quit", "q F10", "quit", "quit", IN_ALL, 0, .act = do_quit },
	{ "help", "h ? F1", "help", "this help", IN_ALL, 0, .act = do_help },
	{ "open", "Enter", "details", "open the selected process", IN_TABLE, 0, .act = do_open },
	{ "back", "Esc", "back", "back to the table; there, take the filter away", IN_ALL,
		IN_PROCESS | IN_HELP, .act = do_back },
	{ "search", "/ F3", "search", "search for text in names and commands", IN_TABLE, 0,
		.act = do_search },
	{ "search_next", "n", NULL, "next match", IN_TABLE, 0, .act = do_search_next },
	{ "filter", "\\ F4", "filter", "show only what holds a text; a|b: a or b", IN_TABLE, 0,
		.act = do_filter },
	{ "tree", "t F5", "tree", "process tree with totals, or flat list", IN_TABLE, 0,
		.act = do_tree },
	{ "sort_rss", "M", "by rss", "sort by resident memory", IN_TABLE, .sort = "rss" },
	{ "sort_peak", "K", "by peak", "sort by peak", IN_TABLE, .sort = "peak" },
	{ "sort_cpu", "P", NULL, "sort by CPU", IN_TABLE, .sort = "cpu_percent" },
	{ "sort_time", "T", NULL, "sort by CPU time", IN_TABLE, .sort = "cpu_time" },
	{ "sort_pid", "N", NULL, "sort by pid, smallest first", IN_TABLE, .sort = "pid" },
	{ "sort_left", "<", NULL, "sort by the column to the left", IN_TABLE, 0,
		.act = do_sort_left },
	{ "sort_right", ">", NULL, "sort by the column to the right", IN_TABLE, 0,
		.act = do_sort_right },
	{ "sort_menu", "F6", NULL, "choose the column to sort by", IN_TABLE, 0,
		.act = do_sort_menu },
	{ "invert", "I", NULL, "turn the order round", IN_TABLE, 0, .act = do_invert },
	{ "signal", "k F9", "signal", "send a signal to the tagged or selected processes",
		IN_TABLE | IN_PROCESS, 0, .act = do_signal },
	{ "python", "y", "python", "only Python processes, or all", IN_TABLE, 0, .act = do_python },
	{ "user", "u", NULL, "only processes of one user", IN_TABLE, 0, .act = do_user },
	{ "tag", "Space", NULL, "tag or untag", IN_TABLE, 0, .act = do_tag },
	{ "untag", "U", NULL, "untag all", IN_TABLE, 0, .act = do_untag },
	{ "follow", "F", NULL, "keep the cursor on its process", IN_TABLE, 0, .act = do_follow },
	{ "ended", "x", NULL, "show or hide exited processes", IN_TABLE, 0, .act = do_ended },
	{ "dismiss", "X", NULL, "dismiss exited processes", IN_TABLE, 0, .act = do_dismiss },
	{ "collapse", "-", NULL, "fold the subtree away", IN_TABLE, 0, .act = do_collapse },
	{ "expand", "+", NULL, "unfold it", IN_TABLE, 0, .act = do_expand },
	{ "jump", "0 1 2 3 4 5 6 7 8 9", NULL, "go to a pid", IN_TABLE, 0, .act = do_jump },
	{ "pause", "Z", NULL, "stop sampling, go on", IN_ALL, 0, .act = do_pause },
	{ "units", "e", NULL, "units of sizes", IN_ALL, 0, .act = do_units },
	{ "interval", "d", NULL, "time between samples", IN_TABLE, 0, .act = do_interval },
	{ "snapshot", "w", NULL, "write the whole table to a file", IN_TABLE, 0,
		.act = do_snapshot },
	{ "redraw", "Ctrl-L", NULL, "draw the screen anew", IN_ALL, 0, .act = do_redraw },
	{ "up", "Up", NULL, "up", IN_ALL, .move = -1 },
	{ "down", "Down j", NULL, "down", IN_ALL, .move = 1 },
	{ "page_up", "PageUp Ctrl-B", NULL, "a page up", IN_ALL, .move = -KEY_MOVE_PAGE },
	{ "page_down", "PageDown Ctrl-F", NULL, "a page down", IN_ALL, .move = KEY_MOVE_PAGE },
	{ "home", "Home g", NULL, "to the top", IN_ALL, .move = -KEY_MOVE_FAR },
	{ "end", "End G", NULL, "to the end", IN_ALL, .move = KEY_MOVE_FAR },
	{ "left", "Left", NULL, "the start of long commands", IN_TABLE, 0, .act = do_left },
	{ "right", "Right", NULL, "the rest of long commands", IN_TABLE, 0, .act = do_right },
};
const size_t key_action_count = sizeof key_actions / sizeof key_actions[0];
