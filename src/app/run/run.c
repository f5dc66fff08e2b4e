/* SPDX-License-Identifier: MIT */
/* run.c: `peaktop run`: launches a command, does not disturb it, and reports what it needed. */
#include "app/run/run.h"

#include <unistd.h>

#include "app/run/recorded_job.h"
#include "app/run/run_repeat.h"
#include "app/cli/message.h"
#include "base/exit_status.h"
#include "base/grow.h"
#include "base/sanitized.h"

static int
run_once(const struct run_options *o, const struct inherited *inherited,
	struct repeat_figures *figures)
{
	struct recorded_job *r = grow_sparse(sizeof *r);
	const struct run *run = &r->job.run;
	int status;

	recorded_job_init(r, o, inherited);
	status = recorded_job_live(r);
	if (figures != NULL)
		*figures = (struct repeat_figures){ .single_bytes = run->single.member.bytes,
			.tree_bytes = run->tree.bytes,
			.wall_ns = run->wall_ns,
			.cpu_ns = run->usage.user_ns + run->usage.system_ns,
			.cut = run_cut(run),
			.over_budget = run->reason == RUN_OVER_BUDGET,
			.program_only = r->program[0] != NULL };
	/* All is written. What exit(3) does costs a short command a hundredth of its time; with a
	 * sanitizer it searches for leaks. */
	if (!SANITIZED)
		_exit(status);
	grow_unmap(r, sizeof *r);
	return status;
}

int
run_main(int argc, char **argv, const struct inherited *inherited)
{
	struct run_options options;
	struct failure why;

	run_options_init(&options);
	if (!run_options_parse(&options, argc, argv, &why))
		return message_failure(&why, EXIT_OURS);
	if (options.help)
		return run_account_help();
	if (options.version)
		return run_account_version();
	if (options.repeat > 0)
		return run_repeat(&options, inherited, run_once);
	return run_once(&options, inherited, NULL);
}
