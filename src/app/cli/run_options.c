/* SPDX-License-Identifier: MIT */
/* run_options.c: THE table of options of `peaktop run`. */
#include "app/cli/run_options.h"

#include <stdlib.h>
#include <string.h>

#include "app/cli/option_table.h"
#include "base/quantity.h"
#include "text/argv.h"
#include "text/unit.h"

/* A shorter beat than this would not be kept: a look costs that much. */
#define INTERVAL_SHORTEST_NS 10000000ull
#define INTERVAL_LONGEST_NS 3600000000000ull
#define INTERVAL_NS 100000000ull

static bool
set_interval(void *to, const char *value, struct failure *why)
{
	struct run_options *o = to;

	if (!unit_parse_interval(value, &o->job.interval_ns))
		return failure_set(why, 0, "'%s' is no time (such as 100ms, 2s, 0.5)", value);
	if (o->job.interval_ns < INTERVAL_SHORTEST_NS || o->job.interval_ns > INTERVAL_LONGEST_NS)
		return failure_set(why, 0, "'%s' is out of range (10ms to 1h)", value);
	return true;
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
		return failure_set(why, 0, "'%s' is no niceness (-20 to 19)", value);
	o->job.nice = (int)nice;
	return true;
}

static bool
set_budget(void *to, const char *value, struct failure *why)
{
	struct run_options *o = to;

	if (!quantity_parse_size(value, &o->job.budget_bytes) || o->job.budget_bytes == 0)
		return failure_set(why, 0, "'%s' is no size (such as 300M, 1.5G)", value);
	return true;
}

static bool
set_memory_max(void *to, const char *value, struct failure *why)
{
	struct run_options *o = to;

	if (!quantity_parse_size(value, &o->job.memory_max_bytes) || o->job.memory_max_bytes == 0)
		return failure_set(why, 0, "'%s' is no size (such as 300M, 1.5G)", value);
	return true;
}

static bool
set_cgroup(void *to, const char *value, struct failure *why)
{
	static const char *const names[] = { "auto", "off", "require" };
	struct run_options *o = to;

	for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(value, names[i]) == 0) {
			o->job.cgroup = i;
			return true;
		}
	}
	return failure_set(why, 0, "'%s' is none of auto, off, require", value);
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
			why, 0, "'%s' is no SIZE=COMMAND (such as 2G='date >> log')", value);
	if (o->job.at_count == JOB_THRESHOLDS_MAX)
		return failure_set(why, 0, "more than %d of them", JOB_THRESHOLDS_MAX);
	memcpy(size, value, (size_t)(equals - value));
	size[equals - value] = '\0';
	if (!quantity_parse_size(size, &at->bytes) || at->bytes == 0)
		return failure_set(why, 0, "'%s' is no size (such as 300M, 1.5G)", size);
	at->command = equals + 1;
	o->job.at_count++;
	return true;
}

/* A label is typed, shown and looked for as it stands. */
static bool
is_clean(const char *text)
{
	char *clean = argv_clean(text);
	bool same = strcmp(clean, text) == 0;

	free(clean);
	return same;
}

bool
run_options_check_label(const char *value, struct failure *why)
{
	if (value[0] == '\0' || (value[0] >= '0' && value[0] <= '9') || strcmp(value, "last") == 0)
		return failure_set(why, 0,
			"'%s' is no label: it starts with a digit, is empty or 'last'", value);
	return is_clean(value) ||
	       failure_set(
		       why, 0, "'%s' is no label: it has characters that cannot be shown", value);
}

static bool
set_label(void *to, const char *value, struct failure *why)
{
	struct run_options *o = to;

	o->label = value;
	return run_options_check_label(value, why);
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
read_count(const char *value, uint64_t least, uint64_t *count, struct failure *why)
{
	char *end;
	unsigned long long n = strtoull(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end != '\0' || n < least || n > 100000)
		return failure_set(
			why, 0, "'%s' is no number from %d to 100000", value, (int)least);
	*count = n;
	return true;
}

static bool
set_repeat(void *to, const char *value, struct failure *why)
{
	return read_count(value, 1, &((struct run_options *)to)->repeat, why);
}

static bool
set_warm_up(void *to, const char *value, struct failure *why)
{
	return read_count(value, 0, &((struct run_options *)to)->warm_up, why);
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

static void
put_history(const void *from, struct buffer *b)
{
	buffer_text(b, ((const struct run_options *)from)->no_history ? "no" : "yes");
}

/* A member that is just the text. */
#define TEXT(name, member)                                                       \
	static bool set_##name(void *to, const char *value, struct failure *why) \
	{                                                                        \
		(void)why;                                                       \
		((struct run_options *)to)->member = value;                      \
		return true;                                                     \
	}
TEXT(note, note)
TEXT(output, output)
TEXT(on_peak, job.on_peak)
TEXT(on_exit, job.on_exit)

/* Of -f and -p the last one counts, as in GNU time. */
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

	for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(value, names[i]) != 0)
			continue;
		o->summary = i;
		o->no_summary = i == SUMMARY_NONE;
		return true;
	}
	return failure_set(why, 0, "'%s' is none of full, line, markdown, none", value);
}

#define FLAG(member) .flag = offsetof(struct run_options, member)

