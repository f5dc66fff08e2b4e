/* SPDX-License-Identifier: MIT */
/* launch.c: fork, what a command is given before its exec, and what comes of that exec.
 *
 * fork, never vfork or posix_spawn: those inherit our own high-water mark, which no ru_maxrss of the
 * command could then be below. A fork starts with what we hold now (measured: 0.4 to 1 MiB, under
 * the 1 MiB of /bin/true itself, with 50 MB touched and freed before as well). Writing 5 to
 * /proc/self/clear_refs in the child gained nothing: its mark is its own already, and to open the
 * file touched some 20 KiB more. */
#include "launch/launch.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

enum step { STEP_CGROUP, STEP_LIMIT, STEP_NICE, STEP_EXEC };

/* From the child: one packet before exec, and one more where something failed. */
struct notice {
	enum step step;
	int error;    /* errno of that step; 0: all went well so far */
	int resource; /* of STEP_LIMIT */
	long floor_kib;
};

/* A launch on its way. The channel is a pair of sockets, close-on-exec: its end says that exec has
 * happened (or the child was killed). */
struct attempt {
	const struct launch_setup *setup;
	int channel[2]; /* ours, the child's */
	pid_t pid;
};

/* --- in the child: nothing here may allocate --- */

static _Noreturn void
give_up(int channel, struct notice notice)
{
	notice.error = errno;
	send(channel, &notice, sizeof notice, MSG_NOSIGNAL);
	_exit(127);
}

static void
apply_setup(int channel, const struct launch_setup *setup)
{
	if (setup->cgroup_fd >= 0 && write(setup->cgroup_fd, "0", 1) != 1)
		give_up(channel, (struct notice){ .step = STEP_CGROUP });
	for (size_t i = 0; setup->limits != NULL && i < setup->limits->count; i++) {
		int resource = setup->limits->items[i].resource;

		if (setrlimit((__rlimit_resource_t)resource, &setup->limits->items[i].value) != 0)
			give_up(channel,
				(struct notice){ .step = STEP_LIMIT, .resource = resource });
	}
	errno = 0; /* -1 is a niceness, too */
	if (setup->nice != 0 && nice(setup->nice) == -1 && errno != 0)
		give_up(channel, (struct notice){ .step = STEP_NICE });
}

/* Returns whether a tracer has us: it then restores the mask in the stop at exec, since a signal
 * that came in between would stop us where nobody looks. */
static bool
await_tracer(int channel, const struct launch_setup *setup)
{
	char seized;

	return setup->traced && recv(channel, &seized, sizeof seized, 0) == sizeof seized;
}

static void
report_floor(int channel)
{
	struct notice notice = { .step = STEP_EXEC };
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	notice.floor_kib = usage.ru_maxrss;
	send(channel, &notice, sizeof notice, MSG_NOSIGNAL);
}

/* All signals are blocked since before the fork: what comes for the command waits until it has the
 * dispositions of the command. */
static _Noreturn void
become_command(int channel, const struct launch_setup *setup)
{
	inherit_restore_actions(setup->inherited);
	if (setup->nohup)
		signal(SIGHUP, SIG_IGN);
	apply_setup(channel, setup);
	if (!await_tracer(channel, setup))
		inherit_restore_mask(setup->inherited);
	report_floor(channel);
	execvp(setup->argv[0], setup->argv);
	give_up(channel, (struct notice){ .step = STEP_EXEC });
}

/* --- in us --- */

static void
discard(pid_t pid)
{
	while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
		;
}

static bool
open_channel(struct attempt *attempt, struct failure *why)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, attempt->channel) != 0)
		return fail(why, errno, "opening a channel to the command");
	return true;
}

/* A parent that ignores SIGCHLD has no zombies, and so no rusage. */
static void
keep_zombies(void)
{
	struct sigaction action;

	sigaction(SIGCHLD, NULL, &action);
	if (action.sa_handler == SIG_IGN || (action.sa_flags & SA_NOCLDWAIT) != 0)
		signal(SIGCHLD, SIG_DFL);
}

static bool
fork_child(struct attempt *attempt, struct failure *why)
{
	sigset_t all, own;
	int error;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &own);
	attempt->pid = fork();
	error = errno;
	if (attempt->pid == 0) {
		close(attempt->channel[0]);
		become_command(attempt->channel[1], attempt->setup);
	}
	if (attempt->pid > 0) {
		signal(SIGINT, SIG_IGN);
		signal(SIGQUIT, SIG_IGN);
	}
	sigprocmask(SIG_SETMASK, &own, NULL);
	close(attempt->channel[1]);
	return attempt->pid > 0 || fail(why, error, "starting a process");
}

/* Until the command stops at exec, or ends on the way there. Its end of the channel is closed only
 * after that stop (fput is put off until the return to user mode), so there is no waiting for it. */
static void
await_stop_at_exec(pid_t pid)
{
	siginfo_t info;

	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WSTOPPED | WNOWAIT | __WALL) != 0 &&
		errno == EINTR)
		;
}

static bool
seize(const struct attempt *attempt, struct failure *why)
{
	if (ptrace(PTRACE_SEIZE, attempt->pid, NULL, (void *)PTRACE_O_TRACEEXEC) != 0) {
		fail(why, errno, "tracing the command");
		kill(attempt->pid, SIGKILL);
		discard(attempt->pid);
		return false;
	}
	send(attempt->channel[0], "", 1, MSG_NOSIGNAL);
	await_stop_at_exec(attempt->pid);
	return true;
}

static bool
refuse(const struct notice *notice, const struct launch_setup *setup, struct failure *why)
{
	if (notice->step == STEP_CGROUP)
		return fail(why, notice->error, "joining the cgroup");
	if (notice->step == STEP_LIMIT)
		return fail(
			why, notice->error, "setting the limit %s", limits_name(notice->resource));
	return fail(why, notice->error, "changing the niceness by %d", setup->nice);
}

/* Takes what the child has to say until its channel ends (where it is traced: what is there). */
static bool
listen_to_child(const struct attempt *attempt, struct launched *launched, struct failure *why)
{
	int flags = attempt->setup->traced ? MSG_DONTWAIT : 0;
	struct notice notice;
	ssize_t size;

	for (;;) {
		size = recv(attempt->channel[0], &notice, sizeof notice, flags);
		if (size < 0 && errno == EINTR)
			continue;
		if (size != sizeof notice) /* exec, or killed: launch_reap tells */
			return true;
		if (notice.floor_kib != 0)
			launched->floor_bytes = (uint64_t)notice.floor_kib * 1024;
		if (notice.error == 0)
			continue;
		discard(attempt->pid);
		launched->start_error = notice.step == STEP_EXEC ? notice.error : 0;
		return notice.step == STEP_EXEC || refuse(&notice, attempt->setup, why);
	}
}

bool
launch_start(const struct launch_setup *setup, struct launched *launched, struct failure *why)
{
	struct attempt attempt = { .setup = setup };
	bool started;

	*launched = (struct launched){ .started_ns = clock_active_ns() };
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
		return fail(why, errno, "becoming the reaper of the command's orphans");
	if (!open_channel(&attempt, why))
		return false;
	keep_zombies();
	started = fork_child(&attempt, why);
	launched->pid = attempt.pid;
	if (started && setup->traced)
		started = seize(&attempt, why);
	if (started)
		started = listen_to_child(&attempt, launched, why);
	if (started && setup->traced && launched->start_error == 0)
		ptrace(PTRACE_SETSIGMASK, attempt.pid, (void *)(NSIG / 8), &setup->inherited->mask);
	close(attempt.channel[0]);
	return started;
}
