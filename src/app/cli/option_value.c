/* SPDX-License-Identifier: MIT */
/* option_value.c: the setters of options, and their values for --print-config. */
#include "app/cli/option_value.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli/option_read.h"
#include "base/length.h"

#define MIB (1024ull * 1024)

/* --- setters --- */

bool
option_set_interval(void *to, const char *value, struct failure *why)
{
	struct options *o = to;
	uint64_t ns;

	if (!option_read_interval(value, &ns, why))
		return false;
	o->interval_ns = ns;
	return true;
}

bool
option_set_sort(void *to, const char *value, struct failure *why)
{
	struct options *o = to;
	bool inverted = value[0] == '-';
	const struct column *column = column_by_name(value + inverted);

	if (column == NULL)
		return failure_set(
			why, 0, "unknown column '%.100s' (see --columns help)", value + inverted);
	o->sort = column;
	o->sort_inverted = inverted;
	return true;
}

bool
option_set_columns(void *to, const char *value, struct failure *why)
{
	struct options *o = to;

	if (strcmp(value, "help") == 0) {
		o->list_columns = true;
		return true;
	}
	o->columns_chosen = true;
	return column_list_parse(value, &o->columns, why);
}

bool
option_add_pid(struct options *o, int pid, struct failure *why)
{
	if (o->pid_count == OPTION_PIDS_MAX)
		return failure_set(why, 0, "too many process ids (at most %d)", OPTION_PIDS_MAX);
	o->pids[o->pid_count++] = pid;
	return true;
}

bool
option_set_pids(void *to, const char *value, struct failure *why)
{
	struct options *o = to;
	size_t length;
	int pid;

	for (const char *at = value;; at += length + 1) {
		char one[16]; /* a longer text is cut, and as invalid as before */
		struct buffer b = buffer_over(one, sizeof one);

		length = strcspn(at, ",");
		buffer_put(&b, at, length);
		if (!option_read_pid(one, &pid, why))
			return failure_set(
				why, 0, "invalid list of process ids '%.100s' (try 12,345)", value);
		if (!option_add_pid(o, pid, why))
			return false;
		if (at[length] == '\0')
			return true;
	}
}

bool
option_set_user(void *to, const char *value, struct failure *why)
{
	struct options *o = to;
	const struct passwd *user = getpwnam(value);
	char *end;
	unsigned long uid = strtoul(value, &end, 10);

	if (user != NULL)
		uid = user->pw_uid;
	else if (value[0] < '0' || value[0] > '9' || *end != '\0' || uid >= UINT32_MAX)
		return failure_set(why, 0, "unknown user '%.100s' (a name or a number)", value);
	o->uid = (uid_t)uid;
	o->by_uid = true;
	return true;
}

bool
option_set_filter(void *to, const char *value, struct failure *why)
{
	struct options *o = to;
	struct filter *filter;

	if (strlen(value) >= sizeof o->filter)
		return failure_set(
			why, 0, "the text is too long (at most %zu bytes)", sizeof o->filter - 1);
	if (!filter_parse(value, &filter, why))
		return false;
	filter_free(filter);
	strcpy(o->filter, value);
	return true;
}

bool
option_set_iterations(void *to, const char *value, struct failure *why)
{
	return option_read_number(value, 1, UINT64_MAX, &((struct options *)to)->iterations, why);
}

bool
option_set_units(void *to, const char *value, struct failure *why)
{
	struct options *o = to;

	return unit_by_name(value, &o->units) ||
	       failure_set(why, 0, "invalid units '%.100s' (one of: " UNIT_NAMES ")", value);
}

static const char *const color_names[] = { "auto", "always", "never" };

bool
option_set_color(void *to, const char *value, struct failure *why)
{
	unsigned which = 0;
	bool good = option_read_choice(value, color_names, LENGTH(color_names), &which, why);

	((struct options *)to)->color = (enum color)which;
	return good;
}

/* Of enum ended_form, from ENDED_FOLDED on. */
static const char *const ended_names[] = { "folded", "open", "hidden" };

bool
option_set_ended(void *to, const char *value, struct failure *why)
{
	unsigned which = 0;
	bool good = option_read_choice(value, ended_names, LENGTH(ended_names), &which, why);

	((struct options *)to)->ended = (enum ended_form)(ENDED_FOLDED + which);
	return good;
}

void
option_put_ended(const void *from, struct buffer *b)
{
	const struct options *o = from;

	buffer_text(b, ended_names[o->ended - ENDED_FOLDED]);
}

bool
option_set_scheme(void *to, const char *value, struct failure *why)
{
	struct options *o = to;

	return theme_set_scheme(&o->theme, value) ||
	       failure_set(why, 0, "unknown colour scheme '%.100s' (" THEME_SCHEMES ")", value);
}

bool
option_set_no_mouse(void *to, const char *value, struct failure *why)
{
	struct options *o = to;
	bool off = false;

	if (!option_read_flag(value, &off, why))
		return false;
	o->mouse = !off;
	return true;
}

bool
option_set_batch(void *to, const char *value, struct failure *why)
{
	(void)value;
	(void)why;
	((struct options *)to)->mode = MODE_BATCH;
	return true;
}

bool
option_set_once(void *to, const char *value, struct failure *why)
{
	(void)value;
	(void)why;
	((struct options *)to)->mode = MODE_ONCE;
	return true;
}

bool
option_set_json(void *to, const char *value, struct failure *why)
{
	(void)value;
	(void)why;
	((struct options *)to)->format = FORMAT_JSON;
	return true;
}

bool
option_set_csv(void *to, const char *value, struct failure *why)
{
	(void)value;
	(void)why;
	((struct options *)to)->format = FORMAT_CSV;
	return true;
}

bool
option_set_label(void *to, const char *value, struct failure *why)
{
	return option_read_label(value, &((struct options *)to)->label, why);
}

bool
option_set_keep_output(void *to, const char *value, struct failure *why)
{
	return option_read_size_or_none(value, &((struct options *)to)->keep_output_bytes, why);
}

/* --- for --print-config --- */

void
option_put_keep_output(const void *from, struct buffer *b)
{
	const struct options *o = from;
	bool whole = o->keep_output_bytes > 0 && o->keep_output_bytes % MIB == 0;

	buffer_print(b, whole ? "%lluM" : "%llu",
		(unsigned long long)(whole ? o->keep_output_bytes / MIB : o->keep_output_bytes));
}

void
option_put_interval(const void *from, struct buffer *b)
{
	const struct options *o = from;

	unit_interval(b, o->interval_ns);
}

void
option_put_sort(const void *from, struct buffer *b)
{
	const struct options *o = from;

	buffer_print(b, "%s%s", o->sort_inverted ? "-" : "", o->sort->name);
}

/* inih limits lines to 199 bytes: a longer list continues in an indented line. */
void
option_put_columns(const void *from, struct buffer *b)
{
	const struct options *o = from;

	for (size_t i = 0; i < o->columns.count; i++)
		buffer_print(b, "%s%s",
			i == 0        ? ""
			: i % 12 == 0 ? ",\n  "
				      : ",",
			o->columns.items[i]->name);
}

void
option_put_units(const void *from, struct buffer *b)
{
	const struct options *o = from;

	buffer_text(b, unit_name(o->units));
}

void
option_put_color(const void *from, struct buffer *b)
{
	const struct options *o = from;

	buffer_text(b, color_names[o->color]);
}

void
option_put_scheme(const void *from, struct buffer *b)
{
	const struct options *o = from;

	buffer_text(b, theme_scheme_name(&o->theme));
}
