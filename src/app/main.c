/* SPDX-License-Identifier: MIT */
/* main.c: sets up locale, options and settings, then picks what to run. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/jobs/attach.h"
#include "app/jobs/attach_list.h"
#include "app/jobs/mark.h"
#include "app/batch/batch.h"
#include "app/history/history.h"
#include "app/keeper/keeper.h"
#include "app/monitor/monitor.h"
#include "app/cli/options.h"
#include "app/cli/own_limits.h"
#include "app/cli/print.h"
#include "app/record/record.h"
#include "app/run/run.h"
#include "app/cli/settings.h"
#include "app/jobs/stop.h"
#include "app/cli/message.h"
#include "base/exit_status.h"
#include "base/grow.h"
#include "base/heap.h"
#include "base/length.h"
#include "term/term.h"

#include "config.h"

/* If stdin, stdout or stderr is closed, a file opened later would get its number and be written to
 * by mistake. A launched command still finds them closed. */
static bool
fill_standard_descriptors(void)
{
	int fd = STDIN_FILENO;

	while (fd <= STDERR_FILENO && fcntl(fd, F_GETFD) >= 0)
		fd++;
	if (fd > STDERR_FILENO)
		return true;
	do
		fd = open("/dev/null",
			O_RDONLY | O_CLOEXEC); /* read-only, so that writing still fails */
	while (fd >= 0 && fd <= STDERR_FILENO);
	return fd >= 0 && close(fd) == 0;
}

/* Whether output is UTF-8. A locale that is set but not installed (common over ssh) still shows
 * what the terminal understands. */
static bool
settle_locale(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *named = NULL;

	if (setlocale(LC_CTYPE, "") == NULL) {
		for (size_t i = 0; i < 3 && (named == NULL || named[0] == '\0'); i++)
			named = getenv(names[i]);
		if (named != NULL &&
			(strcasestr(named, "UTF-8") != NULL || strcasestr(named, "utf8") != NULL))
			setlocale(LC_CTYPE, "C.UTF-8");
	}
	return print_is_utf8();
}

#define COMMANDS_MAX 16

static void name_commands(const char *names[COMMANDS_MAX + 1]);

static bool
read_options(struct options *o, bool attach, int argc, char **argv, struct failure *why)
{
	/* Parses twice: first for --config, and so that a mistake on the command line is reported
	 * before one in a file; then on top of the file. */
	struct options *first = grow_new(sizeof *first);
	const char *names[COMMANDS_MAX + 1];
	bool good;

	name_commands(names);
	options_init(first);
	first->attach = attach;
	first->commands = names;
	good = options_parse(first, argc, argv, why);
	options_init(o);
	o->attach = attach;
	o->config = first->config;
	if (good && !first->help && !first->version && !first->list_columns)
		good = settings_read(o, why);
	free(first);
	o->commands = names;
	good = good && options_parse(o, argc, argv, why);
	o->commands = NULL;
	return good;
}

static void put_help(const struct options *, struct bytes *);

static int
print_text(const struct options *o)
{
	struct bytes out = { .data = NULL };

	if (o->help)
		put_help(o, &out);
	else if (o->version)
		bytes_text(&out, "peaktop " PACKAGE_VERSION "\n");
	else if (o->list_columns)
		options_put_columns(&out);
	else
		options_put_config(o, &out);
	return print_out(&out);
}

/* Runs the command without a screen. `why`: a limit prevents one; NULL: the terminal does. */
static int
run_without_screen(const struct options *o, const struct inherited *inherited, const char *why)
{
	char *line[7 + 1] = { "run" };
	int count = 1, operands = 0, status;
	char **argv;

	if (o->alerts.at_count > 0 || o->alerts.on_peak != NULL) {
		message("--at and --on-peak need the screen beside a command (try 'peaktop run "
			"--at')");
		return EXIT_USAGE;
	}
	if (o->phase_on != NULL) {
		message("--phase-on needs the screen beside a command: 'peaktop run' does not see "
			"its "
			"output");
		return EXIT_USAGE;
	}
	if (o->label != NULL) {
		line[count++] = "--label";
		line[count++] = (char *)o->label;
	}
	if (o->run.no_history)
		line[count++] = "--no-history";
	if (o->run.program_only)
		line[count++] = "--program-only";
	if (o->run.job.no_lines)
		line[count++] = "--no-lines";
	line[count++] = "--";
	while (o->command[operands] != NULL)
		operands++;
	argv = grow_new((size_t)(count + operands + 1) * sizeof *argv);
	memcpy(argv, line, (size_t)count * sizeof *argv);
	memcpy(argv + count, o->command, (size_t)operands * sizeof *argv);
	if (why != NULL)
		message("running the command without a screen, as 'peaktop run' does: %s", why);
	else
		message("running the command without a screen, as 'peaktop run' does: no terminal");
	status = run_main(count + operands, argv, inherited);
	free(argv);
	return status;
}

static bool
limits_allow(const struct options *o, struct buffer *reason)
{
	return o->command != NULL ? own_limits_allow_keeper(reason)
				  : own_limits_allow_screen(reason);
}

