/* SPDX-License-Identifier: MIT */
/* chart_world.h: charts to draw: a realistic job, and all extremes of numbers. */
#ifndef PEAKTOP_TESTS_SUPPORT_CHART_WORLD_H
#define PEAKTOP_TESTS_SUPPORT_CHART_WORLD_H

#include "base/clock.h"
#include "base/length.h"
#include "text/chart/chart.h"

#define MIB (UINT64_C(1) << 20)
#define SECOND ((uint64_t)NS_PER_SECOND)
#define JOB_POINTS 400
#define HOSTILE "a<b>&\"'</text>\x01\x1b[31m\xff\xc3\u202e\u65e5\u672c]]>"

/* 200 seconds: it loads, grows in a sawtooth, peaks at 1 min 15 s, frees; no samples from 145 s to
 * 157 s. A second job holds less and ends at 150 s. */
struct job {
	struct chart_point points[JOB_POINTS], lean[JOB_POINTS], part[3][JOB_POINTS];
	struct chart_line lines[2];
	struct chart_line shares[4]; /* the first job, and three parts of it */
	struct chart_mark marks[3];
	struct chart chart;
};

static inline uint64_t
job_mib(uint64_t i)
{
	if (i < 40)
		return 30 + i * 3;
	if (i < 150)
		return 150 + (i - 40) * 5 + i % 20 * 8;
	if (i < 260)
		return 1352 - (i - 150) * (i - 150) / 16;
	return 420 + i % 35 * 6;
}

static inline void
job_set_up(struct job *job)
{
	for (uint64_t i = 0; i < JOB_POINTS; i++) {
		job->points[i] = (struct chart_point){ i * SECOND / 2, job_mib(i) * MIB,
			i < 290 || i >= 314 };
		job->lean[i] = (struct chart_point){ i * SECOND / 2,
			(job_mib(i) * 6 / 10 + 100) * MIB, i < 300 };
	}
	for (uint64_t i = 0; i < 3 * JOB_POINTS; i++) {
		uint64_t k = i / 3, mib = job_mib(k) * (3 - i % 3) / 7;

		job->part[i % 3][k] = (struct chart_point){ k * SECOND / 2, mib * MIB,
			(k < 290 || k >= 314) && k >= i % 3 * 60 };
	}
	job->shares[0] = (struct chart_line){ "9 others", job->points, JOB_POINTS, 200 * SECOND };
	job->shares[1] =
		(struct chart_line){ "train.py 41", job->part[0], JOB_POINTS, 200 * SECOND };
	job->shares[2] =
		(struct chart_line){ "load.py 42", job->part[1], JOB_POINTS, 200 * SECOND };
	job->shares[3] =
		(struct chart_line){ "load.py 43", job->part[2], JOB_POINTS, 200 * SECOND };
	job->lines[0] = (struct chart_line){ "before: list of ints", job->points, JOB_POINTS,
		200 * SECOND };
	job->lines[1] = (struct chart_line){ "after: NumPy", job->lean, JOB_POINTS, 200 * SECOND };
	job->marks[0] = (struct chart_mark){ 20 * SECOND, "load" };
	job->marks[1] = (struct chart_mark){ 72 * SECOND, "fit" };
	job->marks[2] = (struct chart_mark){ 131 * SECOND, "evaluate" };
	job->chart = (struct chart){ .lines = job->lines,
		.line_count = 1,
		.until_ns = 200 * SECOND,
		.has_peak = true,
		.peak_bytes = 1352 * MIB,
		.peak_at_ns = 75 * SECOND,
		.limit_bytes = 2048 * MIB,
		.title = "python train.py",
		.subtitle = "run 42" };
}

/* --- extreme numbers --- */

#define POINTS(...)                  \
	(const struct chart_point[]) \
	{                            \
		__VA_ARGS__          \
	}
#define ONE_LINE(count, end, ...) \
	.lines = &(const struct chart_line){ "x", POINTS(__VA_ARGS__), count, end }, .line_count = 1
#define VALUE_MAX UINT64_MAX

struct odd_chart {
	const char *name;
	struct chart chart;
};

