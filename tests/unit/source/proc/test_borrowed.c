/* SPDX-License-Identifier: MIT */
/* test_borrowed.c: a monitor's sums of processes that have one address space, on the live system.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <sched.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/same_memory.h"
#include "model/group/tagged.h"
#include "source/proc/source_proc.h"
#include "support/child.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define BLOCK (32ull << 20)
#define STACK (64 * 1024)
#define CLONES 3
#define LIFE_SECONDS 60
#define DEADLINE_NS (60ull * NS_PER_SECOND)

struct world {
	struct source *source;
	struct sample sample;
	struct table table;
	struct tagged_set tagged;
	pid_t family[1 + CLONES]; /* the first has the others' memory */
};

static int
stay(void *unused)
{
	(void)unused;
	alarm(LIFE_SECONDS);
	for (;;)
		pause();
	return 0;
}

/* Ends as soon as nobody waits at the gate's other end. */
static pid_t
hold_and_clone(int gate)
{
	static _Alignas(16) char stacks[CLONES][STACK];
	pid_t pid = child_fork();

	if (pid != 0)
		return pid;
	if (!child_hold(BLOCK))
		_exit(1);
	for (size_t i = 0; i < CLONES; i++) {
		pid_t clone_pid = clone(stay, stacks[i] + STACK, CLONE_VM | SIGCHLD, (void *)NULL);

		if (clone_pid < 0 || write(gate, &clone_pid, sizeof clone_pid) < 0)
			_exit(1);
	}
	stay(NULL);
	_exit(0);
}

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	struct failure why;
	int gate[2];

	*state = w;
	if (w == NULL || pipe(gate) < 0)
		return -1;
	w->source = source_open_proc("/proc", &why);
	w->family[0] = hold_and_clone(gate[1]);
	close(gate[1]);
	for (size_t i = 1; i <= CLONES; i++)
		if (read(gate[0], &w->family[i], sizeof w->family[i]) != sizeof w->family[i])
			return -1;
	close(gate[0]);
	return w->source == NULL;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	for (size_t i = 1; i <= CLONES; i++)
		if (w->family[i] > 0)
			kill(w->family[i], SIGKILL);
	child_end(&w->family[0], SIGKILL);
	tagged_clear(&w->tagged);
	table_clear(&w->table);
	sample_clear(&w->sample);
	source_close(w->source);
	free(w);
	return 0;
}

static void
tick(struct world *w)
{
	struct failure why;

	assert_true(source_scan(w->source, 0, &w->sample, &why));
	table_apply(&w->table, &w->sample);
	tagged_update(&w->tagged, &w->table);
}

static const struct process *
member(const struct world *w, size_t i)
{
	const struct process *p = table_find_pid(&w->table, w->family[i]);

	assert_non_null(p);
	return p;
}

/* Tags the whole family; until all of them wait, their memory still changes. */
static void
tick_at_rest(struct world *w)
{
	uint64_t deadline = clock_active_ns() + DEADLINE_NS;
	struct proc_key keys[1 + CLONES];

	tick(w);
	for (size_t i = 0; i <= CLONES; i++)
		keys[i] = member(w, i)->now.key;
	tagged_choose(&w->tagged, keys, 1 + CLONES);
	do
		tick(w);
	while (member(w, 0)->subtree.rss_bytes != member(w, 0)->now.rss_bytes &&
		clock_active_ns() < deadline);
}

static void
processes_with_one_memory_count_once_in_sums(void **state)
{
	struct world *w = *state;

	if (same_memory_compare(getpid(), getpid()) != 0)
		skip();
	tick_at_rest(w);
	assert_true(member(w, 0)->now.rss_bytes >= BLOCK);
	assert_int_equal(member(w, 0)->subtree.rss_bytes, member(w, 0)->now.rss_bytes);
	assert_int_equal(member(w, 0)->subtree.processes, 1 + CLONES);
	assert_in_range(member(w, 0)->subtree.max.peak.bytes, BLOCK, 2 * BLOCK - 1);
	assert_int_equal(w->tagged.group_sum.sum->now.rss_bytes, member(w, 0)->now.rss_bytes);
	assert_int_equal(w->tagged.group_sum.sum->now.anon_bytes, member(w, 0)->now.anon_bytes);
	for (size_t i = 1; i <= CLONES; i++) {
		assert_true(member(w, i)->now.borrowed);
		assert_true(member(w, i)->now.rss_bytes >= BLOCK); /* its row shows it */
		assert_int_equal(member(w, i)->subtree.rss_bytes, member(w, i)->now.rss_bytes);
	}
}

static void
a_forked_process_has_memory_of_its_own(void **state)
{
	struct world *w = *state;

	tick(w);
	assert_true(member(w, 0)->now.forked);
	assert_false(member(w, 0)->now.borrowed);
}

TEST_MAIN(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(processes_with_one_memory_count_once_in_sums),
		TEST(a_forked_process_has_memory_of_its_own),
	};

	return cmocka_run_group_tests_name("borrowed", tests, NULL, NULL);
}
