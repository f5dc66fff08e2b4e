/* SPDX-License-Identifier: MIT */
/* launch.c: forks, prepares a command before its exec, and handles the result of that exec. Uses
 * fork, never vfork or posix_spawn: those inherit our own high-water mark, which the command's
 * ru_maxrss could then never be below. A fork starts with what we hold now (measured: 0.4 to 1
 * MiB, less than the 1 MiB of /bin/true itself, even after 50 MB were touched and freed).
 * Writing 5 to /proc/self/clear_refs in the child gained nothing: the mark is its own already,
 * and opening the file touched some 20 KiB more. */
#include "launch/launch.h"

#include <errno.h>
#include <linux/sched.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/exit_status.h"
#include "launch/confine.h"
#include "launch/witness.h"

enum launch_step { STEP_CGROUP, STEP_LIMIT, STEP_NICE, STEP_TERMINAL, STEP_EXEC };

/* From the child: one packet before exec, and another if something failed. */
struct notice {
	enum launch_step step;
	int error;    /* errno of that step; 0: no failure so far */
	int resource; /* for STEP_LIMIT */
	long floor_kib;
	uint64_t ready_ns; /* all is set up: the command's own time begins */
};

/* In place of a channel, where no descriptor is left: memory that the child shares with us. */
struct board {
	struct notice notices[2];
	size_t put, taken;
};

/* A launch in progress. The channel is a close-on-exec socket pair: end of file means that exec
 * has happened (or the child was killed). */
struct attempt {
	const struct launch_setup *setup;
	int channel[2];      /* ours, the child's */
	struct board *board; /* NULL: there is a channel */
	pid_t pid;
	bool in_group; /* created in the cgroup */
};

/* --- in the child: nothing here may allocate --- */

static void
put_notice(const struct attempt *attempt, const struct notice *notice)
{
	struct board *board = attempt->board;

	if (board == NULL)
		send(attempt->channel[1], notice, sizeof *notice, MSG_NOSIGNAL);
	else
		board->notices[board->put++] = *notice;
}

static _Noreturn void
give_up(const struct attempt *attempt, struct notice notice)
{
	notice.error = errno;
	put_notice(attempt, &notice);
	_exit(EXIT_NOT_FOUND);
}

static void
take_terminal(const struct attempt *attempt, int tty_fd)
{
	/* With a witness that stands apart, it is already a session leader. */
	bool leads = getsid(0) == getpid() || setsid() > 0;

	if (!leads || ioctl(tty_fd, TIOCSCTTY, 0) != 0)
		give_up(attempt, (struct notice){ .step = STEP_TERMINAL });
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (dup2(tty_fd, fd) < 0)
			give_up(attempt, (struct notice){ .step = STEP_TERMINAL });
}

static void
apply_setup(const struct attempt *attempt)
{
	const struct launch_setup *setup = attempt->setup;

	if (setup->cgroup_fd >= 0 && !attempt->in_group && write(setup->cgroup_fd, "0", 1) != 1)
		give_up(attempt, (struct notice){ .step = STEP_CGROUP });
	for (size_t i = 0; setup->limits != NULL && i < setup->limits->count; i++) {
		int resource = setup->limits->items[i].resource;

		if (setrlimit((__rlimit_resource_t)resource, &setup->limits->items[i].value) != 0)
			give_up(attempt,
				(struct notice){ .step = STEP_LIMIT, .resource = resource });
	}
	errno = 0; /* -1 is a valid niceness */
	if (setup->nice != 0 && nice(setup->nice) == -1 && errno != 0)
		give_up(attempt, (struct notice){ .step = STEP_NICE });
	if (setup->tty_fd > 0)
		take_terminal(attempt, setup->tty_fd);
}

/* Waits until we may go on; end of file counts too. Returns whether a tracer is attached: it
 * then restores the mask in the stop at exec, since a signal arriving in between would stop us
 * where nobody expects it. */
static bool
await_release(const struct attempt *attempt)
{
	const struct launch_setup *setup = attempt->setup;
	char release;

	return (setup->traced || setup->held) &&
	       recv(attempt->channel[1], &release, sizeof release, 0) == sizeof release &&
	       setup->traced;
}

static void
report_floor(const struct attempt *attempt)
{
	struct notice notice = { .step = STEP_EXEC };
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	notice.floor_kib = usage.ru_maxrss;
	notice.ready_ns = clock_active_ns();
	put_notice(attempt, &notice);
}

