/* SPDX-License-Identifier: MIT */
/* lookup.c: finds runs by a selector, and explains why none of their jobs is running. */
#include "app/jobs/lookup.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/jobs/keepers.h"
#include "app/state/history_open.h"
#include "text/run/run_list.h"

bool
lookup_number(const char *selector, uint64_t *number)
{
	char *end;

	if (selector[0] < '1' || selector[0] > '9')
		return false;
	errno = 0;
	*number = strtoull(selector, &end, 10);
	if (*end == '\0' && errno == 0)
		return true;
	*number = 0;
	return false;
}

bool
lookup_run(const char *selector, uint64_t *number, enum run_reason *reason)
{
	struct stored_run run;
	struct failure ignored;
	bool found = history_load(selector, &run, &ignored);

	*number = found ? run.run.number : 0;
	*reason = found ? run.run.reason : RUN_RUNNING;
	stored_run_clear(&run);
	return found;
}

bool
lookup_take(struct panes *p, const char *selector)
{
	uint64_t number = 0;
	enum run_reason reason;

	if (strcmp(selector, "last") != 0) {
		lookup_number(selector, &number);
		return keepers_take(p, selector, number);
	}
	lookup_run(selector, &number, &reason);
	return keepers_take(p, NULL, number);
}

pid_t
lookup_observer(const char *selector)
{
	struct stored_run run;
	struct failure ignored;
	pid_t pid = 0;

	if (history_load(selector, &run, &ignored) && run.run.reason == RUN_RUNNING)
		pid = run.writer.pid;
	stored_run_clear(&run);
	return pid;
}

void
lookup_explain(const char *selector, struct failure *why)
{
	struct stored_run run;
	struct failure ignored;
	char text[64];
	struct buffer b = buffer_over(text, sizeof text);

	if (!history_load(selector, &run, &ignored)) {
		failure_set(why, 0, "no running job '%s' ('peaktop attach --list' lists them)",
			selector);
	} else if (run.run.reason == RUN_LOST) {
		failure_set(why, 0,
			"run %" PRIu64 " was lost: its observer was killed ('peaktop show %" PRIu64
			"' shows what is known)",
			run.run.number, run.run.number);
	} else if (run.run.reason == RUN_RUNNING && keepers_have(run.writer.pid)) {
		failure_set(why, 0, "run %" PRIu64 ": its keeper (pid %d) does not respond",
			run.run.number, (int)run.writer.pid);
	} else if (run.run.reason == RUN_RUNNING) {
		failure_set(why, 0,
			"run %" PRIu64 " has no pane: it belongs to 'peaktop run' (pid %d on %s)",
			run.run.number, (int)run.writer.pid, run.writer.host);
	} else {
		run_list_put_verdict(&run.run, &b);
		failure_set(why, 0, "run %" PRIu64 " has ended already: %s", run.run.number, text);
	}
	stored_run_clear(&run);
}
