/* SPDX-License-Identifier: MIT */
/* test_lines.c: memory credited to lines of Python code: newest back first, the state at the peak,
 * imports, functions with what they call, bounds. Random rises and falls against a naive oracle. */
#include "model/run/lines.h"
#include "base/grow.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1ull << 20)

static const struct line_frame module = { "/home/a/train.py", "<module>", 90, true, 0 };
static const struct line_frame load = { "/home/a/train.py", "load", 42, true, 1 };
static const struct line_frame row = { "/home/a/rows.py", "load.<locals>.row", 7, true, 2 };
static const struct line_frame reader = { "/usr/lib/python3.11/csv.py", "DictReader", 100, false,
	3 };
static const struct line_frame find = { "<frozen importlib._bootstrap>", "_find_and_load", 1176,
	false, 4 };
static const struct line_frame pandas = { "/usr/lib/python3/dist-packages/pandas/__init__.py",
	"<module>", 22, false, 5 };
static const struct line_frame numpy = { "/v/lib/python3.9/site-packages/numpy/__init__.py",
	"<module>", 3, false, 6 };
static const struct line_frame site = { "<frozen site>", "main", 1, false, 7 };

static struct run_lines
put(struct lines *l)
{
	static struct code_lists lists;
	struct run_lines out = { .lists = &lists };

	memset(&lists, 0, sizeof lists);
	lines_put(l, &out);
	return out;
}

static const struct code_line *
line_of(const struct run_lines *r, const char *file, unsigned number)
{
	for (size_t i = 0; i < r->lists->line_count; i++)
		if (strcmp(r->lists->lines[i].file, file) == 0 && r->lists->lines[i].line == number)
			return &r->lists->lines[i];
	return NULL;
}

static uint64_t
function_bytes(const struct run_lines *r, const char *function)
{
	for (size_t i = 0; i < r->lists->function_count; i++)
		if (strcmp(r->lists->functions[i].function, function) == 0)
			return r->lists->functions[i].bytes;
	return 0;
}

static uint64_t
sum_of(const struct run_lines *r)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < r->lists->line_count; i++)
		sum += r->lists->lines[i].bytes;
	return sum;
}

static line_place
place(struct lines *l, const struct line_frame *a, const struct line_frame *b,
	const struct line_frame *c, const struct line_frame *d)
{
	const struct line_frame *given[] = { a, b, c, d };
	struct line_frame frames[4];
	size_t count = 0;

	while (count < 4 && given[count] != NULL) {
		frames[count] = *given[count];
		count++;
	}
	return lines_place(l, frames, count);
}

static void
the_innermost_line_of_the_user_is_credited(void **state)
{
	struct lines *l = lines_create("/home/a");
	int p = lines_begin_process(l, 0);
	struct run_lines r;

	(void)state;
	lines_rise(l, p, lines_place_of_kind(LINE_START), 9 * MIB, 1);
	lines_rise(l, p, place(l, &reader, &load, &module, NULL), 100 * MIB, 2);
	lines_rise(l, p, place(l, &row, &load, &module, NULL), 50 * MIB, 3);
	r = put(l);
	assert_int_equal(r.bytes, 159 * MIB);
	assert_int_equal(sum_of(&r), r.bytes);
	assert_int_equal(r.lists->line_count, 3);
	assert_int_equal(line_of(&r, "train.py", 42)->bytes, 100 * MIB);
	assert_int_equal(line_of(&r, "rows.py", 7)->bytes, 50 * MIB);
	assert_string_equal(line_of(&r, "rows.py", 7)->function, "load.row");
	assert_int_equal(r.lists->lines[2].kind, LINE_START);
	/* Functions with what they call. */
	assert_int_equal(function_bytes(&r, "load"), 150 * MIB);
	assert_int_equal(function_bytes(&r, "<module>"), 150 * MIB);
	assert_int_equal(function_bytes(&r, "load.row"), 50 * MIB);
	assert_string_equal(r.lists->peak.file, "rows.py");
	assert_int_equal(r.lists->peak.line, 7);
	assert_int_equal(r.at_ns, 3);
	lines_free(l);
}

