/* SPDX-License-Identifier: MIT */
/* test_rows.c: the rows of a table, their order, and their tree. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/length.h"
#include "support/samples.h"
#include "support/suite.h"
#include "text/table/rows.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define DEEP 5000

struct world {
	struct table table;
	struct sample sample;
	struct rows rows;
	struct selection selection;
	struct filter *filter;
	struct row_order order;
	struct bytes drawn;
};

struct member {
	pid_t pid, ppid;
	unsigned mib;
	const char *name;
};

/* A family: shell 10 with two children, one of which has two; and an editor. */
static const struct member family[] = {
	{ 1, 0, 1, "init" },
	{ 10, 1, 2, "shell" },
	{ 11, 10, 5, "make" },
	{ 12, 10, 3, "less" },
	{ 20, 11, 40, "cc" },
	{ 21, 11, 60, "ld" },
	{ 30, 1, 90, "edit" },
};

static void
apply(struct world *w, uint64_t seconds, const struct member *members, size_t count)
{
	sample_begin(&w->sample, seconds);
	for (const struct member *m = members; m < members + count; m++)
		sample_process(&w->sample, m->pid, m->mib * MIB, m->mib * MIB)->ppid = m->ppid;
	table_apply(&w->table, &w->sample);
	for (size_t i = 0; i < count; i++)
		sample_describe(&w->table, members[i].pid, members[i].name, members[i].name);
}

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	*state = w;
	if (w == NULL)
		return -1;
	w->order.sort = column_by_name("rss");
	apply(w, 100, family, LENGTH(family));
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

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

	filter_free(w->filter);
	assert_true(filter_parse(text, &w->filter, &why));
	w->selection.filter = w->filter;
}

static void
build(struct world *w)
{
	struct column_context context = rows_context(&w->table, 0, UNITS_AUTO, true);

	rows_build(&w->rows, &w->table, &w->selection, &w->order, &context);
}

/* The rows as text: branches, name, RSS of the subtree in MiB. */
static const char *
draw(struct world *w, bool ascii)
{
	build(w);
	bytes_restart(&w->drawn);
	bytes_text(&w->drawn, "");
	for (size_t i = 0; i < w->rows.count; i++) {
		const struct row *r = &w->rows.items[i];
		char text[300];
		struct buffer b = buffer_over(text, sizeof text);

		rows_put_branch(r, ascii, &b);
		bytes_print(&w->drawn, "%s%s %u%s", text, r->process->name,
			(unsigned)(r->tree_rss_bytes / MIB), process_ended(r->process) ? "x" : "");
		if (r->hidden_below > 0)
			bytes_print(&w->drawn, " +%u", r->hidden_below);
		bytes_text(&w->drawn, "\n");
	}
	return w->drawn.data;
}

static void
flat_rows_are_sorted_by_the_column(void **state)
{
	struct world *w = *state;

	assert_string_equal(
		draw(w, true), "edit 90\nld 60\ncc 40\nmake 5\nless 3\nshell 2\ninit 1\n");
	w->order.inverted = true;
	assert_string_equal(
		draw(w, true), "init 1\nshell 2\nless 3\nmake 5\ncc 40\nld 60\nedit 90\n");
	w->order = (struct row_order){ .sort = column_by_name("command") };
	assert_string_equal(
		draw(w, true), "cc 40\nedit 90\ninit 1\nld 60\nless 3\nmake 5\nshell 2\n");
}

static void
exited_processes_are_below_living_ones_and_can_be_hidden(void **state)
{
	struct world *w = *state;

	apply(w, 101, family, LENGTH(family) - 1);
	assert_string_equal(
		draw(w, true), "ld 60\ncc 40\nmake 5\nless 3\nshell 2\ninit 1\nedit 0x\n");
	w->order.inverted = true;
	assert_string_equal(
		draw(w, true), "init 1\nshell 2\nless 3\nmake 5\ncc 40\nld 60\nedit 0x\n");
	w->order.ended = ENDED_HIDDEN;
	assert_string_equal(draw(w, true), "init 1\nshell 2\nless 3\nmake 5\ncc 40\nld 60\n");
}

static void
an_empty_selection_has_no_rows(void **state)
{
	struct world *w = *state;

	filter(w, "nowhere");
	assert_string_equal(draw(w, true), "");
	w->order.tree = true;
	assert_string_equal(draw(w, true), "");
}

/* --- the tree --- */

static void
a_tree_has_totals_and_sorts_siblings_by_them(void **state)
{
	struct world *w = *state;

	w->order.tree = true;
	assert_string_equal(draw(w, true), "init 201\n"
					   "|- shell 110\n"
					   "|  |- make 105\n"
					   "|  |  |- ld 60\n"
					   "|  |  `- cc 40\n"
					   "|  `- less 3\n"
					   "`- edit 90\n");
	w->order.inverted = true;
	assert_string_equal(draw(w, false), "init 201\n"
					    "├─ edit 90\n"
					    "└─ shell 110\n"
					    "   ├─ less 3\n"
					    "   └─ make 105\n"
					    "      ├─ cc 40\n"
					    "      └─ ld 60\n");
}

