/* SPDX-License-Identifier: MIT */
/* lines.c: credits of memory to places in Python code, and their state at the peak. */
#include "model/run/lines_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/grow.h"

/* When credits of the same place are merged, the newest stay apart, in their order. */
#define APART 64
/* The last part of the peak, which says where it was reached: so much, or one part in so many. */
#define SPAN_BYTES (4u << 20)
#define SPAN_PART 50

struct lines *
lines_create(const char *folder)
{
	struct lines *l = grow_new(sizeof *l);

	l->folder = grow_copy(folder);
	lines_begin_places(l);
	return l;
}

void
lines_free(struct lines *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->process_count; i++)
		free(l->processes[i].credits);
	for (size_t i = 0; i < l->function_count; i++) {
		free(l->functions[i].file);
		free(l->functions[i].name);
	}
	lines_free_moments(l);
	free(l->processes);
	free(l->functions);
	free(l->chains);
	free(l->places);
	free(l->folder);
	free(l);
}

/* --- processes --- */

int
lines_begin_process(struct lines *l, uint64_t base_bytes)
{
	const struct line_process made = { .used = true, .base = base_bytes, .held = base_bytes };
	size_t i = 0;

	while (i < l->process_count && l->processes[i].used)
		i++;
	if (i == LINES_PROCESSES_MAX)
		return -1;
	if (i == l->process_count) {
		l->processes =
			grow_array(l->processes, &l->process_capacity, i + 1, sizeof *l->processes);
		l->process_count++;
	}
	l->processes[i] = made;
	return (int)i;
}

uint64_t
lines_held(const struct lines *l, int process)
{
	return l->processes[process].held;
}

uint64_t
lines_total(const struct lines *l)
{
	return l->total;
}

uint64_t
lines_peak(const struct lines *l)
{
	return l->peak;
}

/* --- credits --- */

/* Merges the older credits by place: there are more of them than places. */
static void
merge_credits(struct line_process *p)
{
	size_t older = p->count - APART, kept = 0;
	uint16_t first[LINES_PLACES_MAX] = { 0 };

	for (size_t i = 0; i < older; i++) {
		struct line_credit credit = p->credits[i];

		if (first[credit.place] != 0) {
			p->credits[first[credit.place] - 1].bytes += credit.bytes;
			continue;
		}
		p->credits[kept++] = credit;
		first[credit.place] = (uint16_t)kept;
	}
	memmove(p->credits + kept, p->credits + older, APART * sizeof *p->credits);
	p->count = kept + APART;
}

static void
push_credit(struct line_process *p, line_place place, uint64_t bytes)
{
	if (p->count > 0 && p->credits[p->count - 1].place == place) {
		p->credits[p->count - 1].bytes += bytes;
		return;
	}
	if (p->count == LINES_CREDITS_MAX)
		merge_credits(p);
	p->credits = grow_array(p->credits, &p->capacity, p->count + 1, sizeof *p->credits);
	p->credits[p->count++] = (struct line_credit){ .place = place, .bytes = bytes };
}

void
lines_rise(struct lines *l, int process, line_place place, uint64_t bytes, uint64_t at_ns)
{
	struct line_process *p = &l->processes[process];

	if (bytes == 0)
		return;
	lines_close_moments(l, l->total + bytes);
	l->rose_process = process;
	l->rose_ns = at_ns;
	push_credit(p, place, bytes);
	p->held += bytes;
	l->places[place].now += bytes;
	l->total += bytes;
	if (place != LINE_UNKNOWN && place != LINE_OTHER)
		line_times_push(&l->times, at_ns, place, bytes);
	if (l->total <= l->peak)
		return;
	l->peak = l->total;
	l->at_peak = true;
	l->peak_at_ns = at_ns;
	l->peak_process = process;
}

/* Most of it: the last credit of all may be what its successor was found with. One that says
 * nothing does not count. */
