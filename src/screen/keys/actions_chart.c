/* SPDX-License-Identifier: MIT */
/* actions_chart.c: what keys do with the chart of the open page: its cursor, its axis, its span of
 * time. */
#include "screen/keys/actions.h"

#include "base/duration.h"
#include "base/length.h"
#include "screen/view/view.h"

/* The shortest span has so many stretches of the history that is kept. */
#define STRETCHES_MIN 6

static const uint64_t spans_ns[] = { NS_PER_MINUTE, 5 * NS_PER_MINUTE, 15 * NS_PER_MINUTE,
	NS_PER_HOUR, 6 * NS_PER_HOUR, 24 * NS_PER_HOUR, 7 * 24 * NS_PER_HOUR };

/* After a change of the chart: the page is scrolled so that the chart is visible. */
static struct command
show_chart(struct view_state *s, const struct scene *scene)
{
	struct view_extent e = view_extent(scene);
	size_t max = e.lines > e.rows ? e.lines - e.rows : 0;
	size_t scroll = s->scroll < max ? s->scroll : max;
	size_t rows = e.chart_rows < e.rows ? e.chart_rows : e.rows;

	if (e.chart_rows > 0 && e.chart < scroll)
		scroll = e.chart;
	if (e.chart_rows > 0 && e.chart + rows > scroll + e.rows)
		scroll = e.chart + rows - e.rows;
	s->scroll = scroll;
	return command_refresh(REFRESH_SCREEN);
}

/* Without a cursor, it begins at the end. */
static struct command
move_cursor(struct view_state *s, const struct scene *scene, bool right)
{
	struct chart_choice *c = &s->chart;
	struct chart_frame f;
	uint64_t step_ns;

	if (!view_chart_frame(scene, &f) || (right && !c->has_cursor))
		return command_none();
	step_ns = (f.until_ns - f.from_ns) / (uint64_t)f.columns + 1;
	if (!c->has_cursor)
		c->cursor_ns = f.end_ns;
	c->has_cursor = !right || c->cursor_ns + step_ns <= f.end_ns;
	if (right)
		c->cursor_ns += step_ns;
	else
		c->cursor_ns -= step_ns < c->cursor_ns ? step_ns : c->cursor_ns;
	return show_chart(s, scene);
}

struct command
do_value_left(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return move_cursor(s, scene, false);
}

struct command
do_value_right(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	return move_cursor(s, scene, true);
}

struct command
do_axis(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	(void)event;
	s->chart.from_lowest = !s->chart.from_lowest;
	state_message(
		s, false, s->chart.from_lowest ? "chart: what moves, not from 0" : "chart: from 0");
	return show_chart(s, scene);
}

static struct command
show_span(struct view_state *s, const struct scene *scene, uint64_t span_ns)
{
	char text[40];
	struct buffer b = buffer_over(text, sizeof text);

	s->chart.span_ns = span_ns;
	if (span_ns == 0)
		buffer_text(&b, "all of the time");
	else
		unit_age(&b, span_ns);
	state_message(s, false, "chart: %s%s", span_ns == 0 ? "" : "the last ", text);
	return show_chart(s, scene);
}

struct command
do_shorter(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	struct chart_frame f;

	(void)event;
	if (!view_chart_frame(scene, &f))
		return command_none();
	for (size_t i = LENGTH(spans_ns); i-- > 0;)
		if (spans_ns[i] < f.until_ns - f.from_ns &&
			spans_ns[i] >= STRETCHES_MIN * f.stretch_ns)
			return show_span(s, scene, spans_ns[i]);
	state_message(s, false, "chart: nothing finer is kept");
	return command_refresh(REFRESH_SCREEN);
}

struct command
do_longer(struct view_state *s, const struct scene *scene, const struct key_event *event)
{
	struct chart_frame f;

	(void)event;
	if (!view_chart_frame(scene, &f))
		return command_none();
	for (size_t i = 0; i < LENGTH(spans_ns); i++)
		if (spans_ns[i] > f.until_ns - f.from_ns && spans_ns[i] < f.end_ns)
			return show_span(s, scene, spans_ns[i]);
	return show_span(s, scene, 0);
}
