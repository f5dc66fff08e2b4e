/* SPDX-License-Identifier: MIT */
/* record_options.c: THE table of options of `peaktop record`. */
#include "app/cli/record_options.h"

#include <string.h>

#include "app/cli/print.h"
#include "app/cli/option_read.h"
#include "app/cli/option_table.h"
#include "app/cli/option_value.h"

/* Less would hold little more than one whole sample. */
#define SIZE_MIN (64ull * 1024)

static bool
set_file(void *to, const char *value, struct failure *why)
{
	(void)why;
	((struct record_options *)to)->file = value;
	return true;
}

static bool
set_duration(void *to, const char *value, struct failure *why)
{
	return option_read_duration(
		value, 1, UINT64_MAX - 1, &((struct record_options *)to)->duration_ns, why);
}

static bool
set_max_size(void *to, const char *value, struct failure *why)
{
	struct record_options *o = to;

	if (!option_read_size(value, &o->max_bytes, why))
		return false;
	return o->max_bytes >= SIZE_MIN ||
	       failure_set(why, 0, "size '%.100s' is too small (at least 64K)", value);
}

static const struct option_row rows[] = {
	{ "output", 'o', ON_LINE, "FILE", "write the recording to FILE; -: to stdout",
		.set = set_file },
	{ "interval", 'd', ON_LINE, "TIME", "time between samples: 500ms, 2s, 0.5 (default 1s)",
		.set = option_set_interval },
	{ "iterations", 'n', ON_LINE, "N", "stop after N samples", .set = option_set_iterations },
	{ "duration", 0, ON_LINE, "TIME", "stop after TIME: 90s, 30m, 24h", .set = set_duration },
	{ "max-size", 0, ON_LINE, "SIZE",
		"continue in a new FILE at this size, keep the old one as FILE.1",
		.set = set_max_size },
	{ "pid", 'p', ON_LINE, "PID,...", "record only these processes", .set = option_set_pids },
	{ "user", 'u', ON_LINE, "USER", "record only processes of USER", .set = option_set_user },
	{ "program-only", 0, ON_LINE, NULL, "record programs without their arguments",
		.member = offsetof(struct options, run.program_only) },
	OPTION_HELP(struct options),
};
static const struct option_table table = { .command = "peaktop record",
	.rows = rows,
	.count = OPTION_COUNT(rows),
	.usage = "[OPTIONS]",
	.about = "Record samples of all processes for 'peaktop --replay FILE', until SIGINT or "
		 "SIGTERM." };

bool
record_options_parse(struct record_options *o, int argc, char **argv, struct failure *why)
{
	int operand;

	options_init(&o->base);
	if (!option_table_parse(&table, o, argc, argv, false, &operand, why))
		return false;
	if (operand < argc)
		return failure_set(why, 0,
			"unexpected argument '%.100s' (see 'peaktop record --help')",
			argv[operand]);
	if (o->max_bytes > 0 && o->file != NULL && strcmp(o->file, "-") == 0)
		return failure_set(why, 0, "--max-size requires a file, not stdout");
	return true;
}

int
record_options_help(void)
{
	return print_help(&table);
}