line_place
lines_place_of_last(const struct lines *l, int process, uint64_t whole, line_place none)
{
	const struct line_process *p = &l->processes[process];
	uint64_t span = larger(SPAN_BYTES, whole / SPAN_PART), sums[LINES_PLACES_MAX] = { 0 };
	line_place best = none;
	uint64_t most = 0;

	for (size_t i = p->count; i-- > 0 && span > 0;) {
		const struct line_credit *c = &p->credits[i];
		uint64_t part = smaller(c->bytes, span);

		if (c->place == LINE_UNKNOWN || c->place == LINE_OTHER)
			continue;
		span -= part;
		sums[c->place] += part;
		if (sums[c->place] <= most)
			continue;
		most = sums[c->place];
		best = c->place;
	}
	return best;
}

/* Before the first fall from a peak: nothing is copied while memory only grows. */
static void
keep_peak(struct lines *l)
{
	if (!l->at_peak)
		return;
	l->peak_place = lines_place_of_last(l, l->peak_process, l->peak, l->peak_place);
	for (size_t i = 0; i < l->place_count; i++)
		l->places[i].at_peak = l->places[i].now;
	l->at_peak = false;
}

void
lines_fall(struct lines *l, int process, uint64_t bytes)
{
	struct line_process *p = &l->processes[process];

	bytes = smaller(bytes, p->held);
	p->held -= bytes;
	while (bytes > 0 && p->count > 0) {
		struct line_credit *newest = &p->credits[p->count - 1];
		uint64_t part = smaller(bytes, newest->bytes);

		keep_peak(l);
		lines_close_moments(l, 0);
		newest->bytes -= part;
		l->places[newest->place].now -= part;
		l->total -= part;
		bytes -= part;
		p->count -= newest->bytes == 0;
	}
	p->base -= smaller(bytes, p->base);
}

void
lines_end_process(struct lines *l, int process)
{
	lines_fall(l, process, l->processes[process].held);
	free(l->processes[process].credits);
	l->processes[process] = (struct line_process){ .used = false };
}

/* --- the result --- */

struct part {
	uint32_t function;
	int line;
	uint64_t bytes;
};

static int
by_place(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->function != y->function)
		return x->function < y->function ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

static int
by_bytes(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return by_place(a, b);
}

/* Sums parts of the same place; returns how many are left, largest first. */
static size_t
merge_parts(struct part *parts, size_t count)
{
	size_t kept = 0;

	qsort(parts, count, sizeof *parts, by_place);
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && by_place(&parts[kept - 1], &parts[i]) == 0)
			parts[kept - 1].bytes += parts[i].bytes;
		else
			parts[kept++] = parts[i];
	}
	qsort(parts, kept, sizeof *parts, by_bytes);
	return kept;
}

static void
put_place(const struct lines *l, uint32_t function, int line, uint64_t bytes, struct code_line *out)
{
	const struct line_function *f = &l->functions[function];
	struct buffer file, name;

	/* Zeroed to the last byte: lists of lines are compared as memory. */
	memset(out, 0, sizeof *out);
	out->bytes = bytes;
	out->kind = f->kind;
	out->line = line > 0 ? (unsigned)line : 0;
	file = buffer_over(out->file, sizeof out->file);
	name = buffer_over(out->function, sizeof out->function);
	buffer_text(&file, f->file);
	buffer_text(&name, f->name);
}

static void
put_list(const struct lines *l, const struct part *parts, size_t count, struct code_line *out,
	size_t max, size_t *placed)
{
	*placed = 0;
	for (size_t i = 0; i < count && i < max; i++)
		put_place(l, parts[i].function, parts[i].line, parts[i].bytes, &out[(*placed)++]);
}

/* What does not fit is the last one: other. */
static void
put_lines(const struct lines *l, struct part *parts, size_t count, struct code_lists *out)
{
	uint64_t rest = 0;

	put_list(l, parts, count, out->lines,
		count > RUN_LINES_MAX ? RUN_LINES_MAX - 1 : RUN_LINES_MAX, &out->line_count);
	for (size_t i = out->line_count; i < count; i++)
		rest += parts[i].bytes;
	if (rest > 0)
		put_place(l, LINE_OTHER, 0, rest, &out->lines[out->line_count++]);
}

