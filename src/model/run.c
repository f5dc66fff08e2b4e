/* SPDX-License-Identifier: MIT */
/* run.c: how a run that ended is called, and what peaktop exits with for it. */
#include "model/run.h"

#include <errno.h>

/* As timeout, env and nice have them; 128 + N is the shell's. */
enum {
	EXIT_OVER_BUDGET = 124,
	EXIT_OWN_FAILURE = 125,
	EXIT_NOT_RUNNABLE = 126,
	EXIT_NOT_FOUND = 127,
	EXIT_SIGNALED = 128,
};

static int
not_started_status(int error)
{
	if (error == 0)
		return EXIT_OWN_FAILURE;
	return error == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_RUNNABLE;
}

int
run_exit_status(const struct run *run)
{
	if (run->reason == RUN_NOT_STARTED)
		return not_started_status(run->start_error);
	if (run->reason == RUN_OVER_BUDGET)
		return EXIT_OVER_BUDGET;
	return run->signal != 0 ? EXIT_SIGNALED + run->signal : run->status;
}

const char *
run_reason_name(enum run_reason reason)
{
	switch (reason) {
	case RUN_EXITED:
		return "exited";
	case RUN_SIGNALED:
		return "signaled";
	case RUN_OOM_KILLED:
		return "oom_killed";
	case RUN_OVER_BUDGET:
		return "over_budget";
	case RUN_NOT_STARTED:
		break;
	}
	return "not_started";
}

const char *
peak_origin_name(enum peak_origin origin)
{
	static const char *const names[] = {
		[PEAK_NONE] = "none",
		[PEAK_SAMPLED] = "sampled",
		[PEAK_KERNEL] = "kernel",
		[PEAK_RUSAGE] = "rusage",
		[PEAK_EXACT] = "exact",
		[PEAK_RSS] = "rss",
		[PEAK_PSS] = "pss",
		[PEAK_RSS_SUM] = "rss_sum",
	};

	return names[origin];
}
