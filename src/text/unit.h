/* SPDX-License-Identifier: MIT */
/* unit.h: sizes and times as people read them, and back. Inside the program there are only bytes
 * and nanoseconds; they are converted here. */
#ifndef PEAKTOP_TEXT_UNIT_H
#define PEAKTOP_TEXT_UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

enum units {
	UNITS_AUTO,  /* "412 MiB" */
	UNITS_SHORT, /* "412M", of the same size */
	UNITS_KIB,
	UNITS_MIB,
	UNITS_GIB,
	UNITS_BYTES,
	UNITS_SI,
	UNITS_COUNT
};

/* The name of --units, and the reverse; false: no such name. */
const char *unit_name(enum units);
bool unit_by_name(const char *name, enum units *);

/* All names, for messages. */
#define UNIT_NAMES "short, auto, kib, mib, gib, bytes, si"

/* Writes "412 MiB" or "412M": at least three digits, so that the value shown is within 0.5 %. */
void unit_size(struct buffer *, uint64_t bytes, enum units);
void unit_size_after(struct buffer *, const char *before, uint64_t bytes, enum units);

/* The maximum width of unit_size (up to 9999 GiB). */
unsigned unit_size_width(enum units);

/* An age, rounded down and deliberately coarse (it is read at a glance, and a column of changing
 * seconds would cost a slow line more than everything else): "<5s", "5s", "10s", "20s", ...
 * "12m", "5h12m", "3d05h". At most 6 columns for 27 years. */
void unit_age(struct buffer *, uint64_t ns);

/* CPU time: "12.3s", "1m23s", "5h12m". */
void unit_cpu_time(struct buffer *, uint64_t ns);

/* A time since the start, or until the end, of a run: "4ms", "1.25s", "1m23s", "5h12m",
 * "3d04h12m". An account, a chart and a screen write it alike. */
void unit_elapsed(struct buffer *, uint64_t ns);

/* An interval as it is configured: "1s", "500ms", "1.5s". */
void unit_interval(struct buffer *, uint64_t ns);

/* How messages name the bounds of the time between two samples (base/duration.h). */
#define UNIT_INTERVAL_RANGE "10ms to 1h"

/* `500ms`, `2s`, `0.5`, `1m`, `1h`: nanoseconds; false if invalid or not finite. */
bool unit_parse_interval(const char *text, uint64_t *ns);

/* Wall-clock time as RFC 3339 in UTC with milliseconds, "2026-01-01T00:00:00.000Z". */
void unit_timestamp(struct buffer *, uint64_t wall_ns);

/* A moment in the name of a file, which sorts by time. */
#define UNIT_FILE_STAMP "%Y%m%d-%H%M%S"

/* The same moment in local time, in a form of strftime(3): at most 31 bytes. */
void unit_local_time(struct buffer *, uint64_t wall_ns, const char *form)
	__attribute__((format(strftime, 3, 0)));

#endif