static void
siblings_are_sorted_by_other_columns_without_totals(void **state)
{
	struct world *w = *state;

	w->order = (struct row_order){ .sort = column_by_name("command"), .tree = true };
	assert_string_equal(draw(w, true), "init 201\n"
					   "|- edit 90\n"
					   "`- shell 110\n"
					   "   |- less 3\n"
					   "   `- make 105\n"
					   "      |- cc 40\n"
					   "      `- ld 60\n");
}

/* The RSS of the newest sample, with the peaks that a sample before it has left. */
static void
branches_are_sorted_by_their_peaks(void **state)
{
	static const struct member before[] = { { 1, 0, 1, "init" }, { 10, 1, 2, "shell" },
		{ 11, 10, 5, "make" }, { 12, 10, 3, "less" }, { 20, 11, 70, "cc" },
		{ 21, 11, 60, "ld" }, { 30, 1, 120, "edit" } };
	struct world *w = *state;

	apply(w, 101, before, LENGTH(before));
	apply(w, 102, family, LENGTH(family));
	w->order = (struct row_order){ .sort = column_by_name("peak"), .tree = true };
	/* 140 at once below the shell, 120 in the editor: though its own peak is larger. */
	assert_string_equal(draw(w, true), "init 201\n"
					   "|- shell 110\n"
					   "|  |- make 105\n"
					   "|  |  |- cc 40\n"
					   "|  |  `- ld 60\n"
					   "|  `- less 3\n"
					   "`- edit 90\n");
	w->order.inverted = true;
	assert_string_equal(draw(w, true), "init 201\n"
					   "|- edit 90\n"
					   "`- shell 110\n"
					   "   |- less 3\n"
					   "   `- make 105\n"
					   "      |- ld 60\n"
					   "      `- cc 40\n");
}

/* Threads: 9 below the shell, of which make itself has one; the editor has eight. */
static void
branches_are_sorted_by_sums_of_any_column_that_has_them(void **state)
{
	struct world *w = *state;

	table_find_pid(&w->table, 20)->now.threads = 6;
	table_find_pid(&w->table, 30)->now.threads = 8;
	w->order = (struct row_order){ .sort = column_by_name("threads"), .tree = true };
	assert_string_equal(draw(w, true), "init 201\n"
					   "|- shell 110\n"
					   "|  |- make 105\n"
					   "|  |  |- cc 40\n"
					   "|  |  `- ld 60\n"
					   "|  `- less 3\n"
					   "`- edit 90\n");
}

static void
assert_cell(const struct world *w, size_t row, const char *column, const char *text)
{
	struct column_context context = rows_context(&w->table, 0, UNITS_SHORT, true);
	char cell[100];
	struct buffer b = buffer_over(cell, sizeof cell);

	cell[0] = '\0';
	column_put(column_by_name(column), &w->rows.items[row], &context, &b);
	assert_string_equal(cell, text);
}

static void
a_collapsed_branch_shows_its_sums(void **state)
{
	static const struct proc_key shell[] = { { 10, 10 } };
	struct world *w = *state;
	const struct row *row;

	table_find_pid(&w->table, 20)->now.threads = 6;
	w->order.tree = true;
	build(w);
	row = &w->rows.items[1];
	assert_int_equal(row->process->now.key.pid, 10);
	assert_cell(w, 1, "rss", "2.00M");
	assert_cell(w, 1, "peak", "2.00M");
	assert_false(rows_is_sum(row, column_by_name("rss")));
	w->order.folded = (struct row_keys){ shell, 1 };
	build(w);
	row = &w->rows.items[1];
	assert_int_equal(row->hidden_below, 4);
	assert_cell(w, 1, "rss", "110M");
	assert_cell(w, 1, "tree_rss", "110M");
	assert_cell(w, 1, "peak", "110M");
	assert_cell(w, 1, "threads", "10");
	assert_cell(w, 1, "pid", "10");
	assert_cell(w, 1, "command", "shell");
	assert_true(rows_is_sum(row, column_by_name("rss")));
	assert_true(rows_is_sum(row, column_by_name("peak")));
	assert_false(rows_is_sum(row, column_by_name("pid")));
	assert_false(rows_is_sum(&w->rows.items[0], column_by_name("rss")));
}

