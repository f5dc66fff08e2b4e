/* SPDX-License-Identifier: MIT */
/* test_run_list.c: runs as lines and as CSV: widths, foreign text, and what is unknown. */
#include "base/length.h"
#include "text/run/run_list.h"

#include <inttypes.h>
#include <locale.h>
#include <string.h>

#include "base/utf8.h"
#include "support/sample_run.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static char *const sample_argv[] = { "python3", "train.py", NULL };

/* Column `at` of the line that run_list_csv writes, without quotes. */
static void
csv_cell(const struct run *run, size_t at, char *cell, size_t size)
{
	struct bytes out = { .data = NULL };
	bool quoted = false;
	size_t length = 0, now = 0;

	run_list_csv(run, "name", &out);
	for (const char *c = out.data; *c != '\n'; c++) {
		quoted = *c == '"' ? !quoted : quoted;
		if (*c == ',' && !quoted)
			now++;
		else if (now == at && *c != '"' && length + 1 < size)
			cell[length++] = *c;
	}
	cell[length] = '\0';
	assert_int_equal(now, 20); /* as many cells as the header */
	bytes_free(&out);
}

/* The index of a column by its name. */
static size_t
csv_column(const char *name)
{
	struct bytes head = { .data = NULL };
	size_t at = 0, found = SIZE_MAX;
	char *place = NULL;

	run_list_csv_head(&head);
	for (char *selector = strtok_r(head.data, ",\n", &place); selector != NULL;
		selector = strtok_r(NULL, ",\n", &place), at++)
		found = strcmp(selector, name) == 0 ? at : found;
	bytes_free(&head);
	assert_true(found != SIZE_MAX && at == 21);
	return found;
}

static void
check_cell(const struct run *run, const char *column, const char *expected)
{
	char cell[200];

	csv_cell(run, csv_column(column), cell, sizeof cell);
	if (strcmp(cell, expected) != 0)
		fail_msg("%s is '%s', not '%s'", column, cell, expected);
}

/* What programs that count columns rely on: they only get longer at their ends. */
static void
columns_of_csv_keep_their_places(void **state)
{
	static const char runs[] =
		"run,started_at,label,name,command,cwd,host,user,commit,wall_seconds,cpu_seconds,"
		"peak_process_bytes,peak_tree_bytes,peak_tree_origin,peak_cgroup_bytes,"
		"major_faults,reason,status,signal,note,oom_kills";
	static const char ranks[] =
		"name,runs,largest_bytes,median_bytes,last_bytes,change_bytes,last_run,cut_short,"
		"largest_lower_bound,median_lower_bound,last_lower_bound";
	struct bytes out = { .data = NULL };

	(void)state;
	run_list_csv_head(&out);
	assert_memory_equal(out.data, runs, sizeof runs - 1);
	bytes_restart(&out);
	run_rank_csv_head(&out);
	assert_memory_equal(out.data, ranks, sizeof ranks - 1);
	bytes_free(&out);
}

static void
csv_has_every_figure(void **state)
{
	struct run run = sample_run(sample_argv);

	(void)state;
	run.number = 12;
	run.cgroup = (struct run_cgroup){ .made = true, .peak_bytes = 5 };
	run.status = 3;
	run.oom_kills = 2;
	check_cell(&run, "run", "12");
	check_cell(&run, "oom_kills", "2");
	check_cell(&run, "started_at", "2026-01-01T00:00:00.123Z");
	check_cell(&run, "command", "python3 train.py");
	check_cell(&run, "wall_seconds", "83.456789");
	check_cell(&run, "cpu_seconds", "80.358023");
	check_cell(&run, "peak_process_bytes", "432013312");
	check_cell(&run, "peak_tree_bytes", "1417674752");
	check_cell(&run, "peak_tree_origin", "pss");
	check_cell(&run, "peak_cgroup_bytes", "5");
	check_cell(&run, "major_faults", "0");
	check_cell(&run, "status", "3");
	check_cell(&run, "signal", "");
	run.signal = 9;
	run.reason = RUN_SIGNALED;
	check_cell(&run, "status", "");
	check_cell(&run, "signal", "9");
}

static void
what_is_unknown_is_an_empty_cell(void **state)
{
	static const enum run_reason reasons[] = { RUN_RUNNING, RUN_LOST, RUN_NOT_STARTED,
		RUN_IMPORTED };
	static const char *const unknown[] = { "cpu_seconds", "peak_process_bytes",
		"peak_tree_bytes", "peak_tree_origin", "peak_cgroup_bytes", "major_faults",
		"status", "signal", "label", "note" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct run run = { .argv = sample_argv, .reason = reasons[i] };

		for (size_t c = 0; c < LENGTH(unknown); c++)
			check_cell(&run, unknown[c], "");
		check_cell(&run, "reason", run_reason_name(reasons[i]));
		check_cell(&run, "oom_kills",
			reasons[i] == RUN_LOST || reasons[i] == RUN_IMPORTED ? "" : "0");
	}
}

static void
foreign_text_becomes_neither_a_formula_nor_a_line(void **state)
{
	static char *const argv[] = { "=HYPERLINK(\"x\")", "a,b\nc", NULL };
	struct run run = sample_run(argv);
	struct bytes out = { .data = NULL };

	(void)state;
	run.label = "-1+2";
	run.note = "two\nlines\x1b[2J";
	check_cell(&run, "label", "'-1+2");
	check_cell(&run, "command", "'=HYPERLINK(x) a,b c"); /* the reader here drops the quotes */
	check_cell(&run, "note", "two lines?[2J");
	run_list_csv(&run, "@name", &out);
	assert_non_null(strstr(out.data, "\"'@name\""));
	assert_non_null(strstr(out.data, "(\"\"x\"\")"));
	assert_ptr_equal(strchr(out.data, '\n'), out.data + out.length - 1);
	bytes_free(&out);
}

