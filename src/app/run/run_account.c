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
#include "base/duration.h"
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

/* --- where it goes --- */

static bool
is_file(const struct run_output *out)
{
	return out->path != NULL && strcmp(out->path, "-") != 0;
}

static bool
open_output(struct run_output *out, struct failure *why)
{
	int how = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | (out->append ? O_APPEND : O_TRUNC);

	if (is_file(out))
		out->fd = open(out->path, how, 0666);
	else
		out->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	return out->fd >= 0 ||
	       failure_set(why, errno, "opening %s", is_file(out) ? out->path : "stdout");
}

/* If no descriptor is left for it now, there will be one when the job has ended. */
static bool
open_early(struct run_output *out, struct failure *why)
{
	return out->path == NULL || open_output(out, why) || why->error == EMFILE ||
	       why->error == ENFILE;
}

/* Only a file must be written whole: whoever reads our stdout or stderr may stop before the end. */
static void
put_output(struct run_output *out, const struct bytes *bytes)
{
	struct failure why;

	if (tty_send(out->fd, bytes, &why) || (why.error == EPIPE && !is_file(out)))
		return;
	if (is_file(out))
		failure_set(&why, why.error, "writing %s", out->path);
	message_failure(&why, 0);
	out->failed = true;
}

static void
close_output(struct run_output *out)
{
	struct failure why;

	if (out->path != NULL && !output_file_close(out->fd, out->path, &why) && !out->failed)
		message_failure(&why, 0);
}

bool
run_account_open(struct run_account *a, const struct run_options *o, struct failure *why)
{
	const char *format = getenv("TIME");

	*a = (struct run_account){ .main = { o->output, .append = o->append, .fd = STDERR_FILENO },
		.json = { o->json_file, .append = o->append && o->repeat > 0, .fd = -1 },
		.format = o->format };
	if (a->format == NULL && format != NULL && !o->verbose && !o->portable)
		a->format = format;
	a->progress = o->progress && !isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
	if (a->progress)
		outlet_open(&a->terminal, STDERR_FILENO);
	return open_early(&a->main, why) && open_early(&a->json, why);
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
	unit_elapsed(&b, elapsed_ns);
	if (run_is_observed(run)) {
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
put_json(struct run_output *to, const struct run *run)
{
	struct bytes out = { .data = NULL };
	struct failure why;

	if (summary_put_json(run, run->number, &out, &why))
		put_output(to, &out);
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
	put_output(&a->main, &out);
	bytes_free(&out);
}

static void
put_main(struct run_account *a, const struct run_options *o, const struct run *run)
{
	if (o->json && o->json_file == NULL)
		put_json(&a->main, run);
	else if (!o->no_summary && (run->reason != RUN_NOT_STARTED || is_as_time(a, o)))
		put_text(a, o, run);
}

static void
put_and_close(struct run_account *a, const struct run_options *o, const struct run *run,
	struct run_output *out)
{
	struct failure why;

	if (out->fd < 0 && !open_output(out, &why)) {
		message_failure(&why, 0);
		return;
	}
	if (out == &a->json)
		put_json(out, run);
	else
		put_main(a, o, run);
	close_output(out);
}

/* The file first, since the text may wait for a terminal; unless only the text's descriptor is
 * left for it. */
void
run_account_put(struct run_account *a, const struct run_options *o, const struct run *run)
{
	bool first = a->json.path != NULL && a->json.fd >= 0;

	if (a->progress)
		end_progress(a);
	if (first)
		put_and_close(a, o, run, &a->json);
	put_and_close(a, o, run, &a->main);
	if (a->json.path != NULL && !first)
		put_and_close(a, o, run, &a->json);
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