/* The child of a vfork adds nothing to the sum of a collapsed branch. */
static void
a_collapsed_branch_counts_one_address_space_once(void **state)
{
	static const struct proc_key parent[] = { { 1, 1 } };
	struct world *w = *state;

	sample_begin(&w->sample, 101);
	sample_process(&w->sample, 1, 50 * MIB, 50 * MIB)->ppid = 0;
	sample_process(&w->sample, 2, 50 * MIB, 50 * MIB)->borrowed = true;
	table_clear(&w->table);
	table_apply(&w->table, &w->sample);
	w->order.tree = true;
	w->order.folded = (struct row_keys){ parent, 1 };
	build(w);
	assert_cell(w, 0, "rss", "50.0M");
	assert_cell(w, 0, "threads", "2");
}

static void
a_folded_row_hides_and_counts_its_subtree(void **state)
{
	static const struct proc_key folded[] = { { 10, 10 }, { 11, 11 }, { 30, 30 }, { 999, 1 } };
	static const struct proc_key root[] = { { 1, 1 } };
	struct world *w = *state;

	w->order.tree = true;
	w->order.folded = (struct row_keys){ folded, LENGTH(folded) };
	/* The editor has no children to hide. */
	assert_string_equal(draw(w, true), "init 201\n|+ shell 110 +4\n`- edit 90\n");
	w->order.folded = (struct row_keys){ &folded[1], 1 };
	assert_string_equal(draw(w, true), "init 201\n"
					   "|- shell 110\n"
					   "|  |+ make 105 +2\n"
					   "|  `- less 3\n"
					   "`- edit 90\n");
	w->order.folded = (struct row_keys){ root, 1 };
	assert_string_equal(draw(w, true), "+ init 201 +6\n");
}

static void
filtered_rows_are_below_the_nearest_shown_ancestor(void **state)
{
	struct world *w = *state;

	w->order.tree = true;
	filter(w, "shell|ld|cc");
	assert_string_equal(draw(w, true), "shell 102\n|- ld 60\n`- cc 40\n");
	filter(w, "ld|edit|init");
	assert_string_equal(draw(w, true), "init 151\n|- edit 90\n`- ld 60\n");
	filter(w, "ld|less");
	assert_string_equal(draw(w, true), "ld 60\nless 3\n");
}

static void
assert_sum(struct world *w, size_t living, size_t ended, uint64_t rss, uint64_t peak)
{
	build(w);
	assert_int_equal(w->rows.sum.living, living);
	assert_int_equal(w->rows.sum.ended, ended);
	assert_int_equal(w->rows.sum.shown, living + ended);
	assert_int_equal(w->rows.sum.rss_bytes, rss * MIB);
	assert_int_equal(w->rows.sum.peak_bytes, peak * MIB);
}

static void
what_is_shown_is_counted_and_summed(void **state)
{
	static const struct proc_key folded[] = { { 10, 10 } };
	struct world *w = *state;

	assert_sum(w, 7, 0, 201, 201);
	filter(w, "ld|less");
	assert_sum(w, 2, 0, 63, 63);
	apply(w, 101, family, 5); /* ld and the editor are gone */
	assert_sum(w, 1, 1, 3, 63);
	w->order.ended = ENDED_HIDDEN;
	assert_sum(w, 1, 0, 3, 3);
	filter(w, "");
	w->order = (struct row_order){
		.sort = column_by_name("rss"),
		.tree = true,
		.folded = { folded, 1 },
		.ended = ENDED_HIDDEN,
	};
	assert_sum(w, 5, 0, 51, 51);
	assert_int_equal(w->rows.count, 2);
}

static void
an_exited_process_keeps_its_place_and_adds_nothing(void **state)
{
	struct world *w = *state;

	apply(w, 101, family, 5); /* ld and the editor are gone */
	w->order.tree = true;
	assert_string_equal(draw(w, true), "init 51\n"
					   "|- shell 50\n"
					   "|  |- make 45\n"
					   "|  |  |- cc 40\n"
					   "|  |  `- ld 0x\n"
					   "|  `- less 3\n"
					   "`- edit 0x\n");
}

/* As it is with a filter, and where rows are printed: whatever the order is. */
static void
an_exited_process_without_an_ancestor_is_the_last_root(void **state)
{
	static const struct member left[] = { { 1, 0, 1, "init" }, { 2, 0, 1, "kernel" } };
	struct world *w = *state;

	apply(w, 101, family, LENGTH(family));
	apply(w, 102, left, LENGTH(left));
	w->order = (struct row_order){ .sort = column_by_name("peak"), .tree = true };
	filter(w, "kernel|ld|cc");
	assert_string_equal(draw(w, true), "kernel 1\nld 0x\ncc 0x\n");
}

