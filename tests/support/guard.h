/* SPDX-License-Identifier: MIT */
/* guard.h: the parts of the guard that a test runs under: its TAP, its processes, its world. */
#ifndef TESTS_SUPPORT_GUARD_H
#define TESTS_SUPPORT_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* Seconds on a clock that no one sets. */
double guard_now(void);

/* --- what the test says (guard_tap.c) --- */

#define GUARD_LAST_LINES 8
#define GUARD_LINE_BYTES 512

/* Passes TAP on to stdout, but for the plan: that comes last, since cases may be added. */
struct guard_tap {
	const char *name;
	long planned;  /* -1: no plan yet */
	long results;  /* lines "ok" and "not ok" */
	long failures; /* of them; and what the guard found wrong itself */
	long added;    /* cases that the guard reported beyond what was planned */
	char skip_all[GUARD_LINE_BYTES];
	char line[65536];
	size_t length;
	double last_result; /* when */
	char last[GUARD_LAST_LINES][GUARD_LINE_BYTES];
	size_t last_count;
};

void guard_tap_open(struct guard_tap *, const char *name);
void guard_tap_take(struct guard_tap *, const char *bytes, size_t count);

/* A line for the report of a test that is late; not passed on. */
void guard_tap_keep(struct guard_tap *, const char *line, size_t length);

/* A failed case of the guard's own, in place of the one that was running, if one was. */
void guard_tap_fail(struct guard_tap *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void guard_tap_remark(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The last lines of the test as remarks. */
void guard_tap_tell_last(const struct guard_tap *);

/* Completes the plan: what was not reached failed. True: nothing failed. */
bool guard_tap_close(struct guard_tap *);

/* --- what the test started (guard_processes.c) --- */

/* A process below us and what it is doing, for each of them. Returns how many. */
size_t guard_processes_tell(void (*tell)(const char *format, ...));

/* Kills and reaps all that is below us. False: some are there after `seconds`. */
bool guard_processes_end(double seconds);

/* Reaps what has ended. True: nothing is left below us. */
bool guard_processes_reap(pid_t main_pid, int *main_status, bool *main_ended);

/* Seconds of CPU time of all that was reaped, by us or by those whom we reaped (getrusage(2)). */
double guard_processes_cpu(void);

/* --- where the test runs (guard_world.c) --- */

struct guard_world {
	char folder[128];
	char cgroup[4096]; /* our memory group, or "" */
	char **groups;     /* made by peaktop below it, at the start */
	size_t group_count;
};

/* Makes the private folders and puts them into the environment. False with errno. */
bool guard_world_open(struct guard_world *);

/* Removes them, and the control groups that the test left. */
void guard_world_close(struct guard_world *);

#endif
