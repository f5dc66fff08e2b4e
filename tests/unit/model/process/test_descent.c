/* SPDX-License-Identifier: MIT */
/* test_descent.c: which exits belong to a job: by parents that exit later, are alive, or are
 * unknown; reused pids, and lost exits. */
#include "model/process/descent.h"
#include "support/suite.h"

#include <stdio.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define OURSELVES 100
#define SECOND 1000000000ull
#define MS 1000000ull

struct world {
	struct descent d;
	struct sample told, members;
	uint64_t now_ns;
	char text[4096];
};

static int
setup(void **state)
{
	static struct world w;

	memset(&w, 0, sizeof w);
	w.d.observer = OURSELVES;
	w.d.taken_ns = w.now_ns = 50 * SECOND;
	*state = &w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;

	descent_clear(&w->d);
	sample_clear(&w->told);
	sample_clear(&w->members);
	return 0;
}

static struct ending *
ends(struct world *w, pid_t pid, pid_t ppid)
{
	struct ending *e = sample_add_ending(&w->told);

	*e = (struct ending){
		.pid = pid, .ppid = ppid, .lasted_ns = 3 * MS, .peak_bytes = (uint64_t)pid * 1024
	};
	return e;
}

static void
lives(struct world *w, pid_t pid, uint64_t started_ns)
{
	struct reading *r = sample_add(&w->members);

	r->key = (struct proc_key){ pid, started_ns / (10 * MS) };
	r->started_ns = started_ns;
}

/* A sample 100 ms after the previous one; the pids found to be of the job. */
static const char *
look_with(struct world *w, bool lost)
{
	size_t length = 0;

	w->now_ns += 100 * MS;
	descent_take(&w->d, w->told.endings, w->told.ending_count, w->now_ns, w->now_ns + MS, lost);
	descent_settle(&w->d, &w->members);
	w->text[0] = '\0';
	for (size_t i = 0; i < w->d.ours_count && length + 20 < sizeof w->text; i++)
		length += (size_t)snprintf(w->text + length, sizeof w->text - length, "%s%d",
			i > 0 ? " " : "", (int)w->d.ours[i].ending.pid);
	sample_restart(&w->told);
	sample_restart(&w->members);
	return w->text;
}

static const char *
look(struct world *w)
{
	return look_with(w, false);
}

static void
our_children_and_theirs_are_ours(void **state)
{
	struct world *w = *state;

	ends(w, 203, 202); /* before its parent, which exits before its own parent */
	ends(w, 202, 201);
	ends(w, 303, 302);
	ends(w, 302, 301);
	ends(w, 201, OURSELVES);
	ends(w, 301, 1);
	assert_string_equal(look(w), "203 202 201");
	assert_string_equal(look(w), "");
}

static void
a_living_members_children_are_ours(void **state)
{
	struct world *w = *state;

	lives(w, 201, 40 * SECOND);
	ends(w, 202, 201);
	ends(w, 302, 301);
	assert_string_equal(look(w), "202");
}

/* Never sampled, and reported later. */
static void
a_parent_that_is_not_known_yet_is_waited_for(void **state)
{
	struct world *w = *state;

	ends(w, 203, 202);
	ends(w, 303, 302);
	assert_string_equal(look(w), "");
	ends(w, 202, OURSELVES);
	ends(w, 302, 1);
	assert_string_equal(look(w), "203 202");
	ends(w, 205, 204);
	assert_string_equal(look(w), "");
	lives(w, 204, 50 * SECOND);
	assert_string_equal(look(w), "205");
}

static void
what_we_started_besides_is_not_ours(void **state)
{
	struct world *w = *state;

	descent_exclude(&w->d, 150);
	ends(w, 151, 150);
	ends(w, 152, OURSELVES);
	assert_string_equal(look(w), "152");
	ends(w, 150, OURSELVES);
	assert_string_equal(look(w), "");
	ends(w, 150, OURSELVES); /* its pid, reused */
	assert_string_equal(look(w), "150");
}

