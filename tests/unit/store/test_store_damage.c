/* SPDX-License-Identifier: MIT */
/* test_store_damage.c: a damaged or invalid history: a failure, never a crash. */
#include "support/store_world.h"
#include "support/suite.h"

static void
a_file_that_is_no_history_is_a_failure_and_stays_as_it_is(void **state)
{
	static const char text[] =
		"my diary, which is no database at all; but long enough to be one "
		"and then some, so that it has a head of a hundred bytes to look at";
	struct store_world *w = *state;
	char back[sizeof text] = "";
	FILE *file;

	world_put_file(w, text, sizeof text);
	assert_null(world_try(w, STORE_WRITE));
	world_check_why(w, "not a database");
	assert_null(world_try(w, STORE_READ));
	world_check_why(w, "not a database");
	file = fopen(w->file, "r");
	assert_non_null(file);
	assert_int_equal(fread(back, 1, sizeof back, file), sizeof back);
	fclose(file);
	assert_string_equal(back, text);
}

static bool
see_all(void *context, const struct stored_run *stored)
{
	(void)context;
	return stored->name != NULL;
}

/* Every query of a history, and every write to it, whatever the result. */
static bool
use_all(struct store *store, enum store_mode mode, struct failure *why)
{
	struct store_bounds bounds = { .runs = 20 };
	struct store_filter filter = { .command = "train" }, all = { .limit = 0 };
	struct stored_run stored;
	struct store_ranks ranks;
	uint64_t number, pruned;
	bool good = store_find(store, "last", &number, why);

	for (number = 1; number <= 30; number++) {
		good = store_load(store, number, &stored, why) && good;
		stored_run_clear(&stored);
	}
	good = store_list(store, &filter, see_all, NULL, why) && good;
	good = store_list(store, &all, see_all, NULL, why) && good;
	good = store_rank(store, &all, &ranks, why) && good;
	store_ranks_clear(&ranks);
	if (mode == STORE_READ)
		return good;
	good = world_try_record(store, why) && good;
	return store_prune(store, &bounds, &pruned, why) && good;
}

/* Whether everything succeeded with a file of these bytes. */
static bool
use_bytes(struct store_world *w, const struct bytes *bytes, enum store_mode mode)
{
	FILE *file = fopen(w->file, "w");
	struct store *store;
	bool good;

	assert_non_null(file);
	assert_int_equal(fwrite(bytes->data, 1, bytes->length, file), bytes->length);
	fclose(file);
	store = world_try(w, mode);
	good = store != NULL && use_all(store, mode, &w->why);
	store_close(store);
	world_forget(w);
	return good;
}

/* The bytes of a history of 30 runs. */
static struct bytes
sound_bytes(struct store_world *w)
{
	struct store *store = world_open(w, STORE_WRITE);
	struct bytes bytes = { .data = NULL };
	char piece[4096];
	size_t count;
	FILE *file;

	for (int i = 0; i < 30; i++)
		world_record(store, "train.py", NULL, MIB);
	world_sql(store, "PRAGMA wal_checkpoint(TRUNCATE)");
	store_close(store);
	file = fopen(w->file, "r");
	assert_non_null(file);
	while ((count = fread(piece, 1, sizeof piece, file)) > 0)
		bytes_put(&bytes, piece, count);
	fclose(file);
	world_forget(w);
	return bytes;
}

static void
damage_anywhere_is_a_failure_and_no_crash(void **state)
{
	struct store_world *w = *state;
	struct bytes sound = sound_bytes(w), damaged = { .data = NULL };
	uint32_t random = 11;
	int failures = 0;

	assert_true(use_bytes(w, &sound, STORE_READ));
	assert_true(use_bytes(w, &sound, STORE_WRITE));
	for (int round = 0; round < 60; round++) {
		size_t at, count;

		random = random * 1664525 + 1013904223;
		at = 100 + (random >> 8) % (sound.length - 100);
		count = (size_t)1 << (random >> 4) % 12;
		bytes_restart(&damaged);
		bytes_put(&damaged, sound.data, sound.length);
		for (size_t i = at; i < at + count && i < sound.length; i++)
			damaged.data[i] = (char)(random >> i % 24);
		failures += !use_bytes(w, &damaged, round % 2 == 0 ? STORE_READ : STORE_WRITE);
	}
	assert_in_range(failures, 10, 60);
	for (size_t length = 50; length < sound.length; length += sound.length / 13) {
		damaged.length = length;
		assert_false(use_bytes(w, &damaged, STORE_READ));
	}
	bytes_free(&sound);
	bytes_free(&damaged);
}

static void
a_reason_that_nobody_knows_is_damage(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct store_filter all = { .limit = 0 };
	struct stored_run stored;

	world_record(store, "a", NULL, MIB);
	world_sql(store, "UPDATE run SET reason = 'bored'");
	assert_false(store_load(store, 1, &stored, &w->why));
	world_check_why(w, "damaged");
	stored_run_clear(&stored);
	assert_false(store_list(store, &all, see_all, NULL, &w->why));
	world_check_why(w, "damaged");
	store_close(store);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		store_test(a_file_that_is_no_history_is_a_failure_and_stays_as_it_is),
		store_test(damage_anywhere_is_a_failure_and_no_crash),
		store_test(a_reason_that_nobody_knows_is_damage),
	};

	return cmocka_run_group_tests_name("store damage", tests, NULL, NULL);
}
