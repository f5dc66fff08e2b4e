/* SPDX-License-Identifier: MIT */
/* test_endings.c: ends of processes that the kernel told, in the table: whose they are, and what
 * they change. */
#include <string.h>

#include "model/process/table.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1024ull * 1024)
#define SECOND 1000000000ull

static struct reading *
add_process(struct sample *s, pid_t pid, pid_t ppid, uint64_t started_ns, uint64_t peak_bytes)
{
	struct reading *r = sample_add(s);

	r->key = (struct proc_key){ pid, started_ns / 10000000 };
	r->ppid = ppid;
	r->started_ns = started_ns;
	r->state = 'S';
	r->rss_bytes = r->peak_bytes = peak_bytes;
	r->known = KNOWN_RSS | KNOWN_PEAK | KNOWN_UID;
	r->uid = 1000;
	return r;
}

static struct ending *
add_end(struct sample *s, pid_t pid, uint64_t began_ns, uint64_t peak_bytes)
{
	struct ending *e = sample_add_ending(s);

	*e = (struct ending){
		.pid = pid, .ppid = 1, .uid = 1000, .began_ns = began_ns, .peak_bytes = peak_bytes
	};
	strcpy(e->name, "cc1plus");
	return e;
}

static void
at(struct sample *s, uint64_t seconds)
{
	sample_restart(s);
	s->taken_ns = s->active_ns = seconds * SECOND;
}

struct world {
	struct table table;
	struct sample sample;
};

/* pid 1 of 8 MiB and pid 50 of 20 MiB, at two samples: 100 and 101 s. */
static void
begin(struct world *w)
{
	memset(w, 0, sizeof *w);
	for (uint64_t second = 100; second <= 101; second++) {
		at(&w->sample, second);
		add_process(&w->sample, 1, 0, SECOND, 8 * MIB);
		add_process(&w->sample, 50, 1, 40 * SECOND, 20 * MIB);
		table_apply(&w->table, &w->sample);
	}
}

static void
end(struct world *w)
{
	table_clear(&w->table);
	sample_clear(&w->sample);
}

static const struct process *
last_ended(const struct world *w)
{
	assert_true(w->table.ended_count > 0);
	return w->table.ended[w->table.ended_count - 1];
}

static void
one_that_went_keeps_its_final_peak(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	at(&w.sample, 102);
	add_process(&w.sample, 1, 0, SECOND, 8 * MIB);
	add_end(&w.sample, 50, 41 * SECOND, 300 * MIB);
	table_apply(&w.table, &w.sample);
	assert_int_equal(w.table.ended_count, 1);
	assert_int_equal(last_ended(&w)->peak.bytes, 300 * MIB);
	assert_int_equal(last_ended(&w)->peak.origin, PEAK_EXACT);
	assert_int_equal(last_ended(&w)->peak.at_ns, 102 * SECOND);
	end(&w);
}

/* It ended while the sample was made, after it had been read. */
static void
one_that_is_still_in_the_sample_is_no_second_row(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	at(&w.sample, 102);
	add_process(&w.sample, 1, 0, SECOND, 8 * MIB);
	add_process(&w.sample, 50, 1, 40 * SECOND, 20 * MIB);
	add_process(&w.sample, 60, 1, 102 * SECOND, 1 * MIB); /* first seen, and gone */
	add_end(&w.sample, 50, 40 * SECOND, 20 * MIB);
	add_end(&w.sample, 60, 102 * SECOND, 90 * MIB);
	table_apply(&w.table, &w.sample);
	assert_int_equal(w.table.ended_count, 0);
	at(&w.sample, 103);
	add_process(&w.sample, 1, 0, SECOND, 8 * MIB);
	table_apply(&w.table, &w.sample);
	assert_int_equal(w.table.ended_count, 2);
	assert_int_equal(w.table.ended[0]->peak.bytes, 20 * MIB);
	assert_int_equal(w.table.ended[0]->peak.origin, PEAK_EXACT);
	assert_int_equal(w.table.ended[1]->peak.bytes, 90 * MIB);
	end(&w);
}

