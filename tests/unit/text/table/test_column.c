/* SPDX-License-Identifier: MIT */
/* test_column.c: the table of columns is consistent, and handles any process. */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "base/utf8.h"
#include "model/process/field.h"
#include "support/samples.h"
#include "support/suite.h"
#include "text/table/column.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define GIB (1024 * MIB)
#define NOW (1000000 * SECOND)

static const struct column_context context = { .now_ns = NOW, .total_bytes = 64 * GIB };

static void
names_and_keys_are_unique_and_every_column_has_its_help(void **state)
{
	(void)state;
	assert_true(column_count >= 20);
	for (size_t i = 0; i < column_count; i++) {
		const struct column *c = &columns[i];

		assert_ptr_equal(column_by_name(c->name), c);
		assert_true(strlen(c->help) > 3 && strlen(c->title) > 0);
		for (size_t j = 0; j < i && c->key != NULL; j++)
			assert_true(columns[j].key == NULL || strcmp(columns[j].key, c->key) != 0);
	}
	assert_null(column_by_name(""));
	assert_null(column_by_name("RSS"));
	assert_null(column_by_name("rs"));
}

static bool
ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);

	return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static void
keys_say_the_unit_of_their_values(void **state)
{
	static const char *const suffixes[] = { "_bytes", "_seconds", "_percent" };
	static const char *const expected[] = {
		[VALUE_SIZE] = "_bytes",
		[VALUE_AGE] = "_seconds",
		[VALUE_CPU_TIME] = "_seconds",
		[VALUE_PERCENT] = "_percent",
		[VALUE_COUNT] = NULL,
		[VALUE_TEXT] = NULL,
		[VALUE_TREND] = NULL,
		[VALUE_BAR] = NULL,
	};

	(void)state;
	for (size_t i = 0; i < column_count; i++) {
		const char *key = columns[i].key, *unit = expected[columns[i].kind];

		for (size_t j = 0; key != NULL && j < LENGTH(suffixes); j++)
			if (ends_with(key, suffixes[j]) !=
				(unit != NULL && strcmp(unit, suffixes[j]) == 0))
				fail_msg("%s is known to machines as %s", columns[i].name, key);
	}
}

/* --- cells --- */

static char name[] = "name", command[2000], cgroup[1000];

/* Processes from nothing known to all values at their maximum. */
static struct process
made_up(unsigned seed)
{
	static const unsigned known[] = { 0, ~0u, KNOWN_RSS, ~0u, KNOWN_PEAK | KNOWN_UID };
	uint64_t size = seed % 7 == 0 ? 9999 * GIB : ((seed * 7919ull) << seed % 32) % (9999 * GIB);
	struct process p = { .name = name, .command = command };

	p.now = (struct reading){
		.key = { (pid_t)(seed * 104729 % 4194304), seed / 3 },
		.ppid = 4194304,
		.uid = seed % 5 == 0 ? UINT32_MAX : seed,
		.state = "RSDTZtX"[seed % 7],
		.known = known[seed % LENGTH(known)],
		.threads = seed % 3 == 0 ? 99999 : 1,
		.started_ns = seed % 4 * 1000 * SECOND,
		.cpu_ns = seed % 4 == 0 ? 4000ull * 86400 * SECOND : seed * SECOND,
		.minor_faults = seed % 2 == 0 ? UINT64_MAX / 2 : 12,
		.rss_bytes = size,
		.peak_bytes = size,
		.swap_bytes = size,
		.oom_score = 2000,
	};
	p.cpu_percent = seed % 2 == 0 ? 25599.96 : 99.96;
	peak_begin(&p.peak, size, seed % 3, seed % 2, seed % 5 * 1000 * SECOND);
	p.subtree = (struct subtree){ .max.peak = p.peak, .parent = true };
	process_history_begin(&p.history, 0, SECOND);
	for (uint64_t i = 0; i < seed % 20; i++)
		process_history_push(&p.history, i * 5 * SECOND, i % 2 ? size : 0);
	p.cgroup = seed % 2 == 0 ? cgroup : NULL;
	p.user = seed % 2 == 0 ? NULL : "somebody";
	if (seed % 6 == 5)
		process_end(&p, NOW - SECOND);
	return p;
}

static void
check_cell(const struct column *column, const struct row *row, const struct column_context *c)
{
	char *text = malloc(300); /* its end is guarded by the sanitizer */
	struct buffer b = buffer_over(text, 300);

	column_put(column, row, c, &b);
	if (!column_drawn(column))
		assert_true(b.length > 0);
	if (column->kind != VALUE_TEXT && utf8_columns(text) > column_width(column, c->units))
		fail_msg("%s is wider than %u: '%s'", column->name, column_width(column, c->units),
			text);
	if (c->ascii && column->kind != VALUE_TEXT)
		for (size_t i = 0; i < b.length; i++)
			assert_in_range(text[i], ' ', '~');
	free(text);
}

