/* SPDX-License-Identifier: MIT */
/* run_options.c: THE table of options of `peaktop run`. */
#include "app/cli/run_options.h"

#include <stdlib.h>
#include <string.h>

#include "app/cli/option_read.h"
#include "app/cli/option_table.h"
#include "base/length.h"

/* The longest time between two samples. */
#define INTERVAL_NS 100000000ull
#define REPEAT_MAX 100000

/* With less, a command is killed before its exec. */
#define MEMORY_MAX_MIN_BYTES (128u << 10)

static bool
set_interval(void *to, const char *value, struct failure *why)
{
	return option_read_interval(value, &((struct run_options *)to)->job.interval_ns, why);
}

static bool
set_limit(void *to, const char *value, struct failure *why)
{
	struct run_options *o = to;

	return limits_add(&o->job.limits, value, why);
}

static bool
set_nice(void *to, const char *value, struct failure *why)
{
	struct run_options *o = to;
	char *end;
	long nice = strtol(value, &end, 10);

	if (end == value || *end != '\0' || nice < -40 || nice > 40)
		return failure_set(why, 0, "invalid niceness '%.100s' (-40 to 40)", value);
	o->job.nice = (int)nice;
	return true;
}

static bool
set_budget(void *to, const char *value, struct failure *why)
{
	return option_read_size(value, &((struct run_options *)to)->job.budget_bytes, why);
}

static bool
set_memory_max(void *to, const char *value, struct failure *why)
{
	uint64_t *bytes = &((struct run_options *)to)->job.memory_max_bytes;

	if (!option_read_size(value, bytes, why))
		return false;
	return *bytes >= MEMORY_MAX_MIN_BYTES ||
	       failure_set(why, 0, "no command fits into '%.100s' (128K or more)", value);
}

static bool
set_cgroup(void *to, const char *value, struct failure *why)
{
	static const char *const names[] = { "auto", "off", "require" };
	struct run_options *o = to;
	unsigned which = 0;
	bool good = option_read_choice(value, names, LENGTH(names), &which, why);

	o->job.cgroup = which;
	return good;
}

static bool
set_at(void *to, const char *value, struct failure *why)
{
	struct run_options *o = to;
	const char *equals = strchr(value, '=');
	struct job_threshold *at = &o->job.at[o->job.at_count];
	char size[32];

	if (equals == NULL || (size_t)(equals - value) >= sizeof size || equals[1] == '\0')
		return failure_set(
			why, 0, "'%.100s' is not SIZE=COMMAND (try 2G='date >> log')", value);
	if (o->job.at_count == JOB_THRESHOLDS_MAX)
		return failure_set(why, 0, "given more than %d times", JOB_THRESHOLDS_MAX);
	memcpy(size, value, (size_t)(equals - value));
	size[equals - value] = '\0';
	if (!option_read_size(size, &at->bytes, why))
		return false;
	at->command = equals + 1;
	o->job.at_count++;
	return true;
}

static bool
set_label(void *to, const char *value, struct failure *why)
{
	return option_read_label(value, &((struct run_options *)to)->label, why);
}

static bool
set_json(void *to, const char *value, struct failure *why)
{
	struct run_options *o = to;

	(void)why;
	o->json = true;
	o->json_file = value;
	return true;
}

static bool
set_repeat(void *to, const char *value, struct failure *why)
{
	return option_read_number(value, 1, REPEAT_MAX, &((struct run_options *)to)->repeat, why);
}

static bool
set_warm_up(void *to, const char *value, struct failure *why)
{
	return option_read_number(value, 0, REPEAT_MAX, &((struct run_options *)to)->warm_up, why);
}

static bool
set_history(void *to, const char *value, struct failure *why)
{
	bool history;

	if (!option_read_flag(value, &history, why))
		return false;
	((struct run_options *)to)->no_history = !history;
	return true;
}

static bool
set_lines(void *to, const char *value, struct failure *why)
{
	bool lines;

	if (!option_read_flag(value, &lines, why))
		return false;
	((struct run_options *)to)->job.no_lines = !lines;
	return true;
}

static void
put_lines(const void *from, struct buffer *b)
{
	buffer_text(b, ((const struct run_options *)from)->job.no_lines ? "no" : "yes");
}

static void
put_history(const void *from, struct buffer *b)
{
	buffer_text(b, ((const struct run_options *)from)->no_history ? "no" : "yes");
}

/* If both -f and -p are given, the last one counts, as in GNU time. */
static bool
set_format(void *to, const char *value, struct failure *why)
{
	struct run_options *o = to;

	(void)why;
	o->format = value;
	o->portable = false;
	return true;
}

