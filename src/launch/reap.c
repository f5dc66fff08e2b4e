/* SPDX-License-Identifier: MIT */
/* reap.c: what the kernel reports about a process at its end. */
#include "launch/launch.h"

#include <sys/wait.h>

#include "base/duration.h"

static uint64_t
nanoseconds(const struct timeval *t)
{
	return (uint64_t)t->tv_sec * NS_PER_SECOND + (uint64_t)t->tv_usec * 1000;
}

/* getrusage(2): ru_maxrss is in KiB on Linux; swaps, messages and signals are always 0. */
static void
take_usage(struct run_usage *usage, const struct rusage *kernel)
{
	*usage = (struct run_usage){
		.user_ns = nanoseconds(&kernel->ru_utime),
		.system_ns = nanoseconds(&kernel->ru_stime),
		.max_rss_bytes = (uint64_t)kernel->ru_maxrss * 1024,
		.minor_faults = (uint64_t)kernel->ru_minflt,
		.major_faults = (uint64_t)kernel->ru_majflt,
		.block_inputs = (uint64_t)kernel->ru_inblock,
		.block_outputs = (uint64_t)kernel->ru_oublock,
		.voluntary_switches = (uint64_t)kernel->ru_nvcsw,
		.involuntary_switches = (uint64_t)kernel->ru_nivcsw,
		.swaps = (uint64_t)kernel->ru_nswap,
		.messages_sent = (uint64_t)kernel->ru_msgsnd,
		.messages_received = (uint64_t)kernel->ru_msgrcv,
		.signals = (uint64_t)kernel->ru_nsignals,
	};
}

bool
launch_reap_one(pid_t wanted, struct reaped *reaped)
{
	struct rusage usage;
	int status;
	/* __WALL: also waits for threads of a traced process; without it the children of
	 * confine_fork are left alone. */
	pid_t pid = wait4(wanted, &status, WNOHANG | (wanted > 0 ? __WALL : 0), &usage);

	if (pid <= 0)
		return false;
	*reaped = (struct reaped){ .pid = pid };
	if (WIFSTOPPED(status)) {
		reaped->trace_stop = status;
		return true;
	}
	if (WIFSIGNALED(status)) {
		reaped->signal = WTERMSIG(status);
		reaped->core_dumped = WCOREDUMP(status);
	} else {
		reaped->status = WEXITSTATUS(status);
	}
	take_usage(&reaped->usage, &usage);
	return true;
}

pid_t
launch_next_ended(void)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 ? info.si_pid : 0;
}

bool
launch_reap(struct reaped *reaped)
{
	return launch_reap_one(-1, reaped);
}

bool
launch_has_children(void)
{
	siginfo_t info;

	/* Without __WALL: traced processes count nevertheless; a witness and a terminal do not. */
	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}
