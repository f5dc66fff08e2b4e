/* SPDX-License-Identifier: MIT */
/* test_script_list.c: runs grouped by script: their order, trend, and what is not known of them. */
#include <locale.h>
#include <string.h>

#include "base/utf8.h"
#include "support/sample_run.h"
#include "support/suite.h"
#include "text/run/script_list.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void
add(struct script_list *list, const char *script, uint64_t mib, enum run_reason reason)
{
	char *const argv[] = { NULL };
	struct run run = sample_run(argv);

	run.number = 1000 - list->count;
	run.tree.bytes = mib * MIB;
	run.reason = reason;
	script_list_add(list, script, &run);
}

static const char *
line_of(const struct script_list *list, size_t at, size_t columns, bool ascii)
{
	static char text[1000];
	struct bytes out = { .data = NULL };
	struct buffer b = buffer_over(text, sizeof text);

	script_list_put(&list->items[at], columns, UNITS_SHORT, ascii, &out);
	buffer_put(&b, out.data, out.length - 1);
	bytes_free(&out);
	return text;
}

static void
assert_holds(const char *line, const char *text)
{
	if (strstr(line, text) == NULL)
		fail_msg("'%s' does not hold '%s'", line, text);
}

static void
groups_are_in_the_order_of_their_newest_runs(void **state)
{
	struct script_list list = { .items = NULL };

	(void)state;
	add(&list, "b.py", 10, RUN_EXITED);
	add(&list, "a.py", 20, RUN_EXITED);
	add(&list, "b.py", 30, RUN_EXITED);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[0].script, "b.py");
	assert_int_equal(list.items[0].runs, 2);
	assert_int_equal(list.items[0].number, 1000);
	assert_int_equal(list.items[1].number, 999);
	script_list_clear(&list);
}

static void
a_trend_is_from_the_oldest_to_the_newest(void **state)
{
	struct script_list list = { .items = NULL };

	(void)state;
	add(&list, "etl.py", 2662, RUN_EXITED);
	add(&list, "etl.py", 2310, RUN_EXITED);
	add(&list, "etl.py", 1946, RUN_EXITED);
	assert_holds(line_of(&list, 0, 100, false), "   3  ▁▄▇ ");
	assert_holds(line_of(&list, 0, 100, false), "1.90G → 2.60G");
	assert_holds(line_of(&list, 0, 100, true), "   3  _=# ");
	assert_holds(line_of(&list, 0, 100, true), "1.90G -> 2.60G");
	script_list_clear(&list);
}

/* Only the newest are in it, though all are counted. */
static void
a_trend_has_a_maximum_of_runs(void **state)
{
	struct script_list list = { .items = NULL };

	(void)state;
	for (uint64_t i = 0; i < SCRIPT_PEAKS + 5; i++)
		add(&list, "a", 100 + i, RUN_EXITED);
	assert_int_equal(list.items[0].runs, SCRIPT_PEAKS + 5);
	assert_int_equal(list.items[0].peak_count, SCRIPT_PEAKS);
	assert_holds(line_of(&list, 0, 100, false), "111M → 100M");
	script_list_clear(&list);
}

static void
what_is_not_known_is_not_zero(void **state)
{
	struct script_list list = { .items = NULL };

	(void)state;
	add(&list, "running", 50, RUN_RUNNING);
	assert_holds(line_of(&list, 0, 60, false), "  -");
	add(&list, "cut", 60, RUN_OOM_KILLED);
	add(&list, "cut", 0, RUN_EXITED);
	add(&list, "cut", 40, RUN_LOST);
	assert_holds(line_of(&list, 1, 60, false), ">40.0M → >60.0M");
	assert_holds(line_of(&list, 1, 60, false), "▁ ▇");
	add(&list, "one", 70, RUN_EXITED);
	assert_holds(line_of(&list, 2, 60, false), " 70.0M");
	script_list_clear(&list);
}

/* The head has its words above what they name. */
static void
check_line(const struct script_list *list, size_t columns, enum units units)
{
	size_t first = 0, wide = script_list_trend(columns, units, &first);
	struct bytes line = { .data = NULL }, head = { .data = NULL };
	char before[1000] = "";
	const char *trend, *title;

	script_list_put(&list->items[0], columns, units, false, &line);
	script_list_head(columns, units, &head);
	trend = strstr(line.data, "▁▁▁");
	title = strstr(head.data, "TREND");
	assert_true(
		utf8_columns(line.data) <= columns + 1 && utf8_columns(head.data) <= columns + 1);
	assert_non_null(strchr(line.data, '>'));
	assert_true((trend != NULL) == (wide > 0) && (title != NULL) == (wide > 0));
	if (trend != NULL) {
		memcpy(before, line.data, (size_t)(trend - line.data));
		assert_int_equal(utf8_columns(before), first);
		assert_int_equal(title - head.data, first);
	}
	bytes_free(&line);
	bytes_free(&head);
}

static void
a_line_has_the_width_in_all_units(void **state)
{
	struct script_list list = { .items = NULL };

	(void)state;
	for (int i = 0; i < 3; i++)
		add(&list, "日本語 日本語 日本語 日本語 日本語 日本語 日本語 日本語.py", 1000,
			RUN_LOST);
	for (enum units units = 0; units < UNITS_COUNT; units++)
		for (size_t columns = 38; columns < 300; columns++)
			check_line(&list, columns, units);
	script_list_clear(&list);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_are_in_the_order_of_their_newest_runs),
		cmocka_unit_test(a_trend_is_from_the_oldest_to_the_newest),
		cmocka_unit_test(a_trend_has_a_maximum_of_runs),
		cmocka_unit_test(what_is_not_known_is_not_zero),
		cmocka_unit_test(a_line_has_the_width_in_all_units),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