static bool
set_portable(void *to, const char *value, struct failure *why)
{
	struct run_options *o = to;

	(void)value;
	(void)why;
	o->format = NULL;
	o->portable = true;
	return true;
}

static bool
set_summary(void *to, const char *value, struct failure *why)
{
	static const char *const names[] = { "full", "line", "markdown", "none" };
	struct run_options *o = to;
	unsigned which = 0;
	bool good = option_read_choice(value, names, LENGTH(names), &which, why);

	o->summary = which;
	o->no_summary = which == SUMMARY_NONE;
	return good;
}

/* Pairs of options that exclude each other. */
enum {
	SUMMARY_OR_VERBOSE = 1 << 0,
	SUMMARY_OR_FORMAT = 1 << 1,
	SUMMARY_OR_PORTABLE = 1 << 2,
	OUTPUT_OR_NONE = 1 << 3,
};
#define SUMMARY_OR_OTHER (SUMMARY_OR_VERBOSE | SUMMARY_OR_FORMAT | SUMMARY_OR_PORTABLE)

#define MEMBER(name) .member = offsetof(struct run_options, name)

static const struct option_row rows[] = {
	{ "verbose", 'v', ON_LINE, NULL, "account in the format of /usr/bin/time -v, and more",
		MEMBER(verbose), .excludes = SUMMARY_OR_VERBOSE },
	{ "format", 'f', ON_LINE, "FORMAT", "account in a format of /usr/bin/time: %e %U %S %M ...",
		.set = set_format, .excludes = SUMMARY_OR_FORMAT },
	{ "portability", 'p', ON_LINE, NULL,
		"account of real, user and sys as POSIX time -p has it", .set = set_portable,
		.excludes = SUMMARY_OR_PORTABLE },
	{ "output", 'o', ON_LINE, "FILE", "write the account to FILE instead of stderr",
		MEMBER(output), .excludes = OUTPUT_OR_NONE },
	{ "append", 'a', ON_LINE, NULL, "with --output: append to FILE", MEMBER(append) },
	{ "quiet", 'q', ON_LINE, NULL, "with -f, -p, -v: do not report an abnormal exit",
		MEMBER(quiet) },
	{ "json", 0, ON_LINE, "FILE", "account as JSON, instead of the summary or to FILE",
		.set = set_json, .optional = true },
	{ "summary", 0, ON_LINE, "FORM", "full, line (for logs), markdown (for CI) or none",
		.set = set_summary, .excludes = SUMMARY_OR_OTHER },
	{ "no-summary", 0, ON_LINE, NULL, "print no account", MEMBER(no_summary),
		.excludes = SUMMARY_OR_OTHER | OUTPUT_OR_NONE },
	{ "progress", 0, ON_LINE, NULL, "show a status line if only stderr is a terminal",
		MEMBER(progress) },
	{ "wait-all", 0, ON_LINE, NULL, "wait for every descendant", MEMBER(job.wait_all) },
	{ "repeat", 0, ON_LINE, "N", "run the command N times, report all in one table",
		.set = set_repeat },
	{ "warmup", 0, ON_LINE, "N", "with --repeat: N runs first that do not count",
		.set = set_warm_up },
	{ "label", 0, ON_LINE, "NAME", "name of the run in reports and in the history",
		.set = set_label },
	{ "note", 0, ON_LINE, "TEXT", "a note to keep with the run", MEMBER(note) },
	{ "interval", 'd', ON_LINE, "TIME", "longest time between two samples (default 100ms)",
		.set = set_interval },
	{ "limit", 0, ON_LINE, "NAME=VALUE,...",
		"setrlimit: as data stack cpu nofile nproc fsize core memlock", .set = set_limit },
	{ "nice", 0, ON_LINE, "N", "add N to the niceness", .set = set_nice },
	{ "memory-max", 0, ON_LINE, "SIZE", "hard limit on the whole tree, through a cgroup",
		.set = set_memory_max },
	{ "cgroup", 0, ON_LINE, "WHEN", "use a private memory cgroup: auto, off or require",
		.set = set_cgroup },
	{ "exact", 0, ON_LINE, NULL, "exact peak of every process, by ptrace", MEMBER(job.exact) },
	{ "budget", 0, ON_LINE, "SIZE", "exit 124 if the peak of the tree exceeds SIZE",
		.set = set_budget },
	{ "enforce", 0, ON_LINE, NULL, "with --budget: end the tree as soon as it does",
		MEMBER(job.enforce) },
	{ "on-peak", 0, ON_LINE, "CMD", "run CMD with sh when the peak rises",
		MEMBER(job.on_peak) },
	{ "at", 0, ON_LINE, "SIZE=CMD", "run CMD with sh once the tree holds SIZE", .set = set_at },
	{ "on-exit", 0, ON_LINE, "CMD", "run CMD with sh at the end", MEMBER(job.on_exit) },
	{ "no-history", 0, ON_LINE, NULL, "do not record the run", MEMBER(no_history) },
	{ "history", 0, IN_CONFIG, NULL, NULL, .set = set_history, .put = put_history },
	{ "no-lines", 0, ON_LINE, NULL, "do not find out which lines of Python memory grew in",
		MEMBER(job.no_lines) },
	{ "lines", 0, IN_CONFIG, NULL, NULL, .set = set_lines, .put = put_lines },
	{ "program-only", 0, EVERYWHERE, NULL, "record the program without its arguments",
		MEMBER(program_only) },
	{ "nohup", 0, ON_LINE, NULL, "let the command outlive the terminal", MEMBER(job.nohup) },
	OPTION_HELP(struct run_options),
	{ "version", 'V', ON_LINE, NULL, "print the version", MEMBER(version) },
};
static const struct option_table table = { .command = "peaktop run",
	.rows = rows,
	.count = OPTION_COUNT(rows),
	.prefix = "run.",
	.letters_win = true,
	.usage = "[OPTIONS] [--] COMMAND [ARG...]",
	.about = "Run COMMAND undisturbed; when it ends, report how much memory it needed.",
	.notes = "Hooks find PEAKTOP_PID, PEAKTOP_RSS_BYTES, PEAKTOP_PEAK_BYTES,\n"
		 "PEAKTOP_ELAPSED_SECONDS and PEAKTOP_REASON in their environment.\n"
		 "Exit status: that of the command; 128+N if signal N killed it; 124 over budget;\n"
		 "125 if peaktop failed; 126 if it cannot be run; 127 if it was not found.\n" };

