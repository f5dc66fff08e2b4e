/* SPDX-License-Identifier: MIT */
/* record_options.c: THE table of options of `peaktop record`. */
#include "app/cli/record_options.h"

#include <string.h>

#include "app/cli/print.h"
#include "app/cli/option_table.h"
#include "app/cli/option_value.h"
#include "base/quantity.h"

/* Less would hold hardly more than one whole sample. */
#define SIZE_LEAST (64ull * 1024)

static bool
set_file(void *to, const char *value, struct failure *why)
{
	struct record_options *o = to;

	o->file = value;
	return value[0] != '\0' || failure_set(why, 0, "a file's name is not empty");
}

static bool
set_duration(void *to, const char *value, struct failure *why)
{
	struct record_options *o = to;

	return (unit_parse_interval(value, &o->duration_ns) && o->duration_ns > 0 &&
		       o->duration_ns < UINT64_MAX) ||
	       failure_set(why, 0, "'%s' is no time (such as 90s, 30m, 24h)", value);
}

static bool
set_max_size(void *to, const char *value, struct failure *why)
{
	struct record_options *o = to;

	if (!quantity_parse_size(value, &o->max_bytes))
		return failure_set(why, 0, "'%s' is no size (such as 500M, 2G)", value);
	return o->max_bytes >= SIZE_LEAST || failure_set(why, 0, "'%s' is less than 64K", value);
}

static const struct option_row rows[] = {
	{ "output", 'o', ON_LINE, "FILE", "the recording; - for stdout", .set = set_file },
	{ "interval", 'd', ON_LINE, "TIME", "between two samples: 500ms, 2s, 0.5 (default 1s)",
		.set = option_set_interval },
	{ "iterations", 'n', ON_LINE, "N", "stop after N samples", .set = option_set_iterations },
	{ "duration", 0, ON_LINE, "TIME", "stop after this time: 90s, 30m, 24h",
		.set = set_duration },
	{ "max-size", 0, ON_LINE, "SIZE", "go on in a new FILE from there, the old one is FILE.1",
		.set = set_max_size },
	{ "pid", 'p', ON_LINE, "PID,...", "only these processes", .set = option_set_pids },
	{ "user", 'u', ON_LINE, "USER", "only processes of this user", .set = option_set_user },
	{ "program-only", 0, ON_LINE, NULL, "the programs of processes, not their arguments",
		.flag = offsetof(struct options, run.program_only) },
	{ "help", 'h', ON_LINE, NULL, "this text", .flag = offsetof(struct options, help) },
};
static const struct option_table table = {
	.command = "peaktop record", .rows = rows, .count = sizeof rows / sizeof rows[0]
};

bool
record_options_parse(struct record_options *o, int argc, char **argv, struct failure *why)
{
	int operand;

	options_init(&o->base);
	if (!option_table_parse(&table, o, argc, argv, false, &operand, why))
		return false;
	if (operand < argc)
		return failure_set(why, 0,
			"unexpected argument '%s' ('peaktop record --help' shows the usage)",
			argv[operand]);
	if (o->max_bytes > 0 && o->file != NULL && strcmp(o->file, "-") == 0)
		return failure_set(why, 0, "--max-size wants a file, not stdout");
	return true;
}

int
record_options_help(void)
{
	return print_help(&table, "[OPTIONS]",
		"Records samples of all processes, for peaktop --replay FILE. Ends on INT or "
		"TERM.");
}