static void
a_fall_takes_back_the_newest_first(void **state)
{
	struct lines *l = lines_create("");
	int p = lines_begin_process(l, 5 * MIB);
	line_place a = place(l, &load, &module, NULL, NULL), b = place(l, &row, &load, NULL, NULL);
	struct run_lines r;

	(void)state;
	lines_rise(l, p, a, 10 * MIB, 1);
	lines_rise(l, p, b, 20 * MIB, 2);
	lines_rise(l, p, a, 3 * MIB, 3);
	lines_fall(l, p, 8 * MIB); /* 3 of a, 5 of b */
	assert_int_equal(lines_held(l, p), 30 * MIB);
	r = put(l);
	assert_int_equal(r.bytes, 33 * MIB); /* the peak stays */
	assert_int_equal(r.lists->lines[0].bytes, 20 * MIB);
	assert_int_equal(r.lists->lines[1].bytes, 13 * MIB);
	lines_rise(l, p, a, 20 * MIB, 4);
	r = put(l);
	assert_int_equal(r.bytes, 45 * MIB);
	assert_int_equal(r.lists->lines[0].bytes, 30 * MIB);
	assert_int_equal(r.lists->lines[1].bytes, 15 * MIB);
	lines_fall(l, p, 1000 * MIB); /* more than it holds: the base, too */
	assert_int_equal(lines_held(l, p), 0);
	assert_int_equal(lines_total(l), 0);
	lines_rise(l, p, b, MIB, 5);
	assert_int_equal(put(l).bytes, 45 * MIB);
	lines_free(l);
}

static void
processes_are_merged_by_line(void **state)
{
	struct lines *l = lines_create("");
	int parent = lines_begin_process(l, 0), child;
	line_place a = place(l, &load, &module, NULL, NULL);
	struct run_lines r;

	(void)state;
	lines_rise(l, parent, a, 10 * MIB, 1);
	child = lines_begin_process(l, 10 * MIB); /* forked: that is its parent's */
	lines_rise(l, child, a, 30 * MIB, 2);
	assert_int_equal(lines_held(l, child), 40 * MIB);
	lines_end_process(l, child);
	lines_rise(l, parent, a, 5 * MIB, 3);
	r = put(l);
	assert_int_equal(r.lists->line_count, 1);
	assert_int_equal(r.lists->lines[0].bytes, 40 * MIB);
	assert_int_equal(lines_total(l), 15 * MIB);
	assert_int_equal(lines_begin_process(l, 0), child); /* its number is free */
	lines_free(l);
}

static void
imports_are_credited_to_their_package(void **state)
{
	struct lines *l = lines_create("/home/a");
	int p = lines_begin_process(l, 0);
	struct run_lines r;

	(void)state;
	/* So far only the importing line is known: later it turns out what that was. */
	lines_rise(l, p, place(l, &find, &find, &module, NULL), 2 * MIB, 1);
	r = put(l);
	assert_int_equal(r.lists->lines[0].kind, LINE_IMPORT);
	assert_string_equal(r.lists->lines[0].file, "train.py:90");
	lines_rise(l, p, place(l, &numpy, &find, &pandas, &find), 4 * MIB, 1);
	lines_rise(l, p,
		lines_place(l, (struct line_frame[]){ numpy, find, pandas, find, module }, 5),
		30 * MIB, 2);
	/* A package that the user's code calls, and that imports another one then. */
	lines_rise(l, p, place(l, &numpy, &find, &reader, &load), 8 * MIB, 2);
	r = put(l);
	assert_string_equal(r.lists->lines[0].file, "pandas");
	assert_int_equal(r.lists->lines[0].bytes, 32 * MIB);
	assert_string_equal(r.lists->lines[1].file, "numpy");
	assert_int_equal(r.lists->lines[1].bytes, 8 * MIB);
	assert_int_equal(function_bytes(&r, "load"), 8 * MIB);
	/* Without any code of the user: before the program began. */
	assert_int_equal(r.lists->lines[2].kind, LINE_START);
	assert_int_equal(sum_of(&r), r.bytes);
	lines_free(l);
}

