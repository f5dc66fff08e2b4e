/* SPDX-License-Identifier: MIT */
/* job_events.c: events from outside a job: signals for it, and children that end. */
#include "observe/job.h"

#include <errno.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/length.h"
#include "observe/job_kills.h"
#include "observe/job_marks.h"
#include "base/clock.h"

/* After TERM or HUP: how long the rest of a tree has to end before the account is written. */
#define RELEASE_NS (2 * NS_PER_SECOND)

/* --- signals --- */

void
job_signals(sigset_t *set, bool has_terminal)
{
	static const int others[] = { SIGKILL, SIGSTOP, SIGURG, SIGWINCH };
	static const int of_terminal[] = { SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT };

	sigfillset(set);
	for (size_t i = 0; i < LENGTH(others); i++)
		sigdelset(set, others[i]);
	for (size_t i = 0; has_terminal && i < LENGTH(of_terminal); i++)
		sigdelset(set, of_terminal[i]);
}

/* PIPE and XFSZ go to the process that wrote, XCPU to the one that exceeded its own CPU limit;
 * the command gets its own. The kernel sends the first two in the name of the process itself. */
bool
job_signal_is_own(const siginfo_t *info)
{
	if (info->si_signo == SIGXCPU)
		return info->si_code == SI_KERNEL;
	return (info->si_signo == SIGPIPE || info->si_signo == SIGXFSZ) && info->si_pid == getpid();
}

/* With --wait-all, after the command has ended, the user at the terminal may want to stop
 * waiting. Blocked from the start: ignored until the end is noticed, one could be lost. */
static void
add_interrupts(sigset_t *mask)
{
	sigaddset(mask, SIGINT);
	sigaddset(mask, SIGQUIT);
}

bool
job_open_signals(struct job *j, struct failure *why)
{
	sigset_t *mask = &j->signals.awaited;

	job_signals(mask, j->tty_fd == 0);
	if (j->options->wait_all)
		add_interrupts(mask);
	if (j->options->exact)
		exact_add_signals(j->inherited, mask);
	/* Our own faults still end us: the kernel ignores the mask for them. */
	sigprocmask(SIG_BLOCK, mask, NULL);
	/* An account that nobody reads any more must not change the command's exit status. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* nor must a file that may not grow */
	j->signal_fd = signalfd(-1, mask, SFD_CLOEXEC | SFD_NONBLOCK);
	return j->signal_fd >= 0 || j->callbacks->wait == NULL ||
	       failure_set(why, errno, "opening a descriptor for signals");
}

void
job_take_early(struct job *j)
{
	sigset_t awaited, taken;

	job_signals(&awaited, j->tty_fd == 0);
	sigdelset(&awaited, SIGCHLD);
	witness_give_early(&j->witness, &awaited, j->launched.pid, job_signal_is_own, &taken);
}

void
job_wait(struct job *j)
{
	uint64_t now = clock_active_ns();
	uint64_t left = j->next_sample_ns > now && !j->exact.busy ? j->next_sample_ns - now : 0;
	struct timespec timeout = { (time_t)(left / NS_PER_SECOND), (long)(left % NS_PER_SECOND) };
	struct pollfd watched[] = { { .fd = j->signal_fd, .events = POLLIN },
		{ .fd = job_marks_fd(j), .events = POLLIN } };

	if (j->signal_fd >= 0)
		ppoll(watched, watched[1].fd >= 0 ? 2 : 1, &timeout, NULL);
	else
		signals_wait(&j->signals, left);
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

/* A child that is not the job's: a hook, or a witness that was killed. */
static bool
is_ours(struct job *j, pid_t pid)
{
	if (pid != j->hook)
		return witness_was(&j->witness, pid);
	j->hook = 0;
	return true;
}

/* A process killed before its exec had no time for children. The command is queried while it is
 * not reaped yet. */
static bool
next_end(struct job *j, struct reaped *r)
{
	pid_t pid;

	if (j->launched.silent) {
		j->launched.silent = false;
		j->observer.offspring = OFFSPRING_NONE;
		return launch_reap_one(j->launched.pid, r);
	}
	if (j->traced)
		return exact_reap(&j->exact, r);
	pid = launch_next_ended();
	if (pid == j->launched.pid)
		observer_root_ended(&j->observer, j->newest_pid);
	return pid != 0 && launch_reap_one(pid, r);
}

static void
reap(struct job *j)
{
	struct reaped r;

	while (next_end(j, &r)) {
		if (is_ours(j, r.pid))
			continue;
		j->observer.reaped++;
		add_usage(&j->run.usage, &r.usage);
		job_kills_end(j, &r);
		if (r.pid != j->launched.pid)
			continue;
		j->root_ended = true;
		if (j->stop_signal != 0)
			j->next_sample_ns = 0;
		j->run.wall_ns = clock_active_ns() - j->launched.started_ns;
		j->run.status = r.status;
		j->run.signal = r.signal;
		j->run.core_dumped = r.core_dumped;
	}
}

/* Stops waiting for others: at once, or after those that were sent a signal have had some time
 * to end. */
static void
release(struct job *j, int signal)
{
	uint64_t now = clock_active_ns();

	if (signal == SIGINT || signal == SIGQUIT)
		j->release_ns = now;
	else if ((signal == SIGTERM || signal == SIGHUP) && j->release_ns == 0)
		j->release_ns = now + RELEASE_NS;
}

/* Whether a signal that the witness received reached the command too. A command in a pane is in
 * another process group than ours, and so is the witness then. */
static bool
stands_with_witness(const struct job *j)
{
	return j->tty_fd != 0 || getpgid(j->launched.pid) == getpgrp();
}

/* The terminal gives these to the command too, so what we get of them is for us alone. */
static bool
terminal_sends(const struct job *j, int signal)
{
	return j->tty_fd == 0 && (signal == SIGINT || signal == SIGQUIT);
}

/* Passes a signal to the command or, if the command has ended and we wait for the rest of its
 * tree, to all of the tree. Whatever was sent to our whole group has already reached its
 * members. Of pending signals the kernel hands out the lowest first: INT before the CHLD that
 * tells of an end before it. */
static void
pass_on(struct job *j, const siginfo_t *info)
{
	int signal = info->si_signo;
	bool shared = witness_saw(&j->witness, signal, info->si_pid, &j->signals);

	reap(j);
	if (!j->root_ended) {
		if (terminal_sends(j, signal))
			return;
		if (!shared || !stands_with_witness(j))
			signals_send_on(j->launched.pid, info);
	} else {
		if (j->options->wait_all && !shared && signal != SIGINT && signal != SIGQUIT)
			job_signal_tree(j, signal);
		release(j, signal);
	}
}

void
job_take_events(struct job *j)
{
	siginfo_t info;

	job_marks_take(j);
	while (signals_next(&j->signals, &info)) {
		if (info.si_signo == SIGCHLD)
			reap(j);
		else if (!job_signal_is_own(&info) && !exact_take_signal(&j->exact, info.si_signo))
			pass_on(j, &info);
	}
	if (j->exact.busy || j->launched.silent)
		reap(j);
	exact_stop_with_command(&j->exact);
}

void
job_await_events(struct job *j)
{
	if (j->callbacks->wait != NULL)
		j->callbacks->wait(j->callbacks->context, j);
	else
		job_wait(j);
}
