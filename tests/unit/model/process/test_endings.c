/* SPDX-License-Identifier: MIT */
/* test_endings.c: exits reported by the kernel, in the table: whose they are, and what they
 * change. */
#include <stdlib.h>
#include <string.h>

#include "model/process/table.h"
#include "support/samples.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/table_world.h"

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

/* A sample with pid 1 of 8 MiB. */
static void
sample_of_1(struct world *w, uint64_t seconds)
{
	at(&w->sample, seconds);
	add_process(&w->sample, 1, 0, SECOND, 8 * MIB);
}

/* The same with pid 50 of 20 MiB. */
static void
sample_of_both(struct world *w, uint64_t seconds)
{
	sample_of_1(w, seconds);
	add_process(&w->sample, 50, 1, 40 * SECOND, 20 * MIB);
}

/* Both at two samples: 100 and 101 s. */
static int
set_up_both(void **state)
{
	struct world *w;

	set_up(state);
	w = *state;
	for (uint64_t second = 100; second <= 101; second++) {
		sample_of_both(w, second);
		table_apply(&w->table, &w->sample);
	}
	return 0;
}

static const struct process *
last_ended(const struct world *w)
{
	assert_true(w->table.ended_count > 0);
	return w->table.ended[w->table.ended_count - 1];
}

static void
an_exited_process_keeps_its_final_peak(void **state)
{
	struct world *w = *state;

	sample_of_1(w, 102);
	add_end(&w->sample, 50, 41 * SECOND, 300 * MIB);
	table_apply(&w->table, &w->sample);
	assert_int_equal(w->table.ended_count, 1);
	assert_int_equal(last_ended(w)->peak.bytes, 300 * MIB);
	assert_int_equal(last_ended(w)->peak.origin, PEAK_EXACT);
	assert_int_equal(last_ended(w)->peak.at_ns, 102 * SECOND);
}

/* It exited during the sample, after it had been read. */
static void
an_exited_process_still_in_the_sample_is_one_row(void **state)
{
	struct world *w = *state;

	sample_of_both(w, 102);
	add_process(&w->sample, 60, 1, 102 * SECOND, 1 * MIB); /* first sampled, and gone */
	add_end(&w->sample, 50, 40 * SECOND, 20 * MIB);
	add_end(&w->sample, 60, 102 * SECOND, 90 * MIB);
	table_apply(&w->table, &w->sample);
	assert_int_equal(w->table.ended_count, 0);
	sample_of_1(w, 103);
	table_apply(&w->table, &w->sample);
	assert_int_equal(w->table.ended_count, 2);
	assert_int_equal(w->table.ended[0]->peak.bytes, 20 * MIB);
	assert_int_equal(w->table.ended[0]->peak.origin, PEAK_EXACT);
	assert_int_equal(w->table.ended[1]->peak.bytes, 90 * MIB);
}

static void
an_unsampled_process_has_a_row(void **state)
{
	struct world *w = *state;

	w->table.living[1]->user = "ada";
	sample_of_both(w, 102);
	add_end(&w->sample, 77, 101 * SECOND, 400 * MIB);
	table_apply(&w->table, &w->sample);
	assert_int_equal(w->table.ended_count, 1);
	assert_true(process_ended(last_ended(w)));
	assert_int_equal(last_ended(w)->now.key.pid, 77);
	assert_int_equal(last_ended(w)->peak.bytes, 400 * MIB);
	assert_int_equal(last_ended(w)->peak.origin, PEAK_EXACT);
	assert_string_equal(last_ended(w)->command, "cc1plus");
	assert_string_equal(last_ended(w)->user, "ada");
	assert_false(last_ended(w)->now.known & KNOWN_RSS);
}

static void
small_and_early_unsampled_processes_have_no_row(void **state)
{
	struct world *w = *state;

	sample_of_1(w, 100);
	add_end(&w->sample, 77, 99 * SECOND, 400 * MIB);
	table_apply(&w->table, &w->sample);
	assert_int_equal(w->table.ended_count, 0);
	sample_of_1(w, 101);
	add_end(&w->sample, 78, 100 * SECOND, ENDING_ROW_BYTES - 1024);
	add_end(&w->sample, 79, 100 * SECOND, 0);
	table_apply(&w->table, &w->sample);
	assert_int_equal(w->table.ended_count, 0);
}

/* A reused pid: another start time is another process. */
static void
the_exit_of_an_earlier_process_with_the_pid_is_not_mixed_up(void **state)
{
	struct world *w = *state;

	sample_of_both(w, 102);
	add_end(&w->sample, 50, 30 * SECOND, 700 * MIB);
	table_apply(&w->table, &w->sample);
	assert_int_equal(w->table.living[1]->peak.bytes, 20 * MIB);
	assert_int_equal(w->table.living[1]->peak.origin, PEAK_KERNEL);
	assert_int_equal(w->table.ended_count, 1);
	assert_int_equal(last_ended(w)->peak.bytes, 700 * MIB);
}

