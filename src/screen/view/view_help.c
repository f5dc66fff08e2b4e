/* SPDX-License-Identifier: MIT */
/* view_help.c: the help screen: keys by subject, marks, what the numbers mean, and the columns; in
 * two columns where they fit. Keys and columns come from their tables. */
#include "screen/view/view.h"

#include <string.h>

#include "base/length.h"
#include "screen/state/bindings.h"

/* Columns of text before an explanation, and between the two columns of a wide screen. */
#define LEFT 22
#define GAP 3
#define WIDE (2 * 57 + GAP)

/* After a long list of keys the text starts further right. */
static void
put_pair(struct pen *pen, const char *left, const char *right)
{
	int used = 2 + pen_put(pen, 2, ROLE_KEY, left) + 1;

	pen_wrap(pen, used > LEFT ? used : LEFT, ROLE_TEXT, right, 8);
}

/* --- keys by subject --- */

enum subject { EVERY_DAY, MEMORY, CHARTS, JOBS, HISTORY, REPLAY };

/* Actions of the other subjects; all else is for every day. */
static const struct {
	const char *action;
	enum subject subject;
} subjects[] = {
	{ "sort_rss", MEMORY },
	{ "sort_peak", MEMORY },
	{ "reset_peaks", MEMORY },
	{ "restore_peaks", MEMORY },
	{ "share", MEMORY },
	{ "stacks", MEMORY },
	{ "stacks_again", MEMORY },
	{ "ended", MEMORY },
	{ "dismiss", MEMORY },
	{ "units", MEMORY },
	{ "groups", MEMORY },
	{ "value_left", CHARTS },
	{ "value_right", CHARTS },
	{ "axis", CHARTS },
	{ "shorter", CHARTS },
	{ "longer", CHARTS },
	{ "run", JOBS },
	{ "pane", JOBS },
	{ "pane_back", JOBS },
	{ "output", JOBS },
	{ "zoom", JOBS },
	{ "above", JOBS },
	{ "smaller", JOBS },
	{ "larger", JOBS },
	{ "job_before", JOBS },
	{ "job_next", JOBS },
	{ "continue", JOBS },
	{ "phase", JOBS },
	{ "history", HISTORY },
	{ "compare", HISTORY },
};

static enum subject
subject_of(const struct key_action *action)
{
	if (action->views & KEY_ONLY_REPLAY)
		return REPLAY;
	for (size_t i = 0; i < LENGTH(subjects); i++)
		if (strcmp(subjects[i].action, action->name) == 0)
			return subjects[i].subject;
	return EVERY_DAY;
}

static bool
works_anywhere(const struct key_action *action, bool replay)
{
	bool works = false;

	for (int view = VIEW_TABLE; view < VIEW_KINDS; view++)
		works = works || key_action_works(action, (enum view)view, replay);
	return works;
}

static void
put_keys(struct pen *pen, const struct scene *scene, enum subject subject)
{
	const struct key_bindings *keys = scene->keys;

	for (size_t i = 0; i < keys->count; i++) {
		char names[100];
		struct buffer b = buffer_over(names, sizeof names);

		if (subject_of(&keys->actions[i]) != subject ||
			!works_anywhere(&keys->actions[i], scene->state->replay.on))
			continue;
		bindings_put_names(keys, i, &b);
		put_pair(pen, names, keys->actions[i].help);
	}
}

static void
put_every_day(struct pen *pen, const struct scene *scene)
{
	put_keys(pen, scene, EVERY_DAY);
}

static void
put_memory(struct pen *pen, const struct scene *scene)
{
	put_keys(pen, scene, MEMORY);
}

static void
put_charts(struct pen *pen, const struct scene *scene)
{
	put_keys(pen, scene, CHARTS);
}

static void
put_jobs(struct pen *pen, const struct scene *scene)
{
	put_keys(pen, scene, JOBS);
}

static void
put_history(struct pen *pen, const struct scene *scene)
{
	put_keys(pen, scene, HISTORY);
}

static void
put_replay(struct pen *pen, const struct scene *scene)
{
	put_keys(pen, scene, REPLAY);
}

/* --- marks and numbers --- */

/* Each with its form in ASCII. */
struct explained {
	const char *utf8, *ascii, *text;
};

static void
put_explained(
	struct pen *pen, const struct scene *scene, const struct explained *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put_pair(pen, scene->context.ascii ? items[i].ascii : items[i].utf8, items[i].text);
}

static void
put_marks(struct pen *pen, const struct scene *scene)
{
	static const struct explained marks[] = {
		{ "!", "!", "near a limit: at 90 %, or within an hour (columns limit, headroom)" },
		{ "▲", "^", "its peak rose in the last 5 s" },
		{ "·", "=", "it holds its peak now (within 1 %)" },
		{ "×", "x", "it has ended: its last peak stays until it is dismissed" },
		{ "*", "*", "tagged" },
		{ "-", "-", "in a cell: unknown; > before a time: at least that" },
	};

	put_explained(pen, scene, marks, LENGTH(marks));
}

