/* SPDX-License-Identifier: MIT */
/* check_rows.c: keys that change which rows the table shows, and in what order and form. */
#include "base/length.h"
#include "screen/check_keys.h"

static pid_t
pid_of_row(const struct scene_fixture *f, size_t row)
{
	return f->rows.items[row].process->now.key.pid;
}

static void
assert_sorted(const struct scene_fixture *f, const char *column)
{
	assert_string_equal(f->state.list.sort->name, column);
	for (size_t i = 1; i < f->rows.count && f->rows.items[i].kind == ROW_PROCESS; i++)
		assert_true(
			column_compare(f->state.list.sort, f->state.list.inverted,
				&f->rows.items[i - 1], &f->rows.items[i], &f->scene.context) < 0);
}

static void
search_next(struct scene_fixture *f, int code)
{
	static const pid_t matches[] = { 3002, 3003, 3001, 3002 };

	fixture_select(f, 3001);
	strcpy(f->state.search, "GUNICORN WORK");
	for (size_t i = 0; i < LENGTH(matches); i++) {
		fixture_press(f, code);
		assert_int_equal(fixture_selected(f), matches[i]);
	}
}

static void
tree(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_int_equal(pid_of_row(f, 0), PID_SYSTEMD);
	assert_int_equal(f->rows.items[1].depth, 1);
	fixture_press(f, code);
	assert_sorted(f, "rss");
}

static void
groups(struct scene_fixture *f, int code)
{
	size_t all = f->rows.count;

	fixture_keys(f, "t");
	fixture_press(f, code);
	assert_true(f->state.list.groups && !f->state.list.tree);
	assert_int_equal(f->rows.count, all - 4); /* three workers and their log rotation */
	assert_sorted(f, "rss");
	fixture_press(f, code);
	assert_false(f->state.list.groups);
	assert_int_equal(f->rows.count, all);
	fixture_press(f, code);
	fixture_keys(f, "t");
	assert_true(f->state.list.tree && !f->state.list.groups);
}

static void
sort_rss(struct scene_fixture *f, int code)
{
	fixture_keys(f, "N I");
	fixture_press(f, code);
	assert_sorted(f, "rss");
	assert_false(f->state.list.inverted);
	assert_int_equal(pid_of_row(f, 0), PID_TRAIN);
}

static void
sort_peak(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_sorted(f, "peak");
	assert_int_equal(pid_of_row(f, 0), PID_KILLED);
}

static void
sort_cpu(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_sorted(f, "cpu_percent");
	assert_int_equal(pid_of_row(f, 0), PID_TRAIN);
	assert_int_equal(pid_of_row(f, 1), 3001);
}

static void
sort_time(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_sorted(f, "cpu_time");
}

static void
sort_pid(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_sorted(f, "pid");
	assert_int_equal(pid_of_row(f, 0), PID_SYSTEMD);
}

static void
sort_left(struct scene_fixture *f, int code)
{
	static const char *const names[] = { "user", "pid", "command", "trend" };

	for (size_t i = 0; i < LENGTH(names); i++) {
		fixture_press(f, code);
		assert_string_equal(f->state.list.sort->name, names[i]);
	}
}

static void
sort_right(struct scene_fixture *f, int code)
{
	fixture_press(f, code);
	assert_string_equal(f->state.list.sort->name, "memory");
	fixture_press(f, code);
	assert_sorted(f, "peak");
	fixture_keys(f, "M t");
	fixture_press(f, code);
	assert_string_equal(f->state.list.sort->name, "tree_rss");
}

static void
invert(struct scene_fixture *f, int code)
{
	fixture_keys(f, "N");
	fixture_press(f, code);
	assert_sorted(f, "pid");
	assert_int_equal(pid_of_row(f, 0), 7100);
	fixture_press(f, code);
	assert_int_equal(pid_of_row(f, 0), PID_SYSTEMD);
}

static void
python(struct scene_fixture *f, int code)
{
	size_t all = f->rows.count;

	fixture_press(f, code);
	assert_int_equal(f->rows.count, 5);
	for (size_t i = 0; i < f->rows.count; i++)
		assert_true(f->rows.items[i].process->python);
	fixture_press(f, code);
	assert_int_equal(f->rows.count, all);
}

static void
tag(struct scene_fixture *f, int code)
{
	struct proc_key first = f->state.list.under;

	fixture_press(f, code);
	assert_true(key_set_has(&f->state.list.tagged, first));
	assert_int_equal(f->state.list.cursor, 1);
	fixture_keys(f, "Up");
	fixture_press(f, code);
	assert_int_equal(f->state.list.tagged.count, 0);
}

