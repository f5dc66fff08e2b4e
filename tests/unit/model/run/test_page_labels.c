/* SPDX-License-Identifier: MIT */
/* test_page_labels.c: which shared pages of relatives are the same, judging by earlier surveys. */
#include "model/run/page_labels.h"

#include <stdlib.h>

#include "base/grow.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define PAGES 40
#define STEP 16.0

struct world {
	struct page_labels before, next;
	uint8_t *states;
};

static int
setup(void **state)
{
	static struct world w;

	w = (struct world){ .states = NULL };
	*state = &w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;

	page_labels_clear(&w->before);
	page_labels_clear(&w->next);
	free(w->states);
	return 0;
}

/* --- a handmade survey --- */

/* 1 is the parent of all, outside of the tree; a process without a parent called exec. */
static void
begin(struct world *w, size_t count, const pid_t (*pids)[2])
{
	struct page_labels *n = &w->next;

	page_labels_clear(n);
	free(w->states);
	*n = (struct page_labels){ .relatives = grow_new(count * sizeof *n->relatives),
		.pages = grow_new(PAGES * sizeof *n->pages),
		.labels = grow_new(PAGES * count * sizeof *n->labels),
		.relative_count = count,
		.page_count = PAGES };
	w->states = grow_new(PAGES * count);
	for (size_t i = 0; i < count; i++)
		n->relatives[i] = (struct page_relative){
			.key = { pids[i][0], 1 }, .parent = pids[i][1], .forked = pids[i][1] != 0
		};
	for (size_t p = 0; p < PAGES; p++)
		n->pages[p] = 1000 + p * 7;
}

/* Sets the state of pages from..to for one of them. */
static void
has(struct world *w, size_t relatives, size_t from, size_t to, enum page_state how)
{
	for (size_t p = from; p < to; p++)
		w->states[p * w->next.relative_count + relatives] = (uint8_t)how;
}

static void
all_have(struct world *w, size_t from, size_t to, enum page_state how)
{
	for (size_t i = 0; i < w->next.relative_count; i++)
		has(w, i, from, to, how);
}

/* The number of distinct pages among the shared ones. */
static double
follow(struct world *w)
{
	double pages = 0;

	page_labels_follow(&w->before, &w->next, w->states, STEP);
	for (size_t i = 0; i < w->next.relative_count; i++)
		pages += w->next.relatives[i].parts;
	page_labels_clear(&w->before);
	w->before = w->next;
	w->next = (struct page_labels){ .relatives = NULL };
	return pages;
}

static void
assert_pages(double told, double expected)
{
	assert_true(told > expected - 1e-6 && told < expected + 1e-6);
}

static const pid_t family[][2] = { { 10, 0 }, { 11, 10 }, { 12, 10 }, { 13, 12 }, { 14, 12 } };

/* 10, 11 and 12, where 12 has copied the first half. */
static void
three_with_copies(struct world *w)
{
	begin(w, 3, family);
	all_have(w, 0, PAGES, STATE_SHARED);
	has(w, 2, 0, PAGES / 2, STATE_ALONE);
	assert_pages(follow(w), PAGES);
}

/* --- cases --- */

static void
pages_of_its_own_are_shared_with_later_children(void **state)
{
	struct world *w = *state;

	three_with_copies(w);
	begin(w, 5, family);
	all_have(w, 0, PAGES, STATE_SHARED);
	assert_pages(follow(w), PAGES + PAGES / 2.0);
	/* And they stay so. */
	begin(w, 5, family);
	all_have(w, 0, PAGES, STATE_SHARED);
	has(w, 4, 0, PAGES, STATE_ALONE);
	assert_pages(follow(w), PAGES + PAGES / 2.0);
}

static void
pages_never_seen_private_count_once(void **state)
{
	struct world *w = *state;

	begin(w, 5, family);
	all_have(w, 0, PAGES, STATE_SHARED);
	assert_pages(follow(w), PAGES);
}

/* Copied and shared with a child between two surveys: faults show how many, but not which. */
static void
copies_never_seen_private_are_counted_by_faults(void **state)
{
	struct world *w = *state;

	begin(w, 3, family);
	all_have(w, 0, PAGES, STATE_SHARED);
	follow(w);
	begin(w, 5, family);
	all_have(w, 0, PAGES, STATE_SHARED);
	w->next.relatives[2].copied = PAGES / 4.0 * STEP;
	assert_pages(follow(w), PAGES + PAGES / 4.0);
}

/* Visible copies are not counted twice. */
static void
copies_count_once(void **state)
{
	struct world *w = *state;

	begin(w, 3, family);
	all_have(w, 0, PAGES, STATE_SHARED);
	follow(w);
	begin(w, 5, family);
	all_have(w, 0, PAGES, STATE_SHARED);
	has(w, 2, 0, PAGES / 4, STATE_ALONE);
	w->next.relatives[2].copied = PAGES / 4.0 * STEP;
	assert_pages(follow(w), PAGES);
}

static void
copies_do_not_count_once_the_others_are_gone(void **state)
{
	struct world *w = *state;

	begin(w, 3, family);
	all_have(w, 0, PAGES, STATE_SHARED);
	follow(w);
	begin(w, 3, family + 2);
	all_have(w, 0, PAGES, STATE_SHARED);
	w->next.relatives[0].copied = PAGES / 2.0 * STEP;
	assert_pages(follow(w), PAGES);
}

/* The process in between exited unseen: 20 shares with nobody else. */
static void
an_orphaned_page_belongs_to_whoever_shares_with_nobody(void **state)
{
	static const pid_t with_orphan[][2] = { { 10, 0 }, { 11, 10 }, { 12, 10 }, { 20, 1 } };
	struct world *w = *state;

	three_with_copies(w);
	begin(w, 4, with_orphan);
	all_have(w, 0, PAGES, STATE_SHARED);
	assert_pages(follow(w), PAGES + PAGES / 2.0);
}

