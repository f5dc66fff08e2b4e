/* SPDX-License-Identifier: MIT */
/* test_store_points.c: a series as bytes and back, in rows that are written when they change. */
#include "base/length.h"
#include "support/store_world.h"
#include "support/suite.h"

static void
check_same(const struct series_point *read, const struct series_point *written, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(read[i].present, written[i].present);
		assert_int_equal(read[i].held_bytes, written[i].held_bytes);
		assert_int_equal(read[i].rss_sum_bytes, written[i].rss_sum_bytes);
	}
}

static void
points_come_back_from_bytes(void **state)
{
	static const struct series_point points[] = { { 0, 0, true }, { 0, 0, false },
		{ INT64_MAX, 0, true }, { 0, INT64_MAX, true }, { 1, INT64_MAX - 1, true },
		{ 127, 128, true }, { 63, 64, true }, { 4096, 1ull << 40, true }, { 0, 0, false } };
	size_t count = LENGTH(points);
	struct series_point read[LENGTH(points)];
	uint8_t bytes[LENGTH(points) * 20];
	size_t size = store_points_encode(points, count, bytes);

	(void)state;
	memset(read, 0, sizeof read);
	assert_true(store_points_decode(bytes, size, read, count));
	check_same(read, points, count);
	for (size_t cut = 0; cut < size; cut++)
		assert_false(store_points_decode(bytes, cut, read, count));
	assert_false(store_points_decode(bytes, size, read, count - 1));
}

static void
values_beyond_sqlites_range_are_clamped(void **state)
{
	struct series_point point = { UINT64_MAX, 1ull << 63, true }, read;
	uint8_t bytes[STORE_CHUNK_BYTES_MAX];
	size_t size = store_points_encode(&point, 1, bytes);

	(void)state;
	assert_true(store_points_decode(bytes, size, &read, 1));
	assert_int_equal(read.held_bytes, INT64_MAX);
	assert_int_equal(read.rss_sum_bytes, INT64_MAX);
}

/* The longest possible points do not exceed a row's bound. */
static void
the_longest_row_fits(void **state)
{
	struct series_point points[STORE_CHUNK_POINTS];
	uint8_t bytes[STORE_CHUNK_BYTES_MAX];

	(void)state;
	for (size_t i = 0; i < STORE_CHUNK_POINTS; i++)
		points[i] = (struct series_point){ i % 2 == 0 ? INT64_MAX : 0,
			i % 2 == 0 ? INT64_MAX : 0, true };
	assert_in_range(store_points_encode(points, STORE_CHUNK_POINTS, bytes),
		STORE_CHUNK_POINTS * 18, sizeof bytes);
}

/* Any bytes are points or refused; what can be read is written back unchanged. */
static void
any_bytes_are_safe(void **state)
{
	uint32_t random = 1;
	int taken = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct series_point points[4], again[4];
		uint8_t bytes[40], back[80];
		size_t size = (size_t)round % sizeof bytes, back_size;

		memset(points, 0, sizeof points);
		memset(again, 0, sizeof again);
		for (size_t i = 0; i < size; i++) {
			random = random * 1664525 + 1013904223;
			bytes[i] = (uint8_t)(random >> 24);
		}
		if (!store_points_decode(bytes, size, points, 4))
			continue;
		taken++;
		back_size = store_points_encode(points, 4, back);
		assert_true(store_points_decode(back, back_size, again, 4));
		check_same(again, points, 4);
	}
	assert_true(taken > 100);
}

/* --- in the file --- */

static uint64_t
begin_course(struct store_world *w, struct store **store, struct store_run **begun)
{
	struct run run = sample_run(world_argv());

	*store = world_open(w, STORE_WRITE);
	*begun = store_begin(*store, &run, "x", getpid(), 1, &w->why);
	assert_non_null(*begun);
	return store_run_number(*begun);
}

static void
check_stored(struct store *store, uint64_t number, const struct series *series)
{
	struct stored_run stored;
	struct failure why;

	if (!store_load(store, number, &stored, &why))
		fail_msg("%s", why.doing);
	assert_int_equal(stored.series->count, series->count);
	assert_int_equal(stored.series->step_ns, series->step_ns);
	assert_int_equal(stored.series->doublings, series->doublings);
	check_same(stored.series->points, series->points, SERIES_POINTS);
	stored_run_clear(&stored);
}

