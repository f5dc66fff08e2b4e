/* SPDX-License-Identifier: MIT */
/* store_points.c: stores a series in rows of 64 points, so that a change rewrites one row and
 * not a thousand. A point is a number, 0: absent, otherwise 1 plus the change of held_bytes
 * since the previous point (0 at the row's start), followed by the change of rss_sum_bytes. A
 * gain g is encoded as 2 g, a loss l as 2 l - 1; a number has 7 bits per byte, low ones first,
 * with the top bit set in all bytes but its last. */
#include "store/store_private.h"

#include <string.h>

static size_t
put_number(uint64_t number, uint8_t *out)
{
	size_t size = 0;

	for (; number >= 0x80; number >>= 7)
		out[size++] = (uint8_t)(number | 0x80);
	out[size++] = (uint8_t)number;
	return size;
}

/* The length of the number at `bytes`; 0: none. */
static size_t
take_number(const uint8_t *bytes, size_t size, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < size && i < 10; i++) {
		*number |= (uint64_t)(bytes[i] & 0x7f) << (7 * i);
		if ((bytes[i] & 0x80) == 0)
			return i + 1;
	}
	return 0;
}

/* Both are below 2^63, so the result is below 2^64 - 1 and can be incremented. */
static uint64_t
gain(uint64_t before, uint64_t now)
{
	return now >= before ? 2 * (now - before) : 2 * (before - now) - 1;
}

static uint64_t
add_gain(uint64_t before, uint64_t gained)
{
	uint64_t now = gained % 2 == 0 ? before + gained / 2 : before - gained / 2 - 1;

	return now > INT64_MAX ? INT64_MAX : now;
}

size_t
store_points_encode(const struct series_point *points, size_t count, uint8_t *out)
{
	uint64_t held = 0, sum = 0;
	size_t size = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t held_now = (uint64_t)store_signed(points[i].held_bytes);
		uint64_t sum_now = (uint64_t)store_signed(points[i].rss_sum_bytes);

		if (!points[i].present) {
			out[size++] = 0;
			continue;
		}
		size += put_number(gain(held, held_now) + 1, out + size);
		size += put_number(gain(sum, sum_now), out + size);
		held = held_now;
		sum = sum_now;
	}
	return size;
}

bool
store_points_decode(const uint8_t *bytes, size_t size, struct series_point *points, size_t count)
{
	struct series_point before = { .present = true };
	uint64_t number;
	size_t taken, at = 0;

	for (size_t i = 0; i < count; i++) {
		taken = take_number(bytes + at, size - at, &number);
		at += taken;
		if (taken == 0)
			return false;
		points[i].present = number != 0;
		if (number == 0)
			continue;
		before.held_bytes = add_gain(before.held_bytes, number - 1);
		taken = take_number(bytes + at, size - at, &number);
		at += taken;
		if (taken == 0)
			return false;
		before.rss_sum_bytes = add_gain(before.rss_sum_bytes, number);
		points[i] = before;
	}
	return at == size;
}

static bool
write_chunk(struct store *store, int64_t number, const struct series *series, size_t chunk,
	struct failure *why)
{
	sqlite3_stmt *put = store_statement(store, STATEMENT_PUT_POINTS, why);
	size_t first = chunk * STORE_CHUNK_POINTS, count = series->count - first;
	uint8_t bytes[STORE_CHUNK_BYTES_MAX];
	size_t size;

	if (put == NULL)
		return false;
	if (count > STORE_CHUNK_POINTS)
		count = STORE_CHUNK_POINTS;
	size = store_points_encode(&series->points[first], count, bytes);
	sqlite3_bind_int64(put, 1, number);
	sqlite3_bind_int64(put, 2, (int64_t)chunk);
	sqlite3_bind_blob(put, 3, bytes, (int)size, SQLITE_STATIC);
	return store_done(store, put, "writing the memory curve of a run", why);
}

bool
store_points_clear(struct store *store, uint64_t number, struct failure *why)
{
	sqlite3_stmt *clear = store_statement(store, STATEMENT_CLEAR_POINTS, why);

	if (clear == NULL)
		return false;
	sqlite3_bind_int64(clear, 1, (int64_t)number);
	return store_done(store, clear, "writing the memory curve of a run", why);
}

