/* SPDX-License-Identifier: MIT */
/* keys.c: THE table of keys. */
#include "screen/keys/keys.h"

#include "base/length.h"
#include "screen/keys/actions.h"
#include "screen/state/needs.h"

#define IN_TABLE (1u << VIEW_TABLE)
#define IN_PROCESS (1u << VIEW_PROCESS)
#define IN_HELP (1u << VIEW_HELP)
#define IN_RUNS (1u << VIEW_RUNS)
#define IN_RUN (1u << VIEW_RUN)
#define IN_COMPARE (1u << VIEW_COMPARE)
#define IN_SET (1u << VIEW_SET)
#define IN_STACKS (1u << VIEW_STACKS)
#define IN_DETAILS (IN_PROCESS | IN_SET)
#define IN_HISTORY (IN_RUNS | IN_RUN | IN_COMPARE)
#define IN_JOB (1u << VIEW_JOB)
#define IN_CHART (IN_DETAILS | IN_JOB | IN_RUN | IN_COMPARE)
#define IN_OUTPUT (1u << VIEW_OUTPUT)
#define IN_ALL (IN_TABLE | IN_DETAILS | IN_HELP | IN_HISTORY | IN_JOB | IN_OUTPUT | IN_STACKS)
#define BESIDE_PANE (IN_TABLE | IN_PROCESS | IN_JOB | KEY_ONLY_LIVE)
#define IN_REPLAY (IN_TABLE | IN_DETAILS | KEY_ONLY_REPLAY)