static void
what_runs_before_the_program_is_the_start(void **state)
{
	struct lines *l = lines_create("");

	(void)state;
	assert_int_equal(place(l, &site, NULL, NULL, NULL), LINE_START);
	assert_int_equal(place(l, &numpy, &find, &site, NULL), LINE_START);
	assert_int_equal(place(l, &find, &find, NULL, NULL), LINE_START);
	assert_int_not_equal(place(l, &reader, NULL, NULL, NULL), LINE_START);
	lines_free(l);
}

/* A remainder that was credited after it had gone on is not where the peak was reached. */
static void
the_place_of_the_peak_is_that_of_its_last_part(void **state)
{
	struct lines *l = lines_create("");
	int p = lines_begin_process(l, 0);
	line_place a = place(l, &load, &module, NULL, NULL), b = place(l, &row, &load, NULL, NULL);
	struct run_lines r;

	(void)state;
	lines_rise(l, p, a, 90 * MIB, 1);
	lines_rise(l, p, b, MIB, 2);
	r = put(l);
	assert_int_equal(r.lists->peak.line, load.line);
	assert_int_equal(r.at_ns, 2);
	lines_rise(l, p, b, MIB / 2, 3);
	lines_rise(l, p, lines_place_of_kind(LINE_UNKNOWN), 50 * MIB, 4);
	r = put(l);
	assert_int_equal(r.lists->peak.line, load.line);
	lines_rise(l, p, b, 9 * MIB, 5);
	r = put(l);
	assert_int_equal(r.lists->peak.line, row.line);
	lines_free(l);
}

static void
a_recursion_counts_once(void **state)
{
	struct lines *l = lines_create("");
	int p = lines_begin_process(l, 0);
	struct run_lines r;

	(void)state;
	lines_rise(l, p, place(l, &load, &row, &load, &module), 10 * MIB, 1);
	lines_rise(l, p, place(l, &row, &load, &row, &load), 10 * MIB, 1);
	r = put(l);
	assert_int_equal(function_bytes(&r, "load"), 20 * MIB);
	assert_int_equal(function_bytes(&r, "load.row"), 10 * MIB);
	lines_free(l);
}

static void
paths_are_short(void **state)
{
	static const struct {
		const char *file, *shown;
	} cases[] = {
		{ "/home/a/b/c.py", "b/c.py" },
		{ "/home/ab/c.py", "/home/ab/c.py" },
		{ "/home/a", "/home/a" },
		{ "./c.py", "c.py" },
		{ "/v/lib/python3.12/site-packages/torch/nn/x.py", "torch/nn/x.py" },
		{ "/usr/lib/python3.12/json/decoder.py", "json/decoder.py" },
		{ "<string>", "<string>" },
		{ "", "" },
	};
	char wide[2000] = "", deep[2000] = "/";

	(void)state;
	for (size_t i = 0; i < 600; i++) {
		strcat(wide, "\xe2\x82\xac");
		strcat(deep, "d/");
	}
	strcat(deep, "end.py");
	for (size_t i = 0; i < sizeof cases / sizeof *cases + 2; i++) {
		struct lines *l = lines_create("/home/a");
		struct line_frame f = { i < 8    ? cases[i].file
					: i == 8 ? wide
						 : deep,
			"f", 1, true, 0 };
		struct run_lines r;

		lines_rise(l, lines_begin_process(l, 0), lines_place(l, &f, 1), 1, 1);
		r = put(l);
		if (i < 8)
			assert_string_equal(r.lists->lines[0].file, cases[i].shown);
		else
			assert_memory_equal(r.lists->lines[0].file, "...", 3);
		if (i == 9)
			assert_string_equal(
				r.lists->lines[0].file + strlen(r.lists->lines[0].file) - 9,
				"/d/end.py");
		lines_free(l);
	}
}