/* Its last image, after exec, held less than what was sampled before. */
static void
a_smaller_final_figure_does_not_lower_the_peak(void **state)
{
	struct world *w = *state;

	sample_of_1(w, 102);
	add_end(&w->sample, 50, 40 * SECOND, 2 * MIB);
	table_apply(&w->table, &w->sample);
	assert_int_equal(last_ended(w)->peak.bytes, 20 * MIB);
	assert_int_equal(last_ended(w)->peak.origin, PEAK_KERNEL);
}

/* The kernel counts in steps and reports some pages less at exit. */
static void
a_slightly_smaller_final_figure_is_still_final(void **state)
{
	struct world *w = *state;

	sample_of_1(w, 102);
	add_end(&w->sample, 50, 40 * SECOND, 20 * MIB - 256 * 1024);
	table_apply(&w->table, &w->sample);
	assert_int_equal(last_ended(w)->peak.bytes, 20 * MIB);
	assert_int_equal(last_ended(w)->peak.origin, PEAK_EXACT);
}

/* posix_spawn of a missing program: its child exits with the memory of its parent. */
static void
an_exit_between_vfork_and_exec_does_not_count_the_parents_memory(void **state)
{
	struct world *w = *state;

	for (uint64_t peak = 19; peak <= 21; peak++) {
		struct ending *e;

		sample_of_both(w, 102 + peak);
		e = add_end(&w->sample, 90, 100 * SECOND, peak * MIB);
		e->ppid = 50;
		e->forked = e->borrowed = true;
		table_apply(&w->table, &w->sample);
	}
	assert_int_equal(w->table.ended_count, 1);
	assert_int_equal(last_ended(w)->peak.bytes, 19 * MIB);
}

/* A worker of a pool: what it held beyond its parent it allocated itself. */
static void
a_forked_process_with_memory_of_its_own_has_a_row(void **state)
{
	struct world *w = *state;
	struct ending *e;

	sample_of_both(w, 102);
	e = add_end(&w->sample, 90, 100 * SECOND, 80 * MIB);
	e->ppid = 50;
	e->forked = true;
	table_apply(&w->table, &w->sample);
	assert_int_equal(w->table.ended_count, 1);
	assert_int_equal(last_ended(w)->peak.bytes, 80 * MIB);
}

static void
after_a_reset_only_later_exits_count(void **state)
{
	struct world *w = *state;

	table_reset_peaks(&w->table);
	sample_of_1(w, 102);
	add_end(&w->sample, 50, 40 * SECOND, 20 * MIB);
	table_apply(&w->table, &w->sample);
	assert_int_equal(process_peak(last_ended(w))->bytes, 20 * MIB); /* its RSS at the reset */
	assert_int_equal(process_peak(last_ended(w))->origin, PEAK_SAMPLED);
}

static void
after_a_reset_a_larger_final_peak_counts(void **state)
{
	struct world *w = *state;

	table_reset_peaks(&w->table);
	sample_of_1(w, 102);
	add_end(&w->sample, 50, 40 * SECOND, 33 * MIB);
	table_apply(&w->table, &w->sample);
	assert_int_equal(process_peak(last_ended(w))->bytes, 33 * MIB);
	assert_int_equal(process_peak(last_ended(w))->origin, PEAK_EXACT);
}

static void
of_many_exits_the_largest_are_kept(void **state)
{
	struct world *w = *state;
	size_t large = 0;

	for (uint64_t second = 102; second < 112; second++) {
		sample_of_1(w, second);
		for (pid_t pid = 0; pid < 1000; pid++)
			add_end(&w->sample, 1000 + pid + (pid_t)second * 1000, second * SECOND,
				(pid % 100 == 0 ? 500 : 17) * MIB);
		table_apply(&w->table, &w->sample);
		assert_true(w->table.ended_count <= TABLE_ENDED_MAX + TABLE_ENDED_MAX / 10);
	}
	for (size_t i = 0; i < w->table.ended_count; i++)
		large += w->table.ended[i]->peak.bytes == 500 * MIB;
	assert_int_equal(large, 100);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up_both, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_exited_process_keeps_its_final_peak),
		CASE(an_exited_process_still_in_the_sample_is_one_row),
		CASE(an_unsampled_process_has_a_row),
		cmocka_unit_test_setup_teardown(
			small_and_early_unsampled_processes_have_no_row, set_up, tear_down),
		CASE(the_exit_of_an_earlier_process_with_the_pid_is_not_mixed_up),
		CASE(a_smaller_final_figure_does_not_lower_the_peak),
		CASE(a_slightly_smaller_final_figure_is_still_final),
		CASE(an_exit_between_vfork_and_exec_does_not_count_the_parents_memory),
		CASE(a_forked_process_with_memory_of_its_own_has_a_row),
		CASE(after_a_reset_only_later_exits_count),
		CASE(after_a_reset_a_larger_final_peak_counts),
		CASE(of_many_exits_the_largest_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
