/* SPDX-License-Identifier: MIT */
/* test_rows_ended.c: ended processes below the others: folded, listed, many as one row. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/bytes.h"
#include "base/length.h"
#include "base/utf8.h"
#include "model/process/table_private.h"
#include "support/samples.h"
#include "support/suite.h"
#include "text/table/ended.h"
#include "text/table/rows.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

struct world {
	struct table table;
	struct sample sample;
	struct rows rows;
	struct groups groups;
	struct selection selection;
	struct filter *filter;
	struct row_order order;
	struct bytes drawn;
};

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	*state = w;
	if (w == NULL)
		return -1;
	w->order = (struct row_order){ .sort = column_by_name("rss"), .ended = ENDED_FOLDED };
	sample_begin(&w->sample, 100);
	sample_process(&w->sample, 1, 9 * MIB, 9 * MIB)->ppid = 0;
	sample_process(&w->sample, 2, 5 * MIB, 700 * MIB)->ppid = 1;
	table_apply(&w->table, &w->sample);
	sample_describe(&w->table, 1, "init", "init");
	sample_describe(&w->table, 2, "sh", "sh");
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	groups_clear(&w->groups);
	table_clear(&w->table);
	sample_clear(&w->sample);
	rows_clear(&w->rows);
	filter_free(w->filter);
	bytes_free(&w->drawn);
	free(w);
	return 0;
}

static void
filter(struct world *w, const char *text)
{
	struct failure why;

	assert_true(filter_parse(text, &w->filter, &why));
	w->selection.filter = w->filter;
}

/* A process below `ppid` that has ended. */
static struct process *
end(struct world *w, pid_t pid, pid_t ppid, const char *command, unsigned mib)
{
	struct sample now = { .taken_ns = w->table.taken_ns };
	struct reading r = { .key = { pid, (uint64_t)pid },
		.ppid = ppid,
		.known = KNOWN_RSS | KNOWN_PEAK,
		.rss_bytes = mib * MIB,
		.peak_bytes = mib * MIB };
	struct process *p = process_new(&r, &now, true);

	process_describe(
		p, &(struct description){ .name = command, .command = command }, w->table.taken_ns);
	process_end(p, w->table.taken_ns);
	table_add_ended(&w->table, p);
	return p;
}

static void
end_many(struct world *w, pid_t from, size_t count, const char *command, unsigned mib)
{
	for (size_t i = 0; i < count; i++)
		end(w, from + (pid_t)i, 1, command, mib - (unsigned)i % 8);
}

static struct column_context
context_of(const struct world *w)
{
	return rows_context(&w->table, 0, UNITS_SHORT, true);
}

static void
build(struct world *w)
{
	struct column_context context = context_of(w);

	rows_build(&w->rows, &w->table, &w->selection, &w->order, &context);
}

/* One line per row: branch, command. */
static const char *
draw(struct world *w)
{
	struct column_context context = context_of(w);

	build(w);
	bytes_restart(&w->drawn);
	bytes_text(&w->drawn, "");
	for (size_t i = 0; i < w->rows.count; i++) {
		const struct row *row = &w->rows.items[i];
		char text[300];
		struct buffer b = buffer_over(text, sizeof text);

		rows_put_branch(row, true, &b);
		if (row->kind == ROW_ENDED)
			ended_put_line(row, &context, "x", 100, &b);
		else
			column_put(column_by_name("command"), row, &context, &b);
		bytes_print(&w->drawn, "%s\n", text);
	}
	return w->drawn.data;
}

/* --- folded --- */

static void
ended_ones_are_one_line_that_names_the_two_largest(void **state)
{
	struct world *w = *state;

	assert_string_equal(draw(w), "init\nsh\n");
	end(w, 50, 1, "etl.py --day 7", 609);
	assert_string_equal(draw(w), "init\nsh\n1 ended, 609M etl.py; x opens\n");
	end(w, 51, 1, "etl.py --day 8", 600);
	end(w, 52, 1, "failer.py", 249);
	end(w, 53, 1, "-m pytest -q", 88);
	assert_string_equal(
		draw(w), "init\nsh\n4 ended, largest 609M etl.py, 249M failer.py; x opens\n");
	w->order.inverted = true;
	assert_string_equal(
		draw(w), "sh\ninit\n4 ended, largest 609M etl.py, 249M failer.py; x opens\n");
	w->order.ended = ENDED_HIDDEN;
	assert_string_equal(draw(w), "sh\ninit\n");
}

static void
only_those_that_are_selected_count(void **state)
{
	struct world *w = *state;

	end(w, 50, 1, "etl.py", 609);
	end(w, 52, 1, "failer.py", 249);
	filter(w, "fail");
	assert_string_equal(draw(w), "1 ended, 249M failer.py; x opens\n");
}

/* The scale of bars is the largest peak that is shown. */
static void
folded_ones_do_not_set_the_scale(void **state)
{
	struct world *w = *state;

	end(w, 50, 1, "etl.py", 4000);
	build(w);
	assert_int_equal(w->rows.largest_peak_bytes, 700 * MIB);
	w->order.ended = ENDED_OPEN;
	build(w);
	assert_int_equal(w->rows.largest_peak_bytes, 4000 * MIB);
}