/* All signals have been blocked since before the fork: a signal for the command stays pending
 * until the command's dispositions are set. */
static _Noreturn void
become_command(const struct attempt *attempt)
{
	const struct launch_setup *setup = attempt->setup;

	if (setup->witness != NULL)
		witness_leave(setup->witness, setup->inherited, setup->traced);
	inherit_restore_actions(setup->inherited);
	if (setup->nohup)
		signal(SIGHUP, SIG_IGN);
	apply_setup(attempt);
	if (!await_release(attempt))
		inherit_restore_mask(setup->inherited);
	report_floor(attempt);
	execvp(setup->argv[0], setup->argv);
	give_up(attempt, (struct notice){ .step = STEP_EXEC });
}

/* --- in the parent --- */

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
		return failure_set(why, errno, "opening a channel to the command");
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

/* Forks directly into the group: moving there would wait for an RCU grace period (10 to 20 ms
 * measured). -1 if the kernel or a filter of system calls has no clone3. */
static pid_t
fork_into(int folder_fd)
{
	struct clone_args args = { .flags = CLONE_INTO_CGROUP,
		.exit_signal = (unsigned)SIGCHLD,
		.cgroup = (unsigned)folder_fd };

	return (pid_t)syscall(SYS_clone3, &args, sizeof args);
}

/* Returns when the child has called exec or ended. Unlike after a vfork, its memory is its own. */
static pid_t
fork_until_exec(void)
{
	struct clone_args args = { .flags = CLONE_VFORK, .exit_signal = (unsigned)SIGCHLD };
	long pid = syscall(SYS_clone3, &args, sizeof args);

	if (pid < 0)
		pid = syscall(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0);
	return (pid_t)pid;
}

static pid_t
fork_attempt(struct attempt *attempt)
{
	pid_t pid;

	if (attempt->board != NULL)
		return fork_until_exec();
	if (attempt->setup->cgroup_folder_fd > 0) {
		attempt->in_group = true;
		pid = fork_into(attempt->setup->cgroup_folder_fd);
		if (pid >= 0)
			return pid;
		attempt->in_group = false;
	}
	/* Its exec makes it an ordinary child: execve(2), "termination signal". */
	return attempt->setup->witness != NULL ? confine_fork() : fork();
}

static bool
fork_child(struct attempt *attempt, struct failure *why)
{
	sigset_t all, own;
	int error;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &own);
	attempt->pid = fork_attempt(attempt);
	error = errno;
	if (attempt->pid == 0) {
		if (attempt->board == NULL)
			close(attempt->channel[0]);
		become_command(attempt);
	}
	if (attempt->pid > 0) {
		signal(SIGINT, SIG_IGN);
		signal(SIGQUIT, SIG_IGN);
	}
	sigprocmask(SIG_SETMASK, &own, NULL);
	if (attempt->board == NULL)
		close(attempt->channel[1]);
	return attempt->pid > 0 || failure_set(why, error, "starting a process");
}

/* Waits until the command stops at exec, or ends before. Its end of the channel is closed only
 * after that stop (fput is deferred until the return to user mode), so waiting for that is not
 * possible. */
static void
await_stop_at_exec(pid_t pid)
{
	siginfo_t info;

	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WSTOPPED | WNOWAIT | __WALL) != 0 &&
		errno == EINTR)
		;
}

static void
send_release(int channel)
{
	send(channel, "", 1, MSG_NOSIGNAL);
}

static bool
seize(const struct attempt *attempt, struct failure *why)
{
	if (ptrace(PTRACE_SEIZE, attempt->pid, NULL, (void *)PTRACE_O_TRACEEXEC) != 0) {
		failure_set(why, errno, "tracing the command");
		kill(attempt->pid, SIGKILL);
		discard(attempt->pid);
		return false;
	}
	send_release(attempt->channel[0]);
	await_stop_at_exec(attempt->pid);
	return true;
}

static bool
refuse(const struct notice *notice, const struct launch_setup *setup, struct failure *why)
{
	if (notice->step == STEP_CGROUP)
		return failure_set(why, notice->error, "joining the cgroup");
	if (notice->step == STEP_LIMIT)
		return failure_set(
			why, notice->error, "setting the limit %s", limits_name(notice->resource));
	if (notice->step == STEP_TERMINAL)
		return failure_set(why, notice->error, "setting the command's terminal");
	return failure_set(why, notice->error, "changing the niceness by %d", setup->nice);
}

