/* SPDX-License-Identifier: MIT */
/* lines_moment.c: the credits at the moments when a tree held most, and what no line holds then. */
#include "model/run/lines_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/arithmetic.h"
#include "base/duration.h"
#include "base/grow.h"

/* What rose last is where a peak was reached if it rose so shortly before, or if the lines hold all
 * but one part in so many. */
#define LATELY_NS (100 * NS_PER_MS)
#define NEARLY_PART 10

/* --- moments --- */

static line_place
place_of(const struct lines *l, const struct lines_moment *moment)
{
	uint64_t rest = more_than(moment->bytes, l->total);

	if (l->total == 0 ||
		(rest > moment->bytes / NEARLY_PART && l->rose_ns + LATELY_NS < moment->at_ns))
		return LINE_REST;
	return lines_place_of_last(l, l->rose_process, moment->bytes, LINE_REST);
}

static void
close_moment(const struct lines *l, struct line_state *s)
{
	for (size_t i = 0; i < l->place_count; i++)
		s->held[i] = l->places[i].now;
	s->total = l->total;
	s->place = place_of(l, &s->moment);
	s->open = false;
}

void
lines_close_moments(struct lines *l, uint64_t risen)
{
	for (size_t i = 0; i < LINES_MOMENTS_MAX; i++) {
		struct line_state *s = l->moments[i];

		if (s != NULL && s->open && (risen == 0 || risen > s->moment.bytes))
			close_moment(l, s);
	}
}

void
lines_settle(struct lines *l, uint64_t at_ns)
{
	for (size_t i = 0; i < LINES_MOMENTS_MAX; i++) {
		struct line_state *s = l->moments[i];

		if (s != NULL && s->open && s->moment.at_ns <= at_ns)
			close_moment(l, s);
	}
}

static bool
is_among(const struct lines_moment *moments, size_t count, uint64_t at_ns)
{
	for (size_t i = 0; i < count; i++)
		if (moments[i].at_ns == at_ns)
			return true;
	return false;
}

static struct line_state *
find(const struct lines *l, uint64_t at_ns)
{
	for (size_t i = 0; i < LINES_MOMENTS_MAX; i++)
		if (l->moments[i] != NULL && l->moments[i]->used &&
			l->moments[i]->moment.at_ns == at_ns)
			return l->moments[i];
	return NULL;
}

/* There are as many as moments that may be named. */
static void
begin(struct lines *l, const struct lines_moment *moment)
{
	size_t at = 0;

	while (at + 1 < LINES_MOMENTS_MAX && l->moments[at] != NULL && l->moments[at]->used)
		at++;
	if (l->moments[at] == NULL)
		l->moments[at] = grow_new(sizeof *l->moments[at]);
	memset(l->moments[at], 0, sizeof *l->moments[at]);
	l->moments[at]->used = l->moments[at]->open = true;
	l->moments[at]->moment = *moment;
}

void
lines_keep(struct lines *l, const struct lines_moment *moments, size_t count, uint64_t since_ns)
{
	lines_close_moments(l, 0);
	for (size_t i = 0; i < LINES_MOMENTS_MAX; i++)
		if (l->moments[i] != NULL && !is_among(moments, count, l->moments[i]->moment.at_ns))
			l->moments[i]->used = l->moments[i]->open = false;
	for (size_t i = 0; i < count; i++)
		if (moments[i].at_ns > since_ns && find(l, moments[i].at_ns) == NULL)
			begin(l, &moments[i]);
}

const struct line_state *
lines_state_at(struct lines *l, uint64_t at_ns)
{
	lines_close_moments(l, 0);
	return find(l, at_ns);
}

void
lines_free_moments(struct lines *l)
{
	for (size_t i = 0; i < LINES_MOMENTS_MAX; i++)
		free(l->moments[i]);
}

/* --- what no line holds --- */

static uint64_t
part_of(uint64_t bytes, uint64_t part, uint64_t whole)
{
	return (uint64_t)((double)bytes / (double)whole * (double)part);
}

/* A later reading of what is shared may lower the peak. */
static void
fit(struct run_lines *out, uint64_t bytes)
{
	struct code_lists *l = out->lists;
	uint64_t sum = 0;

	for (size_t i = 0; i < l->line_count; i++) {
		l->lines[i].bytes = part_of(l->lines[i].bytes, bytes, out->bytes);
		sum += l->lines[i].bytes;
	}
	for (size_t i = 0; i < l->function_count; i++)
		l->functions[i].bytes = part_of(l->functions[i].bytes, bytes, out->bytes);
	out->bytes = sum;
}

/* The least two become one, "other": lines, not what was added before. */
static void
make_room(struct code_lists *l)
{
	struct code_line *last = &l->lines[RUN_LINES_MAX - 2];
	uint64_t both;

	if (last->kind == LINE_UNFOLLOWED) {
		struct code_line kept = *last;

		*last = last[-1];
		last[-1] = kept;
	}
	both = last[0].bytes + last[1].bytes;
	memset(last, 0, sizeof *last);
	last->kind = LINE_OTHER;
	last->bytes = both;
	l->line_count--;
}

/* Keeps their order; "other" stays the last one. */
static void
add(struct code_lists *l, enum code_line_kind kind, uint64_t bytes)
{
	struct code_line made;
	size_t at;

	if (bytes == 0)
		return;
	memset(&made, 0, sizeof made);
	made.kind = kind;
	made.bytes = bytes;
	if (l->line_count == RUN_LINES_MAX)
		make_room(l);
	at = l->line_count++;
	if (at > 0 && l->lines[at - 1].kind == LINE_OTHER) {
		l->lines[at] = l->lines[at - 1];
		at--;
	}
	for (; at > 0 && l->lines[at - 1].bytes < bytes; at--)
		l->lines[at] = l->lines[at - 1];
	l->lines[at] = made;
}

void
lines_put_rest(struct run_lines *out, uint64_t bytes, uint64_t unfollowed)
{
	uint64_t rest;

	if (out->bytes > bytes)
		fit(out, bytes);
	rest = more_than(bytes, out->bytes + out->unseen_bytes);
	unfollowed = smaller(unfollowed, rest);
	add(out->lists, LINE_UNFOLLOWED, unfollowed);
	add(out->lists, LINE_REST, rest - unfollowed);
}