static void
note_end(struct process *p, int wait_status)
{
	p->wait_known = true;
	p->wait_status = wait_status;
}

static void
those_that_failed_were_killed_or_are_ours_have_rows(void **state)
{
	struct world *w = *state;

	note_end(end(w, 50, 1, "good", 40), W_EXITCODE(0, 0));
	note_end(end(w, 51, 1, "failed", 41), W_EXITCODE(3, 0));
	note_end(end(w, 52, 1, "crashed", 42), W_EXITCODE(0, SIGSEGV));
	end(w, 53, 1, "unknown", 43);
	end(w, 54, 1, "ours", 44)->held = true;
	assert_string_equal(draw(w), "init\nsh\nours\ncrashed\nfailed\n"
				     "2 ended, largest 43.0M unknown, 40.0M good; x opens\n");
	w->order.sort = column_by_name("peak");
	assert_string_equal(draw(w), "sh\nours\ncrashed\nfailed\ninit\n"
				     "2 ended, largest 43.0M unknown, 40.0M good; x opens\n");
}

/* --- the line --- */

static void
put_line(const struct world *w, unsigned cols, const char *key, char *text, size_t size)
{
	struct column_context context = context_of(w);
	struct buffer b = buffer_over(text, size);

	text[0] = '\0';
	ended_put_line(&w->rows.items[w->rows.count - 1], &context, key, cols, &b);
}

static void
the_line_leaves_out_what_does_not_fit(void **state)
{
	static const struct {
		unsigned cols;
		const char *text;
	} cases[] = { { 120, "226 ended, largest 160M ld, 96.0M cc1; F11 opens" },
		{ 48, "226 ended, largest 160M ld, 96.0M cc1; F11 opens" },
		{ 47, "226 ended, largest 160M ld; F11 opens" },
		{ 36, "226 ended, largest 160M ld" }, { 25, "226 ended; F11 opens" },
		{ 19, "226 ended" }, { 3, "226 ended" } };
	struct world *w = *state;
	char text[200];

	end_many(w, 1000, 214, "cc1 -quiet x.c", 96);
	end_many(w, 2000, 12, "ld", 160);
	build(w);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		put_line(w, cases[i].cols, "F11", text, sizeof text);
		assert_string_equal(text, cases[i].text);
	}
	put_line(w, 120, "", text, sizeof text);
	assert_string_equal(text, "226 ended, largest 160M ld, 96.0M cc1");
}

static void
a_long_name_is_cut_between_characters(void **state)
{
	struct world *w = *state;
	char text[200];

	end(w, 50, 1, "日本語日本語日本語日本語日本語日本語.py", 10);
	build(w);
	put_line(w, 120, "x", text, sizeof text);
	assert_string_equal(text, "1 ended, 10.0M 日本語日本語日本語; x opens");
}

static void
one_that_ended_before_its_name_was_read_is_unnamed(void **state)
{
	struct world *w = *state;

	end(w, 50, 1, "", 609);
	assert_string_equal(draw(w), "init\nsh\n1 ended, 609M unnamed; x opens\n");
}

/* --- listed --- */

static void
listed_ones_are_by_peak_and_many_alike_are_one_row(void **state)
{
	struct world *w = *state;

	w->order.ended = ENDED_OPEN;
	end_many(w, 1000, 214, "cc1 -quiet x.c", 96);
	end_many(w, 2000, 3, "ld", 160);
	end(w, 50, 1, "etl.py --day 7", 609);
	end(w, 51, 1, "-m pytest -q", 88);
	assert_string_equal(draw(w), "init\nsh\n219 ended; x folds\netl.py --day 7\nld\nld\nld\n"
				     "> cc1 x 214, largest 96.0M\n-m pytest -q\n");
	w->order.sort = column_by_name("command");
	w->order.inverted = true;
	assert_string_equal(draw(w), "sh\ninit\n219 ended; x folds\netl.py --day 7\nld\nld\nld\n"
				     "> cc1 x 214, largest 96.0M\n-m pytest -q\n");
}

static void
an_opened_row_is_followed_by_those_that_it_stands_for(void **state)
{
	struct world *w = *state;
	struct proc_key key;

	w->order.ended = ENDED_OPEN;
	end_many(w, 1000, 4, "cc1 -quiet x.c", 96);
	end(w, 50, 1, "etl.py", 50);
	build(w);
	key = rows_key(&w->rows.items[3]);
	assert_int_equal(key.pid, 0);
	w->order.opened = (struct row_keys){ &key, 1 };
	assert_string_equal(draw(w), "init\nsh\n5 ended; x folds\nv cc1 x 4, largest 96.0M\n"
				     "|- cc1 -quiet x.c\n|- cc1 -quiet x.c\n|- cc1 -quiet x.c\n"
				     "`- cc1 -quiet x.c\netl.py\n");
	assert_int_equal(w->rows.items[4].process->now.key.pid, 1000);
	assert_int_equal(w->rows.items[7].process->now.key.pid, 1003);
	/* The key stays, whichever is the largest. */
	end(w, 60, 1, "cc1 other.c", 500);
	build(w);
	assert_int_equal(proc_key_compare(key, rows_key(&w->rows.items[3])), 0);
}

