/* SPDX-License-Identifier: MIT */
/* trace.c: handles the stops of a traced tree so that no process in it notices; see ptrace(2). */
#include "launch/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/same_memory.h"

/* Never EXITKILL: the command outlives us. */
#define OPTIONS                                                                                \
	(PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | \
		PTRACE_O_TRACEEXIT)

/* ESRCH is normal for any request to a traced process: SIGKILL ends any stop. */
bool
trace_begin(pid_t pid, struct failure *why)
{
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)(uintptr_t)OPTIONS) == 0 || errno == ESRCH)
		return true;
	failure_set(why, errno, "tracing the command");
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
		;
	return false;
}

void
trace_resume(pid_t pid)
{
	ptrace(PTRACE_CONT, pid, NULL, NULL);
}

bool
trace_shares_memory(pid_t a, pid_t b)
{
	return same_memory_compare(a, b) == 0;
}

/* --- ends --- */

/* tgkill finds a thread only in its own process; a zombie too. EPERM means that it exists. */
static bool
is_process(pid_t pid)
{
	return tgkill(pid, pid, 0) == 0 || errno != ESRCH;
}

/* By the fourth field of /proc/PID/stat. If that is not readable, it is ours: an untraced
 * process that we can wait for always is. */
static bool
is_child(pid_t pid)
{
	char path[40], text[512];
	struct buffer name = buffer_over(path, sizeof path);
	const char *behind_name;
	ssize_t size;
	int fd;

	buffer_print(&name, "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	size = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
	if (fd >= 0)
		close(fd);
	if (size <= 0)
		return true;
	text[size] = '\0';
	behind_name = strrchr(text, ')');
	return behind_name == NULL || strlen(behind_name) < 4 ||
	       strtol(behind_name + 4, NULL, 10) == getpid();
}

/* Read before it is reaped: after that, the parent of a process that is not ours may already
 * have reaped it. If that parent ends first, the process becomes our child and comes here a
 * second time. */
static void
take_end(struct trace_event *event)
{
	bool ours = is_process(event->pid) && is_child(event->pid);

	if (launch_reap_one(event->pid, &event->end) && ours)
		event->kind = TRACE_ENDED;
}

/* --- stops --- */

/* The parent is stopped at PTRACE_EVENT_FORK, VFORK or CLONE. The newcomer is attached and
 * cannot end unseen; its own stop is still to come. */
static void
take_newcomer(struct trace_event *event)
{
	pid_t parent = event->pid;
	unsigned long newcomer = 0;

	if (ptrace(PTRACE_GETEVENTMSG, parent, NULL, &newcomer) == 0 &&
		is_process((pid_t)newcomer)) {
		event->kind = TRACE_STARTED;
		event->pid = (pid_t)newcomer;
	}
	trace_resume(parent);
}

/* SIGTRAP: a newcomer's first stop, or the end of a pause. Otherwise a job control stop has
 * taken effect, and LISTEN keeps it; if it is over by now there is nothing to keep. */
static void
take_pause(struct trace_event *event, int signal)
{
	if (signal == SIGTRAP || ptrace(PTRACE_LISTEN, event->pid, NULL, NULL) != 0)
		trace_resume(event->pid);
	else
		event->kind = TRACE_PAUSED;
}

/* A thread that execs appears under its leader's pid; its own pid vanishes without an end. The
 * kernel requires that we handle this stop first (ESRCH for what looks like the old leader); by
 * then SIGKILL may have caused another stop. */
static void
take_exec(struct trace_event *event)
{
	siginfo_t info = { .si_pid = 0 };

	waitid(P_PID, (id_t)event->pid, &info, WSTOPPED | WNOHANG | __WALL);
	if (info.si_pid != 0 && info.si_status >> 8 == PTRACE_EVENT_EXIT)
		event->kind = TRACE_ENDING;
	else
		trace_resume(event->pid);
}

/* The stops of a seized process are distinguished by the event above the signal. No event: a
 * signal is about to be delivered, and is (with its siginfo, since it is the same signal). */
static void
take_stop(struct trace_event *event, int code)
{
	int signal = code & 0xff;

	switch (code >> 8) {
	case 0:
		ptrace(PTRACE_CONT, event->pid, NULL, (void *)(intptr_t)signal);
		break;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		take_newcomer(event);
		break;
	case PTRACE_EVENT_EXIT:
		event->kind = TRACE_ENDING;
		break;
	case PTRACE_EVENT_STOP:
		take_pause(event, signal);
		break;
	default:
		take_exec(event);
	}
}

/* WNOWAIT: if we were killed after wait4 took a signal's stop and before we answered it, the
 * signal would be lost. Stops of untraced children are not reported without WSTOPPED. */
bool
trace_next(struct trace_event *event)
{
	siginfo_t info = { .si_pid = 0 };

	if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) != 0 || info.si_pid == 0)
		return false;
	*event = (struct trace_event){ .kind = TRACE_PASSED, .pid = info.si_pid };
	if (info.si_code == CLD_TRAPPED || info.si_code == CLD_STOPPED)
		take_stop(event, info.si_status);
	else
		take_end(event);
	return true;
}
