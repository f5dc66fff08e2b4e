/* SPDX-License-Identifier: MIT */
/* run_compare.c: what sets of runs needed, side by side, and whether the difference is
 * significant. */
#include "text/run/run_compare.h"

#include <inttypes.h>
#include <string.h>

#include "base/plural.h"
#include "base/utf8.h"
#include "text/run/code_lines.h"
#include "model/run/phase_name.h"
#include "text/run/summary_lines.h"

enum { LABEL = 12, CELL = 13 };
enum kind { KIND_SIZE, KIND_TIME, KIND_COUNT };

static const struct figure_row {
	const char *label;
	enum kind kind;
} rows[FIGURE_COUNT] = {
	[FIGURE_TREE] = { "tree peak", KIND_SIZE },
	[FIGURE_SINGLE] = { "process peak", KIND_SIZE },
	[FIGURE_WALL] = { "wall", KIND_TIME },
	[FIGURE_CPU] = { "CPU", KIND_TIME },
	[FIGURE_FAULTS] = { "major faults", KIND_COUNT },
};

bool
run_figure(const struct run *run, enum run_figure figure, uint64_t *value)
{
	switch (figure) {
	case FIGURE_TREE:
		*value = run->tree.bytes;
		return run->tree.origin != PEAK_NONE;
	case FIGURE_SINGLE:
		*value = run->single.member.bytes;
		return run->single.origin != PEAK_NONE;
	case FIGURE_WALL:
		*value = run->wall_ns;
		return true;
	case FIGURE_CPU:
		*value = run->usage.user_ns + run->usage.system_ns;
		return run_end_known(run);
	case FIGURE_FAULTS:
	case FIGURE_COUNT:
		break;
	}
	*value = run->usage.major_faults;
	return run_end_known(run);
}

void
run_set_note_cut(struct run_set *set, const struct run *run)
{
	struct cut_runs *cut = &set->cut[run_cut(run)];
	uint64_t bytes;

	cut->count++;
	if (run_figure(run, FIGURE_TREE, &bytes) &&
		(cut->least_bytes == 0 || bytes < cut->least_bytes))
		cut->least_bytes = bytes;
}

size_t
run_set_cut(const struct run_set *set)
{
	size_t count = 0;

	for (size_t i = CUT_NONE + 1; i < CUT_COUNT; i++)
		count += set->cut[i].count;
	return count;
}

bool
run_sets_are_cut(const struct run_set *a, const struct run_set *b)
{
	return run_set_cut(a) > 0 || run_set_cut(b) > 0;
}

/* --- cells --- */

static void
put_value(struct buffer *b, enum kind kind, uint64_t value, enum units units)
{
	if (kind == KIND_SIZE)
		unit_size(b, value, units);
	else if (kind == KIND_TIME)
		summary_put_duration(b, value);
	else
		buffer_print(b, "%" PRIu64, value);
}

static void
put_median(struct buffer *b, enum kind kind, const struct spread *s, enum units units)
{
	if (s->count > 0)
		put_value(b, kind, s->median, units);
	else
		buffer_text(b, "-");
}

static void
put_change(struct buffer *b, enum kind kind, uint64_t from, uint64_t to, enum units units)
{
	if (from != to)
		buffer_text(b, to < from ? "-" : "+");
	put_value(b, kind, to < from ? from - to : to - from, units);
}

static void
put_percent(struct buffer *b, uint64_t from, uint64_t to)
{
	if (from == 0)
		buffer_text(b, "-");
	else
		buffer_print(b, "%+.1f %%", 100.0 * ((double)to - (double)from) / (double)from);
}

static void
put_cell(struct bytes *out, const char *text, size_t columns)
{
	size_t used = utf8_columns(text);

	bytes_pad(out, ' ', used < columns ? columns - used : 1);
	bytes_text(out, text);
}

/* --- each set compared with the first --- */

static const char *
difference_text(enum difference d)
{
	static const char *const texts[] = {
		[DIFFERENCE_NONE] = "",
		[DIFFERENCE_SINGLE] = "",
		[DIFFERENCE_NOISE] = "within the noise",
		[DIFFERENCE_CLEAR] = "beyond the noise",
	};

	return texts[d];
}

