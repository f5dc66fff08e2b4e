/* SPDX-License-Identifier: MIT */
/* option_table.c: the options of a command as a table, from which they are parsed and --help is
 * made. */
#include "app/cli/option_table.h"

#include <getopt.h>
#include <string.h>

#include "base/length.h"
#include "base/renamed.h"
#include "app/cli/option_read.h"

/* getopt returns long options as numbers from here on. */
#define LONG_BASE 256

/* What cannot be empty, by the name of the argument in --help; NULL: it may be. */
static const char *
not_empty(const struct option_row *row)
{
	static const struct {
		const char *argument, *what;
	} kinds[] = { { "FILE", "the name of a file" }, { "DIR", "the name of a folder" },
		{ "CMD", "a command" } };

	for (size_t i = 0; row->argument != NULL && i < LENGTH(kinds); i++)
		if (strcmp(row->argument, kinds[i].argument) == 0)
			return kinds[i].what;
	return NULL;
}

static bool
set_row(const struct option_row *row, void *options, const char *value, struct failure *why)
{
	void *member = (char *)options + row->member;

	if (value != NULL && value[0] == '\0' && not_empty(row) != NULL)
		return failure_set(why, 0, "%s cannot be empty", not_empty(row));
	if (row->set != NULL)
		return row->set(options, value, why);
	if (row->argument == NULL)
		return option_read_flag(value, member, why);
	*(const char **)member = value;
	return true;
}

static bool
is_in(const struct option_table *t, const struct option_row *row, enum option_where where)
{
	return (row->where & where) && !(t->launches_nothing && row->of_launch);
}

/* The most that a table becomes for getopt: each row by its two names, and the end. */
#define LONG_ROWS_MAX (2 * OPTION_ROWS_MAX + 1)

/* Converts the table for getopt; `long_rows` has one more element, zeroed, at its end. */
static void
make_getopt(const struct option_table *t, struct option *long_rows, char *letters)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct option_row *row = &t->rows[i];
		/* A flag that a config file can set can be turned off on the command line:
		 * --tree=no. */
		bool optional = row->optional || row->to_stdout || row->where == EVERYWHERE;
		int argument = row->argument != NULL && !row->optional ? required_argument
			       : optional                              ? optional_argument
								       : no_argument;

		for (int n = 0; n < 2; n++) {
			const char *name = n == 0 ? row->name : row->former;

			if (name != NULL && is_in(t, row, ON_LINE))
				*long_rows++ =
					(struct option){ name, argument, NULL, LONG_BASE + (int)i };
		}
		if (row->letter == 0)
			continue;
		*letters++ = row->letter;
		if (row->argument != NULL)
			*letters++ = ':';
	}
	*long_rows = (struct option){ NULL, 0, NULL, 0 };
	*letters = '\0';
}

/* The value of a row as getopt found it, NULL: none, for `set_row`. */
static bool
take_value(const struct option_row *row, const char **value, struct failure *why)
{
	if (row->argument != NULL)
		return true;
	if (row->to_stdout && *value != NULL && strcmp(*value, "-") != 0)
		return failure_set(why, 0,
			"only '-' (stdout) is possible; to write a file: --%s > FILE", row->name);
	if (row->to_stdout || *value == NULL)
		*value = "yes";
	return true;
}

static const struct option_row *
row_of(const struct option_table *t, int found)
{
	if (found >= LONG_BASE && (size_t)(found - LONG_BASE) < t->count)
		return &t->rows[found - LONG_BASE];
	for (size_t i = 0; i < t->count; i++)
		if (t->rows[i].letter != 0 && t->rows[i].letter == found)
			return &t->rows[i];
	return NULL;
}

/* How many long options begin with what `arg` names. */
static size_t
count_meant(const struct option_table *t, const char *arg)
{
	size_t length = strcspn(arg + 2, "="), count = 0;

	for (size_t i = 0; i < t->count; i++)
		count += is_in(t, &t->rows[i], ON_LINE) &&
			 strncmp(t->rows[i].name, arg + 2, length) == 0;
	return count;
}

static bool
fail_unknown(const struct option_table *t, int found, char **argv, struct failure *why)
{
	const struct option_row *row = row_of(t, optopt);

	if (found == ':' && row != NULL)
		return failure_set(why, 0, "--%s requires a value: %s", row->name, row->argument);
	if (optopt >= LONG_BASE && row != NULL)
		return failure_set(why, 0, "--%s takes no value", row->name);
	if (optopt != 0)
		return failure_set(
			why, 0, "unknown option '-%c' (see '%s --help')", optopt, t->command);
	return failure_set(why, 0, "%s option '%.100s' (see '%s --help')",
		count_meant(t, argv[optind - 1]) > 1 ? "ambiguous" : "unknown", argv[optind - 1],
		t->command);
}

/* "--o=FILE" means --output=FILE if that is the only --o... option with a letter: writes the name
 * in full, for getopt to read again. */
static bool
write_out(const struct option_table *t, char **arg)
{
	size_t length = strncmp(*arg, "--", 2) == 0 ? strcspn(*arg + 2, "=") : 0;
	const struct option_row *meant = NULL;
	struct bytes full = { .data = NULL };

	if (!t->letters_win || length == 0)
		return false;
	for (size_t i = 0; i < t->count; i++) {
		const struct option_row *row = &t->rows[i];

		if (!(row->where & ON_LINE) || row->letter == 0 ||
			strncmp(row->name, *arg + 2, length) != 0)
			continue;
		if (meant != NULL || strlen(row->name) == length)
			return false;
		meant = row;
	}
	if (meant == NULL)
		return false;
	bytes_print(&full, "--%s%s", meant->name, *arg + 2 + length);
	*arg = full.data; /* used until the program exits */
	return true;
}

