/* SPDX-License-Identifier: MIT */
/* stop.c: `peaktop stop`: ends a job by TERM, then HUP, then KILL, as the screen's dialog does. */
#include "app/jobs/stop.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli/option_read.h"
#include "app/cli/print.h"
#include "app/jobs/keepers.h"
#include "app/jobs/lookup.h"
#include "app/cli/message.h"
#include "base/clock.h"
#include "base/exit_status.h"
#include "base/grow.h"
#include "base/length.h"
#include "base/signal_name.h"
#include "text/run/run_list.h"
#include "text/unit.h"

struct stop_options {
	int signal; /* 0: the whole sequence */
	uint64_t wait_ns;
	bool help;
};

#define WAIT_MAX_NS (86400 * NS_PER_SECOND)
#define KILL_WAIT_NS (10 * NS_PER_SECOND)

static bool
set_signal(void *to, const char *value, struct failure *why)
{
	return signal_name_read(value, &((struct stop_options *)to)->signal) ||
	       failure_set(why, 0, "invalid signal '%.100s' (try INT, USR1 or 15)", value);
}

static bool
set_wait(void *to, const char *value, struct failure *why)
{
	return option_read_duration(
		value, 0, WAIT_MAX_NS, &((struct stop_options *)to)->wait_ns, why);
}

static const struct option_row rows[] = {
	{ "signal", 's', ON_LINE, "NAME", "send only this signal, and wait", .set = set_signal },
	{ "wait", 'w', ON_LINE, "TIME", "how long to wait after each signal (default 10s)",
		.set = set_wait },
	OPTION_HELP(struct stop_options),
};
static const struct option_table table = { .command = "peaktop stop",
	.rows = rows,
	.count = OPTION_COUNT(rows),
	.usage = "[OPTIONS] JOB...",
	.about = "Stop running jobs of 'peaktop -- COMMAND'. JOB is a number, a label or 'last'. "
		 "SIGTERM\n"
		 "goes to the whole tree; if it keeps running, SIGHUP, then SIGKILL." };

/* --- one job --- */

/* False: it is still running, as far as is known. */
static bool
await_end(struct panes *p, uint64_t wait_ns)
{
	uint64_t until = clock_active_ns() + wait_ns, now;

	while (!p->jobs[0]->end.ended && !p->jobs[0]->lost && (now = clock_active_ns()) < until) {
		struct pollfd fd = { .fd = p->links[0]->fd, .events = POLLIN };
		uint64_t left_ms = (until - now) / NS_PER_MS + 1;
		struct failure ignored;

		if (panes_flush(p, 0))
			fd.events |= POLLOUT;
		if (poll(&fd, 1, left_ms < 1000 ? (int)left_ms : 1000) > 0)
			panes_take(p, 0, &ignored);
	}
	return p->jobs[0]->end.ended || p->jobs[0]->lost;
}

static void
put_who(const struct watched_identity *id, struct buffer *out)
{
	if (id->run > 0)
		buffer_print(out, "run %" PRIu64 " (%s)", id->run, id->name);
	else
		buffer_text(out, id->name);
}

/* For a job that ended before the request, but whose keeper is still there. */
static int
report_ended_before(const struct watched_identity *id, const char *verdict)
{
	char text[128];
	struct buffer b = buffer_over(text, sizeof text);

	put_who(id, &b);
	message("%s has ended already: %s", text, verdict);
	return EXIT_FAILED;
}

static int
report_outcome(const struct watched_job *job, bool before)
{
	const struct run run = {
		.reason = job->end.reason, .status = job->end.status, .signal = job->end.signal
	};
	char text[256], verdict[128];
	struct buffer b = buffer_over(text, sizeof text), v = buffer_over(verdict, sizeof verdict);
	struct bytes out = { .data = NULL };

	run_list_put_verdict(&run, &v);
	if (before && !job->lost)
		return report_ended_before(&job->identity, verdict);
	put_who(&job->identity, &b);
	if (job->lost) {
		message("%s was lost: its keeper died", text);
		return EXIT_FAILED;
	}
	buffer_print(&b, " ended: %s, peak ", verdict);
	unit_size(&b, job->figures.tree_bytes, UNITS_AUTO);
	bytes_print(&out, "%s\n", text);
	return print_out(&out);
}