/* What is known of both; `whole`: no run was cut short. */
static void
fill_row(const struct spread *x, const struct spread *y, enum kind kind, bool whole,
	enum units units, struct compare_row *row)
{
	struct buffer cells[COMPARE_CELLS];

	for (size_t c = 0; c < COMPARE_CELLS; c++)
		cells[c] = buffer_over(row->cells[c], sizeof row->cells[c]);
	put_median(&cells[0], kind, x, units);
	put_median(&cells[1], kind, y, units);
	if (whole && x->count > 0 && y->count > 0) {
		put_change(&cells[2], kind, x->median, y->median, units);
		put_percent(&cells[3], x->median, y->median);
		row->count = COMPARE_CELLS;
	}
	if (whole)
		row->remark = difference_text(compare_spreads(x, y));
}

bool
run_compare_row(const struct run_set *a, const struct run_set *b, enum run_figure figure,
	enum units units, struct compare_row *row)
{
	const struct spread *x = &a->figures[figure], *y = &b->figures[figure];

	*row = (struct compare_row){ .label = rows[figure].label, .count = 2, .remark = "" };
	fill_row(x, y, rows[figure].kind, !run_sets_are_cut(a, b), units, row);
	return x->count > 0 || y->count > 0;
}

static const struct phase_spread *
phase_of(const struct run_set *set, const char *name)
{
	for (size_t i = 0; i < set->phase_count; i++)
		if (phase_name_same(set->phases[i].name, name))
			return &set->phases[i];
	return NULL;
}

/* The phase of that place; NULL: there are no more. */
static const struct phase_spread *
phase_at(const struct run_set *a, const struct run_set *b, size_t which)
{
	if (which < a->phase_count)
		return &a->phases[which];
	which -= a->phase_count;
	for (size_t i = 0; i < b->phase_count; i++)
		if (phase_of(a, b->phases[i].name) == NULL && which-- == 0)
			return &b->phases[i];
	return NULL;
}

bool
run_compare_phase(const struct run_set *a, const struct run_set *b, size_t which, enum units units,
	struct compare_row *row)
{
	static const struct phase_spread none;
	const struct phase_spread *phase = phase_at(a, b, which), *x, *y;

	if (phase == NULL)
		return false;
	x = phase_of(a, phase->name);
	y = phase_of(b, phase->name);
	x = x != NULL ? x : &none;
	y = y != NULL ? y : &none;
	*row = (struct compare_row){ .label = phase->name, .count = 2, .remark = "" };
	fill_row(&x->peak, &y->peak, KIND_SIZE, !run_sets_are_cut(a, b), units, row);
	return true;
}

/* A longer label takes space of the first cell. */
static void
put_row(const struct compare_row *row, struct bytes *out)
{
	char label[LABEL + CELL];
	struct buffer b = buffer_over(label, sizeof label);
	size_t columns;

	buffer_put(&b, row->label, utf8_fit(row->label, LABEL + CELL / 2));
	columns = utf8_columns(label);
	bytes_print(out, "  %s", label);
	bytes_pad(out, ' ', columns < LABEL ? LABEL - columns : 0);
	for (size_t c = 0; c < row->count; c++)
		put_cell(out, row->cells[c],
			c > 0 || columns <= LABEL ? CELL : CELL - (columns - LABEL));
	if (row->remark[0] != '\0')
		bytes_print(out, "  %s", row->remark);
	bytes_text(out, "\n");
}

static void
put_phases(const struct run_set *a, const struct run_set *b, enum units units, struct bytes *out)
{
	struct compare_row row;

	for (size_t i = 0; run_compare_phase(a, b, i, units, &row); i++) {
		if (i == 0)
			bytes_text(out, "  peak of each phase\n");
		put_row(&row, out);
	}
}

static void
put_range(const struct run_set *set, size_t i, enum units units, struct bytes *out)
{
	const struct spread *s = &set->figures[i];
	char text[96];
	struct buffer b = buffer_over(text, sizeof text);

	if (s->count < 2)
		return;
	put_value(&b, rows[i].kind, s->min, units);
	buffer_text(&b, " to ");
	put_value(&b, rows[i].kind, s->max, units);
	bytes_print(out, "  %-*s  %s: %s in %zu runs\n", LABEL, rows[i].label, set->selector, text,
		s->count);
}

