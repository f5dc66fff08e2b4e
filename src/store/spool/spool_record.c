/* SPDX-License-Identifier: MIT */
/* spool_record.c: a run as lines of text, while it waits for the history, and back. "run LENGTH",
 * then LENGTH bytes of lines: `name=number`, `name:text`. A field of a run has the name of its
 * column (model/run/run_field.c), those beside it have the names below; each argument is a `word`,
 * each process a `tree`, `largest`, `victim` or `left` (its pid, its bytes with a `!` if they are
 * exact, its name), each line of code a `line`, `function`, `peak_line` or `place` (kind, bytes,
 * time, line, file, tab, function); a phase is a `phase` with its name and lines `phase_count` and
 * the like, a mark likewise. In a text, non-printable bytes are %XX. */
#include "store/store_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/length.h"

#define DIGITS "0123456789abcdef"
#define HEAD "run "

/* --- fields beside those of the run --- */

#define FIELD(type, line, member, what)                                              \
	{                                                                            \
		.name = line, .kind = what, .offset = offsetof(struct type, member), \
		.size = sizeof(((struct type *)NULL)->member)                        \
	}

static const struct run_field stored_fields[] = {
	FIELD(stored_run, "name", name, RUN_POINTER),
	FIELD(stored_run, "program_only", program_only, RUN_FLAG),
	FIELD(stored_run, "writer_pid", writer.pid, RUN_INTEGER),
};

static const struct run_field series_fields[] = {
	FIELD(series, "series_step_ns", step_ns, RUN_TIME),
	FIELD(series, "series_doublings", doublings, RUN_COUNT),
	FIELD(series, "series_count", count, RUN_COUNT),
};

/* --- writing --- */

static void
put_number(struct bytes *out, const char *name, int64_t number)
{
	bytes_print(out, "%s=%" PRId64 "\n", name, number);
}

static void
put_text(struct bytes *out, const char *name, const char *text)
{
	bytes_print(out, "%s:", name);
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < ' ' || c == '%' || c == 0x7f)
			bytes_print(out, "%%%02x", c);
		else
			bytes_put(out, text, 1);
	}
	bytes_text(out, "\n");
}

/* An omitted number is zero, an omitted text is none. */
static void
put_field(struct bytes *out, const void *object, const struct run_field *f)
{
	struct store_value value = store_column_get(object, f);

	if (value.kind == STORE_NUMBER && value.number != 0)
		put_number(out, f->name, value.number);
	else if (value.kind == STORE_TEXT)
		put_text(out, f->name, value.text);
}

static void
put_argv(struct bytes *out, const struct stored_run *stored)
{
	struct bytes arguments = { .data = NULL };

	store_put_argv(&stored->run, stored->program_only, &arguments);
	for (size_t at = 0; at < arguments.length; at += strlen(arguments.data + at) + 1)
		put_text(out, "word", arguments.data + at);
	bytes_free(&arguments);
}

/* The name of a process extends to its end, or to its first blank. */
static void
put_member(struct bytes *out, const char *name, const struct run_member *m, bool program_only)
{
	char text[128];
	struct buffer b = buffer_over(text, sizeof text);

	buffer_print(&b, "%d %" PRIu64 "%s ", (int)m->pid, m->bytes, m->exact ? "!" : "");
	buffer_put(&b, m->name, program_only ? strcspn(m->name, " ") : strlen(m->name));
	put_text(out, name, text);
}

static void
put_list(struct bytes *out, const struct run *run, int which, bool program_only)
{
	size_t count;
	const struct run_member *members = store_list_members(run, which, &count);

	for (size_t i = 0; i < count; i++)
		put_member(out, store_list_name(which), &members[i], program_only);
}

/* An item begins with a line of its name; the other fields follow. */
static void
put_phases(struct bytes *out, const struct run_phases *phases, const struct store_phase_list *list)
{
	for (size_t i = 0; i < store_phase_count(phases, list); i++) {
		const void *item = store_phase_item(phases, list, i);

		put_text(out, list->name, run_field_text(item, &list->fields[0]));
		for (size_t f = 1; f < list->field_count; f++) {
			struct run_field field = list->fields[f];

			if (snprintf(field.name, sizeof field.name, "%s_%s", list->name,
				    list->fields[f].name) < (int)sizeof field.name)
				put_field(out, item, &field);
		}
	}
}