static void
every_cell_fits_its_column(void **state)
{
	(void)state;
	memset(command, 'x', sizeof command - 1);
	memset(cgroup, '/', sizeof cgroup - 1);
	for (unsigned seed = 0; seed < 840; seed++) {
		struct process p = made_up(seed);
		struct row row = { .process = &p, .tree_rss_bytes = 9999 * GIB };
		struct column_context c = context;

		c.units = (enum units)(seed % UNITS_COUNT);
		c.ascii = seed % 2 == 0;
		for (size_t i = 0; i < column_count; i++)
			check_cell(&columns[i], &row, &c);
	}
}

static void
the_exit_status_is_shown_completely(void **state)
{
	struct process p = made_up(5);
	struct row row = { .process = &p };
	const struct column *rss = column_by_name("rss");

	(void)state;
	assert_true(process_ended(&p));
	p.wait_known = true;
	for (enum units units = 0; units < UNITS_COUNT; units++) {
		for (int status = 0; status < 256; status++) {
			struct column_context c = { .now_ns = NOW, .units = units };

			p.wait_status = status << 8;
			check_cell(rss, &row, &c);
			p.wait_status = status % 64 + 1;
			check_cell(rss, &row, &c);
		}
	}
}

static void
unknown_values_are_a_dash(void **state)
{
	struct process p = { .name = name, .command = command + sizeof command - 1 };
	struct row row = { .process = &p };
	struct column_context unknown = { .now_ns = NOW };
	static const char *const names[] = { "user", "rss", "peak", "peak_age", "anon", "file",
		"shmem", "swap", "mem_percent", "cpu_percent", "limit", "headroom", "oom_score",
		"cgroup", "command" };

	(void)state;
	for (size_t i = 0; i < LENGTH(names); i++) {
		char text[64];
		struct buffer b = buffer_over(text, sizeof text);
		struct value v;

		assert_false(column_value(column_by_name(names[i]), &row, &unknown, &v));
		column_put(column_by_name(names[i]), &row, &unknown, &b);
		assert_string_equal(text, "-");
	}
}

/* --- order --- */

#define CROWD 24

static void
check_order(const struct column *c, bool inverted, const struct row *rows)
{
	int order[CROWD][CROWD];

	for (size_t i = 0; i < CROWD; i++)
		for (size_t j = 0; j < CROWD; j++)
			order[i][j] = column_compare(c, inverted, &rows[i], &rows[j], &context);
	for (size_t i = 0; i < CROWD; i++) {
		assert_int_equal(order[i][i], 0);
		for (size_t j = 0; j < CROWD; j++) {
			if (i != j && (order[i][j] < 0) == (order[j][i] < 0))
				fail_msg("%s: %zu and %zu have no order", c->name, i, j);
			for (size_t k = 0; k < CROWD; k++)
				if (order[i][j] < 0 && order[j][k] < 0 && order[i][k] >= 0)
					fail_msg("%s: %zu, %zu, %zu go round", c->name, i, j, k);
		}
	}
}

static bool
differ(const struct column *c, const struct value *a, const struct value *b)
{
	if (c->kind == VALUE_TEXT)
		return strcasecmp(a->text, b->text) != 0;
	return c->kind == VALUE_PERCENT ? a->real < b->real || a->real > b->real
					: a->whole != b->whole;
}

/* Whether a row with an unknown value is before another, for both orders: the living, by their
 * keys; then the ended, by their peaks. */
static bool
precedes(const struct process *a, const struct process *b)
{
	uint64_t x = process_peak(a)->bytes, y = process_peak(b)->bytes;

	if (process_ended(a) != process_ended(b))
		return process_ended(b);
	if (process_ended(a) && x != y)
		return x > y;
	return proc_key_compare(a->now.key, b->now.key) < 0;
}

/* Unknown values are last in both orders; known ones swap; equal ones stay. */
static void
check_inverted(const struct column *c, const struct row *a, const struct row *b)
{
	struct value x = { .whole = 0 }, y = { .whole = 0 };
	bool known = column_value(c, a, &context, &x), other = column_value(c, b, &context, &y);
	int plain = column_compare(c, false, a, b, &context);
	int inverted = column_compare(c, true, a, b, &context);

	if (column_drawn(c) || a == b)
		return;
	if (known != other) {
		assert_int_equal(plain < 0, known);
		assert_int_equal(inverted < 0, known);
	} else if (known && differ(c, &x, &y)) {
		assert_int_equal(plain<0, inverted> 0);
	} else if (!known) {
		assert_int_equal(plain < 0, precedes(a->process, b->process));
		assert_int_equal(inverted, plain);
	} else {
		assert_int_equal(
			plain < 0, proc_key_compare(a->process->now.key, b->process->now.key) < 0);
		assert_int_equal(inverted, plain);
	}
}