static void
many_alike_have_only_a_peak(void **state)
{
	static const struct {
		const char *column, *text;
	} cells[] = { { "pid", "" }, { "user", "" }, { "rss", "ended" }, { "peak", "96.0M" },
		{ "age", "" }, { "command", "> cc1 x 4, largest 96.0M" } };
	struct world *w = *state;
	struct column_context context;

	w->order.ended = ENDED_OPEN;
	end_many(w, 1000, 4, "cc1 -quiet x.c", 96);
	build(w);
	context = context_of(w);
	for (size_t i = 0; i < LENGTH(cells); i++) {
		char text[100];
		struct buffer b = buffer_over(text, sizeof text);

		text[0] = '\0';
		column_put(column_by_name(cells[i].column), &w->rows.items[3], &context, &b);
		assert_string_equal(text, cells[i].text);
	}
	assert_int_equal(rows_member_count(&w->rows.items[3]), 4);
	assert_int_equal(rows_member_count(&w->rows.items[2]), 0);
}

/* --- in a tree and in groups --- */

static void
in_a_tree_none_is_at_the_root(void **state)
{
	struct world *w = *state;

	w->order.tree = true;
	assert_string_equal(draw(w), "init\n`- sh\n");
	note_end(end(w, 50, 2, "failed", 41), W_EXITCODE(3, 0));
	assert_string_equal(draw(w), "init\n`- sh\n   `- failed\n");
	note_end(end(w, 51, 777, "orphan", 42), W_EXITCODE(3, 0));
	assert_string_equal(draw(w), "init\n`- sh\n   `- failed\n1 ended\n`- orphan\n");
	end(w, 52, 2, "etl.py", 50);
	end_many(w, 1000, 4, "cc1", 40);
	assert_string_equal(draw(w),
		"init\n`- sh\n   `- failed\n"
		"6 ended, largest 50.0M etl.py, 40.0M cc1; x opens\n`- orphan\n");
	w->order.ended = ENDED_OPEN;
	assert_string_equal(draw(w), "init\n`- sh\n   `- failed\n6 ended; x folds\n|- orphan\n"
				     "|- etl.py\n`- > cc1 x 4, largest 40.0M\n");
	filter(w, "cc1|etl");
	assert_string_equal(draw(w), "5 ended; x folds\n|- etl.py\n`- > cc1 x 4, largest 40.0M\n");
}

static void
groups_that_ended_are_folded_unless_one_of_them_failed(void **state)
{
	struct world *w = *state;
	struct process *failed;

	for (pid_t pid = 50; pid < 53; pid++) {
		struct process *p = end(w, pid, 50, "etl.py", 50);

		p->now.pgrp = p->now.session = 50;
	}
	failed = end(w, 60, 60, "bad.py", 20);
	failed->now.pgrp = failed->now.session = 60;
	groups_update(&w->groups, &w->table);
	w->order.groups = &w->groups;
	assert_string_equal(
		draw(w), "init\nsh\n4 ended, largest 50.0M etl.py, 20.0M bad.py; x opens\n");
	note_end(failed, W_EXITCODE(1, 0));
	assert_string_equal(draw(w), "init\nsh\nbad.py\n3 ended, 50.0M etl.py; x opens\n");
}

/* A report has each of them, in the order of all rows. */
static void
each_has_a_row_where_nothing_is_folded(void **state)
{
	struct world *w = *state;

	w->order = (struct row_order){ .sort = column_by_name("peak") };
	end_many(w, 1000, 5, "cc1", 40);
	assert_string_equal(draw(w), "sh\ncc1\ncc1\ncc1\ncc1\ncc1\ninit\n");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(ended_ones_are_one_line_that_names_the_two_largest),
		CASE(only_those_that_are_selected_count),
		CASE(folded_ones_do_not_set_the_scale),
		CASE(those_that_failed_were_killed_or_are_ours_have_rows),
		CASE(the_line_leaves_out_what_does_not_fit),
		CASE(a_long_name_is_cut_between_characters),
		CASE(one_that_ended_before_its_name_was_read_is_unnamed),
		CASE(listed_ones_are_by_peak_and_many_alike_are_one_row),
		CASE(an_opened_row_is_followed_by_those_that_it_stands_for),
		CASE(many_alike_have_only_a_peak),
		CASE(in_a_tree_none_is_at_the_root),
		CASE(groups_that_ended_are_folded_unless_one_of_them_failed),
		CASE(each_has_a_row_where_nothing_is_folded),
	};

	return cmocka_run_group_tests_name("rows of ended processes", tests, NULL, NULL);
}