static void
put_code(struct bytes *out, const struct run *run, int which)
{
	size_t count;
	const struct code_line *lines = store_lines_list(run, which, &count);

	for (size_t i = 0; i < count; i++) {
		char text[80 + sizeof lines->file + sizeof lines->function];
		struct buffer b = buffer_over(text, sizeof text);

		buffer_print(&b, "%d %" PRIu64 " %" PRIu64 " %u %s\t%s", (int)lines[i].kind,
			lines[i].bytes, lines[i].at_ns, lines[i].line, lines[i].file,
			lines[i].function);
		put_text(out, store_lines_name(which), text);
	}
}

static void
put_points(struct bytes *out, const struct series_point *points, size_t count)
{
	uint8_t bytes[STORE_CHUNK_BYTES_MAX];
	size_t size = store_points_encode(points, count, bytes);

	bytes_text(out, "points:");
	for (size_t i = 0; i < size; i++)
		bytes_print(out, "%02x", bytes[i]);
	bytes_text(out, "\n");
}

/* Points in pieces of STORE_CHUNK_POINTS. */
static void
put_series(struct bytes *out, const struct series *series)
{
	for (size_t i = 0; i < LENGTH(series_fields); i++)
		put_field(out, series, &series_fields[i]);
	for (size_t at = 0; at < series->count || at == 0; at += STORE_CHUNK_POINTS) {
		size_t left = series->count - at;

		put_points(out, series->points + at,
			left < STORE_CHUNK_POINTS ? left : STORE_CHUNK_POINTS);
	}
}

static void
put_lines(struct bytes *out, const struct stored_run *stored)
{
	const struct run *run = &stored->run;
	bool only = stored->program_only;

	for (size_t i = 0; i < LENGTH(stored_fields); i++)
		put_field(out, stored, &stored_fields[i]);
	put_argv(out, stored);
	for (const struct run_field *f = NULL; (f = store_column_after(f)) != NULL;)
		put_field(out, run, f);
	put_member(out, "single", &run->single.member, only);
	for (int which = 0; which < STORE_MEMBER_LISTS; which++)
		put_list(out, run, which, only);
	for (int which = 0; which < STORE_LINE_LISTS && !only; which++)
		put_code(out, run, which);
	for (int which = 0; which < STORE_PHASE_LISTS; which++)
		put_phases(out, &run->phases, &store_phase_lists[which]);
	put_series(out, stored->series);
}

void
store_spool_put(const struct stored_run *stored, struct bytes *out)
{
	struct bytes lines = { .data = NULL };

	put_lines(&lines, stored);
	bytes_print(out, "run %zu\n", lines.length);
	bytes_put(out, lines.data, lines.length);
	bytes_free(&lines);
}

/* --- reading: every value is checked --- */

struct taking {
	struct stored_run *stored;
	struct bytes arguments;
	size_t points; /* read so far */
};

static int
digit_of(char c)
{
	const char *at = c == '\0' ? NULL : strchr(DIGITS, c);

	return at == NULL ? -1 : (int)(at - DIGITS);
}

/* In place. False: an invalid %XX. */
static bool
unescape(char *text)
{
	char *to = text;

	for (; *text != '\0'; text++) {
		if (*text != '%') {
			*to++ = *text;
			continue;
		}
		if (digit_of(text[1]) < 0 || digit_of(text[2]) < 0)
			return false;
		*to++ = (char)(digit_of(text[1]) * 16 + digit_of(text[2]));
		text += 2;
	}
	*to = '\0';
	return true;
}

/* Of the right kind; what is allocated only once. */
static bool
take_field(void *object, const struct run_field *f, const struct store_value *value)
{
	bool number = value->kind == STORE_NUMBER;

	return number == run_field_is_number(f) &&
	       (f->kind != RUN_POINTER || run_field_text(object, f) == NULL) &&
	       store_column_set(object, f, value);
}

