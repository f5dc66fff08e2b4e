/* SPDX-License-Identifier: MIT */
/* test_time_slice.c: a process that has to run soon after waking takes a short time slice; children
 * forked later keep what was usual before, and so does whoever chose another policy or priority. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time_slice.h"
#include "support/suite.h"

/* Before the call, after it, and in a child forked after that. */
struct seen {
	bool prepared;
	struct sched_attr before, after, child;
};

static void
read_own(struct sched_attr *out)
{
	*out = (struct sched_attr){ .size = sizeof *out };
	syscall(SYS_sched_getattr, 0, out, sizeof *out, 0);
}

static void
wait_for(pid_t pid)
{
	while (pid > 0 && waitpid(pid, NULL, 0) < 0)
		continue;
}

static bool
as_it_is(void)
{
	return true;
}

static bool
take_batch(void)
{
	struct sched_attr batch = { .size = sizeof batch, .sched_policy = SCHED_BATCH };

	return syscall(SYS_sched_setattr, 0, &batch, 0) == 0;
}

static bool
take_priority(void)
{
	return setpriority(PRIO_PROCESS, 0, -3) == 0;
}

static bool
take_nice(void)
{
	return setpriority(PRIO_PROCESS, 0, 7) == 0;
}

static void
shorten(struct seen *s, bool (*prepare)(void))
{
	pid_t pid;

	s->prepared = prepare();
	read_own(&s->before);
	time_slice_shorten();
	read_own(&s->after);
	pid = fork();
	if (pid == 0) {
		read_own(&s->child);
		_exit(0);
	}
	wait_for(pid);
}

/* In a process of its own, for what it changes cannot be undone without privileges. */
static struct seen
shorten_apart(bool (*prepare)(void))
{
	struct seen *shared = mmap(
		NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct seen seen;
	pid_t pid;

	assert_true(shared != MAP_FAILED);
	pid = fork();
	if (pid == 0) {
		shorten(shared, prepare);
		_exit(0);
	}
	wait_for(pid);
	seen = *shared;
	munmap(shared, sizeof *shared);
	assert_true(pid > 0 && seen.child.size > 0);
	return seen;
}

static void
assert_same(const struct sched_attr *a, const struct sched_attr *b)
{
	assert_memory_equal(a, b, sizeof *a);
}

/* A kernel before 6.12 reports no slice; an earlier caller may have taken the shortest. */
static bool
has_slices(const struct seen *s)
{
	return s->before.sched_policy == SCHED_NORMAL && s->before.sched_nice >= 0 &&
	       s->before.sched_runtime > 100000;
}

static void
only_this_process_has_a_short_slice(void **state)
{
	bool (*const prepare[])(void) = { as_it_is, take_nice };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct seen s = shorten_apart(prepare[i]);

		if (!has_slices(&s)) {
			assert_same(&s.before, &s.after);
			assert_same(&s.before, &s.child);
			continue;
		}
		assert_true(s.after.sched_runtime == 100000);
		assert_true(s.after.sched_policy == s.before.sched_policy);
		assert_true(s.after.sched_nice == s.before.sched_nice);
		assert_same(&s.before, &s.child);
	}
}

static void
another_policy_or_priority_stays(void **state)
{
	bool (*const prepare[])(void) = { take_batch, take_priority };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct seen s = shorten_apart(prepare[i]);

		if (!s.prepared) /* not permitted */
			continue;
		assert_same(&s.before, &s.after);
		assert_same(&s.before, &s.child);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_this_process_has_a_short_slice),
		cmocka_unit_test(another_policy_or_priority_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