static void
every_column_sorts_unknown_values_last(void **state)
{
	struct process crowd[CROWD];
	struct row rows[CROWD];

	(void)state;
	for (unsigned i = 0; i < CROWD; i++) {
		crowd[i] = made_up(i);
		rows[i] = (struct row){ .process = &crowd[i], .tree_rss_bytes = i % 3 };
	}
	for (size_t c = 0; c < column_count; c++) {
		check_order(&columns[c], false, rows);
		check_order(&columns[c], true, rows);
		for (size_t i = 0; i < CROWD * CROWD; i++)
			check_inverted(&columns[c], &rows[i / CROWD], &rows[i % CROWD]);
	}
}

/* --- lists --- */

static void
valid_lists_are_read_in_order(void **state)
{
	static const char *const good[] = { "pid,rss,peak", "pid, rss ,\tpeak", " pid,rss,peak ",
		"pid,rss,peak,", "pid,rss,peak, ", "pid rss peak" };
	struct column_list list;
	struct failure why;

	(void)state;
	for (size_t i = 0; i < LENGTH(good); i++) {
		if (!column_list_parse(good[i], &list, &why))
			fail_msg("'%s': %s", good[i], why.doing);
		assert_int_equal(list.count, 3);
		assert_string_equal(list.items[0]->name, "pid");
		assert_string_equal(list.items[2]->name, "peak");
	}
}

static void
invalid_lists_are_refused_by_name(void **state)
{
	static const struct {
		const char *text, *named;
	} bad[] = { { "", "''" }, { ",", "''" }, { "pid,,rss", "''" },
		{ "pid,nope,nope2", "'nope'" }, { "PID", "'PID'" }, { "pid,rss,pid", "'pid'" },
		{ "pid;rss", "'pid;rss'" }, { "rss,\033[2J", "'\033[2J'" }, { "-rss", "'-rss'" },
		{ "a_name_that_is_longer_than_any_column_has_and_goes_on",
			"a_name_that_is_longer" } };
	struct column_list list;
	struct failure why;

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		assert_false(column_list_parse(bad[i].text, &list, &why));
		if (strstr(why.doing, bad[i].named) == NULL)
			fail_msg("'%s': %s", bad[i].text, why.doing);
	}
}

static void
the_default_lists_are_valid(void **state)
{
	struct column_list list;

	(void)state;
	column_list_default(&list);
	assert_int_equal(list.count, 12);
	assert_string_equal(list.items[11]->name, "command");
	assert_int_equal(column_list_wants(&list), 0);
	column_list_add_tree(&list);
	column_list_add_tree(&list);
	assert_int_equal(list.count, 13);
	assert_string_equal(list.items[3]->name, "tree_rss");
	column_list_machine(&list);
	assert_true(column_list_has(&list, column_by_name("oom_score")));
	assert_false(column_list_has(&list, column_by_name("trend")));
	assert_int_equal(column_list_wants(&list), WANT_OOM_SCORE | WANT_LIMIT | WANT_CGROUP);
}

/* Its value is that of a field, and it is known when the field is. */
static void
a_plain_column_is_a_field_of_a_reading(void **state)
{
	(void)state;
	for (size_t i = 0; i < column_count; i++) {
		const struct column *c = &columns[i];
		size_t k = 0;

		if (c->value != NULL)
			continue;
		while (k < reading_fields.count && reading_fields.items[k].offset != c->member)
			k++;
		assert_true(k < reading_fields.count);
		assert_int_equal(reading_fields.items[k].size, sizeof(uint64_t));
		assert_int_equal(reading_fields.items[k].known, c->known);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_keys_are_unique_and_every_column_has_its_help),
		cmocka_unit_test(keys_say_the_unit_of_their_values),
		cmocka_unit_test(a_plain_column_is_a_field_of_a_reading),
		cmocka_unit_test(every_cell_fits_its_column),
		cmocka_unit_test(the_exit_status_is_shown_completely),
		cmocka_unit_test(unknown_values_are_a_dash),
		cmocka_unit_test(every_column_sorts_unknown_values_last),
		cmocka_unit_test(valid_lists_are_read_in_order),
		cmocka_unit_test(invalid_lists_are_refused_by_name),
		cmocka_unit_test(the_default_lists_are_valid),
	};

	setlocale(LC_CTYPE, "");
	return cmocka_run_group_tests_name("column", tests, NULL, NULL);
}