static bool
take_argument(struct taking *t, const struct store_value *value)
{
	if (value->kind != STORE_TEXT)
		return false;
	bytes_put(&t->arguments, value->text, strlen(value->text) + 1);
	return true;
}

static bool
read_member(const struct store_value *value, struct run_member *m)
{
	struct buffer name = buffer_over(m->name, sizeof m->name);
	char *end;

	if (value->kind != STORE_TEXT)
		return false;
	m->pid = (pid_t)strtol(value->text, &end, 10);
	if (*end != ' ')
		return false;
	m->bytes = strtoull(end, &end, 10);
	m->exact = *end == '!';
	end += m->exact;
	if (*end != ' ')
		return false;
	buffer_text(&name, end + 1);
	return true;
}

/* Its pid and bytes are columns, too. */
static bool
take_single(struct taking *t, const struct store_value *value)
{
	return read_member(value, &t->stored->run.single.member);
}

static bool
take_member(struct taking *t, int which, const struct store_value *value)
{
	struct run_member *m = store_list_add(&t->stored->run, which);

	return m != NULL && read_member(value, m);
}

static bool
take_code(struct taking *t, int which, const struct store_value *value)
{
	struct code_line *line = store_lines_add(&t->stored->run, which);
	struct buffer file, function;
	unsigned long number;
	const char *tab;
	char *end;

	if (line == NULL || value->kind != STORE_TEXT)
		return false;
	number = strtoul(value->text, &end, 10);
	line->kind = number < LINE_KINDS ? (enum code_line_kind)number : LINE_OTHER;
	line->bytes = strtoull(end, &end, 10);
	line->at_ns = strtoull(end, &end, 10);
	line->line = (unsigned)strtoul(end, &end, 10);
	if (*end != ' ' || (tab = strchr(end, '\t')) == NULL)
		return false;
	file = buffer_over(line->file, sizeof line->file);
	function = buffer_over(line->function, sizeof line->function);
	buffer_put(&file, end + 1, (size_t)(tab - end - 1));
	buffer_text(&function, tab + 1);
	return true;
}

static bool
take_points(struct taking *t, const struct store_value *value)
{
	struct series *series = t->stored->series;
	uint8_t bytes[STORE_CHUNK_BYTES_MAX];
	const char *text = value->text;
	size_t size = 0, first = t->points, count;

	if (value->kind != STORE_TEXT || first > series->count || series->count > SERIES_POINTS)
		return false;
	count = series->count - first;
	if (count > STORE_CHUNK_POINTS)
		count = STORE_CHUNK_POINTS;
	t->points += count;
	for (; text[0] != '\0' && size < sizeof bytes; text += 2) {
		if (digit_of(text[0]) < 0 || digit_of(text[1]) < 0)
			return false;
		bytes[size++] = (uint8_t)(digit_of(text[0]) * 16 + digit_of(text[1]));
	}
	return text[0] == '\0' && store_points_decode(bytes, size, series->points + first, count);
}

static const struct run_field *
named(const struct run_field *fields, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, fields[i].name) == 0)
			return &fields[i];
	return NULL;
}

/* "phase:NAME" begins an item, "phase_count=3" is a field of the newest one. False and *known: not
 * valid. */
static bool
take_phase(struct run_phases *phases, const struct store_phase_list *list, const char *name,
	const struct store_value *value, bool *known)
{
	size_t prefix = strlen(list->name), count = store_phase_count(phases, list);
	const struct run_field *f;
	void *item;

	*known = strncmp(name, list->name, prefix) == 0 &&
		 (name[prefix] == '\0' || name[prefix] == '_');
	if (*known && name[prefix] == '\0') {
		item = store_phase_add(phases, list);
		return item != NULL && take_field(item, &list->fields[0], value);
	}
	f = *known ? named(list->fields + 1, list->field_count - 1, name + prefix + 1) : NULL;
	if (f == NULL || count == 0)
		return false;
	item = (char *)phases + list->items_at + (count - 1) * list->item_bytes;
	return take_field(item, f, value);
}

