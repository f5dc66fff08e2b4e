/* SPDX-License-Identifier: MIT */
/* options.c: THE table of options: command line, config file, --help and --print-config. */
#include "app/cli/options.h"

#include <stdlib.h>
#include <string.h>

#include "app/cli/option_read.h"
#include "app/cli/option_table.h"
#include "app/cli/option_value.h"
#include "app/cli/suggest.h"
#include "screen/keys/keys.h"
#include "base/bytes.h"
#include "base/duration.h"

#define KEEP_OUTPUT_BYTES (16ull << 20)

#define MEMBER(name) offsetof(struct options, name)

/* Pairs of options that exclude each other. */
enum {
	BATCH_OR_ONCE = 1 << 0,
	JSON_OR_CSV = 1 << 1,
	JSON_OR_GROUPS = 1 << 2,
	CSV_OR_GROUPS = 1 << 3,
	TREE_OR_GROUPS = 1 << 4,
};

static const struct option_row rows[] = {
	{ "interval", 'd', EVERYWHERE, "TIME", "time between samples: 500ms, 2s, 0.5 (default 1s)",
		.set = option_set_interval, .put = option_put_interval },
	{ "sort", 's', EVERYWHERE, "COLUMN", "sort by COLUMN; -COLUMN reverses (default rss)",
		.set = option_set_sort, .put = option_put_sort,
		.setup_help = "the column that rows are sorted by" },
	{ "columns", 'c', EVERYWHERE, "LIST", "columns to show, comma separated; 'help' lists them",
		.set = option_set_columns, .put = option_put_columns,
		.setup_help = "the columns shown, and their order" },
	{ "pid", 'p', ON_LINE, "PID,...", "show only these processes", .set = option_set_pids },
	{ "user", 'u', ON_LINE, "USER", "show only processes of USER", .set = option_set_user },
	{ "filter", 'F', ON_LINE, "TEXT",
		"show only processes that match TEXT: a|b, !a, /regex/, >500M",
		.set = option_set_filter },
	{ "python", 0, EVERYWHERE, NULL, "show only Python processes", .member = MEMBER(python) },
	{ "tree", 't', EVERYWHERE, NULL, "show the process tree with totals per subtree",
		.member = MEMBER(tree), .excludes = TREE_OR_GROUPS },
	{ "groups", 0, EVERYWHERE, NULL, "show processes that belong together as one row",
		.member = MEMBER(groups), .former = "jobs",
		.excludes = JSON_OR_GROUPS | CSV_OR_GROUPS | TREE_OR_GROUPS },
	{ "kernel-threads", 0, EVERYWHERE, NULL, "show kernel threads too (they hold no memory)",
		.member = MEMBER(kernel_threads), .setup = SETUP_AT_START },
	{ "ended", 0, EVERYWHERE, "HOW",
		"ended processes on the screen: folded (default), open, hidden",
		.set = option_set_ended, .put = option_put_ended,
		.choices = "folded, open, hidden" },
	{ "iterations", 'n', ON_LINE, "N", "stop after N samples", .set = option_set_iterations },
	{ "batch", 'b', ON_LINE, NULL, "print a plain table for each sample",
		.set = option_set_batch, .excludes = BATCH_OR_ONCE },
	{ "once", 0, ON_LINE, NULL, "print one plain table", .set = option_set_once,
		.excludes = BATCH_OR_ONCE },
	{ "json", 0, ON_LINE, NULL, "print samples as JSON Lines", .set = option_set_json,
		.excludes = JSON_OR_CSV | JSON_OR_GROUPS, .to_stdout = true },
	{ "csv", 0, ON_LINE, NULL, "print samples as CSV with a header", .set = option_set_csv,
		.excludes = JSON_OR_CSV | CSV_OR_GROUPS, .to_stdout = true },
	{ "units", 0, EVERYWHERE, "UNITS", "units of sizes: " UNIT_NAMES, .set = option_set_units,
		.put = option_put_units, .choices = UNIT_NAMES, .setup_help = "units of sizes" },
	{ "color", 0, EVERYWHERE, "WHEN", "auto, always or never (NO_COLOR is honoured)",
		.set = option_set_color, .put = option_put_color, .choices = "auto, always, never",
		.setup_help = "whether there are colours" },
	{ "scheme", 0, EVERYWHERE, "NAME", "colour scheme: " THEME_SCHEMES,
		.set = option_set_scheme, .put = option_put_scheme, .choices = THEME_SCHEMES,
		.setup_help = "colour scheme" },
	{ "ascii", 0, EVERYWHERE, NULL, "draw with ASCII only", .member = MEMBER(ascii) },
	{ "no-mouse", 0, ON_LINE, NULL, "leave the mouse to the terminal",
		.set = option_set_no_mouse },
	{ "mouse", 0, IN_CONFIG, NULL, "use the mouse", .member = MEMBER(mouse),
		.setup = SETUP_AT_START },
	{ "readonly", 0, EVERYWHERE, NULL, "send no signals to processes",
		.member = MEMBER(readonly), .setup = SETUP_NEVER },
	{ "at", 0, ON_LINE, "SIZE[:WHO]=CMD",
		"run CMD with sh once a process (pid or name) holds SIZE", .set = option_set_at },
	{ "on-peak", 0, ON_LINE, "CMD", "run CMD with sh when the peak of a process rises",
		.set = option_set_on_peak },
	{ "label", 0, ON_LINE, "NAME", "name of the COMMAND after -- in the history",
		.set = option_set_label, .of_launch = true },
	{ "no-lines", 0, ON_LINE, NULL, "do not find out which lines of Python its memory grew in",
		.member = MEMBER(run.job.no_lines), .of_launch = true },
	{ "keep-output", 0, EVERYWHERE, "SIZE",
		"how much of its output to keep (default 16M; 0: none)",
		.set = option_set_keep_output, .put = option_put_keep_output, .of_launch = true,
		.setup_help = "how much of a launched command's output to keep (0: none)" },
	{ "replay", 0, ON_LINE, "FILE", "show a recording of 'peaktop record'",
		.member = MEMBER(replay) },
	{ "proc", 0, ON_LINE, "DIR", "use another mount of /proc", .member = MEMBER(proc) },
	{ "config", 0, ON_LINE, "FILE", "use another config file", .member = MEMBER(config) },
	{ "print-config", 0, ON_LINE, NULL, "print the settings in force as a config file",
		.member = MEMBER(print_config) },
	OPTION_HELP(struct options),
	{ "version", 'V', ON_LINE, NULL, "print the version", .member = MEMBER(version) },
};
static const struct option_table table = {
	.command = "peaktop", .rows = rows, .count = OPTION_COUNT(rows)
};
static const struct option_table attach_table = { .command = "peaktop attach",
	.launches_nothing = true,
	.rows = rows,
	.count = OPTION_COUNT(rows),
	.usage = "[OPTIONS] [RUN | PID...]\n"
		 "       peaktop attach --list [--json]",
	.about = "Show the pane of a running job (default: the newest), the last screen of one "
		 "that has\n"
		 "ended, or the given processes. RUN is a number, a label or 'last'. --list prints "
		 "the\n"
		 "running jobs. The options are those of the monitor." };