/* A member's pid is reused by a foreign process, whose children have that pid as parent. */
static void
a_pid_that_is_used_again_is_another(void **state)
{
	struct world *w = *state;

	ends(w, 202, 201);
	ends(w, 201, OURSELVES);
	ends(w, 302, 201);
	ends(w, 201, 1);
	assert_string_equal(look(w), "202 201");
	ends(w, 303, 201); /* of another that is still alive */
	assert_string_equal(look(w), "");
	ends(w, 201, 1);
	assert_string_equal(look(w), "");
}

static void
a_strangers_pid_that_a_member_uses_again_is_another(void **state)
{
	struct world *w = *state;

	ends(w, 302, 201);
	ends(w, 201, 1);
	ends(w, 303, 201); /* it may still be exiting, or it is the member's: unknown */
	lives(w, 201, w->now_ns + 50 * MS);
	assert_string_equal(look(w), "");
	ends(w, 304, 201);
	lives(w, 201, w->now_ns - 50 * MS);
	assert_string_equal(look(w), "304");
}

/* A living process that is not a member has foreign children until it exits. */
static void
a_strangers_children_cost_no_more(void **state)
{
	struct world *w = *state;

	for (int i = 0; i < 10; i++) {
		for (pid_t pid = 0; pid < 1000; pid++)
			ends(w, 1000 + pid, 301);
		assert_string_equal(look(w), "");
		assert_true(w->d.count <= 3000);
	}
	assert_int_equal(w->d.count, 0);
	ends(w, 301, 1);
	assert_string_equal(look(w), "");
	lives(w, 301, w->now_ns - SECOND); /* the member that has this pid now */
	ends(w, 302, 301);
	assert_string_equal(look(w), "302");
}

/* Its exit is reported before it frees its memory: its children still have it as parent. */
static void
a_child_of_one_that_is_ending_is_ours_where_it_was_there_before(void **state)
{
	struct world *w = *state;

	ends(w, 201, OURSELVES);
	ends(w, 202, 201)->lasted_ns = 5 * SECOND;
	ends(w, 203, 201)->lasted_ns = 1 * MS; /* perhaps of another process that has the pid now */
	assert_string_equal(look(w), "201 202");
}

static void
where_ends_were_lost_only_what_is_certain_counts(void **state)
{
	struct world *w = *state;

	ends(w, 212, 211);
	assert_string_equal(look(w), "");
	ends(w, 211, OURSELVES); /* perhaps another that had the pid after 212's parent */
	ends(w, 202, 201);
	ends(w, 203, 204); /* a member that may be younger than the owner of the pid then */
	ends(w, 206, 205);
	ends(w, 205, OURSELVES);
	lives(w, 201, 40 * SECOND);
	lives(w, 204, w->now_ns + 20 * MS);
	assert_string_equal(look_with(w, true), "211 202 205");
	assert_string_equal(look(w), "");
}

static void
a_parents_peak_comes_with_its_children(void **state)
{
	struct world *w = *state;

	ends(w, 202, 201);
	ends(w, 201, OURSELVES);
	assert_string_equal(look(w), "202 201");
	assert_int_equal(w->d.ours[0].parent_peak_bytes, 201 * 1024);
	assert_int_equal(w->d.ours[1].parent_peak_bytes, 0);
	assert_int_equal(w->d.ours[0].after_ns, 50 * SECOND);
}

/* More than are kept, all with different unknown parents. */
static void
what_waits_is_bounded(void **state)
{
	struct world *w = *state;

	for (pid_t pid = 0; pid < 2 * DESCENT_WAITING_MAX; pid++)
		ends(w, 100000 + pid, 500000 + pid);
	assert_string_equal(look(w), "");
	assert_true(w->d.count <= DESCENT_WAITING_MAX);
	ends(w, 202, OURSELVES);
	assert_string_equal(look(w), "202");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		TEST(our_children_and_theirs_are_ours),
		TEST(a_living_members_children_are_ours),
		TEST(a_parent_that_is_not_known_yet_is_waited_for),
		TEST(what_we_started_besides_is_not_ours),
		TEST(a_pid_that_is_used_again_is_another),
		TEST(a_strangers_pid_that_a_member_uses_again_is_another),
		TEST(a_strangers_children_cost_no_more),
		TEST(a_child_of_one_that_is_ending_is_ours_where_it_was_there_before),
		TEST(where_ends_were_lost_only_what_is_certain_counts),
		TEST(a_parents_peak_comes_with_its_children),
		TEST(what_waits_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
