/* SPDX-License-Identifier: MIT */
/* option_value.c: what each option takes: words into values, and back for --print-config. */
#include "app/option_value.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

/* --- setters: the value as typed; false and `why` say what would be right --- */

bool
option_read_flag(const char *value, bool *flag, struct failure *why)
{
	static const char *const words[] = { "no", "yes", "off", "on", "false", "true", "0", "1" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(value, words[i]) == 0) {
			*flag = i % 2 == 1;
			return true;
		}
	}
	return fail(why, 0, "'%s' is neither yes nor no", value);
}

bool
option_set_interval(struct options *o, const char *value, struct failure *why)
{
	uint64_t ns;

	if (!unit_parse_interval(value, &ns))
		return fail(why, 0, "'%s' is no time (such as 500ms, 2s, 0.5)", value);
	if (ns < INTERVAL_MIN_NS || ns > INTERVAL_MAX_NS)
		return fail(why, 0, "'%s' is out of range (10ms to 1h)", value);
	o->interval_ns = ns;
	return true;
}

bool
option_set_sort(struct options *o, const char *value, struct failure *why)
{
	bool inverted = value[0] == '-';
	const struct column *column = column_by_name(value + inverted);

	if (column == NULL)
		return fail(
			why, 0, "no column '%s' ('--columns help' lists them)", value + inverted);
	o->sort = column;
	o->sort_inverted = inverted;
	return true;
}

bool
option_set_columns(struct options *o, const char *value, struct failure *why)
{
	if (strcmp(value, "help") == 0) {
		o->list_columns = true;
		return true;
	}
	o->columns_chosen = true;
	return column_list_parse(value, &o->columns, why);
}

bool
option_set_pids(struct options *o, const char *value, struct failure *why)
{
	char *end = NULL;

	for (const char *at = value;; at = end + 1) {
		long pid = *at >= '0' && *at <= '9' ? strtol(at, &end, 10) : 0;

		if (pid <= 0 || pid > INT32_MAX || (*end != ',' && *end != '\0'))
			return fail(
				why, 0, "'%s' is no list of process ids (such as 12,345)", value);
		if (o->pid_count == OPTION_PIDS_MAX)
			return fail(why, 0, "more than %d process ids", OPTION_PIDS_MAX);
		o->pids[o->pid_count++] = (pid_t)pid;
		if (*end == '\0')
			return true;
	}
}

bool
option_set_user(struct options *o, const char *value, struct failure *why)
{
	const struct passwd *user = getpwnam(value);
	char *end;
	unsigned long uid = strtoul(value, &end, 10);

	if (user != NULL)
		uid = user->pw_uid;
	else if (value[0] < '0' || value[0] > '9' || *end != '\0' || uid >= UINT32_MAX)
		return fail(why, 0, "no user '%s' (a name or a number)", value);
	o->uid = (uid_t)uid;
	o->by_uid = true;
	return true;
}

bool
option_set_filter(struct options *o, const char *value, struct failure *why)
{
	if (strlen(value) >= sizeof o->filter)
		return fail(why, 0, "the text is longer than %zu bytes", sizeof o->filter - 1);
	strcpy(o->filter, value);
	return true;
}

bool
option_set_iterations(struct options *o, const char *value, struct failure *why)
{
	char *end;

	errno = 0;
	o->iterations = strtoull(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || o->iterations == 0)
		return fail(why, 0, "'%s' is no number of samples (1 or more)", value);
	return true;
}

bool
option_set_units(struct options *o, const char *value, struct failure *why)
{
	return unit_by_name(value, &o->units) || fail(why, 0, "'%s' is none of " UNIT_NAMES, value);
}

static const char *const color_names[] = { "auto", "always", "never" };

bool
option_set_color(struct options *o, const char *value, struct failure *why)
{
	for (size_t i = 0; i < sizeof color_names / sizeof color_names[0]; i++) {
		if (strcmp(value, color_names[i]) == 0) {
			o->color = (enum color)i;
			return true;
		}
	}
	return fail(why, 0, "'%s' is none of auto, always, never", value);
}

bool
option_set_scheme(struct options *o, const char *value, struct failure *why)
{
	return theme_set_scheme(&o->theme, value) ||
	       fail(why, 0, "no colour scheme '%s' (" THEME_SCHEMES ")", value);
}

bool
option_set_proc(struct options *o, const char *value, struct failure *why)
{
	(void)why;
	o->proc = value;
	return true;
}

bool
option_set_config(struct options *o, const char *value, struct failure *why)
{
	(void)why;
	o->config = value;
	return true;
}

bool
option_set_no_mouse(struct options *o, const char *value, struct failure *why)
{
	bool off = false;

	if (!option_read_flag(value, &off, why))
		return false;
	o->mouse = !off;
	return true;
}

static bool
set_mode(struct options *o, enum mode mode, struct failure *why)
{
	if (o->mode != MODE_AUTO && o->mode != mode)
		return fail(why, 0, "--once and --batch exclude each other");
	o->mode = mode;
	return true;
}

bool
option_set_batch(struct options *o, const char *value, struct failure *why)
{
	(void)value;
	return set_mode(o, MODE_BATCH, why);
}

bool
option_set_once(struct options *o, const char *value, struct failure *why)
{
	(void)value;
	return set_mode(o, MODE_ONCE, why);
}

static bool
set_format(struct options *o, enum format format, struct failure *why)
{
	if (o->format != FORMAT_PLAIN && o->format != format)
		return fail(why, 0, "--json and --csv exclude each other");
	o->format = format;
	return true;
}

bool
option_set_json(struct options *o, const char *value, struct failure *why)
{
	(void)value;
	return set_format(o, FORMAT_JSON, why);
}

bool
option_set_csv(struct options *o, const char *value, struct failure *why)
{
	(void)value;
	return set_format(o, FORMAT_CSV, why);
}

/* --- for --print-config --- */

void
option_put_interval(const struct options *o, struct buffer *b)
{
	unit_interval(b, o->interval_ns);
}

void
option_put_sort(const struct options *o, struct buffer *b)
{
	buffer_print(b, "%s%s", o->sort_inverted ? "-" : "", o->sort->name);
}

/* Lines of a config file end at 199 bytes; a longer list goes on in an indented line. */
void
option_put_columns(const struct options *o, struct buffer *b)
{
	for (size_t i = 0; i < o->columns.count; i++)
		buffer_print(b, "%s%s",
			i == 0        ? ""
			: i % 12 == 0 ? ",\n  "
				      : ",",
			o->columns.items[i]->name);
}

void
option_put_units(const struct options *o, struct buffer *b)
{
	buffer_text(b, unit_name(o->units));
}

void
option_put_color(const struct options *o, struct buffer *b)
{
	buffer_text(b, color_names[o->color]);
}

void
option_put_scheme(const struct options *o, struct buffer *b)
{
	buffer_text(b, theme_scheme_name(&o->theme));
}
