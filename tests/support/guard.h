/* SPDX-License-Identifier: MIT */
/* guard.h: the parts of the guard that runs each test: TAP, processes, environment. */
#ifndef TESTS_SUPPORT_GUARD_H
#define TESTS_SUPPORT_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* Seconds of a monotonic clock. */
double guard_now(void);

/* --- output of the test (guard_tap.c) --- */

#define GUARD_LAST_LINES 8
#define GUARD_LINE_BYTES 512

/* Passes TAP on to stdout, except the plan, which comes last because cases may be added. */
struct guard_tap {
	const char *name;
	long planned;  /* -1: no plan yet */
	long results;  /* lines "ok" and "not ok" */
	long failures; /* failed ones, including failures found by the guard */
	long added;    /* cases of the guard beyond the plan */
	char skip_all[GUARD_LINE_BYTES];
	char line[65536];
	size_t length;
	double last_result; /* when */
	char last[GUARD_LAST_LINES][GUARD_LINE_BYTES];
	size_t last_count;
};

void guard_tap_open(struct guard_tap *, const char *name);
void guard_tap_take(struct guard_tap *, const char *bytes, size_t count);

/* A line for the report of a late test; not passed on. */
void guard_tap_keep(struct guard_tap *, const char *line, size_t length);

/* Reports a failed case of the guard, in place of the running one, if any. */
void guard_tap_fail(struct guard_tap *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void guard_tap_remark(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints the last lines of the test as comments. */
void guard_tap_tell_last(const struct guard_tap *);

/* Completes the plan: cases that were not reached count as failed. True: nothing failed. */
bool guard_tap_close(struct guard_tap *);

/* --- processes of the test (guard_processes.c) --- */

/* Prints each process below us and what it is waiting for. Returns their number. */
size_t guard_processes_tell(void (*tell)(const char *format, ...));

/* Kills and reaps all processes below us. False: some remain after `seconds`. */
bool guard_processes_end(double seconds);

/* Reaps exited processes. True: none is left below us. */
bool guard_processes_reap(pid_t main_pid, int *main_status, bool *main_ended);

/* CPU seconds of all reaped processes, including those that they reaped (getrusage(2)). */
double guard_processes_cpu(void);

/* --- environment of the test (guard_world.c) --- */

struct guard_world {
	char folder[128];
	char cgroup[4096]; /* our memory cgroup, or "" */
	char **groups;     /* groups of peaktop below it at the start */
	size_t group_count;
};

/* Creates the private folders and sets the environment. False with errno. */
bool guard_world_open(struct guard_world *);

/* Removes them, and the cgroups that the test left. */
void guard_world_close(struct guard_world *);

#endif
