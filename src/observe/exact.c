/* SPDX-License-Identifier: MIT */
/* exact.c: `run --exact`: reads each process while ptrace holds it in the stop before its exit. */
#include "observe/exact.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/length.h"
#include "launch/trace.h"
#include "source/proc_file.h"
#include "source/proc_parse.h"

/* The most stops handled without a pause: a storm of them must not starve samples and signals. */
#define TAKEN_MAX 256

static const int stops[] = { SIGTSTP, SIGTTIN, SIGTTOU };

#define STOPS LENGTH(stops)

bool
exact_begin(struct exact *e, struct observer *o, struct failure *why)
{
	e->observer = o;
	observer_count_exactly(o);
	return trace_begin(o->root, why);
}

/* --- the end of a process --- */

/* For a thread, these are the figures of its process. */
struct exact_ending {
	pid_t process, parent;
	uint64_t peak_bytes;
};

static pid_t
take_pid(const char *status, const char *label)
{
	const char *line = strstr(status, label);

	return line != NULL ? (pid_t)strtol(line + strlen(label), NULL, 10) : 0;
}

static bool
read_ending(pid_t pid, struct exact_ending *ending)
{
	struct reading r = { .known = 0 };
	char path[40];
	struct buffer name = buffer_over(path, sizeof path);
	struct proc_text status = { .bytes = NULL };

	*ending = (struct exact_ending){ .process = 0 };
	buffer_print(&name, "/proc/%d/status", (int)pid);
	if (proc_text_read(&status, AT_FDCWD, path) == PROC_READ) {
		proc_parse_status(status.bytes, &r);
		ending->process = take_pid(status.bytes, "\nTgid:");
		ending->parent = take_pid(status.bytes, "\nPPid:");
		ending->peak_bytes = r.peak_bytes;
	}
	proc_text_clear(&status);
	return (r.known & KNOWN_PEAK) && ending->process > 0;
}

/* Every thread of a process passes here, and its memory lives until the last one ends. A process
 * that ends between vfork and exec still uses its parent's memory: that peak is not its own. */
static void
note_ending(struct exact *e, pid_t pid)
{
	struct observer *o = e->observer;
	struct exact_ending ending;

	if (read_ending(pid, &ending) && !trace_shares_memory(ending.process, ending.parent))
		observer_note_exit(
			o, ending.process, ending.peak_bytes, clock_active_ns() - o->began_ns);
	trace_resume(pid);
}

static void
take_event(struct exact *e, const struct trace_event *event)
{
	if (event->pid == e->observer->root)
		e->root_rests = event->kind == TRACE_PAUSED || event->kind == TRACE_ENDED;
	if (event->kind == TRACE_STARTED)
		e->observer->run->processes_seen++;
	/* A process that is not our child, or a thread, which no sample knows. */
	if (event->kind == TRACE_PASSED && event->end.pid != 0 && e->kills != NULL)
		oom_watch_end(e->kills, event->end.pid, event->end.signal == SIGKILL, 0, false);
	if (event->kind == TRACE_ENDING)
		note_ending(e, event->pid);
}

bool
exact_reap(struct exact *e, struct reaped *reaped)
{
	struct trace_event event;

	for (; e->taken < TAKEN_MAX; e->taken++) {
		e->busy = trace_next(&event);
		if (!e->busy)
			break;
		take_event(e, &event);
		if (event.kind != TRACE_ENDED)
			continue;
		e->taken++;
		*reaped = event.end;
		return true;
	}
	e->taken = 0;
	return false;
}

/* --- job control --- */

/* A signal that is both ignored and blocked is queued, so signalfd would deliver it. */
void
exact_add_signals(const struct inherited *inherited, sigset_t *mask)
{
	for (size_t i = 0; i < STOPS; i++)
		if (!sigismember(&inherited->ignored, stops[i]))
			sigaddset(mask, stops[i]);
	sigaddset(mask, SIGCONT);
}

bool
exact_take_signal(struct exact *e, int number)
{
	bool stop = false;

	for (size_t i = 0; i < STOPS; i++)
		stop |= number == stops[i];
	if (!stop && number != SIGCONT)
		return false;
	e->asked_to_stop = stop ? number : 0;
	return true;
}

/* Stop by the same signal, which is otherwise blocked: a shell shows which one it was. */
static void
stop_by(int number)
{
	sigset_t only, kept;

	sigemptyset(&only);
	sigaddset(&only, number);
	raise(number);
	sigprocmask(SIG_UNBLOCK, &only, &kept); /* it stops here */
	sigprocmask(SIG_SETMASK, &kept, NULL);
}

/* Not while events of the tree are pending: it could not reach its own stop. */
void
exact_stop_with_command(struct exact *e)
{
	int number = e->asked_to_stop;

	if (number == 0 || !e->root_rests || e->busy)
		return;
	e->asked_to_stop = 0;
	stop_by(number);
}