static void
untag(struct scene_fixture *f, int code)
{
	fixture_keys(f, "Space Space Space");
	assert_int_equal(f->state.list.tagged.count, 3);
	fixture_press(f, code);
	assert_int_equal(f->state.list.tagged.count, 0);
}

static void
follow(struct scene_fixture *f, int code)
{
	size_t line;

	fixture_select(f, PID_NAMELESS);
	fixture_press(f, code);
	line = f->state.list.cursor;
	fixture_keys(f, "N I");
	assert_int_not_equal(fixture_selected(f), PID_NAMELESS);
	assert_int_equal(f->state.list.cursor, line);
	fixture_select(f, PID_NAMELESS);
	fixture_press(f, code);
	fixture_keys(f, "K");
	assert_int_equal(fixture_selected(f), PID_NAMELESS);
	fixture_press(f, code);

	/* Without `follow`, too: the process whose details were open is found again. */
	fixture_select(f, PID_NAMELESS);
	fixture_keys(f, "Enter");
	f->state.list.inverted = !f->state.list.inverted;
	fixture_tick(f, 3001);
	fixture_keys(f, "Esc");
	assert_int_equal(f->state.view, VIEW_TABLE);
	assert_int_equal(fixture_selected(f), PID_NAMELESS);
}

static void
ended(struct scene_fixture *f, int code)
{
	size_t all = f->rows.count;

	assert_int_equal(f->rows.items[all - 1].kind, ROW_ENDED);
	fixture_press(f, code);
	assert_int_equal(f->rows.count, all + 1);
	assert_int_equal(pid_of_row(f, all), PID_LOST);
	fixture_press(f, code);
	assert_int_equal(f->rows.count, all);

	f->state.list.ended = ENDED_HIDDEN;
	fixture_build(f);
	assert_int_equal(f->rows.count, all - 3);
	fixture_press(f, code);
	assert_int_equal(f->rows.count, all);

	fixture_keys(f, "\\ r o t a t e Enter");
	assert_int_equal(f->rows.count, 1);
	assert_int_equal(pid_of_row(f, 0), PID_LOST);
	fixture_press(f, code);
	assert_int_equal(f->rows.count, 1);
	assert_non_null(strstr(f->state.message, "filter"));
}

static void
bar_scale(struct scene_fixture *f, int code)
{
	assert_true(fixture_press(f, code).refresh & REFRESH_WANTS);
	assert_true(f->state.list.by_limit);
	assert_non_null(strstr(f->state.message, "limit"));
	fixture_press(f, code);
	assert_false(f->state.list.by_limit);
}

static void
dismiss(struct scene_fixture *f, int code)
{
	size_t all = f->rows.count;

	assert_int_equal(fixture_press(f, code).kind, COMMAND_DISMISS);
	assert_int_equal(f->rows.count, all - 3);
}

static void
collapse(struct scene_fixture *f, int code)
{
	size_t all = f->rows.count;

	fixture_select(f, PID_MASTER);
	fixture_press(f, code);
	assert_int_equal(f->rows.count, all);
	fixture_keys(f, "t");
	fixture_select(f, PID_MASTER);
	fixture_press(f, code);
	fixture_press(f, code);
	assert_int_equal(f->rows.count, all - 3);
	assert_int_equal(fixture_selected(f), PID_MASTER);
}

static void
expand(struct scene_fixture *f, int code)
{
	size_t all = f->rows.count;

	fixture_keys(f, "t");
	fixture_select(f, PID_MASTER);
	fixture_keys(f, "-");
	assert_int_equal(f->rows.count, all - 3);
	fixture_press(f, code);
	assert_int_equal(f->rows.count, all);
}

const struct key_check row_checks[] = {
	{ "search_next", search_next },
	{ "tree", tree },
	{ "groups", groups },
	{ "sort_rss", sort_rss },
	{ "sort_peak", sort_peak },
	{ "sort_cpu", sort_cpu },
	{ "sort_time", sort_time },
	{ "sort_pid", sort_pid },
	{ "sort_left", sort_left },
	{ "sort_right", sort_right },
	{ "invert", invert },
	{ "python", python },
	{ "tag", tag },
	{ "untag", untag },
	{ "follow", follow },
	{ "ended", ended },
	{ "bar_scale", bar_scale },
	{ "dismiss", dismiss },
	{ "collapse", collapse },
	{ "expand", expand },
};
const size_t row_check_count = LENGTH(row_checks);