static void
children_of_an_exited_parent_move_to_their_reaper(void **state)
{
	static const struct member left[] = { { 1, 0, 1, "init" }, { 20, 1, 40, "cc" },
		{ 21, 11, 60, "ld" } }; /* ld was read before make exited */
	struct world *w = *state;

	apply(w, 101, left, LENGTH(left));
	w->order.tree = true;
	w->order.ended = ENDED_HIDDEN;
	assert_string_equal(draw(w, true), "ld 60\ninit 41\n`- cc 40\n");
}

static void
circular_parents_are_still_rows(void **state)
{
	static const struct member circle[] = { { 1, 1, 1, "self" }, { 5, 7, 1, "a" },
		{ 6, 5, 1, "b" }, { 7, 6, 1, "c" } };
	struct world *w = *state;

	w->order.tree = true;
	apply(w, 101, circle, LENGTH(circle));
	w->order.ended = ENDED_HIDDEN;
	build(w);
	assert_int_equal(w->rows.count, 4);
	sample_begin(&w->sample, 102); /* all started within one tick */
	for (size_t i = 0; i < LENGTH(circle); i++) {
		struct reading *r = sample_process(&w->sample, circle[i].pid, MIB, MIB);

		r->ppid = circle[i].ppid;
		r->key.start_ticks = 3;
	}
	table_apply(&w->table, &w->sample);
	build(w);
	assert_int_equal(w->rows.count, 4);
}

static void
memory_that_is_the_parents_counts_once(void **state)
{
	struct world *w = *state;

	sample_begin(&w->sample, 101);
	for (pid_t pid = 1; pid <= 3; pid++) {
		struct reading *r = sample_process(&w->sample, pid, MIB, MIB);

		r->ppid = pid - 1;
		r->borrowed = pid > 1;
	}
	table_clear(&w->table);
	table_apply(&w->table, &w->sample);
	w->order.tree = true;
	build(w);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(w->rows.items[i].tree_rss_bytes, MIB);
	assert_sum(w, 3, 0, 1, 1);
}

static void
a_chain_of_five_thousand_is_handled(void **state)
{
	struct world *w = *state;

	sample_begin(&w->sample, 101);
	for (pid_t pid = 1; pid <= DEEP; pid++)
		sample_process(&w->sample, pid, MIB, MIB)->ppid = pid - 1;
	table_clear(&w->table);
	table_apply(&w->table, &w->sample);
	w->order.tree = true;
	build(w);
	assert_int_equal(w->rows.count, DEEP);
	assert_int_equal(w->rows.items[0].tree_rss_bytes, DEEP * MIB);
	for (size_t i = 0; i < DEEP; i++) {
		char text[1000];
		struct buffer b = buffer_over(text, sizeof text);

		assert_int_equal(w->rows.items[i].depth, i);
		assert_int_equal(w->rows.items[i].process->now.key.pid, i + 1);
		rows_put_branch(&w->rows.items[i], false, &b);
		assert_false(b.cut);
	}
}

static void
five_thousand_siblings_keep_their_order(void **state)
{
	struct world *w = *state;

	sample_begin(&w->sample, 101);
	for (pid_t pid = 1; pid <= DEEP; pid++)
		sample_process(&w->sample, pid, MIB, MIB)->ppid = pid > 1;
	table_clear(&w->table);
	table_apply(&w->table, &w->sample);
	w->order.tree = true;
	build(w);
	assert_int_equal(w->rows.count, DEEP);
	for (size_t i = 1; i < DEEP; i++) {
		assert_int_equal(w->rows.items[i].depth, 1);
		assert_int_equal(w->rows.items[i].process->now.key.pid, i + 1);
		assert_int_equal(w->rows.items[i].last, i == DEEP - 1);
	}
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(flat_rows_are_sorted_by_the_column),
		CASE(exited_processes_are_below_living_ones_and_can_be_hidden),
		CASE(an_empty_selection_has_no_rows),
		CASE(a_tree_has_totals_and_sorts_siblings_by_them),
		CASE(siblings_are_sorted_by_other_columns_without_totals),
		CASE(branches_are_sorted_by_their_peaks),
		CASE(branches_are_sorted_by_sums_of_any_column_that_has_them),
		CASE(a_collapsed_branch_shows_its_sums),
		CASE(a_collapsed_branch_counts_one_address_space_once),
		CASE(a_folded_row_hides_and_counts_its_subtree),
		CASE(filtered_rows_are_below_the_nearest_shown_ancestor),
		CASE(what_is_shown_is_counted_and_summed),
		CASE(an_exited_process_keeps_its_place_and_adds_nothing),
		CASE(an_exited_process_without_an_ancestor_is_the_last_root),
		CASE(children_of_an_exited_parent_move_to_their_reaper),
		CASE(circular_parents_are_still_rows),
		CASE(memory_that_is_the_parents_counts_once),
		CASE(a_chain_of_five_thousand_is_handled),
		CASE(five_thousand_siblings_keep_their_order),
	};

	return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