/* Whether the difference is significant, and why. */
static void
put_judgement(const struct spread *x, const struct spread *y, struct bytes *out)
{
	enum difference d = compare_spreads(x, y);
	double chance;

	if (d == DIFFERENCE_SINGLE) {
		bytes_text(out,
			"; judging the noise takes at least three runs of each (run --repeat)");
		return;
	}
	bytes_text(out,
		d == DIFFERENCE_NOISE ? ", which is within the noise: " : ", beyond the noise: ");
	if (compare_apart(x, y))
		bytes_text(out, "the runs do not overlap");
	else if (compare_chance(x, y, &chance))
		bytes_print(out, "chance alone would rank them like this %.2g %% of the time",
			100 * chance);
	else
		bytes_print(out, "chance alone would rank them like this %s than 10 %% of the time",
			d == DIFFERENCE_NOISE ? "more" : "less");
}

/* Writes what is known instead: how many were cut short, and what those needed. */
static void
put_cut(const struct run_set *set, enum units units, struct bytes *out)
{
	static const struct {
		const char *one, *many, *bound;
	} texts[CUT_COUNT] = {
		[CUT_KILLED] = { "was killed for memory", "were killed for memory", "more than" },
		[CUT_COPED] = { "had processes killed for memory",
			"had processes killed for memory", "more than" },
		[CUT_LIKELY] = { "was likely killed for memory", "were likely killed for memory",
			"likely more than" },
		[CUT_ENFORCED] = { "was ended over its budget", "were ended over their budget",
			"more than" },
		[CUT_SIGNALED] = { "was ended by a signal", "were ended by a signal", "at least" },
		[CUT_LOST] = { "was lost", "were lost", "at least" },
		[CUT_RUNNING] = { "is still running", "are still running", "at least" },
	};

	for (size_t i = CUT_NONE + 1; i < CUT_COUNT; i++) {
		const struct cut_runs *cut = &set->cut[i];
		char text[40];
		struct buffer size = buffer_over(text, sizeof text);

		if (cut->count == 0)
			continue;
		if (set->runs > 1)
			bytes_print(out, "%zu of %zu runs of ", cut->count, set->runs);
		bytes_print(out, "%s %s", set->selector,
			plural(cut->count, texts[i].one, texts[i].many));
		unit_size(&size, cut->least_bytes, units);
		if (cut->least_bytes > 0)
			bytes_print(out, ": %s needed %s %s", plural(cut->count, "it", "they"),
				texts[i].bound, text);
		bytes_text(out, ".\n");
	}
}

static void
put_sentence(const struct run_set *a, const struct run_set *b, enum units units, struct bytes *out)
{
	const struct spread *x = &a->figures[FIGURE_TREE], *y = &b->figures[FIGURE_TREE];
	bool cut = run_sets_are_cut(a, b);
	char text[64];
	struct buffer size = buffer_over(text, sizeof text);

	if (x->count == 0 || y->count == 0)
		return;
	/* If runs of b were cut short, they needed more than is known: that can only confirm
	 * "more". */
	if (run_set_cut(a) > 0 || (cut && y->median <= x->median))
		return;
	if (x->median == y->median) {
		bytes_print(out, "%s needs as much as %s.\n", b->selector, a->selector);
		return;
	}
	unit_size(&size, x->median > y->median ? x->median - y->median : y->median - x->median,
		units);
	buffer_text(&size, y->median < x->median ? " less (" : " more (");
	put_percent(&size, x->median, y->median);
	bytes_print(out, "%s needs %s%s)", b->selector, cut ? "at least " : "", text);
	put_judgement(x, y, out);
	bytes_text(out, ".\n");
}

void
run_compare_put_ranges(
	const struct run_set *a, const struct run_set *b, enum units units, struct bytes *out)
{
	for (size_t i = 0; i <= FIGURE_WALL; i++) {
		put_range(a, i, units, out);
		put_range(b, i, units, out);
	}
}

void
run_compare_put_verdict(
	const struct run_set *a, const struct run_set *b, enum units units, struct bytes *out)
{
	put_cut(a, units, out);
	put_cut(b, units, out);
	put_sentence(a, b, units, out);
}

size_t
run_compare_lines(const struct run_set *a, const struct run_set *b, enum units units,
	struct compare_line out[COMPARE_LINES_MAX])
{
	struct line_change changes[COMPARE_LINES_MAX];
	size_t count = a->lines != NULL && b->lines != NULL
			       ? line_sums_compare(a->lines, b->lines, changes, COMPARE_LINES_MAX)
			       : 0;

