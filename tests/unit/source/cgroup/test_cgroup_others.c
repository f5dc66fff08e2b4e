/* SPDX-License-Identifier: MIT */
/* test_cgroup_others.c: who else is in a group, in a fake one, and whether real processes live on.
 */
#include "source/cgroup/cgroup_others.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/child.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void
note(struct cgroup_others *o, const char *pids, const struct sample *job)
{
	const char *top = getenv("TMPDIR");
	char folder[200], path[220];
	FILE *file;

	snprintf(folder, sizeof folder, "%s/group-XXXXXX", top != NULL ? top : "/tmp");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/cgroup.procs", folder);
	file = fopen(path, "we");
	assert_non_null(file);
	fputs(pids, file);
	fclose(file);
	cgroup_others_note(o, folder, job);
	unlink(path);
	rmdir(folder);
}

static void
others_are_those_that_are_not_the_jobs(void **state)
{
	struct reading reading = { .key = { .pid = 11 } };
	const struct sample job = { .readings = &reading, .count = 1 };
	struct cgroup_others o = { .known = false };

	(void)state;
	assert_false(cgroup_others_live(&o));
	note(&o, "10\n11\n12\n", &job);
	assert_true(o.known);
	assert_int_equal(o.count, 2);
	assert_int_equal(o.pids[0], 10);
	assert_int_equal(o.pids[1], 12);
	cgroup_others_drop(&o, 10);
	cgroup_others_drop(&o, 13);
	assert_int_equal(o.count, 1);
	assert_int_equal(o.pids[0], 12);
	note(&o, "11\n", &job);
	assert_int_equal(o.count, 0);
	assert_true(cgroup_others_live(&o));
	note(&o, "11\n0\n", &job); /* of another pid namespace */
	assert_false(o.known);
	note(&o, "11\n12", &job); /* cut */
	assert_false(o.known);
}

static void
more_than_the_maximum_are_unknown(void **state)
{
	const struct sample job = { .count = 0 };
	struct cgroup_others o = { .known = false };
	char pids[8 * (CGROUP_OTHERS_MAX + 1) + 1];
	size_t length = 0;

	(void)state;
	for (int i = 0; i < CGROUP_OTHERS_MAX; i++)
		length += (size_t)snprintf(pids + length, sizeof pids - length, "%d\n", 1000 + i);
	note(&o, pids, &job);
	assert_true(o.known);
	assert_int_equal(o.count, CGROUP_OTHERS_MAX);
	snprintf(pids + length, sizeof pids - length, "9999\n");
	note(&o, pids, &job);
	assert_false(o.known);
	assert_false(cgroup_others_live(&o));
}

static void
one_that_was_killed_does_not_live_on(void **state)
{
	const struct sample job = { .count = 0 };
	struct cgroup_others o = { .known = false };
	char pids[40];
	pid_t child = child_fork();

	(void)state;
	if (child == 0)
		for (;;)
			pause();
	assert_true(child > 0);
	snprintf(pids, sizeof pids, "%d\n%d\n", (int)getpid(), (int)child);
	note(&o, pids, &job);
	assert_true(cgroup_others_live(&o));
	kill(child, SIGKILL);
	assert_false(cgroup_others_live(&o)); /* whether it has taken the signal or not */
	child_end(&child, SIGKILL);
	assert_false(cgroup_others_live(&o));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(others_are_those_that_are_not_the_jobs),
		cmocka_unit_test(more_than_the_maximum_are_unknown),
		cmocka_unit_test(one_that_was_killed_does_not_live_on),
	};

	return cmocka_run_group_tests_name("group others", tests, NULL, NULL);
}
