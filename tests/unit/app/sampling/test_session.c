/* SPDX-License-Identifier: MIT */
/* test_session.c: groups and tagged processes are summed by each sample, whatever is drawn. */
#include <stdlib.h>
#include <unistd.h>

#include "app/sampling/session.h"
#include "base/length.h"
#include "support/child.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

struct world {
	struct options options;
	struct session session;
	pid_t child;
};

static bool
nothing(void *unused)
{
	(void)unused;
	return true;
}

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	struct failure why;

	*state = w;
	if (w == NULL)
		return -1;
	options_init(&w->options);
	w->child = child_start(nothing, NULL);
	return session_open(&w->session, &w->options, &why) ? 0 : -1;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	session_close(&w->session);
	child_end(&w->child, SIGKILL);
	free(w);
	return 0;
}

static void
tick(struct session *s)
{
	struct failure why;

	if (!session_tick(s, &why))
		fail_msg("%s", why.doing);
}

static void
groups_are_summed_while_they_are_wanted(void **state)
{
	struct session *s = &((struct world *)*state)->session;

	tick(s);
	assert_int_equal(s->groups.samples, 0);
	assert_false(session_group(s, false));
	assert_true(session_group(s, true));
	assert_false(session_group(s, true));
	assert_int_equal(s->groups.samples, 1);
	assert_true(s->groups.count > 0);
	tick(s);
	tick(s);
	assert_int_equal(s->groups.samples, 3);
	assert_true(session_group(s, false));
	assert_int_equal(s->groups.count, 0);
	tick(s);
	assert_int_equal(s->groups.samples, 0);
}

static void
groups_of_the_options_are_summed_from_the_first_sample_on(void **state)
{
	struct world *w = *state;
	struct failure why;

	session_close(&w->session);
	w->options.groups = true;
	assert_true(session_open(&w->session, &w->options, &why));
	tick(&w->session);
	assert_int_equal(w->session.groups.samples, 1);
}

/* The newest sample that was added to a sum. */
static uint64_t
summed_ns(const struct session *s)
{
	return s->tagged.group_sum.sum != NULL ? s->tagged.group_sum.sum->described_ns : 0;
}

static void
tagged_processes_are_summed_by_each_sample(void **state)
{
	struct world *w = *state;
	struct session *s = &w->session;
	struct proc_key keys[2];

	tick(s);
	keys[0] = table_find_pid(&s->table, getpid())->now.key;
	keys[1] = table_find_pid(&s->table, w->child)->now.key;
	session_sum_tagged(s, keys, LENGTH(keys));
	assert_int_equal(s->tagged.members.count, 2);
	assert_int_equal(summed_ns(s), s->table.taken_ns);
	tick(s);
	assert_int_equal(summed_ns(s), s->table.taken_ns);
	child_end(&w->child, SIGKILL);
	tick(s);
	assert_int_equal(s->tagged.members.living, 1);
	assert_int_equal(s->tagged.members.count, 2);
	session_dismiss(s);
	assert_int_equal(s->tagged.members.count, 1);
	session_sum_tagged(s, keys, 0);
	assert_int_equal(s->tagged.members.count, 0);
}

static void
a_mark_starts_the_sums_over_at_once(void **state)
{
	struct session *s = &((struct world *)*state)->session;
	const struct process *sum = NULL;

	session_group(s, true);
	tick(s);
	for (size_t i = 0; i < s->groups.count; i++)
		if (s->groups.items[i].members.count > 1)
			sum = s->groups.items[i].sum;
	assert_non_null(sum);
	assert_int_equal(sum->since_reset.origin, PEAK_NONE);
	session_reset_peaks(s);
	assert_int_not_equal(sum->since_reset.origin, PEAK_NONE);
	session_restore_peaks(s);
	assert_int_equal(sum->since_reset.origin, PEAK_NONE);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(groups_are_summed_while_they_are_wanted),
		CASE(groups_of_the_options_are_summed_from_the_first_sample_on),
		CASE(tagged_processes_are_summed_by_each_sample),
		CASE(a_mark_starts_the_sums_over_at_once),
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