/* --- random rises and falls --- */

static uint64_t
next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

#define PLACES 20
#define PROCESSES 5
#define STEPS 1500

/* Credits one by one, the peak copied whole each time. */
struct naive {
	struct {
		size_t place;
		uint64_t bytes;
	} stack[PROCESSES][STEPS];
	size_t count[PROCESSES];
	uint64_t base[PROCESSES], now[PLACES], at_peak[PLACES], peak;
};

static void
naive_rise(struct naive *n, int process, size_t where, uint64_t bytes)
{
	uint64_t total = 0;

	n->stack[process][n->count[process]].place = where;
	n->stack[process][n->count[process]++].bytes = bytes;
	n->now[where] += bytes;
	for (size_t i = 0; i < PLACES; i++)
		total += n->now[i];
	if (total <= n->peak)
		return;
	n->peak = total;
	memcpy(n->at_peak, n->now, sizeof n->now);
}

static void
naive_fall(struct naive *n, int process, uint64_t bytes)
{
	while (bytes > 0 && n->count[process] > 0) {
		size_t top = n->count[process] - 1;
		uint64_t part =
			n->stack[process][top].bytes < bytes ? n->stack[process][top].bytes : bytes;

		n->stack[process][top].bytes -= part;
		n->now[n->stack[process][top].place] -= part;
		bytes -= part;
		n->count[process] -= n->stack[process][top].bytes == 0;
	}
	n->base[process] -= n->base[process] < bytes ? n->base[process] : bytes;
}

static uint64_t
naive_held(const struct naive *n, int process)
{
	uint64_t held = n->base[process];

	for (size_t i = 0; i < n->count[process]; i++)
		held += n->stack[process][i].bytes;
	return held;
}

static void
check_against(struct lines *l, const struct naive *n)
{
	struct run_lines r = put(l);

	assert_int_equal(r.bytes, n->peak);
	assert_int_equal(sum_of(&r), n->peak);
	for (size_t i = 0; i < PLACES; i++) {
		const struct code_line *found = line_of(&r, "f.py", (unsigned)i + 1);

		assert_int_equal(found != NULL ? found->bytes : 0, n->at_peak[i]);
	}
	for (int p = 0; p < PROCESSES; p++)
		assert_int_equal(lines_held(l, p), naive_held(n, p));
}

static void
one_history(uint64_t seed, struct naive *n)
{
	struct lines *l = lines_create("");
	line_place places[PLACES];

	memset(n, 0, sizeof *n);
	for (size_t i = 0; i < PLACES; i++) {
		struct line_frame f = { "f.py", "f", (int)i + 1, true, (uint32_t)(i / 4) };

		places[i] = lines_place(l, &f, 1);
		assert_int_equal(lines_place(l, &f, 1), places[i]);
	}
	for (int p = 0; p < PROCESSES; p++) {
		n->base[p] = next(&seed) % 100;
		assert_int_equal(lines_begin_process(l, n->base[p]), p);
	}
	for (size_t step = 0; step < STEPS; step++) {
		int process = (int)(next(&seed) % PROCESSES);
		uint64_t bytes = next(&seed) % (next(&seed) % 20 == 0 ? 20000 : 400);
		size_t where = next(&seed) % PLACES;

		if (next(&seed) % 100 == 0) {
			naive_fall(n, process, UINT64_MAX);
			lines_end_process(l, process);
			n->base[process] = bytes;
			assert_int_equal(lines_begin_process(l, bytes), process);
		} else if (next(&seed) % 5 < 3 && bytes > 0) {
			naive_rise(n, process, where, bytes);
			lines_rise(l, process, places[where], bytes, step);
		} else {
			naive_fall(n, process, bytes);
			lines_fall(l, process, bytes);
		}
		if (step % 100 == 0)
			check_against(l, n);
	}
	check_against(l, n);
	lines_free(l);
}

