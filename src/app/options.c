/* SPDX-License-Identifier: MIT */
/* options.c: THE table of options: command line, config file, --help and --print-config. */
#include "app/options.h"

#include <errno.h>
#include <getopt.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"

/* Where a row may be set. */
enum where { ON_LINE = 1, IN_CONFIG = 2, EVERYWHERE = 3 };

struct option_row {
	const char *name;
	char letter; /* 0: none */
	enum where where;
	const char *argument; /* what its value is called; NULL: a flag, "yes" or "no" */
	const char *help;     /* NULL: not shown (config only) */
	bool (*set)(struct options *, const char *value, struct failure *);
	void (*put)(const struct options *, struct buffer *); /* for --print-config */
};

/* --- setters: the value as typed; false and `why` say what would be right --- */

static bool
read_flag(const char *value, bool *flag, struct failure *why)
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

static bool
set_interval(struct options *o, const char *value, struct failure *why)
{
	uint64_t ns;

	if (!unit_parse_interval(value, &ns))
		return fail(why, 0, "'%s' is no time (such as 500ms, 2s, 0.5)", value);
	if (ns < INTERVAL_MIN_NS || ns > INTERVAL_MAX_NS)
		return fail(why, 0, "'%s' is out of range (10ms to 1h)", value);
	o->interval_ns = ns;
	return true;
}

static bool
set_sort(struct options *o, const char *value, struct failure *why)
{
	bool inverted = value[0] == '-';
	const struct column *column = column_by_name(value + inverted);

	if (column == NULL)
		return fail(why, 0, "no column '%s' ('--columns help' lists them)",
			value + inverted);
	o->sort = column;
	o->sort_inverted = inverted;
	return true;
}

static bool
set_columns(struct options *o, const char *value, struct failure *why)
{
	if (strcmp(value, "help") == 0) {
		o->list_columns = true;
		return true;
	}
	o->columns_chosen = true;
	return column_list_parse(value, &o->columns, why);
}

static bool
set_pids(struct options *o, const char *value, struct failure *why)
{
	char *end = NULL;

	for (const char *at = value;; at = end + 1) {
		long pid = *at >= '0' && *at <= '9' ? strtol(at, &end, 10) : 0;

		if (pid <= 0 || pid > INT32_MAX || (*end != ',' && *end != '\0'))
			return fail(why, 0, "'%s' is no list of process ids (such as 12,345)", value);
		if (o->pid_count == OPTION_PIDS_MAX)
			return fail(why, 0, "more than %d process ids", OPTION_PIDS_MAX);
		o->pids[o->pid_count++] = (pid_t)pid;
		if (*end == '\0')
			return true;
	}
}

static bool
set_user(struct options *o, const char *value, struct failure *why)
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

static bool
set_filter(struct options *o, const char *value, struct failure *why)
{
	if (strlen(value) >= sizeof o->filter)
		return fail(why, 0, "the text is longer than %zu bytes", sizeof o->filter - 1);
	strcpy(o->filter, value);
	return true;
}

static bool
set_iterations(struct options *o, const char *value, struct failure *why)
{
	char *end;

	errno = 0;
	o->iterations = strtoull(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || o->iterations == 0)
		return fail(why, 0, "'%s' is no number of samples (1 or more)", value);
	return true;
}

static bool
set_units(struct options *o, const char *value, struct failure *why)
{
	return unit_by_name(value, &o->units) ||
		fail(why, 0, "'%s' is none of " UNIT_NAMES, value);
}

static const char *const color_names[] = { "auto", "always", "never" };

static bool
set_color(struct options *o, const char *value, struct failure *why)
{
	for (size_t i = 0; i < sizeof color_names / sizeof color_names[0]; i++) {
		if (strcmp(value, color_names[i]) == 0) {
			o->color = (enum color)i;
			return true;
		}
	}
	return fail(why, 0, "'%s' is none of auto, always, never", value);
}

static bool
set_scheme(struct options *o, const char *value, struct failure *why)
{
	return theme_set_scheme(&o->theme, value) ||
		fail(why, 0, "no colour scheme '%s' (" THEME_SCHEMES ")", value);
}

static bool
set_proc(struct options *o, const char *value, struct failure *why)
{
	(void)why;
	o->proc = value;
	return true;
}

