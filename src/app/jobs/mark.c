/* SPDX-License-Identifier: MIT */
/* mark.c: `peaktop mark NAME`: begins a phase of the job that it belongs to, or of a given one. */
#include "app/jobs/mark.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli/message.h"
#include "app/cli/option_table.h"
#include "app/cli/print.h"
#include "app/jobs/lookup.h"
#include "base/clock.h"
#include "base/exit_status.h"
#include "launch/mark_socket.h"
#include "model/run/phase_name.h"

/* How long a keeper may take to read a mark. */
#define PATIENCE_NS (2 * NS_PER_SECOND)

/* A full socket is read within a moment, or not at all. */
#define FULL_TRIES 20
#define FULL_PAUSE_NS NS_PER_MS

struct mark_options {
	const char *run; /* NULL: the job that we are part of */
	bool help;
};

static const struct option_row rows[] = {
	{ "run", 'r', ON_LINE, "RUN", "the job, from outside: a number, a label or 'last'",
		.member = offsetof(struct mark_options, run) },
	OPTION_HELP(struct mark_options),
};
static const struct option_table table = { .command = "peaktop mark",
	.rows = rows,
	.count = OPTION_COUNT(rows),
	.usage = "[-r RUN] NAME",
	.about = "Begin a phase of the job that this command is part of: its account has the "
		 "figures of\n"
		 "each. Outside of a job nothing happens, and the status is 0." };

/* --- from outside --- */

static bool
send_to_keeper(struct panes *p, const char *name, struct failure *why)
{
	uint64_t until = clock_active_ns() + PATIENCE_NS;
	bool waits;

	if (p->jobs[0]->end.ended)
		return failure_set(why, 0, "%s has ended already", p->jobs[0]->identity.name);
	panes_mark(p, 0, name);
	while ((waits = panes_flush(p, 0)) && clock_active_ns() < until) {
		struct pollfd fd = { .fd = p->links[0]->fd, .events = POLLOUT };

		poll(&fd, 1, 100);
	}
	return !waits || failure_set(why, 0, "the keeper of the job does not respond");
}

/* `run` listens on no socket but that of the job itself. */
static bool
send_to_run(const char *selector, const char *name, struct failure *why)
{
	char address[64];
	pid_t pid = lookup_observer(selector);
	int error;

	if (pid == 0 || !mark_socket_find(pid, address, sizeof address)) {
		lookup_explain(selector, why);
		return false;
	}
	error = mark_send(address, name);
	return error == 0 || failure_set(why, error, "marking the job of pid %d", (int)pid);
}

static int
mark_from_outside(const char *selector, const char *name)
{
	struct panes panes = { .count = 0 };
	struct failure why;
	bool good;

	if (lookup_take(&panes, selector))
		good = send_to_keeper(&panes, name, &why);
	else
		good = send_to_run(selector, name, &why);
	panes_close(&panes);
	return good ? EXIT_GOOD : message_failure(&why, EXIT_FAILED);
}

/* --- from inside: a job must run as well without an observer, or with one that is busy --- */

static int
mark_own_job(const char *name)
{
	const char *address = getenv(MARK_VARIABLE);

	for (int i = 0; address != NULL && i < FULL_TRIES; i++) {
		if (mark_send(address, name) != EAGAIN)
			break;
		clock_pause(FULL_PAUSE_NS);
	}
	return EXIT_GOOD;
}

static bool
is_name(const char *text)
{
	char name[64];
	struct buffer b = buffer_over(name, sizeof name);

	return phase_name_take(text, strlen(text), &b);
}

int
mark_main(int argc, char **argv, const struct inherited *inherited)
{
	struct mark_options o = { .run = NULL };
	int operand;
	struct failure why;

	(void)inherited;
	if (!option_table_parse(&table, &o, argc, argv, false, &operand, &why))
		return message_failure(&why, EXIT_USAGE);
	if (o.help)
		return print_help(&table);
	if (operand != argc - 1 || !is_name(argv[operand])) {
		message("%s (see 'peaktop mark --help')",
			operand == argc       ? "no name given"
			: operand == argc - 1 ? "the name is empty"
					      : "a phase has one name: quote it");
		return EXIT_USAGE;
	}
	return o.run != NULL ? mark_from_outside(o.run, argv[operand])
			     : mark_own_job(argv[operand]);
}