/* The same for copies that nobody saw: 20 shares what 12 had alone, so it is a child of 12. */
static void
an_orphan_is_a_child_of_whoever_had_its_pages_alone(void **state)
{
	static const pid_t with_orphan[][2] = { { 10, 0 }, { 11, 10 }, { 12, 10 }, { 20, 1 } };
	struct world *w = *state;

	three_with_copies(w);
	begin(w, 4, with_orphan);
	all_have(w, 0, PAGES, STATE_SHARED);
	w->next.relatives[2].copied = PAGES / 4.0 * STEP;
	assert_pages(follow(w), PAGES + PAGES / 2.0 + PAGES / 4.0);
	assert_false(w->before.orphaned);
}

static void
without_such_pages_its_parent_is_unknown(void **state)
{
	static const pid_t with_orphan[][2] = { { 10, 0 }, { 11, 10 }, { 12, 10 }, { 20, 1 } };
	struct world *w = *state;

	begin(w, 3, family);
	all_have(w, 0, PAGES, STATE_SHARED);
	follow(w);
	begin(w, 4, with_orphan);
	all_have(w, 0, PAGES, STATE_SHARED);
	assert_pages(follow(w), PAGES);
	assert_true(w->before.orphaned);
}

/* realloc moved pages that 12 shares with 10 and 11: they count once. */
static void
moved_by_12(struct world *w, size_t count)
{
	begin(w, 3, family);
	all_have(w, 0, PAGES / 2, STATE_SHARED);
	follow(w);
	begin(w, count, family);
	has(w, 0, 0, PAGES / 2, STATE_SHARED);
	has(w, 1, 0, PAGES / 2, STATE_SHARED);
	for (size_t i = 2; i < count; i++)
		has(w, i, PAGES / 2, PAGES, STATE_SHARED);
}

static void
a_moved_page_is_the_same_page(void **state)
{
	struct world *w = *state;

	moved_by_12(w, 3);
	assert_pages(follow(w), PAGES / 2.0);
	moved_by_12(w, 5);
	assert_pages(follow(w), PAGES / 2.0);
}

/* The same before the first survey: 10 has moved all that it shares with its only child. */
static void
moved_before(struct world *w, size_t count)
{
	begin(w, count, family);
	has(w, 0, 0, PAGES / 2, STATE_SHARED);
	has(w, 1, PAGES / 2, PAGES, STATE_SHARED);
}

static void
a_page_that_two_have_at_different_addresses_counts_once(void **state)
{
	struct world *w = *state;

	moved_before(w, 2);
	assert_pages(follow(w), PAGES / 2.0);
	/* The moved half of it is copied: both have that alone. */
	moved_before(w, 2);
	has(w, 0, 0, PAGES / 4, STATE_ALONE);
	has(w, 1, PAGES / 2, PAGES / 4 * 3, STATE_ALONE);
	assert_pages(follow(w), PAGES / 4.0);
	/* Their children share what was copied, and what was not. */
	begin(w, 4, (const pid_t[][2]){ { 10, 0 }, { 11, 10 }, { 12, 10 }, { 13, 11 } });
	for (size_t i = 0; i < 4; i++)
		has(w, i, i % 2 * (PAGES / 2), (i % 2 + 1) * (PAGES / 2), STATE_SHARED);
	assert_pages(follow(w), PAGES / 2.0 + PAGES / 4.0);
}

/* 12 has moved what it shares with 10 and 11, which have it where they had it. */
static void
a_page_that_others_share_counts_with_them(void **state)
{
	struct world *w = *state;

	for (int surveys = 0; surveys < 2; surveys++) {
		begin(w, 3, family);
		has(w, 0, 0, PAGES / 2, STATE_SHARED);
		has(w, 1, 0, PAGES / 2, STATE_SHARED);
		has(w, 2, PAGES / 2, PAGES, STATE_SHARED);
		assert_pages(follow(w), PAGES / 2.0);
	}
}

/* It looks the same except for its faults: it freed those pages, and touched others. */
static void
pages_from_faults_are_new(void **state)
{
	struct world *w = *state;

	moved_by_12(w, 5);
	w->next.relatives[2].faulted = PAGES / 2.0 * STEP;
	assert_pages(follow(w), PAGES);
}

/* Another image has none of the earlier pages; a reused pid is another process. */
static void
another_image_has_no_labels(void **state)
{
	struct world *w = *state;

	three_with_copies(w);
	begin(w, 5, family);
	w->next.relatives[2].image = 1;
	w->next.relatives[2].forked = false;
	has(w, 0, 0, PAGES, STATE_SHARED);
	has(w, 1, 0, PAGES, STATE_SHARED);
	for (size_t i = 2; i < 5; i++)
		has(w, i, 0, PAGES, STATE_SHARED);
	assert_pages(follow(w), 2.0 * PAGES);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(pages_of_its_own_are_shared_with_later_children),
		CASE(pages_never_seen_private_count_once),
		CASE(copies_never_seen_private_are_counted_by_faults),
		CASE(copies_count_once),
		CASE(copies_do_not_count_once_the_others_are_gone),
		CASE(an_orphaned_page_belongs_to_whoever_shares_with_nobody),
		CASE(an_orphan_is_a_child_of_whoever_had_its_pages_alone),
		CASE(without_such_pages_its_parent_is_unknown),
		CASE(a_moved_page_is_the_same_page),
		CASE(a_page_that_two_have_at_different_addresses_counts_once),
		CASE(a_page_that_others_share_counts_with_them),
		CASE(pages_from_faults_are_new),
		CASE(another_image_has_no_labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