static size_t
collect_lines(const struct lines *l, const uint64_t *held, struct part *parts)
{
	size_t count = 0;

	for (size_t i = 0; i < l->place_count; i++)
		if (held[i] > 0)
			parts[count++] = (struct part){ lines_function_of(l, l->places[i].function),
				l->places[i].line, held[i] };
	return merge_parts(parts, count);
}

/* Each function with what it calls. */
static size_t
collect_functions(const struct lines *l, const uint64_t *held, struct part *parts, uint64_t *sums)
{
	size_t count = 0;

	for (size_t i = 0; i < l->place_count; i++)
		for (uint32_t c = l->places[i].chain; c != 0; c = l->chains[c].parent)
			sums[l->chains[c].function] += held[i];
	for (uint32_t f = LINE_KINDS; f < l->function_count; f++)
		if (sums[f] > 0 && l->functions[f].kind == LINE_CODE)
			parts[count++] = (struct part){ f, 0, sums[f] };
	qsort(parts, count, sizeof *parts, by_bytes);
	return count;
}

/* Places are shown by function and line: several may be alike. */
static bool
is_shown_alike(void *context, uint32_t a, uint32_t b)
{
	const struct lines *l = context;

	return l->places[a].line == l->places[b].line &&
	       lines_function_of(l, l->places[a].function) ==
		       lines_function_of(l, l->places[b].function);
}

static void
put_times(struct lines *l, struct code_lists *out)
{
	struct line_time changes[RUN_PLACES_MAX];

	out->place_count =
		line_times_changes(&l->times, changes, RUN_PLACES_MAX, is_shown_alike, l);
	for (size_t i = 0; i < out->place_count; i++) {
		const struct line_place_entry *place = &l->places[changes[i].place];

		put_place(
			l, lines_function_of(l, place->function), place->line, 0, &out->places[i]);
		out->places[i].at_ns = changes[i].at_ns;
	}
}

/* `held`: by place. */
static void
put_state(struct lines *l, const uint64_t *held, line_place last, struct run_lines *out)
{
	struct part *parts = grow_new((LINES_PLACES_MAX + LINES_FUNCTIONS_MAX) * sizeof *parts);
	uint64_t *sums = grow_new(LINES_FUNCTIONS_MAX * sizeof *sums);
	const struct line_place_entry *peak = &l->places[last];
	struct code_lists *lists = out->lists;

	put_lines(l, parts, collect_lines(l, held, parts), lists);
	put_list(l, parts, collect_functions(l, held, parts, sums), lists->functions,
		RUN_FUNCTIONS_MAX, &lists->function_count);
	put_place(l, lines_function_of(l, peak->function), peak->line, 0, &lists->peak);
	lists->peak.at_ns = out->at_ns;
	put_times(l, lists);
	free(sums);
	free(parts);
}

static void
put_places(struct lines *l, bool now, struct run_lines *out)
{
	uint64_t held[LINES_PLACES_MAX] = { 0 };

	for (size_t i = 0; i < l->place_count; i++)
		held[i] = now ? l->places[i].now : l->places[i].at_peak;
	out->bytes = now ? l->total : l->peak;
	out->at_ns = l->peak_at_ns;
	put_state(l, held, l->peak_place, out);
}

void
lines_put(struct lines *l, struct run_lines *out)
{
	keep_peak(l);
	put_places(l, false, out);
}

void
lines_put_now(struct lines *l, struct run_lines *out)
{
	put_places(l, true, out);
}

bool
lines_put_at(struct lines *l, uint64_t at_ns, struct run_lines *out, uint64_t *unfollowed)
{
	static const struct line_state none = { .place = LINE_REST };
	const struct line_state *state = lines_state_at(l, at_ns),
				*put = state != NULL ? state : &none;

	out->bytes = put->total;
	out->at_ns = at_ns;
	put_state(l, put->held, put->place, out);
	if (unfollowed != NULL)
		*unfollowed = put->moment.unfollowed_bytes;
	return state != NULL;
}
