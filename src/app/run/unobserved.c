/* SPDX-License-Identifier: MIT */
/* unobserved.c: replaces peaktop by the command if it cannot be started as another process. */
#include "app/run/unobserved.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "app/cli/message.h"
#include "app/cli/suggest.h"
#include "base/exit_status.h"
#include "base/length.h"

static bool
is_out_of_resources(int error)
{
	return error == EAGAIN || error == ENOMEM;
}

/* Whether the options require an observer. */
static bool
needs_observer(const struct run_options *o)
{
	return o->repeat > 0 || o->job.limits.count > 0 || o->job.nice != 0 || o->job.nohup ||
	       job_needs_observer(&o->job);
}

static _Noreturn void
become(struct job *j)
{
	int error;

	witness_end(&j->witness);
	cgroup_remove(&j->cgroup);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	inherit_restore_actions(j->inherited);
	inherit_restore_mask(j->inherited);
	execvp(j->options->argv[0], j->options->argv);
	error = errno;
	suggest_after_failure(j->options->argv[0], error);
	_exit(error == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_RUNNABLE);
}

void
unobserved_become(struct recorded_job *r, const struct failure *why)
{
	const char *const files[] = { r->options.output, r->options.json_file };
	struct failure said = *why;

	if (!is_out_of_resources(why->error) || needs_observer(&r->options))
		return;
	failure_within(&said, "the command runs unobserved and unrecorded");
	message_failure(&said, EXIT_OURS);
	for (size_t i = 0; i < LENGTH(files); i++)
		if (files[i] != NULL)
			message("no account is written to %s", files[i]);
	become(&r->job);
}