static bool
has_screen(const struct options *o)
{
	char ignored[80];
	struct buffer b = buffer_over(ignored, sizeof ignored);

	return o->mode == MODE_AUTO && isatty(STDOUT_FILENO) && limits_allow(o, &b) &&
	       term_usable(getenv("TERM"));
}

/* Warns if there is a terminal that cannot show a screen. */
static void
warn_table_instead(const char *limit)
{
	if (limit != NULL)
		message("printing one plain table instead of a screen: %s", limit);
	else
		message("printing one plain table instead of a screen: TERM=%s cannot show one",
			getenv("TERM") != NULL ? getenv("TERM") : "");
}

static int
run_monitor(struct options *o, const struct inherited *inherited, const struct panes *attached)
{
	char text[80];
	struct buffer b = buffer_over(text, sizeof text);
	bool tty = isatty(STDOUT_FILENO);
	const char *limit = tty && !limits_allow(o, &b) ? text : NULL;

	if (has_screen(o))
		return monitor_run(o, inherited, attached);
	if (o->command != NULL)
		return run_without_screen(o, inherited, limit);
	if (o->mode == MODE_AUTO && tty)
		warn_table_instead(limit);
	if (o->mode == MODE_AUTO && o->iterations > 1)
		o->mode = MODE_BATCH;
	return batch_run(o, inherited);
}

static int
attach(struct options *o, const struct inherited *inherited)
{
	struct panes panes = { .count = 0 };
	struct failure why;

	if (!attach_find(o, &panes, &why))
		return message_failure(&why, EXIT_FAILED);
	if (panes.count > 0 && !has_screen(o)) {
		panes_close(&panes);
		message("a terminal is required to show a job (try 'peaktop show last')");
		return EXIT_FAILED;
	}
	return run_monitor(o, inherited, &panes);
}

static int
execute(struct options *o, const struct inherited *inherited)
{
	if (o->help || o->version || o->list_columns || o->print_config)
		return print_text(o);
	return o->attach ? attach(o, inherited) : run_monitor(o, inherited, NULL);
}

static int
monitor_with(bool attach, int argc, char **argv, const struct inherited *inherited)
{
	struct options *options = grow_new(sizeof *options);
	bool utf8 = settle_locale();
	struct failure why;
	int status;

	if (read_options(options, attach, argc, argv, &why)) {
		options->ascii = options->ascii || !utf8;
		status = execute(options, inherited);
	} else {
		status = message_failure(&why, EXIT_USAGE);
	}
	free(options);
	return status;
}

static int
attach_main(int argc, char **argv, const struct inherited *inherited)
{
	if (attach_is_list(argc, argv)) {
		settle_locale();
		return attach_list(argc, argv);
	}
	return monitor_with(true, argc, argv, inherited);
}

/* A command is a row here and a file in a folder beside this one. Without a command: the
 * monitor. */
static const struct subcommand {
	const char *name;
	int (*main)(int argc, char **argv, const struct inherited *);
	bool locale;      /* needs the locale; `run` avoids the time it takes */
	const char *help; /* NULL: internal */
} commands[] = {
	{ "run", run_main, false, "run a command and report the memory it needed" },
	{ "attach", attach_main, false, "show the pane of a running job; --list lists them" },
	{ "mark", mark_main, false, "begin a phase of the job that this is part of" },
	{ "stop", stop_main, true, "stop running jobs" },
	{ "history", history_main, true, "list, rank or remove recorded runs" },
	{ "show", show_main, true, "show one recorded run" },
	{ "compare", compare_main, true, "compare recorded runs" },
	{ "record", record_main, true, "record samples of all processes for --replay" },
	{ "keeper", keeper_main, false, NULL },
};
#define COMMAND_COUNT LENGTH(commands)
_Static_assert(COMMAND_COUNT <= COMMANDS_MAX, "there is room for the names of all");

static void
name_commands(const char *names[COMMANDS_MAX + 1])
{
	size_t count = 0;

	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (commands[i].help != NULL)
			names[count++] = commands[i].name;
	names[count] = NULL;
}

static void
put_help(const struct options *o, struct bytes *out)
{
	struct bytes lines = { .data = NULL };

	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (commands[i].help != NULL)
			bytes_print(&lines, "  %-24s %s\n", commands[i].name, commands[i].help);
	options_put_help(o->attach ? NULL : lines.data, out);
	bytes_free(&lines);
}

int
main(int argc, char **argv)
{
	struct inherited inherited;

	heap_begin();
	inherit_capture(&inherited);
	inherit_line(&inherited, argc, argv);
	signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes becomes a failed write */
	if (!fill_standard_descriptors())
		return EXIT_FAILED;
	for (size_t i = 0; argc > 1 && i < COMMAND_COUNT; i++)
		if (strcmp(argv[1], commands[i].name) == 0) {
			if (commands[i].locale)
				settle_locale();
			return commands[i].main(argc - 1, argv + 1, &inherited);
		}
	return monitor_with(false, argc, argv, &inherited);
}