	for (size_t i = 0; i < count; i++) {
		struct buffer place = buffer_over(out[i].place, sizeof out[i].place);
		struct buffer change = buffer_over(out[i].change, sizeof out[i].change);

		code_line_put_function(changes[i].what, &place);
		if (changes[i].what->file[0] != '\0')
			buffer_print(&place, " (%s)", changes[i].what->file);
		put_change(&change, KIND_SIZE, changes[i].from_bytes, changes[i].to_bytes, units);
	}
	return count;
}

void
run_compare_put_lines(
	const struct run_set *a, const struct run_set *b, enum units units, struct bytes *out)
{
	struct compare_line lines[COMPARE_LINES_MAX];
	size_t count = run_compare_lines(a, b, units, lines);

	for (size_t i = 0; i < count; i++) {
		bytes_print(out, "  %-*s", LABEL, i == 0 ? "by line" : "");
		put_cell(out, lines[i].change, CELL);
		bytes_print(out, "  %s\n", lines[i].place);
	}
}

static void
put_pair(const struct run_set *a, const struct run_set *b, enum units units, struct bytes *out)
{
	const char *texts[] = { a->selector, b->selector, "difference" };
	struct compare_row row;

	bytes_print(out, "A  %s: %s\nB  %s: %s\n", a->selector, a->name, b->selector, b->name);
	bytes_print(out, "  %-*s", LABEL, "");
	for (size_t c = 0; c < 3; c++) {
		char text[CELL];
		struct buffer cell = buffer_over(text, sizeof text);

		buffer_put(&cell, texts[c], utf8_fit(texts[c], CELL - 2));
		put_cell(out, text, CELL);
	}
	bytes_text(out, "\n");
	for (enum run_figure i = 0; i < FIGURE_COUNT; i++)
		if (run_compare_row(a, b, i, units, &row))
			put_row(&row, out);
	put_phases(a, b, units, out);
	run_compare_put_ranges(a, b, units, out);
	run_compare_put_lines(a, b, units, out);
	run_compare_put_verdict(a, b, units, out);
}

void
run_compare_put(const struct run_set *sets, size_t count, enum units units, struct bytes *out)
{
	for (size_t i = 1; i < count; i++) {
		if (i > 1)
			bytes_text(out, "\n");
		put_pair(&sets[0], &sets[i], units, out);
	}
}

double
run_compare_percent(const struct run_set *a, const struct run_set *b)
{
	const struct spread *x = &a->figures[FIGURE_TREE], *y = &b->figures[FIGURE_TREE];

	if (x->count == 0 || y->count == 0 || x->median == 0)
		return 0;
	return 100.0 * ((double)y->median - (double)x->median) / (double)x->median;
}

bool
run_compare_exceeds(const struct run_set *a, const struct run_set *b, double percent)
{
	return run_set_cut(a) == 0 && run_compare_percent(a, b) > percent &&
	       compare_spreads(&a->figures[FIGURE_TREE], &b->figures[FIGURE_TREE]) !=
		       DIFFERENCE_NOISE;
}

bool
run_compare_passes(const struct run_set *a, const struct run_set *b, double percent)
{
	return !run_sets_are_cut(a, b) && !run_compare_exceeds(a, b, percent);
}

void
run_compare_put_bound(const struct run_set *sets, size_t count, double percent, struct bytes *out)
{
	for (size_t i = 1; i < count; i++) {
		double more = run_compare_percent(&sets[0], &sets[i]);
		bool fails = run_compare_exceeds(&sets[0], &sets[i], percent);

		if (!fails && run_sets_are_cut(&sets[0], &sets[i])) {
			bytes_print(out, "%s does not pass: runs of %s were cut short.\n",
				sets[i].selector, sets[run_set_cut(&sets[0]) > 0 ? 0 : i].selector);
			continue;
		}
		bytes_print(out, "%s %s: %s %.4g %%", sets[i].selector, fails ? "fails" : "passes",
			more > percent ? "above" : "not above", percent);
		if (more > percent && !fails)
			bytes_text(out, ", but within the noise");
		bytes_text(out, ".\n");
	}
}
