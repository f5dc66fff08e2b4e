/* SPDX-License-Identifier: MIT */
/* test_report.c: samples as JSON, CSV and plain text, parsed back. */
#include <jansson.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clean.h"
#include "base/length.h"
#include "support/samples.h"
#include "support/suite.h"
#include "text/table/report.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* Names of processes before and after cleaning. */
static const struct {
	const char *raw, *clean, *csv;
} names[] = {
	{ "plain", "plain", "\"plain\"" },
	{ "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"" },
	{ "+1", "+1", "\"'+1\"" },
	{ "-1", "-1", "\"'-1\"" },
	{ "@SUM(A1)", "@SUM(A1)", "\"'@SUM(A1)\"" },
	{ "say \"hi\", you", "say \"hi\", you", "\"say \"\"hi\"\", you\"" },
	{ "\"", "\"", "\"\"\"\"" },
	{ "a\nb\rc\td", "a b c d", "\"a b c d\"" },
	{ "\t=1", " =1", "\" =1\"" },
	{ "\033[31m\x9b\xff\u202e", "?[31m???", "\"?[31m???\"" },
	{ "\u65e5\U0001f600 \\ / \u00e9", "\u65e5\U0001f600 \\ / \u00e9",
		"\"\u65e5\U0001f600 \\ / \u00e9\"" },
	{ "100% %s %n", "100% %s %n", "\"100% %s %n\"" },
};

struct world {
	struct table table;
	struct sample sample;
	struct rows rows;
	struct column_list columns;
	struct bytes out;
};

static void
apply(struct world *w, uint64_t seconds, pid_t count)
{
	sample_begin(&w->sample, seconds);
	w->sample.memory = (struct system_memory){ .known = seconds > 100,
		.total_bytes = 1000 * MIB,
		.available_bytes = 600 * MIB,
		.swap_total_bytes = 200 * MIB,
		.swap_free_bytes = 150 * MIB };
	w->sample.denied = 3;
	for (pid_t i = 0; i < count; i++)
		sample_process(&w->sample, 10 + i, 5 * MIB, 300 * MIB + 4096);
	table_apply(&w->table, &w->sample);
}

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	*state = w;
	if (w == NULL)
		return -1;
	column_list_machine(&w->columns);
	apply(w, 100, LENGTH(names));
	for (size_t i = 0; i < LENGTH(names); i++) {
		char clean[100];
		struct buffer b = buffer_over(clean, sizeof clean);

		clean_text(&b, names[i].raw, strlen(names[i].raw));
		sample_describe(&w->table, 10 + (pid_t)i, clean, clean);
	}
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	table_clear(&w->table);
	sample_clear(&w->sample);
	rows_clear(&w->rows);
	bytes_free(&w->out);
	free(w);
	return 0;
}

static struct report
report(struct world *w)
{
	static const struct selection all;
	const struct row_order order = { .sort = column_by_name("pid") };
	struct report r = { .table = &w->table,
		.rows = &w->rows,
		.columns = &w->columns,
		.context = rows_context(&w->table, 1767225600500ull * 1000000, UNITS_AUTO, false) };

	rows_build(&w->rows, &w->table, &all, &order, &r.context);
	bytes_restart(&w->out);
	return r;
}

/* --- JSON --- */

static json_t *
sample_json(struct world *w)
{
	struct report r = report(w);
	struct failure why;
	json_error_t error;
	json_t *json;

	assert_true(report_json(&r, &w->out, &why));
	assert_int_equal(w->out.data[w->out.length - 1], '\n');
	for (size_t i = 0; i + 1 < w->out.length; i++)
		assert_false((unsigned char)w->out.data[i] < 0x20 || w->out.data[i] == 0x7f);
	json = json_loads(w->out.data, JSON_REJECT_DUPLICATES, &error); /* refuses bad UTF-8 */
	if (json == NULL)
		fail_msg("%s: %s", error.text, w->out.data);
	return json;
}

static json_t *
process_json(json_t *sample, size_t i)
{
	return json_array_get(json_object_get(sample, "processes"), i);
}

