/* SPDX-License-Identifier: MIT */
/* unit.c: sizes and times as people read them, and back. */
#include "text/unit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/duration.h"
#include "base/length.h"
#include "base/quantity.h"

static const struct unit_row {
	const char *name, *suffix;
	double one;     /* bytes of one unit; 0: chosen by size */
	unsigned width; /* of "9999 GiB" and similar, and of "exit 137" or "exit137" */
} unit_rows[UNITS_COUNT] = {
	[UNITS_AUTO] = { "auto", "", 0, 8 },
	[UNITS_SHORT] = { "short", "", 0, 7 },
	[UNITS_KIB] = { "kib", "KiB", 1024.0, 15 },
	[UNITS_MIB] = { "mib", "MiB", 1048576.0, 12 },
	[UNITS_GIB] = { "gib", "GiB", 1073741824.0, 11 },
	[UNITS_BYTES] = { "bytes", "", 1.0, 14 },
	[UNITS_SI] = { "si", "", 0, 8 },
};

static const char *const binary_suffixes[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
static const char *const short_suffixes[] = { "", "K", "M", "G", "T", "P", "E" };
static const char *const decimal_suffixes[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };

const char *
unit_name(enum units units)
{
	return unit_rows[units].name;
}

bool
unit_by_name(const char *name, enum units *units)
{
	for (size_t i = 0; i < UNITS_COUNT; i++) {
		if (strcmp(name, unit_rows[i].name) == 0) {
			*units = (enum units)i;
			return true;
		}
	}
	return false;
}

unsigned
unit_size_width(enum units units)
{
	return unit_rows[units].width;
}

/* Decimals that keep three digits: 9.87, 98.7, 987. */
static int
decimals(double value)
{
	if (value >= 99.95)
		return 0;
	return value >= 9.995 ? 1 : 2;
}

static void
put_chosen(struct buffer *b, uint64_t bytes, const char *const *suffixes, double step)
{
	double value = (double)bytes;
	size_t i = 0;

	/* A value that would be rounded up to a whole step is shown in the next unit. */
	while (value >= step - 0.5 && i < 6) {
		value /= step;
		i++;
	}
	buffer_print(b, "%.*f%s%s", i == 0 ? 0 : decimals(value), value,
		suffixes == short_suffixes ? "" : " ", suffixes[i]);
}

void
unit_size(struct buffer *b, uint64_t bytes, enum units units)
{
	const struct unit_row *unit = &unit_rows[units];
	double value;

	if (units == UNITS_AUTO) {
		put_chosen(b, bytes, binary_suffixes, 1024);
	} else if (units == UNITS_SHORT) {
		put_chosen(b, bytes, short_suffixes, 1024);
	} else if (units == UNITS_SI) {
		put_chosen(b, bytes, decimal_suffixes, 1000);
	} else if (units == UNITS_BYTES) {
		buffer_print(b, "%" PRIu64, bytes);
	} else {
		value = (double)bytes / unit->one;
		buffer_print(b, "%.*f %s", units == UNITS_KIB ? 0 : decimals(value), value,
			unit->suffix);
	}
}

void
unit_size_after(struct buffer *b, const char *before, uint64_t bytes, enum units units)
{
	buffer_text(b, before);
	unit_size(b, bytes, units);
}

/* Two adjacent units: "5h12m", "3d05h"; from 100 days on only days. */
static void
put_pair(struct buffer *b, uint64_t seconds)
{
	if (seconds < 24 * 3600)
		buffer_print(b, "%" PRIu64 "h%02" PRIu64 "m", seconds / 3600, seconds / 60 % 60);
	else if (seconds < 100 * 86400)
		buffer_print(b, "%" PRIu64 "d%02" PRIu64 "h", seconds / 86400, seconds / 3600 % 24);
	else
		buffer_print(b, "%" PRIu64 "d", seconds / 86400);
}

void
unit_age(struct buffer *b, uint64_t ns)
{
	uint64_t seconds = ns / NS_PER_SECOND;

	if (seconds < 5)
		buffer_text(b, "<5s");
	else if (seconds < 60)
		buffer_print(b, "%" PRIu64 "s", seconds < 10 ? 5 : seconds / 10 * 10);
	else if (seconds < 3600)
		buffer_print(b, "%" PRIu64 "m", seconds / 60);
	else
		put_pair(b, seconds);
}

void
unit_cpu_time(struct buffer *b, uint64_t ns)
{
	uint64_t seconds = ns / NS_PER_SECOND;

	if (seconds < 60)
		buffer_print(b, "%" PRIu64 ".%" PRIu64 "s", seconds,
			(uint64_t)(ns % NS_PER_SECOND / (NS_PER_SECOND / 10)));
	else if (seconds < 3600)
		buffer_print(b, "%" PRIu64 "m%02" PRIu64 "s", seconds / 60, seconds % 60);
	else
		put_pair(b, seconds);
}

void
unit_elapsed(struct buffer *b, uint64_t ns)
{
	if (ns < NS_PER_SECOND)
		buffer_print(b, "%" PRIu64 "ms", (uint64_t)(ns / NS_PER_MS));
	else if (ns < 60 * NS_PER_SECOND)
		buffer_print(b, "%" PRIu64 ".%02" PRIu64 "s", (uint64_t)(ns / NS_PER_SECOND),
			(uint64_t)(ns % NS_PER_SECOND / (NS_PER_SECOND / 100)));
	else if (ns < NS_PER_DAY)
		unit_cpu_time(b, ns);
	else
		buffer_print(b, "%" PRIu64 "d%02" PRIu64 "h%02" PRIu64 "m",
			(uint64_t)(ns / NS_PER_DAY), (uint64_t)(ns % NS_PER_DAY / NS_PER_HOUR),
			(uint64_t)(ns % NS_PER_HOUR / (60 * NS_PER_SECOND)));
}

void
unit_interval(struct buffer *b, uint64_t ns)
{
	if (ns < NS_PER_SECOND)
		buffer_print(b, "%gms", (double)ns / 1e6);
	else
		buffer_print(b, "%gs", (double)ns / 1e9);
}

bool
unit_parse_interval(const char *text, uint64_t *ns)
{
	static const struct {
		const char *suffix;
		double ns;
	} suffixes[] = { { "", 1e9 }, { "s", 1e9 }, { "ms", 1e6 }, { "m", 60e9 }, { "h", 3600e9 } };
	char *end;
	double value;

	/* strtod also accepts "inf", "nan", hexadecimal and a sign. */
	if (strspn(text, "0123456789.") == 0)
		return false;
	value = strtod(text, &end);
	if (end == text || strspn(text, "0123456789.") < (size_t)(end - text))
		return false;
	for (size_t i = 0; i < LENGTH(suffixes); i++) {
		if (strcmp(end, suffixes[i].suffix) != 0)
			continue;
		value *= suffixes[i].ns;
		*ns = value < 1e18 ? quantity_round(value) : UINT64_MAX;
		return true;
	}
	return false;
}

void
unit_local_time(struct buffer *b, uint64_t wall_ns, const char *form)
{
	time_t seconds = (time_t)(wall_ns / NS_PER_SECOND);
	struct tm tm;
	char text[32];

	if (localtime_r(&seconds, &tm) != NULL && strftime(text, sizeof text, form, &tm) > 0)
		buffer_text(b, text);
}

void
unit_timestamp(struct buffer *b, uint64_t wall_ns)
{
	time_t seconds = (time_t)(wall_ns / NS_PER_SECOND);
	struct tm tm;
	char text[32];

	gmtime_r(&seconds, &tm);
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
	buffer_print(b, "%s.%03uZ", text, (unsigned)(wall_ns % NS_PER_SECOND / NS_PER_MS));
}
