/* SPDX-License-Identifier: MIT */
/* run_account.c: writes the account of a run: where, and in which form. */
#include "app/run/run_account.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/output_file.h"
#include "app/cli/message.h"
#include "app/cli/print.h"
#include "app/cli/tty.h"
#include "base/clean.h"
#include "base/clock.h"
#include "base/exit_status.h"
#include "text/run/summary.h"

#include "config.h"

#define PROGRESS_NS (NS_PER_SECOND / 2)

void
run_account_begin(struct run *run, const struct run_options *o)
{
	struct buffer cwd = buffer_over(run->cwd, sizeof run->cwd);
	char raw[1024], host[128] = "";
	struct buffer name = buffer_over(run->host, sizeof run->host);

	run->argv = o->job.argv;
	run->label = o->label;
	run->note = o->note;
	run->budget_bytes = o->job.budget_bytes;
	run->interval_ns = o->job.interval_ns;
	if (getcwd(raw, sizeof raw) != NULL)
		clean_text(&cwd, raw, strlen(raw));
	if (gethostname(host, sizeof host - 1) == 0)
		clean_text(&name, host, strlen(host));
}

static bool
open_file(const char *path, bool append, int *fd, struct failure *why)
{
	if (strcmp(path, "-") == 0) {
		*fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
		return *fd >= 0 || failure_set(why, errno, "opening stdout");
	}
	*fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | (append ? O_APPEND : O_TRUNC),
		0666);
	return *fd >= 0 || failure_set(why, errno, "opening %s", path);
}

bool
run_account_open(struct run_account *a, const struct run_options *o, struct failure *why)
{
	const char *format = getenv("TIME");

	*a = (struct run_account){ .fd = STDERR_FILENO, .json_fd = -1, .format = o->format };
	if (a->format == NULL && format != NULL && !o->verbose && !o->portable)
		a->format = format;
	a->progress = o->progress && !isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
	if (a->progress)
		outlet_open(&a->terminal, STDERR_FILENO);
	if (o->output != NULL && !open_file(o->output, o->append, &a->fd, why))
		return false;
	return o->json_file == NULL ||
	       open_file(o->json_file, o->append && o->repeat > 0, &a->json_fd, why);
}

void
run_account_progress(struct run_account *a, const struct run *run, uint64_t held_bytes,
	uint64_t peak_bytes, uint64_t elapsed_ns)
{
	char text[120];
	struct buffer b = buffer_over(text, sizeof text);

	if (!a->progress || elapsed_ns < a->progress_ns + PROGRESS_NS ||
		!outlet_flush(&a->terminal))
		return;
	a->progress_ns = elapsed_ns;
	buffer_text(&b, "\rpeaktop: ");
	unit_cpu_time(&b, elapsed_ns);
	if (run_is_watched(run)) {
		buffer_text(&b, "  now ");
		unit_size(&b, held_bytes, UNITS_AUTO);
		buffer_text(&b, "  peak ");
		unit_size(&b, peak_bytes, UNITS_AUTO);
	} else {
		buffer_text(&b, "  now -  peak -");
	}
	buffer_text(&b, "\033[K");
	bytes_put(&a->terminal.waiting, b.bytes, b.length);
	outlet_flush(&a->terminal);
	if (a->terminal.error == 0)
		return;
	outlet_close(&a->terminal);
	a->progress = false;
}

/* Erases the line, if the terminal accepted the last one. */
static void
end_progress(struct run_account *a)
{
	if (outlet_flush(&a->terminal))
		bytes_text(&a->terminal.waiting, "\r\033[K");
	outlet_flush(&a->terminal);
	outlet_close(&a->terminal);
	a->progress = false;
}

static void
send(int fd, const struct bytes *out)
{
	struct failure why;

	if (!tty_send(fd, out, &why) && why.error != EPIPE)
		message_failure(&why, 0);
}

static void
put_json(int fd, const struct run *run)
{
	struct bytes out = { .data = NULL };
	struct failure why;

	if (summary_put_json(run, run->number, &out, &why))
		send(fd, &out);
	else
		message_failure(&why, 0);
	bytes_free(&out);
}

static bool
is_as_time(const struct run_account *a, const struct run_options *o)
{
	return o->verbose || o->portable || a->format != NULL;
}

static void
put_text(struct run_account *a, const struct run_options *o, const struct run *run)
{
	struct bytes out = { .data = NULL };

	if (is_as_time(a, o) && !o->quiet && (o->verbose || !o->portable))
		summary_put_abnormal(run, &out);
	if (o->verbose)
		summary_put_verbose(run, &out);
	else if (o->portable)
		summary_put_portable(run, &out);
	else if (a->format != NULL)
		summary_put_format(run, a->format, &out);
	else if (o->summary == SUMMARY_LINE)
		summary_put_line(run, &out);
	else if (o->summary == SUMMARY_MARKDOWN)
		summary_put_markdown(run, &out);
	else
		summary_put(run, UNITS_AUTO, &out);
	send(a->fd, &out);
	bytes_free(&out);
}

/* `none`: the value for no file. */
static void
close_file(int *fd, int none, const char *path)
{
	struct failure why;

	if (*fd != none && !output_file_close(*fd, path, &why))
		message_failure(&why, 0);
	*fd = none;
}

void
run_account_put(struct run_account *a, const struct run_options *o, const struct run *run)
{
	if (a->progress)
		end_progress(a);
	if (a->json_fd >= 0)
		put_json(a->json_fd, run);
	close_file(&a->json_fd, -1, o->json_file);
	if (o->json && o->json_file == NULL)
		put_json(a->fd, run);
	else if (!o->no_summary && (run->reason != RUN_NOT_STARTED || is_as_time(a, o)))
		put_text(a, o, run);
	close_file(&a->fd, STDERR_FILENO, o->output);
}

/* 125, since 1 could be the command's. */
static int
print(struct bytes *out)
{
	return print_out(out) == EXIT_GOOD ? EXIT_GOOD : EXIT_OURS;
}

int
run_account_help(void)
{
	struct bytes out = { .data = NULL };

	run_options_put_help(&out);
	return print(&out);
}

int
run_account_version(void)
{
	struct bytes out = { .data = NULL };

	bytes_text(&out, "peaktop " PACKAGE_VERSION "\n");
	return print(&out);
}