void
run_options_init(struct run_options *o)
{
	*o = (struct run_options){ .job.interval_ns = INTERVAL_NS };
}

/* If JSON replaces the summary, no other form can be printed; --no-summary agrees with it. */
static bool
check_json(const struct run_options *o, struct failure *why)
{
	const char *other = o->format != NULL                              ? "--format"
			    : o->portable                                  ? "--portability"
			    : o->verbose                                   ? "--verbose"
			    : o->summary != SUMMARY_FULL && !o->no_summary ? "--summary"
									   : NULL;

	if (!o->json || o->json_file != NULL || other == NULL)
		return true;
	return failure_set(
		why, 0, "--json and %s cannot be used together (but --json=FILE can)", other);
}

static bool
check_together(const struct run_options *o, struct failure *why)
{
	if (o->job.enforce && o->job.budget_bytes == 0)
		return failure_set(why, 0, "--enforce requires --budget");
	if (o->job.memory_max_bytes > 0 && o->job.cgroup == CGROUP_OFF)
		return failure_set(why, 0, "--memory-max requires a cgroup: not with --cgroup=off");
	if (o->warm_up > 0 && o->repeat == 0)
		return failure_set(why, 0, "--warmup requires --repeat");
	if (o->output != NULL && o->json_file != NULL && strcmp(o->output, "-") != 0 &&
		strcmp(o->output, o->json_file) == 0)
		return failure_set(why, 0, "--output and --json name the same file");
	return check_json(o, why);
}

bool
run_options_parse(struct run_options *o, int argc, char **argv, struct failure *why)
{
	int operand;

	if (!option_table_parse(&table, o, argc, argv, true, &operand, why))
		return false;
	if (o->help || o->version)
		return true;
	if (operand == argc)
		return failure_set(why, 0, "no command to run (see 'peaktop run --help')");
	if (!check_together(o, why))
		return false;
	if (o->note != NULL && o->note[0] == '\0')
		o->note = NULL;
	o->job.argv = argv + operand;
	return true;
}

bool
run_options_set(struct run_options *o, const char *name, const char *value, bool *unknown,
	struct failure *why)
{
	return option_table_set(&table, o, IN_CONFIG, name, value, unknown, why);
}

void
run_options_put_config(const struct run_options *o, struct bytes *out)
{
	option_table_put_config(&table, o, out);
}

void
run_options_put_help(struct bytes *out)
{
	option_table_put_help(&table, out);
}