/* Calls `see` for each chart. */
static inline void
each_odd_chart(void (*see)(const struct odd_chart *))
{
	const struct chart_line eight[8] = { { HOSTILE, POINTS({ 0, 1, true }, { 5, 9, true }), 2,
						     9 },
		{ NULL, NULL, 0, 0 }, { "\u65e5\u672c\u8a9e", POINTS({ 0, 5, true }), 1, 9 },
		{ "", POINTS({ 3, 7, true }), 1, 9 }, { "e", POINTS({ 0, 2, false }), 1, 9 } };
	const struct chart_mark marks[] = { { 0, HOSTILE }, { 1, NULL }, { 1, "" }, { 2, "two" },
		{ 2, "the same" }, { 2, "again" }, { 2, "more" }, { 9, "end" },
		{ VALUE_MAX, "never" } };
	const struct odd_chart odd[] = {
		{ "nothing", { .lines = NULL } },
		{ "no line", { .until_ns = SECOND, .limit_bytes = MIB } },
		{ "only a peak", { .until_ns = 9, .has_peak = true, .peak_bytes = MIB } },
		{ "no point", { ONE_LINE(0, 0, { 0, 0, false }), .until_ns = SECOND } },
		{ "one point", { ONE_LINE(1, 0, { 0, 3 * MIB, true }) } },
		{ "one instant later",
			{ ONE_LINE(1, 7, { 7, 3, true }), .from_ns = 7, .until_ns = 7 } },
		{ "all zero", { ONE_LINE(2, 9, { 0, 0, true }, { 4, 0, true }), .until_ns = 9,
				      .has_peak = true } },
		{ "one byte", { ONE_LINE(1, 9, { 0, 1, true }), .until_ns = 9 } },
		{ "constant", { ONE_LINE(2, 9, { 0, MIB, true }, { 4, MIB, true }), .until_ns = 9,
				      .has_peak = true, .peak_bytes = MIB, .limit_bytes = MIB } },
		{ "all absent",
			{ ONE_LINE(2, 9, { 0, 5, false }, { 4, 9, false }), .until_ns = 9 } },
		{ "2^60", { ONE_LINE(1, VALUE_MAX, { 0, UINT64_C(1) << 60, true }),
				  .until_ns = VALUE_MAX, .has_peak = true,
				  .peak_bytes = UINT64_C(1) << 60, .peak_at_ns = VALUE_MAX } },
		{ "the largest numbers", { ONE_LINE(2, VALUE_MAX, { 0, VALUE_MAX, true },
						   { VALUE_MAX, VALUE_MAX, true }),
						 .until_ns = VALUE_MAX, .has_peak = true,
						 .peak_bytes = VALUE_MAX, .peak_at_ns = VALUE_MAX,
						 .limit_bytes = VALUE_MAX, .units = UNITS_BYTES } },
		{ "late", { ONE_LINE(1, VALUE_MAX, { VALUE_MAX - 1, 5, true }),
				  .from_ns = VALUE_MAX - 1, .until_ns = VALUE_MAX, .clock = true,
				  .day_ns = VALUE_MAX } },
		{ "back in time", { ONE_LINE(3, 1, { 9, 5, true }, { 4, 9, true }, { 2, 1, true }),
					  .from_ns = 0, .until_ns = 9 } },
		{ "ends before it begins",
			{ ONE_LINE(1, 9, { 0, 5, true }), .from_ns = 9, .until_ns = 2 } },
		{ "beside its points",
			{ ONE_LINE(1, 9, { 0, 5, true }), .from_ns = SECOND, .until_ns = 2 * SECOND,
				.has_peak = true, .peak_bytes = 5 } },
		{ "far below its limit", { ONE_LINE(1, 9, { 0, 5, true }), .until_ns = 9,
						 .limit_bytes = VALUE_MAX } },
		{ "far above its limit",
			{ ONE_LINE(1, 9, { 0, VALUE_MAX / 2, true }), .until_ns = 9,
				.limit_bytes = 1, .units = UNITS_KIB } },
		{ "a stack of zeros",
			{ .lines = eight, .line_count = 4, .stacked = true, .until_ns = 9 } },
		{ "a stack of one", { ONE_LINE(1, 9, { 0, 5, true }), .stacked = true,
					    .until_ns = 9, .has_cursor = true, .cursor_ns = 4 } },
		{ "a stack of too many", { .lines = eight,
						 .line_count = 8,
						 .stacked = true,
						 .until_ns = 9,
						 .from_lowest = true,
						 .has_cursor = true,
						 .cursor_ns = VALUE_MAX } },
		{ "a constant from its own height",
			{ ONE_LINE(1, 9, { 0, 1000 * MIB + 1, true }), .until_ns = 9,
				.from_lowest = true, .has_peak = true, .peak_bytes = VALUE_MAX,
				.limit_bytes = 1 } },
		{ "the largest numbers from there",
			{ ONE_LINE(2, VALUE_MAX, { 0, VALUE_MAX - 1, true },
				  { VALUE_MAX, VALUE_MAX, true }),
				.until_ns = VALUE_MAX, .from_lowest = true } },
		{ "many lines and marks", { .lines = eight,
						  .line_count = 8,
						  .marks = marks,
						  .mark_count = 9,
						  .until_ns = 9,
						  .has_peak = true,
						  .peak_bytes = 9,
						  .peak_at_ns = 2,
						  .units = UNITS_SI,
						  .title = HOSTILE,
						  .subtitle = HOSTILE } },
	};

	for (size_t i = 0; i < LENGTH(odd); i++)
		see(&odd[i]);
}

#endif