/* `next`: the signal that is sent next; 0: none. */
static void
report_still_running(const struct watched_job *job, uint64_t waited_ns, int signal, int next)
{
	char text[256];
	struct buffer b = buffer_over(text, sizeof text);

	put_who(&job->identity, &b);
	buffer_text(&b, " is still running ");
	unit_cpu_time(&b, waited_ns);
	buffer_text(&b, " after ");
	signal_name_put(signal, &b);
	if (next != 0) {
		buffer_text(&b, ", sending ");
		signal_name_put(next, &b);
	}
	message("%s", text);
}

/* KILL at the end of the sequence ends the job; only a busy machine or disk delays that. */
static uint64_t
wait_after(const struct stop_options *o, int signal)
{
	bool last = o->signal == 0 && signal == SIGKILL;

	return last && o->wait_ns < KILL_WAIT_NS ? KILL_WAIT_NS : o->wait_ns;
}

static int
end_job(struct panes *p, const struct stop_options *o)
{
	static const int ways[] = { SIGTERM, SIGHUP, SIGKILL };
	const int *signals = o->signal != 0 ? &o->signal : ways;
	size_t count = o->signal != 0 ? 1 : LENGTH(ways);

	for (size_t i = 0; i < count; i++) {
		uint64_t wait_ns = wait_after(o, signals[i]);

		panes_signal(p, 0, signals[i]);
		if (await_end(p, wait_ns))
			return report_outcome(p->jobs[0], false);
		report_still_running(
			p->jobs[0], wait_ns, signals[i], i + 1 < count ? signals[i + 1] : 0);
	}
	return EXIT_FAILED;
}

/* --- all jobs --- */

static bool
is_same(const struct panes *a, const struct panes *b)
{
	return a->count > 0 && b->count > 0 &&
	       a->jobs[0]->identity.keeper == b->jobs[0]->identity.keeper &&
	       a->jobs[0]->identity.started_wall_ns == b->jobs[0]->identity.started_wall_ns;
}

static void
drop_repeated(struct panes *jobs, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_same(&jobs[i], &jobs[at]))
			panes_close(&jobs[at]);
}

/* Before any is ended, so that another name of one means it still. Those that are not running stay
 * without a job. */
static int
find_all(struct panes *jobs, char **selectors, size_t count)
{
	int status = EXIT_GOOD;
	struct failure why;

	for (size_t i = 0; i < count; i++) {
		if (!lookup_take(&jobs[i], selectors[i])) {
			lookup_explain(selectors[i], &why);
			status = message_failure(&why, EXIT_FAILED);
		}
		drop_repeated(jobs, i);
	}
	return status;
}

static int
stop_job(struct panes *p, const struct stop_options *o)
{
	if (p->count == 0)
		return EXIT_GOOD;
	return p->jobs[0]->end.ended ? report_outcome(p->jobs[0], true) : end_job(p, o);
}

static int
stop_all(const struct stop_options *o, char **selectors, size_t count)
{
	struct panes *jobs = grow_new(count * sizeof *jobs);
	int status = find_all(jobs, selectors, count);

	for (size_t i = 0; i < count; i++) {
		int one = stop_job(&jobs[i], o);

		status = one != EXIT_GOOD ? one : status;
		panes_close(&jobs[i]);
	}
	free(jobs);
	return status;
}

int
stop_main(int argc, char **argv, const struct inherited *inherited)
{
	struct stop_options o = { .wait_ns = 10 * NS_PER_SECOND };
	int operand;
	struct failure why;

	(void)inherited;
	if (!option_table_parse(&table, &o, argc, argv, false, &operand, &why))
		return message_failure(&why, EXIT_USAGE);
	if (o.help)
		return print_help(&table);
	if (operand == argc) {
		message("no job given ('peaktop attach --list' lists the running jobs)");
		return EXIT_USAGE;
	}
	return stop_all(&o, argv + operand, (size_t)(argc - operand));
}
