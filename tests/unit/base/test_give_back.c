/* SPDX-License-Identifier: MIT */
/* test_give_back.c: memory kept between samples is returned after many processes have ended. */
#include <stdlib.h>
#include <string.h>

#include "app/sampling/alert.h"
#include "base/bytes.h"
#include "base/heap.h"
#include "base/length.h"
#include "model/process/census.h"
#include "model/process/descent.h"
#include "model/run/oom_watch.h"
#include "model/run/tree_peak.h"
#include "support/allocated.h"
#include "support/samples.h"
#include "support/suite.h"
#include "text/table/rows.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define FEW 10
#define CROWD 10000
/* The most samples for which a missing process is remembered. */
#define SOON (2 * CENSUS_ABSENT_MAX)
/* Arrays up to this size are not shrunk, and this many of them exist. */
#define KEPT_BYTES ((size_t)8 * 16 * 1024)

struct world {
	struct sample sample;
	struct table table;
	struct rows rows;
	struct groups groups;
	struct tree_peak tree;
	struct census census;
	struct oom_watch watch;
	struct descent descent;
	struct alert alert;
	struct bytes bytes;
};

static int
set_up(void **state)
{
	*state = calloc(1, sizeof(struct world));
	return *state == NULL;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	rows_clear(&w->rows);
	groups_clear(&w->groups);
	table_clear(&w->table);
	tree_peak_clear(&w->tree);
	census_clear(&w->census);
	oom_watch_clear(&w->watch);
	descent_clear(&w->descent);
	alert_close(&w->alert);
	bytes_free(&w->bytes);
	sample_clear(&w->sample);
	free(w);
	return 0;
}

/* The next second, with that many processes in groups of five; exits are reported too. */
static void
next_sample(struct world *w, pid_t count)
{
	sample_begin(&w->sample, 1 + w->sample.taken_ns / SECOND);
	for (pid_t i = 0; i < count; i++) {
		struct reading *r = sample_process(&w->sample, 1000 + i, MIB, MIB);
		struct ending *e = sample_add_ending(&w->sample);

		sample_started(r, w->sample.taken_ns / SECOND);
		r->pgrp = r->session = 1000 + i / 5 * 5;
		*e = (struct ending){ .pid = r->key.pid, .ppid = 100, .peak_bytes = MIB };
	}
}

static void
feed_sample(struct world *w)
{
	assert_int_equal(w->sample.ending_count, w->sample.count);
}

/* Exited processes have a limit of their own (test_table.c). */
static void
feed_table(struct world *w)
{
	table_apply(&w->table, &w->sample);
	table_dismiss(&w->table);
}

static void
build_rows(struct world *w, struct row_order order)
{
	struct column_context context;
	struct selection all = { .pids = NULL };

	feed_table(w);
	context = rows_context(&w->table, 0, UNITS_AUTO, false);
	order.sort = column_by_name("pid");
	if (order.groups != NULL)
		groups_update(&w->groups, &w->table);
	rows_build(&w->rows, &w->table, &all, &order, &context);
}

static void
feed_rows(struct world *w)
{
	build_rows(w, (struct row_order){ .tree = false });
}

static void
feed_rows_of_a_tree(struct world *w)
{
	build_rows(w, (struct row_order){ .tree = true });
}

static void
feed_groups(struct world *w)
{
	build_rows(w, (struct row_order){ .groups = &w->groups });
}

static void
feed_tree(struct world *w)
{
	tree_peak_apply(&w->tree, &w->sample, w->sample.taken_ns);
}

static void
feed_census(struct world *w)
{
	census_take(&w->census, &w->sample);
}

static void
feed_oom_watch(struct world *w)
{
	oom_watch_take(&w->watch, &w->sample);
	oom_watch_count(&w->watch, 0, 0);
}

static void
feed_descent(struct world *w)
{
	w->descent.observer = 100;
	descent_take(&w->descent, w->sample.endings, w->sample.ending_count, w->sample.taken_ns,
		w->sample.taken_ns, false);
	descent_settle(&w->descent, &(struct sample){ .count = 0 });
	assert_int_equal(w->descent.ours_count, w->sample.ending_count);
}

static void
feed_alerts(struct world *w)
{
	static const struct alert_options options = { .on_peak = "true" };
	const struct selection all = { .pids = NULL };
	struct failure why;

	feed_table(w);
	w->alert.options = &options;
	assert_true(alert_check(&w->alert, &w->table, &all, &why));
}

static void
feed_bytes(struct world *w)
{
	bytes_restart(&w->bytes);
	bytes_pad(&w->bytes, 'x', 100 * w->sample.count);
	assert_int_equal(strlen(w->bytes.data), w->bytes.length);
}

/* The samples themselves are included. */
static const struct {
	const char *name;
	void (*feed)(struct world *);
} holders[] = {
	{ "sample", feed_sample },
	{ "table", feed_table },
	{ "rows", feed_rows },
	{ "rows of a tree", feed_rows_of_a_tree },
	{ "rows of groups", feed_groups },
	{ "tree of a run", feed_tree },
	{ "census of a run", feed_census },
	{ "kills of a run", feed_oom_watch },
	{ "ends of a run", feed_descent },
	{ "alerts", feed_alerts },
	{ "bytes", feed_bytes },
};

static void
feed(struct world *w, size_t holder, pid_t count, int times)
{
	for (int i = 0; i < times; i++) {
		next_sample(w, count);
		holders[holder].feed(w);
	}
}

static void
memory_is_returned_after_many_processes(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(holders); i++) {
		void *world;
		size_t before, with, after;

		assert_int_equal(set_up(&world), 0);
		feed(world, i, FEW, SOON);
		before = allocated_bytes();
		feed(world, i, CROWD, 2);
		with = allocated_bytes();
		feed(world, i, FEW, SOON);
		after = allocated_bytes();
		tear_down(&world);
		if (with < before + 2 * KEPT_BYTES || after > before + KEPT_BYTES)
			fail_msg("%s: %zu bytes, %zu with a crowd, %zu after it", holders[i].name,
				before, with, after);
	}
}

/* --- pages of the heap --- */

static void
pages_are_returned_after_many_processes_ended(void **state)
{
	struct heap_trim crowd = { .max = 0 };

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (size_t count = 100; count <= 1000; count += 100)
			assert_false(heap_follow(&crowd, count));
		for (int i = 0; i < 2; i++)
			assert_false(heap_follow(&crowd, 300));
		assert_true(heap_follow(&crowd, 300));
		assert_false(heap_follow(&crowd, 300));
	}
}

static void
no_pages_are_returned_while_the_number_fluctuates(void **state)
{
	static const size_t counts[][3] = {
		{ 1000, 100, 100 }, /* back at the third sample */
		{ 1000, 501, 501 }, /* less than half of them ended */
		{ 255, 0, 0 },      /* a few */
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(counts); i++) {
		struct heap_trim crowd = { .max = 0 };

		for (size_t k = 0; k < 30; k++)
			assert_false(heap_follow(&crowd, counts[i][k % 3]));
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_returned_after_many_processes),
		cmocka_unit_test(pages_are_returned_after_many_processes_ended),
		cmocka_unit_test(no_pages_are_returned_while_the_number_fluctuates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
