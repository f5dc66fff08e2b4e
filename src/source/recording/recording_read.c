/* SPDX-License-Identifier: MIT */
/* recording_read.c: reads samples from a recording, which is foreign: nothing in it is trusted. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clean.h"
#include "base/grow.h"
#include "source/recording/recording_private.h"

#define TIME_MAX (UINT64_C(1) << 62)

/* --- processes --- */

static bool
take_pid(char **text, pid_t *pid)
{
	char *end;
	long value;

	if (**text < '1' || **text > '9')
		return false;
	errno = 0;
	value = strtol(*text, &end, 10);
	*pid = (pid_t)value;
	*text = end;
	return errno == 0 && value <= INT32_MAX && (*end == ' ' || *end == '\0');
}

static void
keep(struct recording_reader *r, struct recorded *one)
{
	one->fresh = false;
	recording_keep(&r->state, one);
}

/* Processes not mentioned in the sample are unchanged. */
static void
keep_before(struct recording_reader *r, pid_t pid)
{
	struct recording_state *s = &r->state;

	while (r->taken < s->count && s->items[r->taken]->reading.key.pid < pid)
		keep(r, s->items[r->taken++]);
}

static bool
is_next(const struct recording_reader *r, pid_t pid)
{
	return r->taken < r->state.count && r->state.items[r->taken]->reading.key.pid == pid;
}

/* "P PID CHANGES": changes from zero, a new process; "p": changes to its previous state. */
static bool
take_process(struct recording_reader *r, char *line)
{
	bool whole = line[0] == 'P';
	char *text = line + 2;
	struct reading *reading;
	pid_t pid;

	if (line[1] != ' ' || !take_pid(&text, &pid) ||
		(r->newest != NULL && r->newest->reading.key.pid >= pid))
		return false;
	keep_before(r, pid);
	if (is_next(r, pid) == whole)
		return false;
	r->newest = whole ? recorded_new() : r->state.items[r->taken++];
	keep(r, r->newest);
	reading = &r->newest->reading;
	reading->key.pid = pid;
	if (!recording_take_changes(&reading_fields, text, reading))
		return false;
	return (reading->state >= 'A' && reading->state <= 'Z') ||
	       (reading->state >= 'a' && reading->state <= 'z');
}

static bool
take_text(struct recording_reader *r, const char *text)
{
	struct buffer b = buffer_over(r->kept_text, sizeof r->kept_text);

	for (size_t i = 0; i < RECORDING_TEXTS; i++) {
		char **kept_text = recording_text(r->newest, i);

		if (text[0] != recording_text_letters[i])
			continue;
		clean_text(&b, text + 1, strlen(text + 1));
		free(*kept_text);
		*kept_text = grow_copy(r->kept_text);
		return true;
	}
	return false;
}

/* The names of the preceding process; missing ones are unknown. */
static bool
take_texts(struct recording_reader *r, char *line)
{
	struct recorded *one = r->newest;
	char *rest = line, *text;

	if (one == NULL || (line[1] != '\t' && line[1] != '\0'))
		return false;
	one->described = one->fresh = true;
	one->python = false;
	for (size_t i = 0; i < RECORDING_TEXTS; i++) {
		free(*recording_text(one, i));
		*recording_text(one, i) = NULL;
	}
	strsep(&rest, "\t");
	while ((text = strsep(&rest, "\t")) != NULL) {
		if (strcmp(text, "p") == 0)
			one->python = true;
		else if (!take_text(r, text))
			return false;
	}
	return true;
}

/* "x PID...", ascending: these are gone. Comes before any process. */
static bool
take_gone(struct recording_reader *r, char *line)
{
	struct recording_state *s = &r->state;
	size_t from = 0, kept = 0;
	char *text = line + 1;
	bool good = r->newest == NULL;

	while (good && *text == ' ') {
		pid_t pid;

		text++;
		good = take_pid(&text, &pid);
		while (good && from < s->count && s->items[from]->reading.key.pid < pid)
			s->items[kept++] = s->items[from++];
		good = good && from < s->count && s->items[from]->reading.key.pid == pid;
		if (good)
			recorded_free(s->items[from++]);
	}
	while (from < s->count)
		s->items[kept++] = s->items[from++];
	s->count = kept;
	return good && *text == '\0';
}

