/* SPDX-License-Identifier: MIT */
/* trace.h: follows a launched command and all that comes of it by ptrace (`run --exact`), and
 * leaves it as it would be without.
 *
 * Signals are handed on, stops of job control stay stops (PTRACE_LISTEN), new processes and threads
 * are followed by themselves. PTRACE_O_EXITKILL is never set, and a stop is answered before it is
 * taken from the kernel: whoever kills us, the command goes on, and no signal of its is lost.
 *
 * What differs from a life without us: it cannot be traced by another (gdb, strace: EPERM), a
 * program that is set-user-ID runs without its privilege (unless we hold CAP_SYS_PTRACE), and a
 * stop of job control reads `t`, not `T`, in /proc. */
#ifndef PEAKTOP_LAUNCH_TRACE_H
#define PEAKTOP_LAUNCH_TRACE_H

#include "launch/launch.h"

/* For the command of launch_setup.traced, once launch_settle said that it runs and before anything
 * is taken by trace_next: all that comes of it is followed from now on. False and `why`: that is
 * not to be had, and the command was ended before it did anything. One that was killed meanwhile is
 * no failure. */
bool trace_begin(pid_t pid, struct failure *why);

enum trace_kind {
	TRACE_PASSED,  /* nothing to note: it goes on already, or a thread of it ended */
	TRACE_STARTED, /* `pid` is a new process; threads are none */
	TRACE_ENDING,  /* `pid`, a process or a thread of one, stands before its end, its memory
			  still  there: it stays so until trace_resume */
	TRACE_PAUSED,  /* `pid` was stopped by job control, and stays so until SIGCONT */
	TRACE_ENDED,   /* a child of ours ended, traced or not: `end` says how */
};

struct trace_event {
	enum trace_kind kind;
	pid_t pid;
	struct reaped end;
};

/* Instead of launch_reap: takes one stop, or one end. A traced process that is not our child is
 * told to us before it is told to its parent, which waits for it as ever and has its usage: such an
 * end is TRACE_PASSED. False: there is nothing now (SIGCHLD comes with the next). */
bool trace_next(struct trace_event *);

void trace_resume(pid_t pid);

/* Whether two processes share their memory: between vfork and exec. False where the kernel does not
 * tell. */
bool trace_shares_memory(pid_t, pid_t);

#endif
