/* SPDX-License-Identifier: MIT */
/* test_page_history.c: which pages that relatives share are the same one, by what was seen of
 * them before. */
#include "model/run/page_history.h"

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
	struct page_history before, next;
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

	page_history_clear(&w->before);
	page_history_clear(&w->next);
	free(w->states);
	return 0;
}

/* --- a survey written by hand --- */

/* 1 is the parent of all, from outside; who has no parent ran exec. */
static void
begin(struct world *w, size_t count, const pid_t (*pids)[2])
{
	struct page_history *n = &w->next;

	page_history_clear(n);
	free(w->states);
	*n = (struct page_history){ .kin = grow_new(count * sizeof *n->kin),
		.pages = grow_new(PAGES * sizeof *n->pages),
		.labels = grow_new(PAGES * count * sizeof *n->labels),
		.kin_count = count,
		.page_count = PAGES };
	w->states = grow_new(PAGES * count);
	for (size_t i = 0; i < count; i++)
		n->kin[i] = (struct page_kin){
			.key = { pids[i][0], 1 }, .parent = pids[i][1], .forked = pids[i][1] != 0
		};
	for (size_t p = 0; p < PAGES; p++)
		n->pages[p] = 1000 + p * 7;
}

/* Of the pages from..to one of them has them so. */
static void
has(struct world *w, size_t kin, size_t from, size_t to, enum spot_state how)
{
	for (size_t p = from; p < to; p++)
		w->states[p * w->next.kin_count + kin] = (uint8_t)how;
}

static void
all_have(struct world *w, size_t from, size_t to, enum spot_state how)
{
	for (size_t i = 0; i < w->next.kin_count; i++)
		has(w, i, from, to, how);
}

/* Pages that are there, of those that are shared. */
static double
follow(struct world *w)
{
	double pages = 0;

	page_history_follow(&w->before, &w->next, w->states, STEP);
	for (size_t i = 0; i < w->next.kin_count; i++)
		pages += w->next.kin[i].parts;
	page_history_clear(&w->before);
	w->before = w->next;
	w->next = (struct page_history){ .kin = NULL };
	return pages;
}

static void
assert_pages(double told, double expected)
{
	assert_true(told > expected - 1e-6 && told < expected + 1e-6);
}

static const pid_t family[][2] = { { 10, 0 }, { 11, 10 }, { 12, 10 }, { 13, 12 }, { 14, 12 } };

/* 10, 11 and 12, of which 12 has copied the first half for itself. */
static void
three_with_copies(struct world *w)
{
	begin(w, 3, family);
	all_have(w, 0, PAGES, SPOT_SHARED);
	has(w, 2, 0, PAGES / 2, SPOT_ALONE);
	assert_pages(follow(w), PAGES);
}

/* --- cases --- */

static void
what_was_its_own_it_shares_with_its_children(void **state)
{
	struct world *w = *state;

	three_with_copies(w);
	begin(w, 5, family);
	all_have(w, 0, PAGES, SPOT_SHARED);
	assert_pages(follow(w), PAGES + PAGES / 2.0);
	/* And so they go on to be. */
	begin(w, 5, family);
	all_have(w, 0, PAGES, SPOT_SHARED);
	has(w, 4, 0, PAGES, SPOT_ALONE);
	assert_pages(follow(w), PAGES + PAGES / 2.0);
}

static void
what_was_never_seen_apart_is_there_once(void **state)
{
	struct world *w = *state;

	begin(w, 5, family);
	all_have(w, 0, PAGES, SPOT_SHARED);
	assert_pages(follow(w), PAGES);
}

/* Copied and shared with a child between two surveys: faults tell how many, not which. */
static void
copies_that_were_never_seen_alone_are_counted_by_faults(void **state)
{
	struct world *w = *state;

	begin(w, 3, family);
	all_have(w, 0, PAGES, SPOT_SHARED);
	follow(w);
	begin(w, 5, family);
	all_have(w, 0, PAGES, SPOT_SHARED);
	w->next.kin[2].copied = PAGES / 4.0 * STEP;
	assert_pages(follow(w), PAGES + PAGES / 4.0);
}