void
options_init(struct options *o)
{
	*o = (struct options){
		.interval_ns = NS_PER_SECOND,
		.sort = column_by_name("rss"),
		.mouse = true,
		.proc = "/proc",
		.units = UNITS_SHORT,
		.ended = ENDED_FOLDED,
		.keep_output_bytes = KEEP_OUTPUT_BYTES,
	};
	column_list_default(&o->columns);
	run_options_init(&o->run);
	theme_init(&o->theme);
	keys_init(&o->keys);
}

/* --- the command line --- */

/* What is printed instead of the screen that COMMAND gets. */
static const char *
printed_instead(const struct options *o)
{
	return o->mode == MODE_BATCH      ? "--batch"
	       : o->format == FORMAT_JSON ? "--json"
	       : o->format == FORMAT_CSV  ? "--csv"
	       : o->mode == MODE_ONCE     ? "--once"
	       : o->iterations > 0        ? "--iterations"
					  : NULL;
}

static bool
check_together(struct options *o, struct failure *why)
{
	const char *instead = printed_instead(o);

	if (o->command != NULL && instead != NULL)
		return failure_set(why, 0,
			"a command cannot be run with %s (try 'peaktop run COMMAND')", instead);
	if (o->format != FORMAT_PLAIN && o->mode == MODE_AUTO && o->iterations > 1)
		return failure_set(
			why, 0, "%s prints one sample (try --batch with --iterations)", instead);
	if (o->format != FORMAT_PLAIN && o->mode == MODE_AUTO && !o->help && !o->version)
		o->mode = MODE_ONCE;
	if (o->mode == MODE_ONCE && o->iterations > 1)
		return failure_set(
			why, 0, "--once takes one sample (try --batch with --iterations)");
	if (o->replay != NULL && strcmp(o->proc, "/proc") != 0)
		return failure_set(why, 0, "--replay and --proc cannot be used together");
	if (o->command != NULL && (o->replay != NULL || strcmp(o->proc, "/proc") != 0))
		return failure_set(why, 0, "a command cannot be run with --replay or --proc");
	if (o->command == NULL && o->label != NULL)
		return failure_set(
			why, 0, "--label requires a command (peaktop --label NAME -- COMMAND)");
	if (o->replay != NULL && (o->alerts.at_count > 0 || o->alerts.on_peak != NULL))
		return failure_set(why, 0, "--at and --on-peak cannot be used with --replay");
	return true;
}

