/* SPDX-License-Identifier: MIT */
/* record.c: `peaktop record`: records samples of all processes in a file. */
#include "app/record/record.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/sampling/loop.h"
#include "app/record/record_file.h"
#include "app/cli/record_options.h"
#include "app/sampling/session.h"
#include "app/cli/settings.h"
#include "app/cli/message.h"
#include "base/clean.h"
#include "base/exit_status.h"
#include "base/grow.h"
#include "base/page_size.h"
#include "source/host/machine.h"
#include "source/recording/recording.h"

#include "config.h"

/* A whole sample is about sixty times as large as the changes between two samples on a quiet
 * machine: at this distance they add a tenth to a recording, and a jump into it reads no more than
 * this many samples. */
#define KEY_EVERY 600

struct recorder {
	const struct record_options *options;
	struct selection selection;
	struct session session;
	struct loop loop;
	struct record_file file;
	struct recording_about about;
	struct recording_state state;
	struct bytes out;
	uint64_t began_ns; /* of clock_active_ns */
	uint64_t since_key;
};

/* --- samples --- */

static void
put_sample(struct recorder *r, bool key)
{
	bytes_restart(&r->out);
	if (r->file.size == 0)
		recording_put_head(&r->about, &r->out);
	recording_put_sample(
		&r->state, &r->session.table, &r->selection, r->session.wall_ns, key, &r->out);
	r->since_key = key ? 1 : r->since_key + 1;
}

/* A file begins with a whole sample, so that it can be replayed by itself. */
static bool
write_sample(struct recorder *r, struct failure *why)
{
	put_sample(r, r->file.size == 0 || r->since_key == KEY_EVERY);
	if (record_file_is_full(&r->file, r->out.length)) {
		if (!record_file_rotate(&r->file, why))
			return false;
		put_sample(r, true);
	}
	return record_file_write(&r->file, &r->out, why);
}

/* Whether no time is left for another sample, so that the one just taken is the last. */
static bool
is_last(const struct recorder *r)
{
	const struct record_options *o = r->options;
	uint64_t next_ns = r->loop.deadline_ns - r->began_ns;

	return (o->base.iterations > 0 && r->session.table.samples >= o->base.iterations) ||
	       (o->duration_ns > 0 && next_ns > o->duration_ns);
}

/* --- events --- */

/* False: a signal asks us to stop. */
static bool
wait_tick(struct recorder *r)
{
	for (;;) {
		struct loop_event event = loop_next(&r->loop);

		if (event.kind == LOOP_TICK)
			return true;
		if (event.signal == SIGTSTP)
			raise(SIGSTOP);
		else if (event.signal != SIGWINCH && event.signal != SIGCONT)
			return false;
	}
}

static int
report_end(const struct failure *why)
{
	/* A reader that exits early (head) is not reported as a failure; the status is that of
	 * SIGPIPE. */
	return why->error == EPIPE ? EXIT_SIGNALED + SIGPIPE : message_failure(why, EXIT_FAILED);
}

static int
record(struct recorder *r)
{
	struct failure why;

	r->began_ns = r->loop.deadline_ns - r->loop.interval_ns;
	for (;;) {
		if (!write_sample(r, &why))
			return report_end(&why);
		table_dismiss(&r->session.table);
		if (is_last(r) || !wait_tick(r))
			break;
		if (!session_tick(&r->session, &why))
			return message_failure(&why, EXIT_FAILED);
	}
	return record_file_close(&r->file, &why) ? 0 : message_failure(&why, EXIT_FAILED);
}

/* --- opening --- */

static void
fill_about(struct recorder *r)
{
	struct recording_about *about = &r->about;
	struct buffer host = buffer_over(about->host, sizeof about->host);
	struct buffer boot = buffer_over(about->boot, sizeof about->boot);
	char name[65] = "";

	gethostname(name, sizeof name - 1);
	clean_text(&host, name, strlen(name));
	machine_boot_id(&boot);
	strcpy(about->version, PACKAGE_VERSION);
	about->page_bytes = page_size_bytes();
	about->wants = r->session.wants;
}

static int
open_file(struct recorder *r)
{
	const struct record_options *o = r->options;
	struct failure why;

	if (!record_file_open(&r->file, o->file, o->max_bytes, &why))
		return message_failure(&why, EXIT_FAILED);
	if (o->file == NULL)
		message("recording to %s", r->file.path);
	return record(r);
}

/* Reports a missing process before creating a file. */
static int
run(struct recorder *r)
{
	const struct options *o = &r->options->base;
	struct failure why;
	int status;

	if (!loop_open(&r->loop, -1, o->interval_ns, &why))
		return message_failure(&why, EXIT_FAILED);
	fill_about(r);
	if (!session_tick(&r->session, &why))
		status = message_failure(&why, EXIT_FAILED);
	else if (!session_check_pids(&r->session, o, &why))
		status = message_failure(&why, EXIT_USAGE);
	else
		status = open_file(r);
	loop_close(&r->loop);
	return status;
}

static int
open_and_run(struct recorder *r)
{
	struct failure why;
	int status;

	if (!session_open(&r->session, &r->options->base, &why))
		return message_failure(&why, EXIT_FAILED);
	r->session.program_only = r->options->base.run.program_only;
	status = run(r);
	session_close(&r->session);
	recording_forget(&r->state);
	bytes_free(&r->out);
	return status;
}

/* The command line takes precedence over the config file. */
static bool
read_settings(struct run_options *o, struct failure *why)
{
	bool program_only = o->program_only, good = settings_read_run(o, why);

	o->program_only = o->program_only || program_only;
	return good;
}

int
record_main(int argc, char **argv, const struct inherited *inherited)
{
	struct record_options *o = grow_new(sizeof *o);
	struct recorder *r = grow_new(sizeof *r);
	struct failure why;
	int status;

	(void)inherited;
	/* Reported as errors of a write, like a limit on file sizes. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	r->options = o;
	if (!record_options_parse(o, argc, argv, &why)) {
		status = message_failure(&why, EXIT_USAGE);
	} else if (o->base.help) {
		status = record_options_help();
	} else if (!read_settings(&o->base.run, &why)) {
		status = message_failure(&why, EXIT_USAGE);
	} else {
		r->selection = options_selection(&o->base, NULL);
		status = open_and_run(r);
	}
	free(r);
	free(o);
	return status;
}