static void
one_that_no_sample_saw_has_a_row(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	w.table.living[1]->user = "ada";
	at(&w.sample, 102);
	add_process(&w.sample, 1, 0, SECOND, 8 * MIB);
	add_process(&w.sample, 50, 1, 40 * SECOND, 20 * MIB);
	add_end(&w.sample, 77, 101 * SECOND, 400 * MIB);
	table_apply(&w.table, &w.sample);
	assert_int_equal(w.table.ended_count, 1);
	assert_true(process_ended(last_ended(&w)));
	assert_int_equal(last_ended(&w)->now.key.pid, 77);
	assert_int_equal(last_ended(&w)->peak.bytes, 400 * MIB);
	assert_int_equal(last_ended(&w)->peak.origin, PEAK_EXACT);
	assert_string_equal(last_ended(&w)->command, "cc1plus");
	assert_string_equal(last_ended(&w)->user, "ada");
	assert_false(last_ended(&w)->now.known & KNOWN_RSS);
	end(&w);
}

static void
small_ones_and_those_before_the_first_sample_have_none(void **state)
{
	struct world w = { .table = { .living = NULL } };

	(void)state;
	at(&w.sample, 100);
	add_process(&w.sample, 1, 0, SECOND, 8 * MIB);
	add_end(&w.sample, 77, 99 * SECOND, 400 * MIB);
	table_apply(&w.table, &w.sample);
	assert_int_equal(w.table.ended_count, 0);
	at(&w.sample, 101);
	add_process(&w.sample, 1, 0, SECOND, 8 * MIB);
	add_end(&w.sample, 78, 100 * SECOND, ENDING_ROW_BYTES - 1024);
	add_end(&w.sample, 79, 100 * SECOND, 0);
	table_apply(&w.table, &w.sample);
	assert_int_equal(w.table.ended_count, 0);
	end(&w);
}

/* A pid that is used again: another start is another process. */
static void
the_end_of_an_earlier_one_with_the_pid_is_not_its_own(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	at(&w.sample, 102);
	add_process(&w.sample, 1, 0, SECOND, 8 * MIB);
	add_process(&w.sample, 50, 1, 40 * SECOND, 20 * MIB);
	add_end(&w.sample, 50, 30 * SECOND, 700 * MIB);
	table_apply(&w.table, &w.sample);
	assert_int_equal(w.table.living[1]->peak.bytes, 20 * MIB);
	assert_int_equal(w.table.living[1]->peak.origin, PEAK_KERNEL);
	assert_int_equal(w.table.ended_count, 1);
	assert_int_equal(last_ended(&w)->peak.bytes, 700 * MIB);
	end(&w);
}

/* The last image of one that ran exec held less than what was seen before. */
static void
a_smaller_figure_takes_nothing_back(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	at(&w.sample, 102);
	add_process(&w.sample, 1, 0, SECOND, 8 * MIB);
	add_end(&w.sample, 50, 40 * SECOND, 2 * MIB);
	table_apply(&w.table, &w.sample);
	assert_int_equal(last_ended(&w)->peak.bytes, 20 * MIB);
	assert_int_equal(last_ended(&w)->peak.origin, PEAK_KERNEL);
	end(&w);
}

/* Of what the kernel counts in steps it says some pages less at the end. */
static void
a_figure_that_is_less_by_a_step_is_final_as_well(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	at(&w.sample, 102);
	add_process(&w.sample, 1, 0, SECOND, 8 * MIB);
	add_end(&w.sample, 50, 40 * SECOND, 20 * MIB - 256 * 1024);
	table_apply(&w.table, &w.sample);
	assert_int_equal(last_ended(&w)->peak.bytes, 20 * MIB);
	assert_int_equal(last_ended(&w)->peak.origin, PEAK_EXACT);
	end(&w);
}