/* One operand is a run or a process (app/jobs/attach.c finds out), several are processes. */
static bool
take_attached(struct options *o, char **operands, size_t count, struct failure *why)
{
	int pid;

	for (size_t i = 0; count > 1 && i < count; i++) {
		if (!option_read_pid(operands[i], &pid, why))
			return failure_set(why, 0,
				"invalid process id '%.100s' (give one run, or process ids)",
				operands[i]);
		if (!option_add_pid(o, pid, why))
			return false;
	}
	o->operands = operands;
	o->operand_count = count;
	return true;
}

/* The options before it are suggested with it, unless they forbid a command. */
static bool
refuse_operands(struct options *o, char **argv, int operand, struct failure *why)
{
	bool kept;

	o->command = argv + operand;
	kept = check_together(o, why);
	o->command = NULL;
	return suggest_instead(
		argv + 1, kept ? (size_t)operand - 1 : 0, argv + operand, o->commands, why);
}

/* A command must follow a --: a lone argument is more likely a mistake than a launch. */
static bool
take_operands(
	struct options *o, int argc, char **argv, int operand, bool dashed, struct failure *why)
{
	if (o->attach)
		return take_attached(o, argv + operand, (size_t)(argc - operand), why);
	if (operand < argc && dashed)
		o->command = argv + operand;
	else if (operand < argc)
		return refuse_operands(o, argv, operand, why);
	else if (dashed)
		return failure_set(why, 0, "-- requires a command after it");
	return true;
}

bool
options_parse(struct options *o, int argc, char **argv, struct failure *why)
{
	bool dashed;
	int operand;

	o->pid_count = 0;
	o->alerts = (struct alert_options){ .at_count = 0 };
	if (!option_table_parse_dashed(o->attach ? &attach_table : &table, o, argc, argv,
		    !o->attach, &operand, &dashed, why))
		return false;
	return take_operands(o, argc, argv, operand, dashed, why) && check_together(o, why);
}

/* --- the config file --- */

