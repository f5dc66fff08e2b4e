/* SPDX-License-Identifier: MIT */
/* traces.h: commands traced by ptrace; most are parts of the test program itself, which check what
 * they see and report it by their exit status. */
#ifndef PEAKTOP_TESTS_TRACES_H
#define PEAKTOP_TESTS_TRACES_H

#include <errno.h>
#include <sys/prctl.h>

#include "launch/trace.h"
#include "support/launches.h"
#include "support/proc_text.h"
#include "support/suite.h"

#define PART(name) COMMAND("/proc/self/exe", __BASE_FILE__, name)
#define ENDINGS_MAX 64

/* Everything reported about a tree until its end. */
struct story {
	unsigned started, paused, ended;
	pid_t endings[ENDINGS_MAX]; /* at the stop before the end */
	uint64_t marks_kib[ENDINGS_MAX];
	size_t ending_count;
	struct reaped root;
	uint64_t cpu_ns; /* of all ends */
};

/* The exit status of a part that found everything as expected, unlikely by accident. Ended by
 * _exit: LeakSanitizer does not work under ptrace. */
#define AS_IT_SHOULD 42

static inline void
expect(int good, const char *what)
{
	if (good)
		return;
	dprintf(STDERR_FILENO, "# %s\n", what);
	_exit(1);
}

static inline int
wait_for(pid_t pid)
{
	int status = -1;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static inline void
take_ending(struct story *s, pid_t pid)
{
	if (s->ending_count < ENDINGS_MAX) {
		s->endings[s->ending_count] = pid;
		s->marks_kib[s->ending_count++] = proc_status_number(pid, "VmHWM", 10);
	}
	trace_resume(pid);
}

static inline void
take_event(struct story *s, const struct trace_event *event, pid_t root)
{
	s->started += event->kind == TRACE_STARTED;
	s->paused += event->kind == TRACE_PAUSED;
	if (event->kind == TRACE_ENDING)
		take_ending(s, event->pid);
	if (event->kind != TRACE_ENDED)
		return;
	s->ended++;
	s->cpu_ns += event->end.usage.user_ns + event->end.usage.system_ns;
	if (event->pid == root)
		s->root = event->end;
}

/* SIGCHLD is blocked meanwhile, not lost; our waits are bounded. */
static inline void
follow_to_the_end(struct story *s, pid_t root)
{
	uint64_t deadline = clock_active_ns() + DEADLINE_NS;
	struct trace_event event;
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	while (clock_active_ns() < deadline) {
		if (trace_next(&event)) {
			take_event(s, &event, root);
			continue;
		}
		if (!launch_has_children())
			return;
		sigtimedwait(&child, NULL, &(struct timespec){ 0, 100000000 });
	}
	kill(root, SIGKILL);
	need(0, "a traced command ended in time");
}

/* False: tracing is not permitted here, nothing was tested. */
static inline bool
follow(struct world *w, char *const *argv, struct story *s)
{
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	*s = (struct story){ .started = 0 };
	w->setup.argv = argv;
	w->setup.traced = true;
	if (!launch_start(&w->setup, &w->launched, &w->why)) {
		need(w->why.error == EPERM, w->why.doing);
		not_shown("tracing is not permitted");
		return false;
	}
	need(w->launched.start_error == 0, argv[0]);
	need(trace_begin(w->launched.pid, &w->why), "following it");
	follow_to_the_end(s, w->launched.pid);
	return true;
}

/* The same part untraced, to detect a part that cannot pass anyway. */
static inline int
status_plain(char *const *argv)
{
	pid_t pid = child_fork();

	if (pid == 0) {
		execvp(argv[0], argv);
		_exit(127);
	}
	return WEXITSTATUS(wait_for(pid));
}

struct part {
	const char *name;
	void (*act)(void);
};

/* Call it first in main: a part does not return. */
static inline void
run_part(const struct part *parts, size_t count)
{
	for (size_t i = 0; suite_word() != NULL && i < count; i++) {
		if (strcmp(suite_word(), parts[i].name) != 0)
			continue;
		alarm(20);
		parts[i].act();
		_exit(AS_IT_SHOULD);
	}
}

#endif
