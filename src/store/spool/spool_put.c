/* SPDX-License-Identifier: MIT */
/* spool_put.c: writes a run as lines of text, while it waits for the history. "run LENGTH", then
 * LENGTH bytes of lines: `name=number`, `name:text`. A column has its own name; each argument is
 * a `word`, each process a `tree`, `largest`, `victim` or `left` (its pid, its bytes with a `!`
 * if they are exact, its name). In a text, non-printable bytes are %XX. */
#include "store/store_private.h"

#include <inttypes.h>
#include <string.h>

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

/* An omitted member is zero. */
static void
put_columns(struct bytes *out, const struct run *run)
{
	for (size_t i = 0; i < store_column_count(); i++) {
		struct store_value value = store_column_get(run, i);

		if (value.kind == STORE_NUMBER && value.number != 0)
			put_number(out, store_column_name(i), value.number);
		else if (value.kind == STORE_TEXT)
			put_text(out, store_column_name(i), value.text);
	}
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

/* In pieces of STORE_CHUNK_POINTS. */
static void
put_series(struct bytes *out, const struct series *series)
{
	put_number(out, "series_step_ns", store_signed(series->step_ns));
	put_number(out, "series_doublings", (int64_t)series->doublings);
	put_number(out, "series_count", (int64_t)series->count);
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

	put_text(out, "name", store_name_of(run, stored->name, only));
	put_number(out, "program_only", only);
	put_number(out, "writer_pid", stored->writer.pid);
	put_argv(out, stored);
	put_columns(out, run);
	put_member(out, "single", &run->single.member, only);
	for (int which = 0; which < STORE_MEMBER_LISTS; which++)
		put_list(out, run, which, only);
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
