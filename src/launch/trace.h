/* SPDX-License-Identifier: MIT */
/* trace.h: follows a launched command and its descendants by ptrace (`run --exact`), without
 * changing how they behave. Signals are passed on, job control stops remain stops
 * (PTRACE_LISTEN), new processes and threads are followed automatically. PTRACE_O_EXITKILL is
 * never set, and a stop is answered before it is taken from the kernel: if we are killed, the
 * command goes on and loses no signal. What differs from an untraced run: nobody else can trace
 * it (gdb, strace: EPERM), a set-user-ID program runs without its privilege (unless we have
 * CAP_SYS_PTRACE), and a job control stop shows as `t`, not `T`, in /proc. */
#ifndef PEAKTOP_LAUNCH_TRACE_H
#define PEAKTOP_LAUNCH_TRACE_H

#include "launch/launch.h"

/* For the command of launch_setup.traced, after launch_settle said that it runs and before
 * trace_next is first called: follows all its descendants from now on. On failure the command
 * was killed before it did anything. If it was killed meanwhile, that is not a failure. */
bool trace_begin(pid_t pid, struct failure *why);

enum trace_kind {
	TRACE_PASSED,  /* nothing to note: it continues already, or one of its threads ended */
	TRACE_STARTED, /* `pid` is a new process; not for threads */
	TRACE_ENDING,  /* `pid`, a process or a thread of one, is about to exit, its memory still
			* in place: it stays stopped until trace_resume */
	TRACE_PAUSED,  /* `pid` was stopped by job control, and stays stopped until SIGCONT */
	TRACE_ENDED,   /* a child of ours ended, traced or not: see `end` */
};

struct trace_event {
	enum trace_kind kind;
	pid_t pid;
	struct reaped end;
};

/* Replaces launch_reap: takes one stop or one end. The end of a traced process that is not our
 * child is reported to us before its parent, which can wait for it as usual and gets its usage:
 * such an end is TRACE_PASSED. False: nothing for now (SIGCHLD announces the next). */
bool trace_next(struct trace_event *);

void trace_resume(pid_t pid);

/* Whether two processes share their memory: between vfork and exec. False if the kernel does not
 * tell. */
bool trace_shares_memory(pid_t, pid_t);

#endif
