/* SPDX-License-Identifier: MIT */
/* axis.c: round numbers for the ticks of a chart's axes, and the position of a value between
 * them. */
#include "text/chart/axis.h"

#include <inttypes.h>
#include <string.h>

#include "base/duration.h"
#include "base/length.h"

/* Above these, steps grow by 1, 2, 5 and so on. */
static const uint64_t time_steps[] = { NS_PER_MS, 2 * NS_PER_MS, 5 * NS_PER_MS, 10 * NS_PER_MS,
	20 * NS_PER_MS, 50 * NS_PER_MS, 100 * NS_PER_MS, 200 * NS_PER_MS, 500 * NS_PER_MS,
	NS_PER_SECOND, 2 * NS_PER_SECOND, 5 * NS_PER_SECOND, 10 * NS_PER_SECOND, 15 * NS_PER_SECOND,
	30 * NS_PER_SECOND, NS_PER_MINUTE, 2 * NS_PER_MINUTE, 5 * NS_PER_MINUTE, 10 * NS_PER_MINUTE,
	15 * NS_PER_MINUTE, 30 * NS_PER_MINUTE, NS_PER_HOUR, 2 * NS_PER_HOUR, 3 * NS_PER_HOUR,
	6 * NS_PER_HOUR, 12 * NS_PER_HOUR };

uint64_t
axis_position(uint64_t value, uint64_t range, uint64_t positions)
{
	if (positions <= 1 || range == 0)
		return 0;
	if (value >= range)
		return positions - 1;
	/* Both lose the same low bits, far below the resolution of a position. */
	while (value > UINT64_MAX / positions) {
		value >>= 1;
		range >>= 1;
	}
	value = value * positions / range;
	return value < positions ? value : positions - 1;
}

/* The smallest of 1, 2, 5, 10, ... times `unit` that fits at most `max` times into `range`. */
static uint64_t
decimal_step(uint64_t unit, uint64_t range, unsigned max)
{
	static const unsigned factors[] = { 1, 2, 5 };

	for (uint64_t ten = unit;; ten *= 10) {
		for (size_t i = 0; i < LENGTH(factors); i++) {
			if (ten > UINT64_MAX / 10 || range / (ten * factors[i]) <= max)
				return ten * factors[i];
		}
	}
}

/* Below these, labels with two decimals (none for KiB) would repeat. */
static uint64_t
smallest_step(enum units units)
{
	if (units == UNITS_KIB)
		return 1ull << 10;
	if (units == UNITS_MIB)
		return 1ull << 18;
	return units == UNITS_GIB ? 1ull << 28 : 1;
}

uint64_t
axis_size_step(uint64_t top_bytes, enum units units, unsigned max)
{
	uint64_t step = smallest_step(units);

	max = max == 0 ? 1 : max;
	if (units == UNITS_SI || units == UNITS_BYTES)
		return decimal_step(1, top_bytes, max);
	while (top_bytes / step > max && step < 1ull << 63)
		step *= 2;
	return step;
}

void
axis_size_label(struct buffer *b, uint64_t bytes, enum units units)
{
	char text[40];
	struct buffer size = buffer_over(text, sizeof text);
	size_t number, kept;

	if (bytes == 0) {
		buffer_char(b, '0');
		return;
	}
	unit_size(&size, bytes, units);
	number = kept = strcspn(text, " ");
	if (memchr(text, '.', number) != NULL) {
		while (text[kept - 1] == '0')
			kept--;
		kept -= text[kept - 1] == '.';
	}
	buffer_put(b, text, kept);
	buffer_text(b, text + number);
}

uint64_t
axis_time_step(uint64_t span_ns, unsigned max)
{
	max = max == 0 ? 1 : max;
	for (size_t i = 0; i < LENGTH(time_steps); i++) {
		if (span_ns / time_steps[i] <= max)
			return time_steps[i];
	}
	return decimal_step(NS_PER_DAY, span_ns, max);
}

/* Seconds, less than a minute, with as many decimals as needed. */
static void
put_seconds(struct buffer *b, uint64_t ns, bool first)
{
	uint64_t seconds = ns / NS_PER_SECOND, ms = ns % NS_PER_SECOND / NS_PER_MS;

	buffer_print(b, first ? "%" PRIu64 : "%02" PRIu64, seconds);
	if (ms % 100 != 0)
		buffer_print(b, ".%03" PRIu64, ms);
	else if (ms != 0)
		buffer_print(b, ".%" PRIu64, ms / 100);
	buffer_char(b, 's');
}

void
axis_time_label(struct buffer *b, uint64_t ns)
{
	static const struct {
		uint64_t ns;
		char letter;
	} parts[] = { { NS_PER_DAY, 'd' }, { NS_PER_HOUR, 'h' }, { NS_PER_MINUTE, 'm' } };
	uint64_t ms = ns / NS_PER_MS;
	bool first = true;

	ns = ms * NS_PER_MS;
	if (ms > 0 && ms < 1000) {
		buffer_print(b, "%" PRIu64 "ms", ms);
		return;
	}
	for (size_t i = 0; i < LENGTH(parts); i++) {
		uint64_t count = ns / parts[i].ns;

		if ((first && count == 0) || (!first && ns == 0))
			continue;
		buffer_print(
			b, first ? "%" PRIu64 "%c" : "%02" PRIu64 "%c", count, parts[i].letter);
		ns -= count * parts[i].ns;
		first = false;
	}
	if (first || ns > 0)
		put_seconds(b, ns, first);
}

void
axis_clock_label(struct buffer *b, uint64_t day_ns, bool seconds)
{
	uint64_t s = day_ns % NS_PER_DAY / NS_PER_SECOND;

	buffer_print(b, "%02" PRIu64 ":%02" PRIu64, s / 3600, s / 60 % 60);
	if (seconds)
		buffer_print(b, ":%02" PRIu64, s % 60);
}