static void
random_histories_agree_with_a_naive_oracle(void **state)
{
	struct naive *n = grow_new(sizeof *n);

	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++)
		one_history(seed * 0x9e3779b97f4a7c15ull, n);
	free(n);
}

/* --- bounds: whatever a job does, sums stay right and nothing grows without an end --- */

static void
a_flood_is_bounded_and_sums_to_the_peak(void **state)
{
	struct lines *l = lines_create("");
	int p = lines_begin_process(l, 0);
	uint64_t seed = 7, sum = 0;
	struct run_lines r;

	(void)state;
	for (uint32_t i = 0; i < 20000; i++) {
		char file[40], function[40];
		struct line_frame frames[64];
		size_t count = 1 + next(&seed) % 64;

		snprintf(file, sizeof file, "f%u.py", (unsigned)(next(&seed) % 3000));
		snprintf(function, sizeof function, "g%u", i);
		for (size_t f = 0; f < count; f++)
			frames[f] =
				(struct line_frame){ file, function, (int)(next(&seed) % 100) - 2,
					next(&seed) % 3 > 0, (uint32_t)(next(&seed) % 100000) };
		sum += 1 + i % 7;
		lines_rise(l, p, lines_place(l, frames, count), 1 + i % 7, i);
	}
	r = put(l);
	assert_int_equal(r.bytes, sum);
	assert_int_equal(sum_of(&r), sum);
	assert_int_equal(r.lists->line_count, RUN_LINES_MAX);
	assert_int_equal(r.lists->function_count, RUN_FUNCTIONS_MAX);
	lines_fall(l, p, sum);
	assert_int_equal(lines_total(l), 0);
	lines_free(l);
}

/* Alternating places: credits are merged, and the sums stay. */
static void
many_credits_are_merged(void **state)
{
	struct lines *l = lines_create("");
	int p = lines_begin_process(l, 0);
	struct run_lines r;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		struct line_frame f = { "f.py", "f", i % 900 + 1, true, 0 };

		lines_rise(l, p, lines_place(l, &f, 1), 10, 1);
		lines_fall(l, p, 1);
	}
	assert_int_equal(lines_held(l, p), 900000);
	r = put(l);
	assert_int_equal(sum_of(&r), 900001);
	lines_end_process(l, p);
	assert_int_equal(lines_total(l), 0);
	lines_free(l);
}

static void
too_many_processes_are_refused(void **state)
{
	struct lines *l = lines_create("");

	(void)state;
	for (int i = 0; i < LINES_PROCESSES_MAX; i++)
		assert_int_equal(lines_begin_process(l, 0), i);
	assert_int_equal(lines_begin_process(l, 0), -1);
	lines_end_process(l, 17);
	assert_int_equal(lines_begin_process(l, 0), 17);
	lines_free(l);
}

/* In the order of time, also what holds nothing any more; what says nothing is left out. */
static void
places_in_the_course_of_the_run(void **state)
{
	struct lines *l = lines_create("/home/a");
	const struct line_frame in_row[] = { row, load, module }, in_load[] = { load, module };
	struct run_lines out;
	int p = lines_begin_process(l, 0);

	(void)state;
	lines_rise(l, p, lines_place_of_kind(LINE_START), 8 * MIB, 1000000);
	lines_rise(l, p, lines_place(l, in_row, 3), 2 * MIB, 100000000);
	lines_rise(l, p, lines_place_of_kind(LINE_UNKNOWN), 90 * MIB, 150000000);
	lines_fall(l, p, 92 * MIB);
	lines_rise(l, p, lines_place(l, in_load, 2), 100 * MIB, 200000000);
	out = put(l);
	assert_int_equal(out.lists->place_count, 3);
	assert_int_equal(out.lists->places[0].kind, LINE_START);
	assert_int_equal(out.lists->places[0].at_ns, 1000000);
	assert_string_equal(out.lists->places[1].file, "rows.py");
	assert_int_equal(out.lists->places[1].line, 7);
	assert_int_equal(out.lists->places[1].at_ns, 100000000);
	assert_string_equal(out.lists->places[2].function, "load");
	assert_int_equal(out.lists->peak.at_ns, 200000000);
	lines_free(l);
}

