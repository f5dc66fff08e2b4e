/* SPDX-License-Identifier: MIT */
/* test_store_spool_bad.c: runs in the spool: complete and merged once, whatever happens in
 * between. */
#include "support/spool_world.h"
#include "support/suite.h"

static void
what_was_taken_in_already_is_not_taken_in_again(void **state)
{
	struct store_world *w = *state;
	char path[300], text[16384];
	size_t count;

	make_history(w);
	for (uint64_t i = 1; i <= 3; i++)
		assert_true(spool_at(w, i));
	count = read_file(spool_path(w, path, "spool"), text, sizeof text);
	assert_int_equal(runs_in(w, STORE_READ), 3);
	write_file(path, text, count); /* killed before it was emptied */
	assert_int_equal(runs_in(w, STORE_READ), 3);
}

static void
what_is_cut_off_anywhere_costs_one_run_and_is_put_aside(void **state)
{
	struct store_world *w = *state;
	char path[300], aside[300], text[16384];
	size_t count, first;

	make_history(w);
	assert_true(spool_at(w, 1));
	first = read_file(spool_path(w, path, "spool"), text, sizeof text);
	assert_true(spool_at(w, 2));
	count = read_file(path, text, sizeof text);
	spool_path(w, aside, "damaged");
	for (size_t cut = first + 1; cut < count; cut += 37) {
		struct stat info;

		unlink(aside);
		unlink(path);
		world_forget(w);
		make_history(w);
		write_file(path, text, cut);
		assert_int_equal(runs_in(w, STORE_READ), 1);
		assert_int_equal(lstat(aside, &info), 0);
		assert_int_equal(info.st_size, cut - first);
		assert_int_equal(info.st_mode & 07777, 0600);
	}
}

static void
a_damaged_run_does_not_hide_the_next_one(void **state)
{
	struct store_world *w = *state;
	char path[300], text[16384];
	size_t first, count;

	make_history(w);
	assert_true(spool_at(w, 1));
	first = read_file(spool_path(w, path, "spool"), text, sizeof text);
	assert_true(spool_at(w, 2));
	count = read_file(path, text, sizeof text);
	for (size_t at = 17; at < first; at += 23) {
		char was = text[at];
		int64_t runs;

		unlink(path);
		world_forget(w);
		make_history(w);
		text[at] = '\0'; /* as a power failure leaves it */
		write_file(path, text, count);
		runs = runs_in(w, STORE_READ);
		text[at] = was;
		assert_int_equal(runs, 1);
	}
}

/* Each of many writers finds it free or locked, and no run is lost or duplicated. */
static void
of_many_at_once_each_lands_once(void **state)
{
	struct store_world *w = *state;
	pid_t children[20];
	int failed = 0;

	make_history(w);
	for (size_t i = 0; i < 20; i++) {
		children[i] = child_fork();
		assert_true(children[i] >= 0);
		if (children[i] == 0) {
			for (uint64_t n = 0; n < 20; n++) {
				struct store *store;

				if (spool_at(w, i * 1000 + n + 1))
					continue;
				store = world_try(w, STORE_WRITE);
				if (store == NULL)
					_exit(1);
				world_record(store, "direct", NULL, 1);
				store_close(store);
			}
			_exit(0);
		}
	}
	for (size_t i = 0; i < 20; i++)
		failed += world_wait(children[i]);
	assert_int_equal(failed, 0);
	assert_int_equal(runs_in(w, STORE_READ), 400);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		store_test(what_was_taken_in_already_is_not_taken_in_again),
		store_test(what_is_cut_off_anywhere_costs_one_run_and_is_put_aside),
		store_test(a_damaged_run_does_not_hide_the_next_one),
		store_test(of_many_at_once_each_lands_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
