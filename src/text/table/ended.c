/* SPDX-License-Identifier: MIT */
/* ended.c: the words of ended processes that a table shows as one row. */
#include "text/table/ended.h"

#include <string.h>

#include "base/length.h"
#include "base/utf8.h"

/* A name in the line is cut here. */
#define NAME_BYTES 28

bool
ended_stands_out(const struct process *p)
{
	return p->held || (p->wait_known && p->wait_status != 0);
}

/* --- what it ran --- */

/* The first word; of a Python module or snippet also the word that follows -m or -c. */
static size_t
program_length(const char *command)
{
	size_t length = strcspn(command, " ");

	if (length == 2 && (strncmp(command, "-m ", 3) == 0 || strncmp(command, "-c ", 3) == 0))
		length = 3 + strcspn(command + 3, " ");
	return length;
}

static const char *
program_of(const struct process *p, size_t *length)
{
	const char *text = p->command[0] != '\0' ? p->command : p->name;

	*length = program_length(text);
	return text;
}

int
ended_compare_programs(const struct process *a, const struct process *b)
{
	size_t x, y;
	const char *one = program_of(a, &x), *other = program_of(b, &y);
	int order = memcmp(one, other, x < y ? x : y);

	return order != 0 ? order : (x > y) - (x < y);
}

/* FNV-1a. */
uint64_t
ended_program_number(const struct process *p)
{
	uint64_t number = 14695981039346656037u;
	size_t length;
	const char *text = program_of(p, &length);

	for (size_t i = 0; i < length; i++)
		number = (number ^ (unsigned char)text[i]) * 1099511628211u;
	return number;
}

static void
put_program(const struct process *p, struct buffer *b)
{
	char name[NAME_BYTES];
	struct buffer cut = buffer_over(name, sizeof name);
	size_t length;
	const char *text = program_of(p, &length);

	buffer_put(&cut, text, length);
	buffer_text(b, length > 0 ? name : "unnamed");
}

/* --- the line --- */

/* The processes of the rows that it stands for, or that are shown below it. */
static size_t
count_of(const struct row *line)
{
	size_t count = line->hidden_below;

	for (size_t i = 0; i < line->inside_count; i++)
		count += line->inside[i].group != NULL ? line->inside[i].group->members.count : 1;
	return count;
}

static uint64_t
peak_bytes(const struct row *row)
{
	return process_peak(row->process)->bytes;
}

/* The row with the largest peak, of those that did not run what `beside` ran (NULL: of all). */
static const struct row *
largest(const struct row *line, const struct row *beside)
{
	const struct row *found = NULL;

	for (const struct row *r = line->inside; r < line->inside + line->inside_count; r++) {
		if (found != NULL && peak_bytes(r) <= peak_bytes(found))
			continue;
		if (beside == NULL || ended_compare_programs(r->process, beside->process) != 0)
			found = r;
	}
	return found;
}

struct largest_rows {
	const struct row *items[2]; /* NULL: none */
};

static void
put_form(const struct row *line, const struct largest_rows *of, size_t names, const char *key,
	const struct column_context *context, struct buffer *b)
{
	buffer_print(b, "%zu ended", count_of(line));
	for (size_t i = 0; i < names && of->items[i] != NULL; i++) {
		buffer_text(b, i == 0 && line->inside_count > 1 ? ", largest " : ", ");
		unit_size(b, peak_bytes(of->items[i]), context->units);
		buffer_char(b, ' ');
		put_program(of->items[i]->process, b);
	}
	if (key[0] != '\0' && line->inside_count > 0)
		buffer_print(b, "; %s %s", key, line->folded ? "opens" : "folds");
}

void
ended_put_line(const struct row *line, const struct column_context *context, const char *key,
	unsigned cols, struct buffer *b)
{
	static const struct {
		size_t names;
		bool key;
	} forms[] = { { 2, true }, { 1, true }, { 1, false }, { 0, true }, { 0, false } };
	struct largest_rows of = { { NULL, NULL } };
	char text[200];

	if (line->folded && line->inside_count > 0) {
		of.items[0] = largest(line, NULL);
		of.items[1] = largest(line, of.items[0]);
	}
	for (size_t i = 0; i < LENGTH(forms); i++) {
		struct buffer form = buffer_over(text, sizeof text);

		put_form(line, &of, forms[i].names, forms[i].key ? key : "", context, &form);
		if (!form.cut && utf8_columns(text) <= cols)
			break;
	}
	buffer_text(b, text);
}

/* --- rows --- */

const char *
ended_mark(const struct row *row, bool ascii)
{
	if (row->folded)
		return ascii ? ">" : "▸";
	return ascii ? "v" : "▾";
}

void
ended_put_alike(const struct row *row, const struct column_context *context, struct buffer *b)
{
	buffer_print(b, "%s ", ended_mark(row, context->ascii));
	put_program(row->process, b);
	buffer_print(b, " %s %zu, largest ", context->ascii ? "x" : "×", count_of(row));
	unit_size(b, peak_bytes(row), context->units);
}