static bool
set_config(struct options *o, const char *value, struct failure *why)
{
	(void)why;
	o->config = value;
	return true;
}

static bool
set_no_mouse(struct options *o, const char *value, struct failure *why)
{
	bool off = false;

	if (!read_flag(value, &off, why))
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

static bool
set_batch(struct options *o, const char *value, struct failure *why)
{
	(void)value;
	return set_mode(o, MODE_BATCH, why);
}

static bool
set_once(struct options *o, const char *value, struct failure *why)
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

static bool
set_json(struct options *o, const char *value, struct failure *why)
{
	(void)value;
	return set_format(o, FORMAT_JSON, why);
}

static bool
set_csv(struct options *o, const char *value, struct failure *why)
{
	(void)value;
	return set_format(o, FORMAT_CSV, why);
}

/* A flag that is one member of struct options. */
#define FLAG(member)                                                                               \
	static bool set_##member(struct options *o, const char *value, struct failure *why)        \
	{                                                                                          \
		return read_flag(value, &o->member, why);                                          \
	}                                                                                          \
	static void put_##member(const struct options *o, struct buffer *b)                        \
	{                                                                                          \
		buffer_text(b, o->member ? "yes" : "no");                                          \
	}
FLAG(python)
FLAG(tree)
FLAG(ascii)
FLAG(mouse)
FLAG(readonly)
FLAG(kernel_threads)

static bool
set_help(struct options *o, const char *value, struct failure *why)
{
	return read_flag(value, &o->help, why);
}

static bool
set_version(struct options *o, const char *value, struct failure *why)
{
	return read_flag(value, &o->version, why);
}

static bool
set_print_config(struct options *o, const char *value, struct failure *why)
{
	return read_flag(value, &o->print_config, why);
}

/* --- for --print-config --- */

static void
put_interval(const struct options *o, struct buffer *b)
{
	unit_interval(b, o->interval_ns);
}

static void
put_sort(const struct options *o, struct buffer *b)
{
	buffer_print(b, "%s%s", o->sort_inverted ? "-" : "", o->sort->name);
}

/* Lines of a config file end at 199 bytes; a longer list goes on in an indented line. */
static void
put_columns(const struct options *o, struct buffer *b)
{
	for (size_t i = 0; i < o->columns.count; i++)
		buffer_print(b, "%s%s", i == 0 ? "" : i % 12 == 0 ? ",\n  " : ",",
			o->columns.items[i]->name);
}

static void
put_units(const struct options *o, struct buffer *b)
{
	buffer_text(b, unit_name(o->units));
}

static void
put_color(const struct options *o, struct buffer *b)
{
	buffer_text(b, color_names[o->color]);
}

static void
put_scheme(const struct options *o, struct buffer *b)
{
	buffer_text(b, theme_scheme_name(&o->theme));
}

static const struct option_row rows[] = {
	{ "interval", 'd', EVERYWHERE, "TIME", "between two samples: 500ms, 2s, 0.5 (default 1s)",
		set_interval, put_interval },
	{ "sort", 's', EVERYWHERE, "COLUMN", "sort by it; -COLUMN turns it round (default rss)",
		set_sort, put_sort },
	{ "columns", 'c', EVERYWHERE, "LIST", "columns shown, comma separated; 'help' lists them",
		set_columns, put_columns },
	{ "pid", 'p', ON_LINE, "PID,...", "only these processes", set_pids, NULL },
	{ "user", 'u', ON_LINE, "USER", "only processes of this user", set_user, NULL },
	{ "filter", 'F', ON_LINE, "TEXT", "only where name or command holds TEXT; a|b: a or b",
		set_filter, NULL },
	{ "python", 0, EVERYWHERE, NULL, "only Python processes", set_python, put_python },
	{ "tree", 't', EVERYWHERE, NULL, "process tree with totals per subtree", set_tree,
		put_tree },
	{ "kernel-threads", 0, EVERYWHERE, NULL, "list kernel threads too (they hold no memory)",
		set_kernel_threads, put_kernel_threads },
	{ "iterations", 'n', ON_LINE, "N", "stop after N samples", set_iterations, NULL },
	{ "batch", 'b', ON_LINE, NULL, "plain text, one table a sample", set_batch, NULL },
	{ "once", 0, ON_LINE, NULL, "plain text, one table", set_once, NULL },
	{ "json", 0, ON_LINE, NULL, "samples as JSON Lines", set_json, NULL },
	{ "csv", 0, ON_LINE, NULL, "samples as CSV with a header", set_csv, NULL },
	{ "units", 0, EVERYWHERE, "UNITS", "sizes in " UNIT_NAMES, set_units, put_units },
	{ "color", 0, EVERYWHERE, "WHEN", "auto, always or never (NO_COLOR is honoured)", set_color,
		put_color },
	{ "scheme", 0, EVERYWHERE, "NAME", "colours: " THEME_SCHEMES, set_scheme, put_scheme },
	{ "ascii", 0, EVERYWHERE, NULL, "draw with ASCII only", set_ascii, put_ascii },
	{ "no-mouse", 0, ON_LINE, NULL, "leave the mouse to the terminal", set_no_mouse, NULL },
	{ "mouse", 0, IN_CONFIG, NULL, NULL, set_mouse, put_mouse },
	{ "readonly", 0, EVERYWHERE, NULL, "no signals to processes", set_readonly, put_readonly },
	{ "proc", 0, ON_LINE, "DIR", "another mount of /proc", set_proc, NULL },
	{ "config", 0, ON_LINE, "FILE", "another config file", set_config, NULL },
	{ "print-config", 0, ON_LINE, NULL, "print the settings in force as a config file",
		set_print_config, NULL },
	{ "help", 'h', ON_LINE, NULL, "this text", set_help, NULL },
	{ "version", 'V', ON_LINE, NULL, "the version", set_version, NULL },
};
enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

void
options_init(struct options *o)
{
	*o = (struct options){
		.interval_ns = NS_PER_SECOND,
		.sort = column_by_name("rss"),
		.mouse = true,
		.proc = "/proc",
	};
	column_list_default(&o->columns);
	theme_init(&o->theme);
	keys_init(&o->keys);
}

/* --- the command line --- */

/* getopt's own forms of the table; `long_rows` has one more, zeroed, at its end. */
static void
make_getopt(struct option *long_rows, char *letters)
{
	*letters++ = ':'; /* tells a missing value from an unknown option */
	for (int i = 0; i < ROW_COUNT; i++) {
		int argument = rows[i].argument != NULL ? required_argument : no_argument;

		if (rows[i].where & ON_LINE)
			*long_rows++ = (struct option){ rows[i].name, argument, NULL, 256 + i };
		if (rows[i].letter == 0)
			continue;
		*letters++ = rows[i].letter;
		if (rows[i].argument != NULL)
			*letters++ = ':';
	}
	*long_rows = (struct option){ NULL, 0, NULL, 0 };
	*letters = '\0';
}

static const struct option_row *
row_of(int found)
{
	if (found >= 256)
		return &rows[found - 256];
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (rows[i].letter == found)
			return &rows[i];
	return NULL;
}

/* The name as the user may know it: --interval. */
static bool
fail_at(const struct option_row *row, struct failure *why)
{
	struct failure cause = *why;

	return fail(why, 0, "--%s: %s", row->name, cause.doing);
}

static bool
fail_unknown(int found, char **argv, struct failure *why)
{
	const struct option_row *row = row_of(optopt);

	if (found == ':' && row != NULL)
		return fail(why, 0, "--%s wants a value: %s", row->name, row->argument);
	if (optopt >= 256 && row != NULL)
		return fail(why, 0, "--%s takes no value", row->name);
	if (optopt != 0)
		return fail(why, 0, "unknown option '-%c' ('peaktop --help' lists them)", optopt);
	return fail(why, 0, "unknown option '%s' ('peaktop --help' lists them)", argv[optind - 1]);
}

static bool
check_together(struct options *o, struct failure *why)
{
	if (o->format != FORMAT_PLAIN && o->mode == MODE_AUTO && !o->help && !o->version)
		o->mode = MODE_ONCE;
	if (o->mode == MODE_ONCE && o->iterations > 1)
		return fail(why, 0, "--once takes one sample: use --batch with --iterations");
	return true;
}

bool
options_parse(struct options *o, int argc, char **argv, struct failure *why)
{
	struct option long_rows[ROW_COUNT + 1];
	char letters[2 * ROW_COUNT + 2];
	int found;

	make_getopt(long_rows, letters);
	opterr = 0;
	optind = 0; /* glibc: start anew, this is called twice */
	o->pid_count = 0;
	while ((found = getopt_long(argc, argv, letters, long_rows, NULL)) != -1) {
		const struct option_row *row = row_of(found);

		if (found == '?' || found == ':' || row == NULL)
			return fail_unknown(found, argv, why);
		if (!row->set(o, row->argument != NULL ? optarg : "yes", why))
			return fail_at(row, why);
	}
	if (optind < argc)
		return fail(why, 0, "unexpected argument '%s' ('peaktop --help' shows the usage)",
			argv[optind]);
	return check_together(o, why);
}

/* --- the config file --- */

bool
options_set(struct options *o, const char *key, const char *value, bool *unknown,
	struct failure *why)
{
	*unknown = false;
	if (strncmp(key, "role.", 5) == 0)
		return theme_set_role(&o->theme, key + 5, value, unknown, why);
	if (strncmp(key, "key.", 4) == 0)
		return keys_bind(&o->keys, key + 4, value, unknown, why);
	for (size_t i = 0; i < ROW_COUNT; i++)
		if ((rows[i].where & IN_CONFIG) && strcmp(rows[i].name, key) == 0)
			return rows[i].set(o, value, why);
	*unknown = true;
	return true;
}

void
options_put_config(const struct options *o, struct bytes *out)
{
	char text[1024];

	bytes_text(out, "# peaktop's settings, with their values in force\n");
	for (size_t i = 0; i < ROW_COUNT; i++) {
		struct buffer b = buffer_over(text, sizeof text);

		if (!(rows[i].where & IN_CONFIG))
			continue;
		rows[i].put(o, &b);
		bytes_print(out, "%s = %s\n", rows[i].name, text);
	}
	bytes_text(out, "\n# colours: [bold] [dim] [reverse] [underline] COLOUR [on COLOUR]\n");
	theme_put_config(&o->theme, out);
	bytes_text(out, "\n# keys, separated by blanks\n");
	keys_put_config(&o->keys, out);
}

/* --- texts --- */

void
options_put_help(struct bytes *out)
{
	bytes_text(out,
		"Usage: peaktop [OPTIONS]\n"
		"Current and peak resident memory of every process: a live table on a terminal, one\n"
		"plain table otherwise.\n\n");
	for (size_t i = 0; i < ROW_COUNT; i++) {
		char left[40];
		struct buffer b = buffer_over(left, sizeof left);

		if (rows[i].help == NULL)
			continue;
		if (rows[i].letter != 0)
			buffer_print(&b, "-%c, ", rows[i].letter);
		else
			buffer_text(&b, "    ");
		buffer_print(&b, "--%s", rows[i].name);
		if (rows[i].argument != NULL)
			buffer_print(&b, " %s", rows[i].argument);
		bytes_print(out, "  %-24s %s\n", left, rows[i].help);
	}
	bytes_text(out, "\nKeys: press h in the live table. Exit status: 0, 2 for bad usage, 1 for\n"
			"anything else that failed. Manual: man peaktop\n");
}

void
options_put_columns(struct bytes *out)
{
	for (size_t i = 0; i < column_count; i++)
		bytes_print(out, "%-12s %s\n", columns[i].name, columns[i].help);
}

/* --- what follows from them --- */

struct selection
options_selection(const struct options *o)
{
	struct selection s = { .pids = o->pid_count > 0 ? o->pids : NULL,
		.pid_count = o->pid_count,
		.uid = o->uid,
		.by_uid = o->by_uid,
		.python_only = o->python };

	memcpy(s.text, o->filter, sizeof s.text);
	return s;
}

struct column_list
options_columns(const struct options *o)
{
	struct column_list list = o->columns;

	if (o->format != FORMAT_PLAIN && !o->columns_chosen)
		column_list_machine(&list);
	if (o->tree)
		column_list_add_tree(&list);
	return list;
}

unsigned
options_wants(const struct options *o)
{
	struct column_list list = options_columns(o);

	return column_list_wants(&list) | o->sort->wants |
		(o->kernel_threads ? WANT_KERNEL_THREADS : 0);
}
