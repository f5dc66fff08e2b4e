/* SPDX-License-Identifier: MIT */
/* summary_phases.c: the phases of a run as lines: peak, name, how long, growth, how often. */
#include "text/run/summary_phases.h"

#include <inttypes.h>

#include "base/plural.h"
#include "base/utf8.h"
#include "model/run/confidence.h"
#include "model/run/phases.h"

#define NAME_COLUMNS_MAX 24

/* Those that are shown, as bits; the rest have smaller peaks. */
static uint32_t
choose(const struct run_phases *phases)
{
	uint32_t chosen = 0;

	_Static_assert(RUN_PHASES_MAX <= 32, "a bit for each");
	for (size_t n = 0; n < SUMMARY_PHASES && n < phases->count; n++) {
		size_t best = phases->count;

		for (size_t i = 0; i < phases->count; i++)
			if (!(chosen & 1u << i) &&
				(best == phases->count || phases->items[i].tree.bytes >
								  phases->items[best].tree.bytes))
				best = i;
		chosen |= 1u << best;
	}
	return chosen;
}

static size_t
name_columns(const struct run_phases *phases, uint32_t chosen)
{
	size_t widest = 0;

	for (size_t i = 0; i < phases->count; i++) {
		size_t columns = utf8_columns(phases->items[i].name);

		if ((chosen & 1u << i) && columns > widest)
			widest = columns;
	}
	return widest < NAME_COLUMNS_MAX ? widest : NAME_COLUMNS_MAX;
}

static void
pad_to(struct buffer *b, size_t used, size_t columns)
{
	while (used++ < columns)
		buffer_char(b, ' ');
}

static void
put_growth(const struct run_phase *phase, enum units units, struct buffer *out)
{
	int64_t bytes = phase->growth_bytes;

	if (!phase->growth_known)
		return;
	buffer_text(out, ", ");
	if (bytes != 0)
		buffer_char(out, bytes < 0 ? '-' : '+');
	unit_size(out, bytes < 0 ? (uint64_t)-bytes : (uint64_t)bytes, units);
}

static void
put_phase(struct summary_lines *a, const struct run_phase *phase, size_t columns, bool first,
	bool largest)
{
	struct summary_line *line = summary_add(a, first ? "phases" : "");
	bool one = phase->single.bytes == phase->tree.bytes;

	if (phase->tree.bytes > 0) {
		buffer_text(&line->figure, confidence_prefix(phase->tree.is));
		unit_size(&line->figure, phase->tree.bytes, a->units);
	} else {
		buffer_char(&line->figure, '-');
	}
	buffer_text(&line->text, phase->name);
	pad_to(&line->text, utf8_columns(phase->name), columns);
	buffer_text(&line->text, "  ");
	summary_put_duration(&line->text, phase->wall_ns);
	put_growth(phase, a->units, &line->text);
	if (phase->count > 1)
		buffer_print(&line->text, ", %" PRIu64 " times", phase->count);
	if (phase->samples == 0)
		buffer_text(&line->text, phase->wall_ns < a->run->interval_ns * phase->count
						 ? ", too short to be sampled"
						 : ", not sampled");
	else if (!one && phase->single.bytes > 0 && !confidence_one_process(a->run)) {
		buffer_print(
			&line->text, ", largest process %s", confidence_prefix(phase->single.is));
		unit_size(&line->text, phase->single.bytes, a->units);
	}
	if (largest)
		buffer_text(&line->text, "; the largest");
}

static void
put_rest(struct summary_lines *a, size_t shown)
{
	size_t left = a->run->phases.count - shown;

	if (left > 0)
		buffer_print(&summary_add(a, "")->text, "and %zu more %s, with smaller peaks", left,
			plural(left, "phase", "phases"));
	if (a->run->marks_flooded)
		buffer_text(&summary_add(a, shown == 0 ? "phases" : "")->text,
			"marks or output came faster than they are read: some may be missing");
}

void
summary_add_phases(struct summary_lines *a)
{
	const struct run_phases *phases = &a->run->phases;
	uint32_t chosen = choose(phases);
	size_t columns = name_columns(phases, chosen), largest = phases_largest(phases), shown = 0;

	if (phases->count == 0 && !a->run->marks_flooded)
		return;
	for (size_t i = 0; i < phases->count; i++)
		if (chosen & 1u << i)
			put_phase(a, &phases->items[i], columns, shown++ == 0, i == largest);
	put_rest(a, shown);
}