static const struct option_row rows[] = {
	{ "verbose", 'v', ON_LINE, NULL, "the report of /usr/bin/time -v, and more",
		FLAG(verbose) },
	{ "format", 'f', ON_LINE, "FORMAT", "as /usr/bin/time: %e %U %S %M ...",
		.set = set_format },
	{ "portability", 'p', ON_LINE, NULL, "real, user, sys, as POSIX has them",
		.set = set_portable },
	{ "output", 'o', ON_LINE, "FILE", "write the account there instead of stderr",
		.set = set_output },
	{ "append", 'a', ON_LINE, NULL, "with -o: to the end of FILE", FLAG(append) },
	{ "quiet", 'q', ON_LINE, NULL, "with -f, -p, -v: no line on an abnormal end", FLAG(quiet) },
	{ "json", 0, ON_LINE, "FILE", "the run as JSON: instead of the summary, or to FILE",
		.set = set_json, .optional = true },
	{ "summary", 0, ON_LINE, "FORM", "full, line (for logs), markdown (for CI), none",
		.set = set_summary },
	{ "no-summary", 0, ON_LINE, NULL, "print nothing", FLAG(no_summary) },
	{ "progress", 0, ON_LINE, NULL, "a status line, if only stderr is a terminal",
		FLAG(progress) },
	{ "wait-all", 0, ON_LINE, NULL, "wait for every descendant", FLAG(job.wait_all) },
	{ "repeat", 0, ON_LINE, "N", "run it N times, and tell all in one table",
		.set = set_repeat },
	{ "warmup", 0, ON_LINE, "N", "with --repeat: N runs before, which do not count",
		.set = set_warm_up },
	{ "label", 0, ON_LINE, "NAME", "what the account calls it", .set = set_label },
	{ "note", 0, ON_LINE, "TEXT", "kept with it", .set = set_note },
	{ "interval", 0, ON_LINE, "TIME", "longest between two looks (default 100ms)",
		.set = set_interval },
	{ "limit", 0, ON_LINE, "NAME=VALUE,...",
		"setrlimit: as data stack cpu nofile nproc fsize core memlock", .set = set_limit },
	{ "nice", 0, ON_LINE, "N", "add N to the niceness", .set = set_nice },
	{ "memory-max", 0, ON_LINE, "SIZE", "hard limit on the whole tree, through a cgroup",
		.set = set_memory_max },
	{ "cgroup", 0, ON_LINE, "WHEN", "auto, off, require: a private memory cgroup",
		.set = set_cgroup },
	{ "exact", 0, ON_LINE, NULL, "exact peaks of every process, by ptrace", FLAG(job.exact) },
	{ "budget", 0, ON_LINE, "SIZE", "exit 124 where the peak of the tree passes SIZE",
		.set = set_budget },
	{ "enforce", 0, ON_LINE, NULL, "end the tree as soon as it does", FLAG(job.enforce) },
	{ "on-peak", 0, ON_LINE, "CMD", "run by sh when the peak rises", .set = set_on_peak },
	{ "at", 0, ON_LINE, "SIZE=CMD", "run by sh once the tree holds SIZE", .set = set_at },
	{ "on-exit", 0, ON_LINE, "CMD", "run by sh at the end", .set = set_on_exit },
	{ "no-history", 0, ON_LINE, NULL, "do not record the run", FLAG(no_history) },
	{ "history", 0, IN_CONFIG, NULL, NULL, .set = set_history, .put = put_history },
	{ "program-only", 0, EVERYWHERE, NULL, "record the program, not its arguments",
		FLAG(program_only) },
	{ "nohup", 0, ON_LINE, NULL, "let the command outlive the terminal", FLAG(job.nohup) },
	{ "help", 'h', ON_LINE, NULL, "this text", FLAG(help) },
	{ "version", 'V', ON_LINE, NULL, "the version", FLAG(version) },
};
static const struct option_table table = { .command = "peaktop run",
	.rows = rows,
	.count = sizeof rows / sizeof rows[0],
	.prefix = "run.",
	.letters_win = true };

void
run_options_init(struct run_options *o)
{
	*o = (struct run_options){ .job.interval_ns = INTERVAL_NS };
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
		return failure_set(why, 0, "run what? ('peaktop run --help' shows the usage)");
	if (o->job.enforce && o->job.budget_bytes == 0)
		return failure_set(why, 0, "--enforce wants a --budget");
	if (o->job.memory_max_bytes > 0 && o->job.cgroup == CGROUP_OFF)
		return failure_set(why, 0, "--memory-max wants a cgroup: not with --cgroup=off");
	if (o->warm_up > 0 && o->repeat == 0)
		return failure_set(why, 0, "--warmup wants a --repeat");
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
	bytes_text(out, "Usage: peaktop run [OPTIONS] [--] COMMAND [ARG...]\n"
			"Runs COMMAND, leaves it alone, and tells at its end what it needed.\n\n");
	option_table_put_help(&table, out);
	bytes_text(out, "\nHooks find PEAKTOP_PID, PEAKTOP_RSS_BYTES, PEAKTOP_PEAK_BYTES,\n"
			"PEAKTOP_ELAPSED_SECONDS and PEAKTOP_REASON in their environment.\n"
			"Exit status: the command's own; 128+N for signal N; 124 over budget;\n"
			"125 peaktop failed; 126 not runnable; 127 not found.\n");
}
