/* SPDX-License-Identifier: MIT */
/* job_events.c: what comes to a job from outside: signals for it, and children that ended. */
#include "app/job.h"

#include <errno.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"

bool
job_open_signals(struct job *j, struct failure *why)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGHUP);
	if (j->options.exact)
		exact_add_signals(j->inherited, &mask);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	/* An account that nobody reads any more must not cost the command's own status. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* nor a file that may not grow */
	j->signal_fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	return j->signal_fd >= 0 || fail(why, errno, "opening a descriptor for signals");
}

void
job_wait(const struct job *j)
{
	uint64_t now = clock_active_ns();
	uint64_t left = j->next_look_ns > now && !j->exact.busy ? j->next_look_ns - now : 0;
	struct timespec timeout = { (time_t)(left / NS_PER_SECOND), (long)(left % NS_PER_SECOND) };
	struct pollfd watched = { .fd = j->signal_fd, .events = POLLIN };

	ppoll(&watched, 1, &timeout, NULL);
}

static void
add_usage(struct run_usage *sum, const struct run_usage *u)
{
	sum->user_ns += u->user_ns;
	sum->system_ns += u->system_ns;
	sum->minor_faults += u->minor_faults;
	sum->major_faults += u->major_faults;
	sum->block_inputs += u->block_inputs;
	sum->block_outputs += u->block_outputs;
	sum->voluntary_switches += u->voluntary_switches;
	sum->involuntary_switches += u->involuntary_switches;
	if (u->max_rss_bytes > sum->max_rss_bytes)
		sum->max_rss_bytes = u->max_rss_bytes;
}

static void
reap(struct job *j)
{
	struct reaped r;

	while (j->options.exact ? exact_reap(&j->exact, &r) : launch_reap(&r)) {
		if (r.pid == j->hook) {
			j->hook = 0;
			continue;
		}
		add_usage(&j->run.usage, &r.usage);
		if (r.pid != j->launched.pid)
			continue;
		j->root_ended = true;
		j->run.wall_ns = clock_active_ns() - j->launched.started_ns;
		j->run.status = r.status;
		j->run.signal = r.signal;
		j->run.core_dumped = r.core_dumped;
	}
}

/* To the command; where it is gone and we wait for the rest of its tree, to all of that. */
static void
pass_on(struct job *j, int signal)
{
	if (!j->root_ended)
		kill(j->launched.pid, signal);
	else if (j->options.wait_all)
		job_signal_tree(j, signal);
}

void
job_take_events(struct job *j)
{
	struct signalfd_siginfo info;

	while (read(j->signal_fd, &info, sizeof info) == sizeof info) {
		if (info.ssi_signo == SIGCHLD)
			reap(j);
		else if (!exact_take_signal(&j->exact, (int)info.ssi_signo))
			pass_on(j, (int)info.ssi_signo);
	}
	if (j->exact.busy)
		reap(j);
	exact_stop_with_command(&j->exact);
}
