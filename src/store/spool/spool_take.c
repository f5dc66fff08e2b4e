/* SPDX-License-Identifier: MIT */
/* spool_take.c: reads a run from the lines of spool_put.c. */
#include "store/store_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

#define DIGITS "0123456789abcdef"
#define HEAD "run "

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

static bool
take_name(struct taking *t, const struct store_value *value)
{
	if (value->kind != STORE_TEXT || t->stored->name != NULL)
		return false;
	t->stored->name = grow_copy(value->text);
	return true;
}

static bool
take_only(struct taking *t, const struct store_value *value)
{
	t->stored->program_only = value->number != 0;
	return value->kind == STORE_NUMBER;
}

static bool
take_pid(struct taking *t, const struct store_value *value)
{
	t->stored->writer.pid = (pid_t)value->number;
	return value->kind == STORE_NUMBER;
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
take_step(struct taking *t, const struct store_value *value)
{
	t->stored->series->step_ns = store_unsigned(value->number);
	return value->kind == STORE_NUMBER && value->number > 0;
}

static bool
take_doublings(struct taking *t, const struct store_value *value)
{
	t->stored->series->doublings = (size_t)value->number;
	return value->kind == STORE_NUMBER && value->number >= 0 && value->number < 64;
}

static bool
take_count(struct taking *t, const struct store_value *value)
{
	if (value->kind != STORE_NUMBER || value->number < 0 || value->number > SERIES_POINTS)
		return false;
	t->stored->series->count = (size_t)value->number;
	return true;
}

static bool
take_points(struct taking *t, const struct store_value *value)
{
	struct series *series = t->stored->series;
	uint8_t bytes[STORE_CHUNK_BYTES_MAX];
	const char *text = value->text;
	size_t size = 0, first = t->points, count;

	if (value->kind != STORE_TEXT || first > series->count)
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

static bool
take_line(struct taking *t, const char *name, const struct store_value *value)
{
	static const struct {
		const char *name;
		bool (*take)(struct taking *, const struct store_value *);
	} others[] = {
		{ "name", take_name },
		{ "program_only", take_only },
		{ "writer_pid", take_pid },
		{ "word", take_argument },
		{ "single", take_single },
		{ "series_step_ns", take_step },
		{ "series_doublings", take_doublings },
		{ "series_count", take_count },
		{ "points", take_points },
	};

	for (size_t i = 0; i < store_column_count(); i++)
		if (strcmp(name, store_column_name(i)) == 0)
			return store_column_set(&t->stored->run, i, value);
	for (int which = 0; which < STORE_MEMBER_LISTS; which++)
		if (strcmp(name, store_list_name(which)) == 0)
			return take_member(t, which, value);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (strcmp(name, others[i].name) == 0)
			return others[i].take(t, value);
	return false;
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
	return t->stored->name != NULL && t->points == t->stored->series->count;
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