static bool
take_line(struct taking *t, const char *name, const struct store_value *value)
{
	struct stored_run *stored = t->stored;
	const struct run_field *f;

	for (f = NULL; (f = store_column_after(f)) != NULL;)
		if (strcmp(name, f->name) == 0)
			return take_field(&stored->run, f, value);
	if ((f = named(stored_fields, LENGTH(stored_fields), name)) != NULL)
		return take_field(stored, f, value);
	if ((f = named(series_fields, LENGTH(series_fields), name)) != NULL)
		return take_field(stored->series, f, value);
	for (int which = 0; which < STORE_MEMBER_LISTS; which++)
		if (strcmp(name, store_list_name(which)) == 0)
			return take_member(t, which, value);
	for (int which = 0; which < STORE_LINE_LISTS; which++)
		if (strcmp(name, store_lines_name(which)) == 0)
			return take_code(t, which, value);
	for (int which = 0; which < STORE_PHASE_LISTS; which++) {
		bool known, good = take_phase(&stored->run.phases, &store_phase_lists[which], name,
				    value, &known);

		if (known)
			return good;
	}
	if (strcmp(name, "single") == 0)
		return take_single(t, value);
	if (strcmp(name, "word") == 0)
		return take_argument(t, value);
	return strcmp(name, "points") == 0 && take_points(t, value);
}

static bool
is_whole(const struct taking *t)
{
	const struct series *series = t->stored->series;

	return t->stored->name != NULL && series->step_ns > 0 && series->doublings < 64 &&
	       series->count <= SERIES_POINTS && t->points == series->count;
}

/* "name=number" or "name:text". */
static bool
split_line(char *line, struct store_value *value)
{
	char *at = line + strcspn(line, "=:"), *end;
	bool number = *at == '=';

	if (*at == '\0')
		return false;
	*at++ = '\0';
	if (!number) {
		*value = (struct store_value){ .kind = STORE_TEXT, .text = at };
		return unescape(at);
	}
	*value = (struct store_value){ .kind = STORE_NUMBER, .number = strtoll(at, &end, 10) };
	return end != at && *end == '\0';
}

static bool
take_lines(struct taking *t, char *line, const char *end)
{
	struct store_value value;

	while (line < end) {
		char *newline = memchr(line, '\n', (size_t)(end - line));

		if (newline == NULL)
			return false;
		*newline = '\0';
		if (!split_line(line, &value) || !take_line(t, line, &value))
			return false;
		line = newline + 1;
	}
	return is_whole(t);
}

static bool
take_record(struct stored_run *stored, const char *bytes, size_t count)
{
	struct taking t = { .stored = stored };
	struct bytes lines = { .data = NULL };
	bool good;

	*stored = (struct stored_run){ .series = grow_new(sizeof *stored->series) };
	bytes_put(&lines, bytes, count);
	good = count > 0 && strlen(lines.data) == count &&
	       take_lines(&t, lines.data, lines.data + count);
	stored->run.argv = store_argv_of(t.arguments.data, t.arguments.length);
	stored->writer.boot_id = stored->run.boot_id;
	stored->writer.host = stored->run.host;
	bytes_free(&t.arguments);
	bytes_free(&lines);
	return good;
}

/* The offset of the lines, and their size in bytes; NULL: no such head. */
static const char *
read_head(const char *bytes, size_t count, size_t *length)
{
	const char *newline = memchr(bytes, '\n', count);
	char *end;

	if (newline == NULL || strncmp(bytes, HEAD, sizeof HEAD - 1) != 0)
		return NULL;
	*length = (size_t)strtoul(bytes + sizeof HEAD - 1, &end, 10);
	if (end != newline || *length > count - (size_t)(newline + 1 - bytes))
		return NULL;
	return newline + 1;
}

size_t
store_spool_take(const char *bytes, size_t count, struct stored_run *stored)
{
	size_t length;
	const char *lines = read_head(bytes, count, &length);

	*stored = (struct stored_run){ .name = NULL };
	if (lines == NULL || !take_record(stored, lines, length))
		return 0;
	return (size_t)(lines - bytes) + length;
}