static const char *
text_of(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void
json_has_names_and_memory_of_processes(void **state)
{
	json_t *sample = sample_json(*state);

	assert_string_equal(text_of(sample, "schema"), "peaktop.sample/1");
	assert_string_equal(text_of(sample, "taken_at"), "2026-01-01T00:00:00.500Z");
	assert_int_equal(json_array_size(json_object_get(sample, "processes")), LENGTH(names));
	for (size_t i = 0; i < LENGTH(names); i++) {
		json_t *p = process_json(sample, i);

		assert_int_equal(json_integer_value(json_object_get(p, "pid")), 10 + i);
		assert_string_equal(text_of(p, "command"), names[i].clean);
		assert_int_equal(json_integer_value(json_object_get(p, "rss_bytes")), 5 * MIB);
		assert_int_equal(
			json_integer_value(json_object_get(p, "peak_bytes")), 300 * MIB + 4096);
		assert_true(json_is_false(json_object_get(p, "exited")));
	}
	json_decref(sample);
}

static void
json_has_a_member_for_every_column_and_null_for_unknown(void **state)
{
	static const char *const unknown[] = { "user", "anon_bytes", "file_bytes", "shmem_bytes",
		"swap_bytes", "mem_percent", "cpu_percent", "limit_bytes", "headroom_bytes",
		"oom_score", "cgroup", "peak_age_seconds" };
	json_t *sample = sample_json(*state), *p = process_json(sample, 0);
	json_t *system = json_object_get(sample, "system");

	for (size_t i = 0; i < LENGTH(unknown); i++)
		if (!json_is_null(json_object_get(p, unknown[i])))
			fail_msg("%s", unknown[i]);
	for (size_t i = 0; i < column_count; i++)
		if (columns[i].key != NULL && strcmp(columns[i].name, "tree_rss") != 0)
			assert_non_null(json_object_get(p, columns[i].key));
	assert_true(json_is_null(json_object_get(system, "memory_total_bytes")));
	assert_true(json_is_null(json_object_get(system, "memory_used_peak_bytes")));
	assert_true(json_is_null(json_object_get(system, "memory_limit_bytes")));
	assert_true(json_is_null(json_object_get(system, "memory_limit_used_bytes")));
	assert_true(json_is_null(json_object_get(system, "pressure_some_avg10")));
	assert_int_equal(json_integer_value(json_object_get(system, "processes_denied")), 3);
	json_decref(sample);
}

static void
json_has_the_system_in_bytes(void **state)
{
	json_t *sample, *system;

	apply(*state, 101, LENGTH(names));
	sample = sample_json(*state);
	system = json_object_get(sample, "system");
	assert_int_equal(
		json_integer_value(json_object_get(system, "memory_total_bytes")), 1000 * MIB);
	assert_int_equal(
		json_integer_value(json_object_get(system, "memory_used_peak_bytes")), 400 * MIB);
	assert_int_equal(json_integer_value(json_object_get(system, "swap_free_bytes")), 150 * MIB);
	assert_true(json_is_real(json_object_get(process_json(sample, 0), "cpu_percent")));
	json_decref(sample);
}

static void
an_exited_process_is_in_one_more_sample(void **state)
{
	struct world *w = *state;
	json_t *sample, *p;

	apply(w, 101, LENGTH(names) - 1);
	table_note_status(&w->table, 10 + LENGTH(names) - 1, 3 << 8);
	sample = sample_json(w);
	p = process_json(sample, LENGTH(names) - 1);
	assert_true(json_is_true(json_object_get(p, "exited")));
	assert_int_equal(json_integer_value(json_object_get(p, "exit_status")), 3);
	assert_true(json_is_null(json_object_get(p, "exit_signal")));
	assert_true(json_is_null(json_object_get(p, "rss_bytes")));
	assert_int_equal(json_integer_value(json_object_get(p, "peak_bytes")), 300 * MIB + 4096);
	json_decref(sample);
	apply(w, 102, LENGTH(names) - 1);
	sample = sample_json(w);
	assert_int_equal(json_array_size(json_object_get(sample, "processes")), LENGTH(names) - 1);
	json_decref(sample);
}

/* --- CSV --- */

/* What programs that count columns rely on: it only gets longer at its end. */
static void
columns_of_csv_keep_their_places(void **state)
{
	static const char fixed[] =
		"taken_at,pid,ppid,user,state,rss_bytes,peak_bytes,peak_age_seconds,tree_peak_"
		"bytes,"
		"tree_peak_age_seconds,growth_bytes_per_minute,anon_bytes,file_bytes,shmem_bytes,"
		"swap_bytes,mem_percent,cpu_percent,cpu_time_seconds,threads,faults,age_seconds,"
		"limit_bytes,headroom_bytes,oom_score,cgroup,env,command,exited,hugetlb_bytes";
	struct world *w = *state;
	struct report r = report(w);
	struct failure why;

	column_list_machine(&w->columns);
	report_csv(&r, true, &w->out);
	assert_memory_equal(w->out.data, fixed, sizeof fixed - 1);
	bytes_restart(&w->out);
	assert_true(column_list_parse("hugetlb,pid,rss", &w->columns, &why)); /* as listed */
	report_csv(&r, true, &w->out);
	assert_string_equal(
		strtok(w->out.data, "\n"), "taken_at,hugetlb_bytes,pid,rss_bytes,exited");
}

static void
csv_quotes_text_and_disarms_formulas(void **state)
{
	struct world *w = *state;
	struct report r = report(w);
	struct failure why;
	char *line;

	assert_true(column_list_parse("pid,rss,anon,trend,command", &w->columns, &why));
	report_csv(&r, true, &w->out);
	line = strtok(w->out.data, "\n");
	assert_string_equal(line, "taken_at,pid,rss_bytes,anon_bytes,command,exited");
	for (size_t i = 0; i < LENGTH(names); i++) {
		char expected[200];

		snprintf(expected, sizeof expected,
			"2026-01-01T00:00:00.500Z,%zu,5242880,,%s,false", 10 + i, names[i].csv);
		assert_string_equal(strtok(NULL, "\n"), expected);
	}
	assert_null(strtok(NULL, "\n"));
}

static void
csv_has_one_header_and_exited_processes_once(void **state)
{
	struct world *w = *state;
	struct report r;
	struct failure why;

	assert_true(column_list_parse("pid,peak", &w->columns, &why));
	apply(w, 101, 0);
	r = report(w);
	report_csv(&r, false, &w->out);
	assert_memory_equal(w->out.data, "2026-01-01T00:00:00.500Z,10,314576896,true\n", 43);
	apply(w, 102, 0);
	r = report(w);
	report_csv(&r, false, &w->out);
	assert_int_equal(w->out.length, 0);
}

/* --- plain --- */

static void
plain_text_is_a_table_for_people(void **state)
{
	struct world *w = *state;
	struct report r;
	struct failure why;

	assert_true(column_list_parse("pid,rss,peak,anon,command", &w->columns, &why));
	apply(w, 101, 1);
	apply(w, 102, 1);
	r = report(w);
	report_plain(&r, &w->out);
	assert_string_equal(w->out.data,
		"2026-01-01T00:00:00.500Z  1 process, 3 not readable\n"
		"memory 400 MiB used, peak 400 MiB, of 1000 MiB; swap 50.0 MiB used of 200 MiB\n"
		"    PID      RSS     PEAK     ANON COMMAND\n"
		"     10 5.00 MiB  300 MiB        - plain\n");
}

/* As the header of the screen: of a control group's limit, and percentages are of it. */
static void
a_limit_is_told_instead_of_the_machine(void **state)
{
	struct world *w = *state;
	struct report r;
	struct failure why;
	json_t *sample, *system;

	assert_true(column_list_parse("pid,rss,mem_percent,command", &w->columns, &why));
	apply(w, 101, 1);
	w->table.memory.container = (struct container_memory){ .limit_bytes = 100 * MIB,
		.usage_bytes = 60 * MIB,
		.charge_bytes = 50 * MIB,
		.of_group = true,
		.path = "/user.slice/user-1000.slice" };
	w->table.watch.container_peak = (struct peak){ .bytes = 70 * MIB };
	r = report(w);
	report_plain(&r, &w->out);
	assert_non_null(strstr(w->out.data,
		"memory 50.0 MiB used, peak 70.0 MiB, of 100 MiB (user-1000.slice); swap "));
	assert_non_null(strstr(w->out.data, " 5.00 MiB   5.0 "));
	sample = sample_json(w);
	system = json_object_get(sample, "system");
	assert_int_equal(
		json_integer_value(json_object_get(system, "memory_total_bytes")), 1000 * MIB);
	assert_int_equal(
		json_integer_value(json_object_get(system, "memory_limit_bytes")), 100 * MIB);
	assert_int_equal(
		json_integer_value(json_object_get(system, "memory_limit_used_bytes")), 50 * MIB);
	json_decref(sample);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(json_has_names_and_memory_of_processes),
		CASE(json_has_a_member_for_every_column_and_null_for_unknown),
		CASE(json_has_the_system_in_bytes),
		CASE(an_exited_process_is_in_one_more_sample),
		CASE(columns_of_csv_keep_their_places),
		CASE(csv_quotes_text_and_disarms_formulas),
		CASE(csv_has_one_header_and_exited_processes_once),
		CASE(plain_text_is_a_table_for_people),
		CASE(a_limit_is_told_instead_of_the_machine),
	};

	setlocale(LC_CTYPE, "");
	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