/* What was given back since the peak is not a part of now. */
static void
the_state_now_beside_that_at_the_peak(void **state)
{
	struct lines *l = lines_create("/home/a");
	const struct line_frame in_row[] = { row, load, module }, in_load[] = { load, module };
	struct code_lists lists;
	struct run_lines out, now = { .lists = &lists };
	int p = lines_begin_process(l, 5 * MIB);

	(void)state;
	lines_rise(l, p, lines_place(l, in_load, 2), 20 * MIB, 1);
	lines_rise(l, p, lines_place(l, in_row, 3), 30 * MIB, 2);
	lines_fall(l, p, 25 * MIB);
	memset(&lists, 0, sizeof lists);
	lines_put_now(l, &now);
	assert_int_equal(now.bytes, 25 * MIB);
	assert_int_equal(line_of(&now, "rows.py", 7)->bytes, 5 * MIB);
	assert_int_equal(function_bytes(&now, "load"), 25 * MIB);
	out = put(l);
	assert_int_equal(out.bytes, 50 * MIB);
	assert_int_equal(line_of(&out, "rows.py", 7)->bytes, 30 * MIB);
	lines_end_process(l, p);
	memset(&lists, 0, sizeof lists);
	lines_put_now(l, &now);
	assert_int_equal(now.bytes, 0);
	assert_int_equal(lists.line_count, 0);
	lines_free(l);
}

/* --- the moments when the tree holds most --- */

static struct run_lines
put_at(struct lines *l, uint64_t at_ns, uint64_t tree, bool known)
{
	static struct code_lists lists;
	struct run_lines out = { .lists = &lists };
	uint64_t unfollowed = 0;

	memset(&lists, 0, sizeof lists);
	assert_int_equal(lines_put_at(l, at_ns, &out, &unfollowed), known);
	lines_put_rest(&out, tree, unfollowed);
	assert_int_equal(sum_of(&out), tree);
	return out;
}

static uint64_t
kind_bytes(const struct run_lines *r, enum code_line_kind kind)
{
	for (size_t i = 0; i < r->lists->line_count; i++)
		if (r->lists->lines[i].kind == kind)
			return r->lists->lines[i].bytes;
	return 0;
}

/* What was freed before is no part of it; what no line holds is. */
static void
the_state_at_the_peak_of_the_tree(void **state)
{
	struct lines *l = lines_create("/home/a");
	int p = lines_begin_process(l, 0);
	line_place a = place(l, &load, &module, NULL, NULL), b = place(l, &row, &load, NULL, NULL);
	struct lines_moment first = { 20, 110 * MIB, 0 },
			    second = { 400000000, 211 * MIB, 30 * MIB };
	struct lines_moment both[2] = { first, second };
	struct run_lines r;

	(void)state;
	lines_rise(l, p, a, 11 * MIB, 1);
	lines_rise(l, p, b, 99 * MIB, 10);
	lines_keep(l, &first, 1, 5);
	lines_fall(l, p, 99 * MIB);
	lines_keep(l, both, 2, 20);
	lines_end_process(l, p);
	r = put_at(l, second.at_ns, 211 * MIB, true);
	assert_int_equal(r.bytes, 11 * MIB);
	assert_int_equal(r.at_ns, second.at_ns);
	assert_int_equal(line_of(&r, "train.py", 42)->bytes, 11 * MIB);
	assert_null(line_of(&r, "rows.py", 7));
	assert_int_equal(kind_bytes(&r, LINE_UNFOLLOWED), 30 * MIB);
	assert_int_equal(kind_bytes(&r, LINE_REST), 170 * MIB);
	assert_int_equal(r.lists->peak.kind, LINE_REST); /* it was not Python that rose */
	r = put_at(l, 20, 110 * MIB, true);              /* it turns out to be the peak after all */
	assert_int_equal(line_of(&r, "rows.py", 7)->bytes, 99 * MIB);
	assert_int_equal(r.lists->peak.line, 7);
	r = put_at(l, 20, 55 * MIB, true); /* a reading lowered it: made to fit */
	assert_int_equal(r.bytes + kind_bytes(&r, LINE_REST), 55 * MIB);
	lines_keep(l, &second, 1, 500000000);
	r = put_at(l, 20, 110 * MIB, false); /* forgotten */
	assert_int_equal(kind_bytes(&r, LINE_REST), 110 * MIB);
	lines_free(l);
}

