/* SPDX-License-Identifier: MIT */
/* test_peak.c: what counts as a peak, when it rose, and what starts a new one. */
#include <stdlib.h>

#include "support/samples.h"
#include "support/maxima.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/table_world.h"

static void
the_first_sample_is_not_a_rise(void **state)
{
	struct world *w = *state;
	const struct process *p;

	one(w, 100, 5 * MIB, 9 * MIB);
	p = apply(w);
	assert_int_equal(p->peak.bytes, 9 * MIB);
	assert_int_equal(p->peak.origin, PEAK_KERNEL);
	assert_false(p->peak.at_known);
	assert_false(process_peak_rising(p, 100 * SECOND));
	one(w, 101, 5 * MIB, 9 * MIB);
	assert_false(process_peak_rising(apply(w), 101 * SECOND));
}

static void
the_time_of_the_first_peak_is_known_only_if_observed(void **state)
{
	struct world *w = *state;
	const struct process *p;

	sample_begin(&w->sample, 100);
	table_apply(&w->table, &w->sample);
	sample_started(one(w, 101, MIB, MIB), 100);
	p = apply(w);
	assert_true(p->peak.at_known);
	assert_int_equal(p->peak.at_ns, 101 * SECOND);
	assert_false(process_peak_rising(p, 101 * SECOND));
}

static void
a_rise_is_shown_for_five_seconds(void **state)
{
	struct world *w = *state;
	const struct process *p;

	one(w, 100, 5 * MIB, 5 * MIB);
	apply(w);
	one(w, 101, 5 * MIB, 6 * MIB);
	p = apply(w);
	assert_true(process_peak_rising(p, 101 * SECOND));
	assert_true(process_peak_rising(p, 106 * SECOND - 1));
	assert_false(process_peak_rising(p, 106 * SECOND));
	assert_true(p->peak.at_known);
	assert_int_equal(p->peak.at_ns, 101 * SECOND);
}

static void
a_falling_or_late_vmhwm_does_not_lower_the_peak(void **state)
{
	struct world *w = *state;
	const struct process *p;

	one(w, 100, 95 * MIB, 100 * MIB);
	apply(w);
	one(w, 101, 80 * MIB, 90 * MIB); /* VmHWM was seen to fall */
	p = apply(w);
	assert_int_equal(p->peak.bytes, 100 * MIB);
	assert_false(process_peak_rising(p, 101 * SECOND));
	one(w, 102, 104 * MIB, 90 * MIB); /* RSS seen above it */
	p = apply(w);
	assert_int_equal(p->peak.bytes, 104 * MIB);
	assert_int_equal(p->peak.origin, PEAK_SAMPLED);
	assert_true(process_peak_rising(p, 102 * SECOND));
}

static void
without_vmhwm_the_peak_is_the_largest_sample(void **state)
{
	struct world *w = *state;

	one(w, 100, 7 * MIB, 0)->known = KNOWN_RSS;
	assert_int_equal(apply(w)->peak.origin, PEAK_SAMPLED);
	one(w, 101, 3 * MIB, 0)->known = KNOWN_RSS;
	assert_int_equal(apply(w)->peak.bytes, 7 * MIB);
	sample_started(one(w, 102, 9 * MIB, 5 * MIB), 102); /* VmHWM lags at the first sample */
	assert_int_equal(apply(w)->peak.bytes, 9 * MIB);
	assert_int_equal(w->table.living[0]->peak.origin, PEAK_SAMPLED);
}

static void
without_figures_there_is_no_peak(void **state)
{
	struct world *w = *state;

	one(w, 100, 7 * MIB, 7 * MIB)->known = 0;
	assert_int_equal(apply(w)->peak.origin, PEAK_NONE);
	assert_false(process_at_peak(w->table.living[0]));
	one(w, 101, 3 * MIB, 4 * MIB);
	assert_int_equal(apply(w)->peak.bytes, 4 * MIB);
	assert_int_equal(w->table.living[0]->peak.origin, PEAK_KERNEL);
}

static void
exec_starts_a_new_peak_and_history(void **state)
{
	struct world *w = *state;
	const struct process *p;

	one(w, 99, 300 * MIB, 300 * MIB);
	apply(w);
	one(w, 100, 300 * MIB, 400 * MIB);
	assert_true(process_peak_rising(apply(w), 100 * SECOND));
	one(w, 101, 2 * MIB, 3 * MIB)->image = 1;
	p = apply(w);
	assert_int_equal(p->execs, 1);
	assert_int_equal(p->peak.bytes, 3 * MIB);
	assert_true(p->peak.at_known);
	assert_false(process_peak_rising(p, 101 * SECOND));
	assert_int_equal(process_history_maximum(&p->history), 2 * MIB);
	assert_true(process_wants_description(p, 101 * SECOND));
	one(w, 102, 5 * MIB, 5 * MIB)->image = 1;
	p = apply(w);
	assert_int_equal(p->execs, 1);
	assert_true(process_peak_rising(p, 102 * SECOND));
}

static void
memory_between_fork_and_exec_does_not_count(void **state)
{
	struct world *w = *state;
	struct reading *r;

	sample_begin(&w->sample, 100);
	table_apply(&w->table, &w->sample);
	r = one(w, 101, 500 * MIB, 500 * MIB);
	sample_started(r, 101);
	r->forked = true;
	apply(w);
	r = one(w, 102, MIB, 2 * MIB);
	sample_started(r, 101);
	r->image = 1;
	assert_int_equal(apply(w)->peak.bytes, 2 * MIB);
	assert_int_equal(process_history_maximum(&w->table.living[0]->history), MIB);
}

static void
at_the_peak_means_within_one_percent(void **state)
{
	struct world *w = *state;

	one(w, 100, 990 * MIB, 1000 * MIB);
	assert_true(process_at_peak(apply(w)));
	one(w, 101, 989 * MIB, 1000 * MIB);
	assert_false(process_at_peak(apply(w)));
	sample_started(one(w, 102, MIB - 1, MIB - 1), 102); /* too small to be shown */
	assert_false(process_at_peak(apply(w)));
}

/* A zombie has no memory to measure. */
static void
what_holds_nothing_leaves_a_gap(void **state)
{
	struct world *w = *state;
	const struct process *p;
	uint64_t bytes;

	one(w, 100, 0, 0);
	p = apply(w);
	assert_int_equal(p->history.used, 0);
	one(w, 101, 5 * MIB, 5 * MIB);
	apply(w);
	for (uint64_t at = 102; at < 105; at++) {
		one(w, at, 0, 0);
		p = apply(w);
	}
	assert_false(process_history_stretch(&p->history, 0, &bytes));
	assert_true(process_history_stretch(&p->history, 1, &bytes));
	assert_int_equal(bytes, 5 * MIB);
	assert_false(process_history_stretch(&p->history, 2, &bytes));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_first_sample_is_not_a_rise),
		CASE(the_time_of_the_first_peak_is_known_only_if_observed),
		CASE(a_rise_is_shown_for_five_seconds),
		CASE(a_falling_or_late_vmhwm_does_not_lower_the_peak),
		CASE(without_vmhwm_the_peak_is_the_largest_sample),
		CASE(without_figures_there_is_no_peak),
		CASE(exec_starts_a_new_peak_and_history),
		CASE(memory_between_fork_and_exec_does_not_count),
		CASE(at_the_peak_means_within_one_percent),
		CASE(what_holds_nothing_leaves_a_gap),
	};

	return cmocka_run_group_tests_name("peak", tests, NULL, NULL);
}