/* "X PID CHANGES<TAB>NAME", changes from zero. */
static bool
take_ending(struct recording_reader *r, char *line)
{
	char *text = line + 2, *name = strchr(line, '\t');
	struct ending *e;
	struct buffer b;
	pid_t pid;

	if (line[1] != ' ' || name == NULL || r->state.ending_count == RECORDING_ENDINGS_MAX)
		return false;
	*name++ = '\0';
	if (!take_pid(&text, &pid))
		return false;
	e = recording_add_ending(&r->state);
	e->pid = pid;
	b = buffer_over(e->name, sizeof e->name);
	clean_text(&b, name, strlen(name));
	return recording_take_changes(&recording_ending_fields, text, e);
}

/* "E COUNT": the sample is complete, with this many processes. */
static bool
take_end(struct recording_reader *r, const char *line)
{
	char *end;
	unsigned long long count;

	if (line[1] != ' ' || line[2] < '0' || line[2] > '9')
		return false;
	count = strtoull(line + 2, &end, 10);
	keep_before(r, INT32_MAX);
	while (r->taken < r->state.count)
		keep(r, r->state.items[r->taken++]);
	recording_swap(&r->state);
	r->taken = 0;
	return *end == '\0' && count == r->state.count;
}

/* --- a sample --- */

static enum recording_step
step_of(enum line_kind kind, bool within)
{
	static const enum recording_step steps[] = { [LINE_NONE] = RECORDING_END,
		[LINE_CUT] = RECORDING_CUT,
		[LINE_BAD] = RECORDING_DAMAGED,
		[LINE_UNREADABLE] = RECORDING_UNREADABLE };

	return kind == LINE_NONE && within ? RECORDING_CUT : steps[kind];
}

/* "K CHANGES" from zero, "S CHANGES" to the previous sample. Time never goes back. */
static bool
take_system(struct recording_reader *r, char *line)
{
	struct recorded_system *s = &r->state.system;
	struct recorded_system before = *s;

	r->key = line[0] == 'K';
	if (r->key)
		*s = (struct recorded_system){ .taken_ns = 0 };
	if (!(r->key || (line[0] == 'S' && r->based)) ||
		!recording_take_changes(&recording_system_fields, line + 1, s))
		return false;
	if (r->based && (s->taken_ns < before.taken_ns ||
				recording_active_ns(s) < recording_active_ns(&before)))
		return false;
	return recording_active_ns(s) <= TIME_MAX;
}

/* Undoes an unfinished sample, so that nothing is owned twice. */
static void
begin_sample(struct recording_reader *r)
{
	struct recording_state *s = &r->state;

	r->taken = 0;
	r->newest = NULL;
	s->ending_count = 0;
	if (!r->key)
		return;
	for (size_t i = 0; i < s->count; i++)
		recorded_free(s->items[i]);
	s->count = 0;
}

static bool
take_line(struct recording_reader *r, char *line)
{
	switch (line[0]) {
	case 'P':
	case 'p':
		return take_process(r, line);
	case 'D':
		return take_texts(r, line);
	case 'x':
		return take_gone(r, line);
	case 'X':
		return take_ending(r, line);
	default:
		return false;
	}
}

static enum recording_step
read_sample(struct recording_reader *r, bool skim)
{
	char *line;
	enum line_kind kind;

	r->offset = recording_lines_offset(&r->lines);
	kind = recording_line(&r->lines, &line);
	if (kind != LINE_GOOD)
		return step_of(kind, false);
	if (!take_system(r, line))
		return RECORDING_DAMAGED;
	if (!skim)
		begin_sample(r);
	while ((kind = recording_line(&r->lines, &line)) == LINE_GOOD) {
		if (line[0] == 'E') {
			r->based = true;
			return skim || take_end(r, line) ? RECORDING_SAMPLE : RECORDING_DAMAGED;
		}
		if (!skim && !take_line(r, line))
			return RECORDING_DAMAGED;
	}
	return step_of(kind, true);
}

/* The items taken so far are owned by the other array. */
static void
forget(struct recording_reader *r)
{
	struct recording_state *s = &r->state;

	if (r->taken > 0)
		memmove(s->items, s->items + r->taken, (s->count - r->taken) * sizeof *s->items);
	s->count -= r->taken;
	r->taken = 0;
	recording_forget(s);
}

static enum recording_step
step(struct recording_reader *r, bool skim)
{
	if (r->last == RECORDING_SAMPLE)
		r->last = read_sample(r, skim);
	return r->last;
}

enum recording_step
recording_next(struct recording_reader *r)
{
	return step(r, false);
}

enum recording_step
recording_skim(struct recording_reader *r)
{
	return step(r, true);
}

void
recording_seek(struct recording_reader *r, uint64_t offset)
{
	forget(r);
	r->based = false;
	r->last = RECORDING_SAMPLE;
	recording_lines_seek(&r->lines, offset);
}