const struct key_action key_actions[] = {
	{ "quit", "q F10", "quit", "quit", IN_ALL, 0, .handle = do_quit },
	{ "help", "h ? F1", "help", "this help", IN_ALL, 0, .handle = do_help },
	{ "palette", ":", NULL, "all commands: type a word of one", IN_ALL, 0,
		.handle = do_palette },
	{ "setup", "F2 S", NULL, "set-up: columns, units, colours and more", IN_ALL, 0,
		.handle = do_setup },
	{ "open", "Enter", "details", "open the process, group, job, run, or all that are tagged",
		IN_TABLE | IN_RUNS | IN_JOB | IN_SET, 0, .handle = do_open },
	{ "back", "Esc", "back", "back to where it was opened; in the table, clear the filter",
		IN_ALL, IN_DETAILS | IN_HELP | IN_HISTORY | IN_JOB | IN_OUTPUT | IN_STACKS,
		.handle = do_back },
	{ "step_back", "[", "back", "one sample back", IN_REPLAY, .replay = REPLAY_STEP,
		.move = -1 },
	{ "step", "]", "step", "one sample forward", IN_REPLAY, .replay = REPLAY_STEP, .move = 1 },
	{ "minute_back", "{", NULL, "one minute back", IN_REPLAY, .replay = REPLAY_SECONDS,
		.move = -60 },
	{ "minute", "}", "minute", "one minute forward", IN_REPLAY, .replay = REPLAY_SECONDS,
		.move = 60 },
	{ "slower", "(", NULL, "half the speed", IN_REPLAY, .replay = REPLAY_SPEED, .move = -1 },
	{ "faster", ")", "faster", "twice the speed", IN_REPLAY, .replay = REPLAY_SPEED,
		.move = 1 },
	{ "begin", "^", NULL, "first sample", IN_REPLAY, .replay = REPLAY_ENDS, .move = -1 },
	{ "finish", "$", NULL, "last sample", IN_REPLAY, .replay = REPLAY_ENDS, .move = 1 },
	{ "most_used", "p", "peak", "sample with the most memory in use", IN_REPLAY,
		.replay = REPLAY_MOST_USED },
	{ "largest", "o", NULL, "sample with the largest RSS of the selected process",
		IN_TABLE | IN_PROCESS | KEY_ONLY_REPLAY, .replay = REPLAY_LARGEST },
	{ "search", "/ F3", "search",
		"search for text in names and commands, in the output, or in this help",
		IN_TABLE | IN_OUTPUT | IN_HELP, 0, .handle = do_search },
	{ "search_next", "n", NULL, "next match", IN_TABLE | IN_OUTPUT | IN_HELP, 0,
		.handle = do_search_next },
	{ "filter", "\\ F4", "filter", "show only what matches: text, a|b, !a, /regex/, >500M",
		IN_TABLE, 0, .handle = do_filter },
	{ "tree", "t F5", "tree", "process tree with totals, or flat list", IN_TABLE, 0,
		.handle = do_tree },
	{ "groups", "J", NULL, "one row per group of processes or runs, or per each",
		IN_TABLE | IN_RUNS, 0, .handle = do_groups, .former = "jobs" },
	{ "sort_rss", "M", "by rss", "sort by resident memory", IN_TABLE, .sort = "rss" },
	{ "sort_peak", "K", "by peak", "sort by peak", IN_TABLE, .sort = "peak" },
	{ "sort_cpu", "P", NULL, "sort by CPU", IN_TABLE, .sort = "cpu_percent" },
	{ "sort_time", "T", NULL, "sort by CPU time", IN_TABLE, .sort = "cpu_time" },
	{ "sort_pid", "N", NULL, "sort by pid, smallest first", IN_TABLE, .sort = "pid" },
	{ "sort_left", "<", NULL, "sort by the column to the left", IN_TABLE, 0,
		.handle = do_sort_left },
	{ "sort_right", ">", NULL, "sort by the column to the right", IN_TABLE, 0,
		.handle = do_sort_right },
	{ "columns", "C", NULL, "choose columns, and their order", IN_TABLE, 0,
		.handle = do_columns },
	{ "scheme", "i", NULL, "choose the colour scheme", IN_ALL, 0, .handle = do_scheme },
	{ "sort_menu", "F6", NULL, "choose the column to sort by", IN_TABLE, 0,
		.handle = do_sort_menu },
	{ "invert", "I", NULL, "reverse the order", IN_TABLE, 0, .handle = do_invert },
	{ "signal", "k F9", "signal", "send a signal to the tagged or selected processes",
		IN_TABLE | IN_DETAILS | KEY_ONLY_LIVE, 0, .handle = do_signal,
		.needs = NEED_SIGNALS },
	{ "python", "y", "python", "only Python processes, or all", IN_TABLE, 0,
		.handle = do_python },
	{ "compare", "c", "compare", "compare the tagged runs", IN_RUNS, 0, .handle = do_compare },
	{ "history", "H", "history", "the runs recorded so far", IN_TABLE | IN_DETAILS | IN_RUNS,
		IN_TABLE, .handle = do_history },
	{ "user", "u", NULL, "only processes of one user", IN_TABLE, 0, .handle = do_user },
	{ "tag", "Space", "tag", "tag or untag", IN_TABLE | IN_RUNS, IN_RUNS, .handle = do_tag },
	{ "untag", "U", NULL, "untag all", IN_TABLE | IN_RUNS, 0, .handle = do_untag },
	{ "follow", "F", NULL, "keep the cursor on its process, or on its line", IN_TABLE, 0,
		.handle = do_follow },
	{ "ended", "x", NULL, "list ended processes, or fold them into one line", IN_TABLE, 0,
		.handle = do_ended },
	{ "dismiss", "X", NULL, "dismiss ended processes", IN_TABLE, 0, .handle = do_dismiss },
	{ "bar_scale", "B", NULL, "bars on the scale of the largest peak, or of each limit",
		IN_TABLE | KEY_ONLY_LIVE, 0, .handle = do_bar_scale },
	{ "reset_peaks", "R", NULL,
		"reset peaks (those of the kernel stay); of a job, begin a phase",
		IN_TABLE | IN_DETAILS | KEY_ONLY_LIVE, 0, .handle = do_reset_peaks,
		.former = "mark" },
	{ "restore_peaks", "Ctrl-R", NULL, "undo the reset: peaks since the start",
		IN_TABLE | IN_DETAILS | KEY_ONLY_LIVE, 0, .handle = do_restore_peaks,
		.former = "unmark" },
	{ "share", "s", "PSS", "read PSS and USS of the process once", IN_PROCESS | KEY_ONLY_LIVE,
		0, .handle = do_smaps },
	{ "run", "!", "launch", "launch a command in a pane of its own", BESIDE_PANE, IN_JOB,
		.handle = do_run, .needs = NEED_COMMANDS },
	{ "job_menu", "L", NULL, "choose one of the jobs in panes", BESIDE_PANE | IN_OUTPUT, 0,
		.handle = do_job_menu, .needs = NEED_JOB },
	{ "pane", "Tab", "pane", "enter the pane: keys go to its command", BESIDE_PANE | IN_OUTPUT,
		IN_JOB, .handle = do_pane, .needs = NEED_JOB },
	{ "pane_back", "Ctrl-]", NULL, "leave the pane; from the job, to the table", BESIDE_PANE, 0,
		.handle = do_pane_back },
	{ "output", "b", "output", "all output of the command", BESIDE_PANE, IN_JOB,
		.handle = do_output, .needs = NEED_JOB },
	{ "zoom", "z", "zoom", "only the pane, or also what is above it", BESIDE_PANE, IN_JOB,
		.handle = do_zoom, .needs = NEED_JOB },
	{ "above", "v", "view", "above the pane: the job, the table; or no pane", BESIDE_PANE,
		IN_JOB, .handle = do_above, .needs = NEED_JOB },
	{ "smaller", "{", NULL, "smaller pane", BESIDE_PANE, 0, .handle = do_smaller,
		.needs = NEED_JOB },
	{ "larger", "}", NULL, "larger pane", BESIDE_PANE, 0, .handle = do_larger,
		.needs = NEED_JOB },
	{ "job_before", "[", NULL, "previous job", BESIDE_PANE, 0, .handle = do_job_before,
		.needs = NEED_JOB },
	{ "job_next", "]", NULL, "next job", BESIDE_PANE, 0, .handle = do_job_next,
		.needs = NEED_JOB },
	{ "continue", "c", "continue", "continue a stopped job", BESIDE_PANE, IN_JOB,
		.handle = do_continue, .needs = NEED_JOB | NEED_SIGNALS | NEED_STOPPED },
	{ "phase", "R", NULL, "begin a phase of the job: its account has the figures of each",
		IN_JOB | KEY_ONLY_LIVE, 0, .handle = do_phase, .needs = NEED_JOB },
	{ "stacks", "l", "lines",
		"Python: what each thread runs now, and which lines grow while one looks",
		IN_TABLE | IN_DETAILS | IN_JOB, IN_PROCESS | IN_JOB, .handle = do_stacks,
		.needs = NEED_LIVE | NEED_PIDS },
	{ "stacks_again", "r Space", "read again", "read the stacks again", IN_STACKS, 0,
		.handle = do_stacks_again },
	{ "collapse", "-", NULL, "collapse the subtree", IN_TABLE, 0, .handle = do_collapse,
		.needs = NEED_BRANCH },
	{ "expand", "+", NULL, "expand it", IN_TABLE, 0, .handle = do_expand,
		.needs = NEED_BRANCH },
	{ "jump", "0 1 2 3 4 5 6 7 8 9", NULL, "go to a pid", IN_TABLE, 0, .handle = do_jump },
	{ "pause", "Z", NULL, "pause or resume", IN_ALL, 0, .handle = do_pause },
	{ "units", "e", NULL, "units of sizes", IN_ALL, 0, .handle = do_units },
	{ "interval", "d", NULL, "time between samples", IN_ALL | KEY_ONLY_LIVE, 0,
		.handle = do_interval },
	{ "snapshot", "w", NULL, "write the whole table to a file", IN_TABLE, 0,
		.handle = do_snapshot },
	{ "picture", "W", NULL, "write the screen as a picture (SVG)", IN_ALL, 0,
		.handle = do_picture },
	{ "redraw", "Ctrl-L", NULL, "redraw the screen", IN_ALL, 0, .handle = do_redraw },
	{ "up", "Up", NULL, "up", IN_ALL, .move = -1 },
	{ "down", "Down j", NULL, "down", IN_ALL, .move = 1 },
	{ "page_up", "PageUp Ctrl-B", NULL, "page up", IN_ALL, .move = -KEY_MOVE_PAGE },
	{ "page_down", "PageDown Ctrl-F", NULL, "page down", IN_ALL, .move = KEY_MOVE_PAGE },
	{ "home", "Home g", NULL, "to the top", IN_ALL, .move = -KEY_MOVE_FAR },
	{ "end", "End G", NULL, "to the end", IN_ALL, .move = KEY_MOVE_FAR },
	{ "value_left", "Left", "values", "chart: value at an earlier time", IN_CHART, 0,
		.handle = do_value_left },
	{ "value_right", "Right", NULL, "chart: value at a later time", IN_CHART, 0,
		.handle = do_value_right },
	{ "axis", "a", "axis", "chart: from 0, or what moves", IN_CHART, 0, .handle = do_axis },
	{ "shorter", "+ =", "time", "chart: a shorter span of time", IN_CHART, 0,
		.handle = do_shorter },
	{ "longer", "-", NULL, "chart: a longer one", IN_CHART, 0, .handle = do_longer },
	{ "left", "Left", NULL, "start of long commands", IN_TABLE, 0, .handle = do_left },
	{ "right", "Right", NULL, "rest of long commands", IN_TABLE, 0, .handle = do_right },
};
_Static_assert(LENGTH(key_actions) <= KEY_ACTIONS_MAX, "the bindings have room for all");
const size_t key_action_count = LENGTH(key_actions);

void
keys_init(struct key_bindings *keys)
{
	bindings_init(keys, key_actions, key_action_count);
}