bool
options_set(
	struct options *o, const char *key, const char *value, bool *unknown, struct failure *why)
{
	*unknown = false;
	if (strncmp(key, "role.", 5) == 0)
		return theme_set_role(&o->theme, key + 5, value, unknown, why);
	if (strncmp(key, "key.", 4) == 0)
		return bindings_set(&o->keys, key + 4, value, unknown, why);
	if (!option_table_set(&table, o, IN_CONFIG, key, value, unknown, why))
		return false;
	if (*unknown)
		return run_options_set(&o->run, key, value, unknown, why);
	return !o->list_columns || failure_set(why, 0, "'help' works only on the command line");
}

const struct option_row *
options_setting(size_t at)
{
	for (size_t i = 0; i < table.count; i++)
		if ((rows[i].where & IN_CONFIG) && rows[i].setup != SETUP_NEVER && at-- == 0)
			return &rows[i];
	return NULL;
}

bool
options_change(
	struct options *o, const struct option_row *row, const char *value, struct failure *why)
{
	return option_table_change(&table, o, row, value, why);
}

void
options_put_config(const struct options *o, struct bytes *out)
{
	bytes_text(out, "# peaktop's settings, with their values in force\n");
	option_table_put_config(&table, o, out);
	bytes_text(out, "\n# peaktop run\n");
	run_options_put_config(&o->run, out);
	bytes_text(out, "\n# colours: [bold] [dim] [reverse] [underline] COLOUR [on COLOUR]\n");
	theme_put_config(&o->theme, out);
	bytes_text(out, "\n# keys, separated by spaces\n");
	bindings_put_config(&o->keys, out);
}

/* --- help and lists --- */

void
options_put_help(const char *commands, struct bytes *out)
{
	if (commands == NULL) {
		option_table_put_help(&attach_table, out);
		return;
	}
	bytes_print(out,
		"Usage: peaktop [OPTIONS] [-- COMMAND [ARG...]]\n"
		"Show current and peak resident memory of every process: a live table on a "
		"terminal,\n"
		"one plain table otherwise. With a COMMAND, its terminal in a pane below.\n\n"
		"Commands ('peaktop run --help' and so on describe them):\n%s\nOptions:\n",
		commands);
	option_table_put_options(&table, out);
	bytes_text(out, "\nPress h in the live table for its keys. Exit status: 0, or that of the "
			"launched\n"
			"command; 2 for bad usage; 1 for any other failure. Manual: man peaktop\n");
}

void
options_put_columns(struct bytes *out)
{
	for (size_t i = 0; i < column_count; i++)
		bytes_print(out, "%-13s %s\n", columns[i].name, columns[i].help);
}

/* --- derived values --- */

struct selection
options_selection(const struct options *o, const struct filter *filter)
{
	return (struct selection){ .pids = o->pid_count > 0 ? o->pids : NULL,
		.pid_count = o->pid_count,
		.uid = o->uid,
		.by_uid = o->by_uid,
		.python_only = o->python,
		.filter = filter };
}

bool
options_groups(const struct options *o)
{
	return o->groups && o->format == FORMAT_PLAIN;
}

bool
options_tree(const struct options *o)
{
	return o->tree && !options_groups(o);
}

struct column_list
options_columns(const struct options *o)
{
	struct column_list list = o->columns;

	if (o->format != FORMAT_PLAIN && !o->columns_chosen)
		column_list_machine(&list);
	if (options_tree(o))
		column_list_add_tree(&list);
	return list;
}

unsigned
options_wants(const struct options *o)
{
	struct column_list list = options_columns(o);

	return column_list_wants(&list) | o->sort->wants |
	       (o->kernel_threads ? WANT_KERNEL_THREADS : 0) |
	       (o->mode != MODE_ONCE ? WANT_ENDINGS : 0);
}

bool
options_want_color(const struct options *o)
{
	const char *no_color = getenv("NO_COLOR");

	return o->color == COLOR_ALWAYS ||
	       (o->color == COLOR_AUTO && (no_color == NULL || no_color[0] == '\0'));
}