/* A sample of the tree is between two of the lines: what is credited at once belongs to it, as far
 * as the tree held it. */
static void
a_moment_takes_what_rises_at_once(void **state)
{
	struct lines *l = lines_create("/home/a");
	int p = lines_begin_process(l, 0);
	line_place a = place(l, &load, &module, NULL, NULL);
	struct lines_moment moment = { 100, 50 * MIB, 0 };

	(void)state;
	lines_rise(l, p, a, 20 * MIB, 90);
	lines_keep(l, &moment, 1, 50);
	lines_settle(l, 95); /* that began before */
	lines_rise(l, p, a, 20 * MIB, 105);
	lines_rise(l, p, a, 20 * MIB, 105); /* more than the tree held */
	assert_int_equal(put_at(l, 100, 50 * MIB, true).bytes, 40 * MIB);
	moment.at_ns = 200;
	moment.bytes = 500 * MIB;
	lines_keep(l, &moment, 1, 100);
	lines_settle(l, 210);
	lines_rise(l, p, a, 20 * MIB, 220); /* too late */
	assert_int_equal(put_at(l, 200, 500 * MIB, true).bytes, 60 * MIB);
	lines_free(l);
}

/* A full list makes room. */
static void
the_rest_fits_into_a_full_list(void **state)
{
	struct lines *l = lines_create("");
	int p = lines_begin_process(l, 0);
	struct lines_moment moment = { 100, 900 * MIB, 7 * MIB };
	struct run_lines r;

	(void)state;
	for (int i = 0; i < 2 * RUN_LINES_MAX; i++) {
		struct line_frame frame = load;

		frame.line = 1000 + i;
		lines_rise(l, p, lines_place(l, &frame, 1), MIB, 1);
	}
	lines_keep(l, &moment, 1, 50);
	r = put_at(l, 100, 900 * MIB, true);
	assert_int_equal(r.lists->line_count, RUN_LINES_MAX);
	assert_int_equal(kind_bytes(&r, LINE_UNFOLLOWED), 7 * MIB);
	lines_free(l);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_innermost_line_of_the_user_is_credited),
		cmocka_unit_test(a_fall_takes_back_the_newest_first),
		cmocka_unit_test(processes_are_merged_by_line),
		cmocka_unit_test(imports_are_credited_to_their_package),
		cmocka_unit_test(what_runs_before_the_program_is_the_start),
		cmocka_unit_test(the_place_of_the_peak_is_that_of_its_last_part),
		cmocka_unit_test(a_recursion_counts_once),
		cmocka_unit_test(paths_are_short),
		cmocka_unit_test(random_histories_agree_with_a_naive_oracle),
		cmocka_unit_test(a_flood_is_bounded_and_sums_to_the_peak),
		cmocka_unit_test(many_credits_are_merged),
		cmocka_unit_test(too_many_processes_are_refused),
		cmocka_unit_test(places_in_the_course_of_the_run),
		cmocka_unit_test(the_state_now_beside_that_at_the_peak),
		cmocka_unit_test(the_state_at_the_peak_of_the_tree),
		cmocka_unit_test(a_moment_takes_what_rises_at_once),
		cmocka_unit_test(the_rest_fits_into_a_full_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