static bool
same_point(struct series_point a, struct series_point b)
{
	return a.present == b.present && a.held_bytes == b.held_bytes &&
	       a.rss_sum_bytes == b.rss_sum_bytes;
}

/* Points before the newest never change, except when the step doubles. */
bool
store_points_write(struct store *store, uint64_t number, const struct series *series,
	struct store_points *kept, struct failure *why)
{
	size_t from = kept->count == 0 ? 0 : (kept->count - 1) / STORE_CHUNK_POINTS;

	if (series->count == 0)
		return true;
	if (series->doublings == kept->doublings && series->count == kept->count &&
		same_point(series->points[series->count - 1], kept->newest))
		return true;
	if (series->doublings != kept->doublings) {
		if (!store_points_clear(store, number, why))
			return false;
		from = 0;
	}
	for (size_t chunk = from; chunk * STORE_CHUNK_POINTS < series->count; chunk++)
		if (!write_chunk(store, (int64_t)number, series, chunk, why))
			return false;
	*kept = (struct store_points){ .count = series->count,
		.doublings = series->doublings,
		.newest = series->points[series->count - 1] };
	return true;
}

/* --- reading --- */

/* False for a row that no writer could have written. */
static bool
take_chunk(sqlite3_stmt *row, struct series *series)
{
	uint64_t chunk = (uint64_t)sqlite3_column_int64(row, 0);
	const uint8_t *bytes = sqlite3_column_blob(row, 1);
	size_t size = (size_t)sqlite3_column_bytes(row, 1), first, count;

	if (chunk >= SERIES_POINTS / STORE_CHUNK_POINTS || bytes == NULL)
		return false;
	first = (size_t)chunk * STORE_CHUNK_POINTS;
	if (first >= series->count)
		return false;
	count = series->count - first;
	return store_points_decode(bytes, size, &series->points[first],
		count < STORE_CHUNK_POINTS ? count : STORE_CHUNK_POINTS);
}

static bool
read_chunks(struct store *store, sqlite3_stmt *rows, struct series *series, struct failure *why)
{
	int result;

	while ((result = sqlite3_step(rows)) == SQLITE_ROW)
		if (!take_chunk(rows, series))
			return failure_set(
				why, 0, "the memory curve of a run is damaged: %s", store->path);
	return result == SQLITE_DONE || store_fail(store, "reading the memory curve of a run", why);
}

static bool
read_head(struct store *store, uint64_t number, struct series *series, struct failure *why)
{
	sqlite3_stmt *row = store_prepare(store,
		"SELECT series_step_ns, series_count, series_doublings FROM run WHERE id = ?1",
		why);
	int result;

	if (row == NULL)
		return false;
	sqlite3_bind_int64(row, 1, (int64_t)number);
	result = sqlite3_step(row);
	series_begin(
		series, result == SQLITE_ROW ? store_unsigned(sqlite3_column_int64(row, 0)) : 0);
	if (result == SQLITE_ROW) {
		series->count = (size_t)store_unsigned(sqlite3_column_int64(row, 1));
		series->doublings = (size_t)store_unsigned(sqlite3_column_int64(row, 2));
	}
	if (result != SQLITE_ROW && result != SQLITE_DONE)
		store_fail(store, "reading the memory curve of a run", why);
	sqlite3_finalize(row);
	if (series->count > SERIES_POINTS)
		return failure_set(why, 0, "the memory curve of a run is damaged: %s", store->path);
	return result == SQLITE_ROW || result == SQLITE_DONE;
}

bool
store_points_read(struct store *store, uint64_t number, struct series *series, struct failure *why)
{
	sqlite3_stmt *rows;
	bool good;

	if (!read_head(store, number, series, why))
		return false;
	rows = store_prepare(
		store, "SELECT chunk, points FROM series WHERE run = ?1 ORDER BY chunk", why);
	if (rows == NULL)
		return false;
	sqlite3_bind_int64(rows, 1, (int64_t)number);
	good = read_chunks(store, rows, series, why);
	sqlite3_finalize(rows);
	return good;
}
