/* SPDX-License-Identifier: MIT */
/* attach.c: `peaktop attach`: finds the job or the processes that its operands select. */
#include "app/jobs/attach.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/option_value.h"
#include "app/jobs/keepers.h"
#include "app/state/kept_output.h"
#include "app/jobs/lookup.h"

/* --- last screens of ended jobs --- */

/* `number` 0: the newest. *number is the run that was looked for in the end. */
static bool
find_screen(struct panes *p, const char *selector, uint64_t *number, struct failure *why)
{
	char path[PATH_MAX];
	struct buffer b = buffer_over(path, sizeof path);
	enum run_reason reason;

	if (*number == 0 && strcmp(selector, "last") == 0)
		*number = kept_output_newest();
	else if (*number == 0)
		lookup_run(selector, number, &reason);
	if (*number == 0)
		return failure_set(why, 0, "no job '%s' is running or has left a screen", selector);
	return kept_output_path(&b, *number, KEPT_SCREEN, why) && panes_add_file(p, path, why);
}

/* --- operands --- */

static bool
is_process(const struct options *o, uint64_t number)
{
	char path[PATH_MAX];
	struct buffer b = buffer_over(path, sizeof path);

	buffer_print(&b, "%s/%" PRIu64, o->proc, number);
	return access(path, F_OK) == 0;
}

static bool
find_processes(const struct options *o, struct failure *why)
{
	for (size_t i = 0; i < o->pid_count; i++)
		if (!is_process(o, (uint64_t)o->pids[i]))
			return failure_set(why, 0, "no process %d", (int)o->pids[i]);
	return true;
}

static bool
show_process(struct options *o, uint64_t number, struct failure *why)
{
	if (!is_process(o, number))
		return failure_set(why, 0,
			"there is neither a run %" PRIu64 " with a screen nor a process %" PRIu64
			" ('peaktop history' lists the runs)",
			number, number);
	return option_add_pid(o, (int)number, why);
}

static bool
find_selected(struct options *o, struct panes *p, const char *selector, struct failure *why)
{
	bool last = strcmp(selector, "last") == 0,
	     numeral = selector[0] >= '0' && selector[0] <= '9';
	uint64_t number = 0, known;
	enum run_reason reason;

	if (numeral && !lookup_number(selector, &number))
		return failure_set(why, 0, "invalid run or process id '%s'", selector);
	if (keepers_take(p, last ? NULL : selector, number))
		return true;
	if (find_screen(p, selector, &number, why))
		return true;
	if (!last && lookup_run(selector, &known, &reason) &&
		(reason == RUN_LOST || reason == RUN_RUNNING))
		return lookup_explain(selector, why), false;
	return numeral && show_process(o, number, why);
}

static bool
find_newest(struct panes *p, struct failure *why)
{
	if (keepers_take(p, NULL, 0))
		return true;
	return failure_set(why, 0,
		"no running job ('peaktop -- COMMAND' starts one, 'peaktop attach last' shows the "
		"last)");
}

bool
attach_find(struct options *o, struct panes *p, struct failure *why)
{
	if (o->operand_count == 0)
		return find_newest(p, why);
	if (o->operand_count == 1)
		return find_selected(o, p, o->operands[0], why);
	return find_processes(o, why);
}