/* `given`: the rows so far, one for each of the table's. */
static bool
check_excluded(const struct option_table *t, const struct option_row *row, bool *given,
	struct failure *why)
{
	for (size_t i = 0; i < t->count; i++)
		if (given[i] && &t->rows[i] != row && (t->rows[i].excludes & row->excludes))
			return failure_set(why, 0, "--%s and --%s cannot be used together",
				t->rows[i].name, row->name);
	given[row - t->rows] = true;
	return true;
}

bool
option_table_parse(const struct option_table *t, void *options, int argc, char **argv,
	bool first_ends, int *operand, struct failure *why)
{
	bool dashed;

	return option_table_parse_dashed(t, options, argc, argv, first_ends, operand, &dashed, why);
}

bool
option_table_parse_dashed(const struct option_table *t, void *options, int argc, char **argv,
	bool first_ends, int *operand, bool *dashed, struct failure *why)
{
	struct option long_rows[LONG_ROWS_MAX];
	bool given[OPTION_ROWS_MAX] = { false };
	char letters[2 * OPTION_ROWS_MAX + 3];
	const char *value;
	int found, next;

	/* ':' distinguishes a missing value from an unknown option; '+' stops at the first
	 * operand. */
	strcpy(letters, first_ends ? "+:" : ":");
	make_getopt(t, long_rows, letters + strlen(letters));
	opterr = 0;
	optind = 0; /* glibc: start over, since this may be called more than once */
	for (next = 1; (found = getopt_long(argc, argv, letters, long_rows, NULL)) != -1;
		next = optind) {
		const struct option_row *row = row_of(t, found);

		if (found == '?' && optopt == 0 && write_out(t, &argv[optind - 1])) {
			optind--;
			continue;
		}
		if (found == '?' || found == ':' || row == NULL)
			return fail_unknown(t, found, argv, why);
		if (!check_excluded(t, row, given, why))
			return false;
		value = optarg;
		if (!take_value(row, &value, why) || !set_row(row, options, value, why))
			return failure_within(why, "--%s", row->name);
	}
	*operand = optind;
	*dashed = optind == next + 1 && strcmp(argv[next], "--") == 0;
	return true;
}

bool
option_table_set(const struct option_table *t, void *options, enum option_where where,
	const char *name, const char *value, bool *unknown, struct failure *why)
{
	size_t prefix = t->prefix != NULL ? strlen(t->prefix) : 0;

	*unknown = prefix > 0 && strncmp(name, t->prefix, prefix) != 0;
	if (*unknown)
		return true;
	name += prefix;
	for (size_t i = 0; i < t->count; i++)
		if ((t->rows[i].where & where) &&
			renamed_is(t->rows[i].name, t->rows[i].former, name))
			return set_row(&t->rows[i], options, value, why);
	*unknown = true;
	return true;
}

static bool
is_flag_of_config(const struct option_row *row)
{
	return (row->where & IN_CONFIG) && row->set == NULL && row->argument == NULL;
}

bool
option_table_change(const struct option_table *t, void *options, const struct option_row *row,
	const char *value, struct failure *why)
{
	if (!set_row(row, options, value, why))
		return false;
	if (!is_flag_of_config(row) || !*(const bool *)((char *)options + row->member))
		return true;
	for (size_t i = 0; i < t->count; i++)
		if (&t->rows[i] != row && (t->rows[i].excludes & row->excludes) &&
			is_flag_of_config(&t->rows[i]))
			*(bool *)((char *)options + t->rows[i].member) = false;
	return true;
}

void
option_row_put(const struct option_row *row, const void *options, struct buffer *b)
{
	if (row->put != NULL)
		row->put(options, b);
	else
		buffer_text(b, *(const bool *)((const char *)options + row->member) ? "yes" : "no");
}

void
option_table_put_config(const struct option_table *t, const void *options, struct bytes *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct option_row *row = &t->rows[i];
		char text[1024];
		struct buffer b = buffer_over(text, sizeof text);

		if (!(row->where & IN_CONFIG))
			continue;
		option_row_put(row, options, &b);
		bytes_print(
			out, "%s%s = %s\n", t->prefix != NULL ? t->prefix : "", row->name, text);
	}
}

void
option_table_put_help(const struct option_table *t, struct bytes *out)
{
	bytes_print(out, "Usage: %s %s\n%s\n\n", t->command, t->usage, t->about);
	option_table_put_options(t, out);
	if (t->notes != NULL)
		bytes_print(out, "\n%s", t->notes);
}

void
option_table_put_options(const struct option_table *t, struct bytes *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct option_row *row = &t->rows[i];
		char left[40];
		struct buffer b = buffer_over(left, sizeof left);

		if (row->help == NULL || !is_in(t, row, ON_LINE))
			continue;
		if (row->letter != 0)
			buffer_print(&b, "-%c, ", row->letter);
		else
			buffer_text(&b, "    ");
		buffer_print(&b, "--%s", row->name);
		if (row->argument != NULL)
			buffer_print(&b, row->optional ? "[=%s]" : " %s", row->argument);
		bytes_print(out, "  %-24s %s\n", left, row->help);
	}
}