static void
a_series_is_whole_after_every_update(void **state)
{
	struct store_world *w = *state;
	struct store *store;
	struct store_run *begun;
	uint64_t number = begin_course(w, &store, &begun);
	struct run run = sample_run(world_argv());
	struct series *series = world_series(0);
	uint32_t random = 7;

	for (uint64_t i = 0, at_ns = 0; i < 400; i++) {
		random = random * 1664525 + 1013904223;
		at_ns += (random >> 20) * NS_PER_MS / 4;
		for (uint64_t look = 0; look < i % 5; look++)
			series_push(series, at_ns + look * 10 * NS_PER_MS, random >> look, random);
		assert_true(store_update(begun, &run, series, &w->why));
		if (i % 7 == 0)
			check_stored(store, number, series);
	}
	assert_true(series->doublings >= 4);
	assert_true(store_finish(begun, &run, series, &w->why));
	check_stored(store, number, series);
	store_run_close(begun);
	free(series);
	store_close(store);
}

/* An update might miss the last point of a row, the rising one. */
static void
a_newest_point_that_rises_is_written_again(void **state)
{
	struct store_world *w = *state;
	struct store *store;
	struct store_run *begun;
	uint64_t number = begin_course(w, &store, &begun);
	struct run run = sample_run(world_argv());
	struct series *series = world_series(0);

	for (uint64_t i = 0; i < 3 * STORE_CHUNK_POINTS; i++) {
		series_push(series, i * SERIES_STEP_NS, i * MIB, i);
		assert_true(store_update(begun, &run, series, &w->why));
		series_push(series, i * SERIES_STEP_NS, i * MIB, 5 * MIB + i);
		if (i % 2 == 0)
			assert_true(store_update(begun, &run, series, &w->why));
		if (i % 2 == 0)
			check_stored(store, number, series);
	}
	assert_true(store_finish(begun, &run, series, &w->why));
	check_stored(store, number, series);
	store_run_close(begun);
	free(series);
	store_close(store);
}

static void
an_update_writes_only_what_changed(void **state)
{
	struct store_world *w = *state;
	struct store *store;
	struct store_run *begun;
	struct run run = sample_run(world_argv());
	struct series *series = world_series(900);
	int before;

	begin_course(w, &store, &begun);
	assert_true(store_update(begun, &run, series, &w->why));
	before = sqlite3_total_changes(store->db);
	assert_true(store_update(begun, &run, series, &w->why));
	assert_int_equal(sqlite3_total_changes(store->db) - before, 1);
	series_push(series, 900 * NS_PER_SECOND, 5 * GIB, 6 * GIB);
	before = sqlite3_total_changes(store->db);
	assert_true(store_update(begun, &run, series, &w->why));
	assert_in_range(sqlite3_total_changes(store->db) - before, 2, 3);
	run.tree.members[0].bytes++;
	before = sqlite3_total_changes(store->db);
	assert_true(store_update(begun, &run, series, &w->why));
	assert_int_equal(sqlite3_total_changes(store->db) - before, 1 + 2 * 5);
	store_run_close(begun);
	free(series);
	store_close(store);
}

static void
points_that_nobody_wrote_are_a_failure(void **state)
{
	static const char *const damage[] = {
		"UPDATE series SET points = x'ff'",
		"UPDATE series SET points = points || x'00'",
		"UPDATE series SET points = 17",
		"UPDATE series SET chunk = 9999",
		"UPDATE series SET chunk = -1",
		"UPDATE run SET series_count = 1",
		"UPDATE run SET series_count = 5000",
		"UPDATE run SET series_count = -5",
	};
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	struct stored_run stored;

	world_record(store, "a", NULL, MIB);
	for (size_t i = 0; i < LENGTH(damage); i++) {
		world_sql(store, "SAVEPOINT damage");
		world_sql(store, "DELETE FROM series WHERE chunk > 0");
		world_sql(store, damage[i]);
		world_sql(store, "RELEASE damage");
		if (store_load(store, 1, &stored, &w->why))
			fail_msg("%s: read", damage[i]);
		assert_non_null(strstr(w->why.doing, "damaged"));
		stored_run_clear(&stored);
		world_sql(store, "DELETE FROM run");
		world_sql(store, "DELETE FROM sqlite_sequence");
		world_record(store, "a", NULL, MIB);
	}
	store_close(store);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_come_back_from_bytes),
		cmocka_unit_test(values_beyond_sqlites_range_are_clamped),
		cmocka_unit_test(the_longest_row_fits),
		cmocka_unit_test(any_bytes_are_safe),
		store_test(a_series_is_whole_after_every_update),
		store_test(a_newest_point_that_rises_is_written_again),
		store_test(an_update_writes_only_what_changed),
		store_test(points_that_nobody_wrote_are_a_failure),
	};

	return cmocka_run_group_tests_name("store points", tests, NULL, NULL);
}