/* posix_spawn of what is not there: its child ends with the memory of its parent. */
static void
what_ends_between_vfork_and_exec_is_not_told_with_its_parents_memory(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	for (uint64_t peak = 19; peak <= 21; peak++) {
		struct ending *e;

		at(&w.sample, 102 + peak);
		add_process(&w.sample, 1, 0, SECOND, 8 * MIB);
		add_process(&w.sample, 50, 1, 40 * SECOND, 20 * MIB);
		e = add_end(&w.sample, 90, 100 * SECOND, peak * MIB);
		e->ppid = 50;
		e->forked = e->borrowed = true;
		table_apply(&w.table, &w.sample);
	}
	assert_int_equal(w.table.ended_count, 1);
	assert_int_equal(last_ended(&w)->peak.bytes, 19 * MIB);
	end(&w);
}

/* A worker of a pool: what it held beyond its parent it touched itself. */
static void
one_that_was_forked_and_has_memory_of_its_own_is_told(void **state)
{
	struct world w;
	struct ending *e;

	(void)state;
	begin(&w);
	at(&w.sample, 102);
	add_process(&w.sample, 1, 0, SECOND, 8 * MIB);
	add_process(&w.sample, 50, 1, 40 * SECOND, 20 * MIB);
	e = add_end(&w.sample, 90, 100 * SECOND, 80 * MIB);
	e->ppid = 50;
	e->forked = true;
	table_apply(&w.table, &w.sample);
	assert_int_equal(w.table.ended_count, 1);
	assert_int_equal(last_ended(&w)->peak.bytes, 80 * MIB);
	end(&w);
}

static void
since_a_mark_only_what_came_after_counts(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	table_mark(&w.table);
	at(&w.sample, 102);
	add_process(&w.sample, 1, 0, SECOND, 8 * MIB);
	add_end(&w.sample, 50, 40 * SECOND, 20 * MIB);
	table_apply(&w.table, &w.sample);
	assert_int_equal(process_peak(last_ended(&w))->bytes, 20 * MIB); /* its RSS at the mark */
	assert_int_equal(process_peak(last_ended(&w))->origin, PEAK_SAMPLED);
	end(&w);
	begin(&w);
	table_mark(&w.table);
	at(&w.sample, 102);
	add_process(&w.sample, 1, 0, SECOND, 8 * MIB);
	add_end(&w.sample, 50, 40 * SECOND, 33 * MIB);
	table_apply(&w.table, &w.sample);
	assert_int_equal(process_peak(last_ended(&w))->bytes, 33 * MIB);
	assert_int_equal(process_peak(last_ended(&w))->origin, PEAK_EXACT);
	end(&w);
}

static void
a_storm_keeps_the_largest(void **state)
{
	struct world w;
	size_t large = 0;

	(void)state;
	begin(&w);
	for (uint64_t second = 102; second < 112; second++) {
		at(&w.sample, second);
		add_process(&w.sample, 1, 0, SECOND, 8 * MIB);
		for (pid_t pid = 0; pid < 1000; pid++)
			add_end(&w.sample, 1000 + pid + (pid_t)second * 1000, second * SECOND,
				(pid % 100 == 0 ? 500 : 17) * MIB);
		table_apply(&w.table, &w.sample);
		assert_true(w.table.ended_count <= TABLE_ENDED_MAX + TABLE_ENDED_MAX / 10);
	}
	for (size_t i = 0; i < w.table.ended_count; i++)
		large += w.table.ended[i]->peak.bytes == 500 * MIB;
	assert_int_equal(large, 100);
	end(&w);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_went_keeps_its_final_peak),
		cmocka_unit_test(one_that_is_still_in_the_sample_is_no_second_row),
		cmocka_unit_test(one_that_no_sample_saw_has_a_row),
		cmocka_unit_test(small_ones_and_those_before_the_first_sample_have_none),
		cmocka_unit_test(the_end_of_an_earlier_one_with_the_pid_is_not_its_own),
		cmocka_unit_test(a_smaller_figure_takes_nothing_back),
		cmocka_unit_test(a_figure_that_is_less_by_a_step_is_final_as_well),
		cmocka_unit_test(
			what_ends_between_vfork_and_exec_is_not_told_with_its_parents_memory),
		cmocka_unit_test(one_that_was_forked_and_has_memory_of_its_own_is_told),
		cmocka_unit_test(since_a_mark_only_what_came_after_counts),
		cmocka_unit_test(a_storm_keeps_the_largest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