/* Waits until exec has happened or failed. Woken once, by end of file and not by the packets (a
 * wakeup costs a short command as much as a page of system calls). */
static void
await_exec(const struct attempt *attempt)
{
	struct pollfd channel = { .fd = attempt->channel[0] };

	while (poll(&channel, 1, -1) < 0 && errno == EINTR)
		;
}

/* False: exec, or killed: launch_reap will tell. */
static bool
next_notice(const struct attempt *attempt, struct notice *notice)
{
	struct board *board = attempt->board;

	if (board == NULL)
		return recv(attempt->channel[0], notice, sizeof *notice, MSG_DONTWAIT) ==
		       sizeof *notice;
	if (board->taken == board->put)
		return false;
	*notice = board->notices[board->taken++];
	return true;
}

/* Reads what the child reported. */
static bool
listen_to_child(const struct attempt *attempt, struct launched *launched, struct failure *why)
{
	struct notice notice;

	while (next_notice(attempt, &notice)) {
		if (notice.floor_kib != 0)
			launched->floor_bytes = (uint64_t)notice.floor_kib * 1024;
		if (notice.ready_ns != 0)
			launched->started_ns = notice.ready_ns;
		if (notice.error == 0)
			continue;
		discard(attempt->pid);
		launched->start_error = notice.step == STEP_EXEC ? notice.error : 0;
		return notice.step == STEP_EXEC || refuse(&notice, attempt->setup, why);
	}
	return true;
}

static bool
prepare(struct launched *launched, struct failure *why)
{
	*launched = (struct launched){ .started_ns = clock_active_ns(), .channel = -1 };
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
		return failure_set(why, errno, "becoming the reaper of the command's orphans");
	keep_zombies();
	return true;
}

bool
launch_plainly(const struct launch_setup *setup, struct launched *launched, struct failure *why)
{
	struct attempt attempt = { .setup = setup };
	bool started;

	if (!prepare(launched, why))
		return false;
	attempt.board = mmap(NULL, sizeof *attempt.board, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (attempt.board == MAP_FAILED)
		return failure_set(why, errno, "sharing memory with the command");
	started = fork_child(&attempt, why) && listen_to_child(&attempt, launched, why);
	launched->pid = attempt.pid;
	munmap(attempt.board, sizeof *attempt.board);
	return started;
}

bool
launch_begin(const struct launch_setup *setup, struct launched *launched, struct failure *why)
{
	struct attempt attempt = { .setup = setup };
	bool started;

	if (!prepare(launched, why))
		return false;
	if (!open_channel(&attempt, why)) {
		if (setup->witness != NULL)
			witness_take_up(setup->witness);
		return false;
	}
	started = fork_child(&attempt, why);
	if (started && setup->traced)
		started = seize(&attempt, why);
	if (!started)
		close(attempt.channel[0]);
	if (!started && setup->witness != NULL)
		witness_take_up(setup->witness);
	launched->pid = attempt.pid;
	launched->channel = started ? attempt.channel[0] : -1;
	return started;
}

void
launch_let_go(const struct launched *launched)
{
	send_release(launched->channel);
}

/* Without an exec, only a wait with __WALL sees it. */
static bool
ended_silently(pid_t pid)
{
	siginfo_t info;

	if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0)
		return false;
	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT | __WALL) != 0 && errno == EINTR)
		;
	return true;
}

bool
launch_settle(const struct launch_setup *setup, struct launched *launched, struct failure *why)
{
	const struct attempt attempt = {
		.setup = setup, .channel = { launched->channel, -1 }, .pid = launched->pid
	};
	bool started;

	if (launched->channel < 0)
		return true;
	if (!setup->traced)
		await_exec(&attempt);
	started = listen_to_child(&attempt, launched, why);
	if (started && setup->traced && launched->start_error == 0)
		ptrace(PTRACE_SETSIGMASK, attempt.pid, (void *)(NSIG / 8), &setup->inherited->mask);
	close(launched->channel);
	launched->channel = -1;
	if (setup->witness != NULL) {
		witness_take_up(setup->witness);
		launched->silent =
			started && launched->start_error == 0 && ended_silently(attempt.pid);
	}
	return started;
}