/* Those that are seen are not counted twice. */
static void
copies_count_once(void **state)
{
	struct world *w = *state;

	begin(w, 3, family);
	all_have(w, 0, PAGES, SPOT_SHARED);
	follow(w);
	begin(w, 5, family);
	all_have(w, 0, PAGES, SPOT_SHARED);
	has(w, 2, 0, PAGES / 4, SPOT_ALONE);
	w->next.kin[2].copied = PAGES / 4.0 * STEP;
	assert_pages(follow(w), PAGES);
}

static void
copies_count_for_nothing_where_the_others_are_gone(void **state)
{
	struct world *w = *state;

	begin(w, 3, family);
	all_have(w, 0, PAGES, SPOT_SHARED);
	follow(w);
	begin(w, 3, family + 2);
	all_have(w, 0, PAGES, SPOT_SHARED);
	w->next.kin[0].copied = PAGES / 2.0 * STEP;
	assert_pages(follow(w), PAGES);
}

/* The one between has ended before anybody saw it: 20 shares with whom nobody else shares. */
static void
an_orphan_belongs_to_who_shares_with_nobody(void **state)
{
	static const pid_t with_orphan[][2] = { { 10, 0 }, { 11, 10 }, { 12, 10 }, { 20, 1 } };
	struct world *w = *state;

	three_with_copies(w);
	begin(w, 4, with_orphan);
	all_have(w, 0, PAGES, SPOT_SHARED);
	assert_pages(follow(w), PAGES + PAGES / 2.0);
}

/* realloc has moved what 12 shares with 10 and 11: it is there once. */
static void
moved_by_12(struct world *w, size_t count)
{
	begin(w, 3, family);
	all_have(w, 0, PAGES / 2, SPOT_SHARED);
	follow(w);
	begin(w, count, family);
	has(w, 0, 0, PAGES / 2, SPOT_SHARED);
	has(w, 1, 0, PAGES / 2, SPOT_SHARED);
	for (size_t i = 2; i < count; i++)
		has(w, i, PAGES / 2, PAGES, SPOT_SHARED);
}

static void
what_was_moved_is_no_other_page(void **state)
{
	struct world *w = *state;

	moved_by_12(w, 3);
	assert_pages(follow(w), PAGES / 2.0);
	moved_by_12(w, 5);
	assert_pages(follow(w), PAGES / 2.0);
}

/* The same to look at, but for its faults: it gave that back, and touched other memory. */
static void
what_came_by_faults_is_new(void **state)
{
	struct world *w = *state;

	moved_by_12(w, 5);
	w->next.kin[2].faulted = PAGES / 2.0 * STEP;
	assert_pages(follow(w), PAGES);
}

/* Another image has nothing of what the process had; a pid that is used again is another
 * process. */
static void
another_image_has_no_history(void **state)
{
	struct world *w = *state;

	three_with_copies(w);
	begin(w, 5, family);
	w->next.kin[2].image = 1;
	w->next.kin[2].forked = false;
	has(w, 0, 0, PAGES, SPOT_SHARED);
	has(w, 1, 0, PAGES, SPOT_SHARED);
	for (size_t i = 2; i < 5; i++)
		has(w, i, 0, PAGES, SPOT_SHARED);
	assert_pages(follow(w), 2.0 * PAGES);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_was_its_own_it_shares_with_its_children),
		CASE(what_was_never_seen_apart_is_there_once),
		CASE(copies_that_were_never_seen_alone_are_counted_by_faults),
		CASE(copies_count_once),
		CASE(copies_count_for_nothing_where_the_others_are_gone),
		CASE(an_orphan_belongs_to_who_shares_with_nobody),
		CASE(what_was_moved_is_no_other_page),
		CASE(what_came_by_faults_is_new),
		CASE(another_image_has_no_history),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
