/* SPDX-License-Identifier: MIT */
/* run.c: `peaktop run`: launch a command, leave it alone, tell the truth at its exit. */
#include "app/run/run.h"

#include <stdlib.h>

#include "observe/job.h"
#include "app/run/run_repeat.h"
#include "app/cli/message.h"
#include "base/exit_status.h"
#include "base/grow.h"

static int
run_once(const struct run_options *o, const struct inherited *inherited,
	struct repeat_figures *figures)
{
	struct job *j = grow_new(sizeof *j);
	int status;

	j->options = *o;
	j->inherited = inherited;
	run_account_begin(&j->run, o);
	status = job_live(j);
	if (figures != NULL)
		*figures = (struct repeat_figures){ .single_bytes = j->run.single.member.bytes,
			.tree_bytes = j->run.tree.bytes,
			.wall_ns = j->run.wall_ns,
			.cpu_ns = j->run.usage.user_ns + j->run.usage.system_ns,
			.program_only = j->program[0] != NULL };
	free(j);
	return status;
}

int
run_main(int argc, char **argv, const struct inherited *inherited)
{
	struct run_options options;
	struct failure why;

	run_options_init(&options);
	if (!run_options_parse(&options, argc, argv, &why))
		return tell_failure(&why, EXIT_OURS);
	if (options.help)
		return run_account_help();
	if (options.version)
		return run_account_version();
	if (options.repeat > 0)
		return run_repeat(&options, inherited, run_once);
	return run_once(&options, inherited, NULL);
}
