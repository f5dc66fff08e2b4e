/* SPDX-License-Identifier: MIT */
/* batch.c: --once and --batch: prints samples on stdout. */
#include "app/batch/batch.h"
#include "base/io.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "app/sampling/alert.h"
#include "app/sampling/replay.h"
#include "app/sampling/session.h"
#include "app/cli/message.h"
#include "base/clock.h"
#include "base/exit_status.h"
#include "base/plural.h"
#include "source/recording/source_replay.h"
#include "term/outlet.h"
#include "text/table/report.h"

static struct report
report_of(struct session *s, const struct options *o, struct column_list *list)
{
	struct selection selection = options_selection(o, s->filter);
	struct row_order order = { .sort = o->sort,
		.inverted = o->sort_inverted,
		.tree = options_tree(o),
		.groups = options_groups(o) ? &s->groups : NULL };
	struct report r = { .table = &s->table,
		.rows = &s->rows,
		.columns = list,
		.context = rows_context(&s->table, s->wall_ns, o->units, o->ascii),
		.tree = order.tree,
		.groups = order.groups != NULL };

	*list = options_columns(o);
	rows_build(&s->rows, &s->table, &selection, &order, &r.context);
	return r;
}

/* Output that is being written. A terminal that does not read misses samples, while alerts go on;
 * other readers get all of them. */
struct printer {
	struct bytes text;
	struct outlet outlet;
	bool skips;
};

static void
printer_open(struct printer *p, const struct options *o)
{
	*p = (struct printer){ .skips = o->mode == MODE_BATCH && o->replay == NULL &&
					isatty(STDOUT_FILENO) };
	if (p->skips)
		outlet_open(&p->outlet, STDOUT_FILENO);
}

static bool
printer_close(struct printer *p, struct failure *why)
{
	bool good = true;

	if (p->skips) {
		while (!outlet_flush(&p->outlet))
			poll(&(struct pollfd){ .fd = p->outlet.fd, .events = POLLOUT }, 1, -1);
		good = p->outlet.error == 0 ||
		       failure_set(why, p->outlet.error, "writing the output");
		outlet_close(&p->outlet);
	}
	bytes_free(&p->text);
	return good;
}

static bool
print(struct printer *p, struct failure *why)
{
	if (!p->skips)
		return io_write(STDOUT_FILENO, &p->text, why);
	bytes_put(&p->outlet.waiting, p->text.data, p->text.length);
	outlet_flush(&p->outlet);
	return p->outlet.error == 0 || failure_set(why, p->outlet.error, "writing the output");
}

static bool
put_sample(struct session *s, const struct options *o, bool first, struct printer *p,
	struct failure *why)
{
	struct bytes *out = &p->text;
	struct column_list list;
	struct report r;

	if (p->skips && !outlet_flush(&p->outlet))
		return true;
	r = report_of(s, o, &list);
	bytes_restart(out);
	switch (o->format) {
	case FORMAT_JSON:
		if (!report_json(&r, out, why))
			return false;
		break;
	case FORMAT_CSV:
		report_csv(&r, first, out);
		break;
	case FORMAT_PLAIN:
		if (!first)
			bytes_text(out, "\n");
		report_plain(&r, out);
		break;
	}
	return print(p, why);
}

/* Writes the rest to the terminal, until the deadline. */
static void
send_rest(struct printer *p, uint64_t deadline_ns)
{
	uint64_t now;

	while (p->skips && !outlet_flush(&p->outlet) && (now = clock_active_ns()) < deadline_ns)
		poll(&(struct pollfd){ .fd = p->outlet.fd, .events = POLLOUT }, 1,
			(int)((deadline_ns - now) / NS_PER_MS) + 1);
}

/* Waits until the next multiple of the interval: a slow sample does not delay later ones. */
static void
wait_next(struct printer *p, uint64_t *deadline_ns, uint64_t interval_ns)
{
	uint64_t now = clock_active_ns();
	struct timespec until;

	*deadline_ns += interval_ns;
	if (*deadline_ns < now)
		*deadline_ns = now;
	send_rest(p, *deadline_ns);
	until.tv_sec = (time_t)(*deadline_ns / NS_PER_SECOND);
	until.tv_nsec = (long)(*deadline_ns % NS_PER_SECOND);
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		continue;
}

/* A reader that exits early (head) is not reported as a failure; the status is that of SIGPIPE. */
static int
fail(const struct failure *why)
{
	if (why->error == EPIPE)
		return EXIT_SIGNALED + SIGPIPE;
	return message_failure(why, EXIT_FAILED);
}

/* The next sample to print; --once takes the last one of a recording. */
static bool
take_sample(struct session *s, const struct options *o, struct failure *why)
{
	if (s->replay && o->mode != MODE_BATCH)
		return replay_go_last(s, why);
	return session_tick(s, why);
}

static bool
is_last(const struct session *s, const struct options *o, uint64_t printed)
{
	return o->mode != MODE_BATCH || printed == o->iterations ||
	       (s->replay && !replay_has_more(s));
}

/* Reports how an incomplete recording ends, after its samples were printed; a truncated one is
 * normal. */
static int
report_end(const struct session *s)
{
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);

	if (!s->replay || replay_has_more(s) || !replay_put_ending(s, &b))
		return 0;
	message("%s", text);
	return replay_ending(s->source) == RECORDING_CUT ? 0 : 1;
}

/* Still prints the samples before the damage in a recording. */
static int
end_early(struct session *s, const struct options *o, const struct failure *why, struct printer *p)
{
	struct failure cause;

	if (s->replay && o->mode != MODE_BATCH && s->table.samples > 0)
		put_sample(s, o, true, p, &cause);
	return message_failure(why, EXIT_FAILED);
}

static void
check_alerts(struct alert *a, const struct session *s, const struct options *o)
{
	struct selection shown = options_selection(o, s->filter);
	struct failure why;

	if (!alert_check(a, &s->table, &shown, &why))
		message_failure(&why, 0);
}

static void
finish_alerts(struct alert *a)
{
	size_t left = alert_finish(a);

	if (left > 0)
		message("%zu %s did not run: %s", left, plural(left, "alert", "alerts"),
			a->hook != 0 ? "an earlier command is still running"
				     : "commands could not be started");
	alert_close(a);
}

static int
run(struct session *s, const struct options *o, struct alert *alert, struct printer *p)
{
	uint64_t deadline_ns = clock_active_ns();
	struct failure why;

	for (uint64_t i = 0;; i++) {
		if (i > 0 && !s->replay)
			wait_next(p, &deadline_ns, o->interval_ns);
		if (!take_sample(s, o, &why))
			return end_early(s, o, &why, p);
		if (i == 0 && !session_check_pids(s, o, &why))
			return message_failure(&why, EXIT_USAGE);
		check_alerts(alert, s, o);
		if (!put_sample(s, o, i == 0, p, &why))
			return fail(&why);
		if (is_last(s, o, i + 1))
			return report_end(s);
	}
}

int
batch_run(const struct options *o, const struct inherited *inherited)
{
	struct alert alert;
	struct session session;
	struct printer printer;
	struct failure why;
	int status;

	signal(SIGPIPE, SIG_IGN);
	if (!session_open(&session, o, &why))
		return message_failure(&why, EXIT_FAILED);
	alert_open(&alert, &o->alerts, inherited, session_own_pid(&session), false);
	printer_open(&printer, o);
	status = run(&session, o, &alert, &printer);
	finish_alerts(&alert);
	if (!printer_close(&printer, &why) && status == 0)
		status = fail(&why);
	session_close(&session);
	return status;
}
