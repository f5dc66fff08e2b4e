/* SPDX-License-Identifier: MIT */
/* families.h: trees of real processes below the test program, which is their subreaper. Include it
 * last: it includes cmocka, whose macro fail() collides with other names. */
#ifndef PEAKTOP_TESTS_FAMILIES_H
#define PEAKTOP_TESTS_FAMILIES_H

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "source/proc/process_tree.h"
#include "support/child.h"
#include "support/need.h"
#include "support/samples.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define DEADLINE_NS (20 * NS_PER_SECOND)

struct world {
	struct process_tree *family;
	struct sample sample;
};

static inline int
setup(void **state)
{
	static struct world world;
	struct failure why;

	memset(&world, 0, sizeof world);
	need(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0, "becoming a subreaper");
	world.family = process_tree_open(getpid(), &why);
	need(world.family != NULL, "opening a family");
	*state = &world;
	return 0;
}

static inline void
scan(struct world *w)
{
	struct failure why;

	assert_true(process_tree_scan(w->family, &w->sample, &why));
}

/* Kills everything that a test left. */
static inline int
teardown(void **state)
{
	struct world *w = *state;
	struct failure why;

	process_tree_close(w->family);
	w->family = process_tree_open(getpid(), &why);
	need(w->family != NULL, "opening a family");
	do {
		need(process_tree_scan(w->family, &w->sample, &why), "looking for what is left");
		for (size_t i = 0; i < w->sample.count; i++)
			kill(w->sample.readings[i].key.pid, SIGKILL);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	} while (waitpid(-1, NULL, WNOHANG) >= 0);
	process_tree_close(w->family);
	sample_clear(&w->sample);
	return 0;
}

static inline pid_t
start(void (*body)(void))
{
	pid_t pid = child_fork();

	need(pid >= 0, "forking");
	if (pid > 0)
		return pid;
	body();
	_exit(0);
}

static inline void
stay(void)
{
	while (true)
		pause();
}

static inline size_t
count_in_state(const struct world *w, char letter)
{
	size_t count = 0;

	for (size_t i = 0; i < w->sample.count; i++)
		count += w->sample.readings[i].state == letter;
	return count;
}

/* Waits until there are that many, or for the deadline. */
static inline void
await_count(struct world *w, size_t count)
{
	uint64_t deadline = clock_active_ns() + DEADLINE_NS;

	scan(w);
	while (w->sample.count != count && clock_active_ns() < deadline)
		scan(w);
	assert_int_equal(w->sample.count, count);
}

static inline const struct reading *
find(const struct world *w, pid_t pid)
{
	for (size_t i = 0; i < w->sample.count; i++)
		if (w->sample.readings[i].key.pid == pid)
			return &w->sample.readings[i];
	return NULL;
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

#endif