static void
put_numbers(struct pen *pen, const struct scene *scene)
{
	static const struct explained numbers[] = {
		{ "RSS", "RSS",
			"resident set: what the process has in memory now. A page that several "
			"processes share counts for each of them" },
		{ "PEAK", "PEAK",
			"the most it ever held: the kernel's own mark (VmHWM), which misses no "
			"spike, "
			"or the highest sample. It never falls; exec starts a new one" },
		{ "now ·· peak", "now .. peak",
			"the bar is what it holds now, the tick its peak; the whole width is the "
			"largest peak of all" },
		{ "RISEN", "RISEN",
			"how long ago the peak last rose; >5m: before peaktop began to watch" },
		{ "GROWTH", "GROWTH",
			"bytes per minute, by a line through the last samples; flat: it holds "
			"still, "
			"or goes up and down" },
		{ "Σ", "+",
			"a sum over processes; its peak is the most that they held together at one "
			"sample" },
		{ "PSS, USS", "PSS, USS",
			"each shared page divided among those who share it; memory that no other "
			"process shares" },
		{ "LIMIT, LEFT", "LIMIT, LEFT",
			"the smallest limit that applies, and what is left of the one that is "
			"reached "
			"first" },
		{ "█ python", "# python",
			"at the top: what Python processes hold; memory of files that they read is "
			"in "
			"the cache" },
		{ "▓ other", "= other", "other processes, and the kernel" },
		{ "▒ ARC", "A ARC", "the cache of ZFS" },
		{ "■ huge pages", "H huge pages", "reserved, used or not; no RSS counts them" },
		{ "░ cache", "- cache", "what the kernel drops when memory is needed" },
		{ "· free", ". free", "used by nobody. Cache and free together are available" },
		{ "┃", "|", "in that bar: the most that was in use since peaktop started" },
		{ "(container)", "(container)",
			"the limit of the container that all processes are in, or the tightest of "
			"the control groups that peaktop is in, which is named, instead of the "
			"machine's memory; lim where there is no space for that. MEM% is of it, "
			"too" },
		{ "CPU", "CPU",
			"at the top: busy time of all CPUs together; in the table: of one CPU, so "
			"two "
			"busy threads have 200" },
		{ "pressure", "pressure",
			"the share of the last 10 s in which some process waited for memory; shown "
			"from "
			"1 % on" },
	};

	put_explained(pen, scene, numbers, LENGTH(numbers));
}

static void
put_columns(struct pen *pen, const struct scene *scene)
{
	(void)scene;
	for (size_t i = 0; i < column_count; i++)
		put_pair(pen, columns[i].name, columns[i].help);
}

/* --- the page --- */

static const struct section {
	const char *title;
	void (*put)(struct pen *, const struct scene *);
	bool only_replay;
} sections[] = {
	{ "Replay", put_replay, true },
	{ "Every day", put_every_day, false },
	{ "Memory", put_memory, false },
	{ "Pages with a chart", put_charts, false },
	{ "Jobs", put_jobs, false },
	{ "History", put_history, false },
	{ "Marks before a row", put_marks, false },
	{ "What the numbers mean", put_numbers, false },
	{ "Columns", put_columns, false },
};

static void
put_section(struct pen *pen, const struct section *section, const struct scene *scene)
{
	if (section->only_replay && !scene->state->replay.on)
		return;
	if (pen->line > 0)
		pen_next(pen);
	pen_put(pen, 0, ROLE_TITLE, section->title);
	pen_next(pen);
	section->put(pen, scene);
}

/* The lines of a section in a column of this width. */
static long
height_of(const struct section *section, int cols, const struct scene *scene)
{
	struct pen pen = { .area.cols = cols, .line = 1 };

	put_section(&pen, section, scene);
	return pen.line - 1;
}

/* How many sections are in the left of two columns, which is to be about half as long as all. */
static size_t
sections_on_the_left(int cols, const struct scene *scene)
{
	long all = 0, left = 0;
	size_t count = 0;

	for (size_t i = 0; i < LENGTH(sections); i++)
		all += height_of(&sections[i], cols, scene);
	for (; count < LENGTH(sections); count++) {
		long height = height_of(&sections[count], cols, scene);

		if (2 * left + height > all)
			break;
		left += height;
	}
	return count > 0 ? count : 1;
}

void
view_help(struct pen *pen, const struct scene *scene)
{
	struct pen left = *pen, right = *pen;
	size_t split = LENGTH(sections);

	if (pen->area.cols >= WIDE) {
		left.area.cols = right.area.cols = (pen->area.cols - GAP) / 2;
		right.area.col += left.area.cols + GAP;
		split = sections_on_the_left(left.area.cols, scene);
	}
	for (size_t i = 0; i < LENGTH(sections); i++)
		put_section(i < split ? &left : &right, &sections[i], scene);
	pen->line = left.line > right.line ? left.line : right.line;
}

bool
view_help_search(struct view_state *s, const struct scene *scene, bool here)
{
	struct pen_search search = { .text = s->search, .from = (long)s->scroll + !here };
	struct pen pen = { .area = scene->layout.whole, .search = &search };

	pen.area.rows = 0;
	view_help(&pen, scene);
	if (!search.any) {
		search.from = 0;
		pen.line = 0;
		view_help(&pen, scene);
	}
	if (search.any)
		s->scroll = (size_t)search.found;
	return search.any;
}