/* Every width from 80 on: a line is never wider than that. */
static void
a_line_fits_the_terminal(void **state)
{
	struct run run = sample_run(sample_argv);

	(void)state;
	run.number = 999999;
	run.label = "漢字漢字漢字漢字漢字";
	run.reason = RUN_OOM_KILLED;
	run.wall_ns = 99 * 86400 * NS_PER_SECOND;
	run.tree.bytes = 1023 * GIB;
	for (size_t columns = 80; columns < 200; columns++) {
		struct bytes out = { .data = NULL };

		/* The longest texts, and shorter ones. */
		run.reason = columns % 2 == 0 ? RUN_OOM_KILLED : RUN_EXITED;
		run.status = columns % 2 == 0 ? 0 : 255;
		run.oom_likely = columns % 2 != 0;
		run_list_put(&run,
			"漢字 and a name that is much longer than the room for it is, on "
			"all terminals that are less than two hundred columns wide, "
			"which makes it a long name for a command indeed",
			columns, UNITS_AUTO, false, &out);
		assert_ptr_equal(strchr(out.data, '\n'), out.data + out.length - 1);
		out.data[out.length - 1] = '\0';
		/* The last column has no trailing blanks. */
		assert_in_range(
			utf8_columns(out.data), columns - (run.oom_likely ? 2 : 5), columns);
		bytes_restart(&out);
		run_list_head(columns, &out);
		out.data[out.length - 1] = '\0';
		assert_in_range(utf8_columns(out.data), 67, columns);
		bytes_free(&out);
	}
}

static void
a_change_has_its_sign(void **state)
{
	static const struct {
		int64_t bytes;
		const char *text;
	} changes[] = { { 0, "0 B" }, { 287 * (int64_t)MIB, "+287 MiB" },
		{ -287 * (int64_t)MIB, "-287 MiB" }, { INT64_MIN, "-8.00 EiB" } };

	(void)state;
	for (size_t i = 0; i < LENGTH(changes); i++) {
		char text[40];
		struct buffer b = buffer_over(text, sizeof text);

		run_list_put_change(changes[i].bytes, UNITS_AUTO, &b);
		assert_string_equal(text, changes[i].text);
	}
}

static void
a_rank_of_one_run_has_no_change(void **state)
{
	struct run_rank rank = { .name = "=x",
		.runs = 1,
		.median_bytes = 10 * MIB,
		.largest_bytes = 10 * MIB,
		.last_bytes = 10 * MIB,
		.last_number = 7 };
	struct bytes out = { .data = NULL };

	(void)state;
	run_rank_csv(&rank, &out);
	assert_string_equal(
		out.data, "\"'=x\",1,10485760,10485760,10485760,,7,0,false,false,false\n");
	bytes_restart(&out);
	run_rank_put(&rank, 80, UNITS_AUTO, false, &out);
	assert_non_null(strstr(out.data, " -  "));
	bytes_restart(&out);
	rank.runs = 2;
	rank.change_known = true;
	rank.change_bytes = -(int64_t)MIB;
	run_rank_csv(&rank, &out);
	assert_string_equal(
		out.data, "\"'=x\",2,10485760,10485760,10485760,-1048576,7,0,false,false,false\n");
	bytes_restart(&out);
	run_rank_put(&rank, 80, UNITS_AUTO, false, &out);
	assert_non_null(strstr(out.data, "-1.00 MiB"));
	bytes_free(&out);
}

static void
a_rank_says_what_is_a_lower_bound(void **state)
{
	const struct run_rank rank = { .name = "x",
		.runs = 3,
		.median_bytes = 1008 * MIB,
		.largest_bytes = 1023 * MIB,
		.last_bytes = 20 * MIB,
		.last_number = 7,
		.cut_short = 1,
		.median_at_least = true };
	struct bytes out = { .data = NULL };

	(void)state;
	run_rank_put(&rank, 80, UNITS_AUTO, false, &out);
	assert_non_null(
		strstr(out.data, "     3 >1023 MiB >1008 MiB  20.0 MiB         -       7\n"));
	bytes_restart(&out);
	run_rank_csv(&rank, &out);
	assert_non_null(strstr(out.data, ",20971520,,7,1,true,true,false\n"));
	bytes_restart(&out);
	run_rank_foot(1, &out);
	assert_string_equal(out.data,
		"> at least: 1 run was cut short (killed, by a signal or --enforce, or lost)\n");
	bytes_restart(&out);
	run_rank_foot(0, &out);
	assert_int_equal(out.length, 0);
	bytes_free(&out);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_of_csv_keep_their_places),
		cmocka_unit_test(csv_has_every_figure),
		cmocka_unit_test(what_is_unknown_is_an_empty_cell),
		cmocka_unit_test(foreign_text_becomes_neither_a_formula_nor_a_line),
		cmocka_unit_test(a_line_fits_the_terminal),
		cmocka_unit_test(a_change_has_its_sign),
		cmocka_unit_test(a_rank_of_one_run_has_no_change),
		cmocka_unit_test(a_rank_says_what_is_a_lower_bound),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("run list", tests, NULL, NULL);
}
