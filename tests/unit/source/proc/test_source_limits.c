/* SPDX-License-Identifier: MIT */
/* test_source_limits.c: few descriptors, kernel threads, and folders that are not /proc. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "support/source_world.h"
#include "support/suite.h"

static int
open_descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 4096; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* The limit with which this many more can be opened: it limits descriptor numbers, not their
 * count. */
static rlim_t
limit_that_leaves(int free)
{
	rlim_t limit = 0;

	for (; free > 0; limit++)
		free -= fcntl((int)limit, F_GETFD) < 0;
	return limit;
}

static void
gather_crowd(struct world *w)
{
	for (size_t i = 0; i < CROWD; i++) {
		w->crowd[i] = fork();
		assert_true(w->crowd[i] >= 0);
		if (w->crowd[i] > 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
}

static void
limit_descriptors(rlim_t count)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = count < limit.rlim_max ? count : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void
all_are_scanned_when_descriptors_run_out(void **state)
{
	struct world *w = *state;
	struct rlimit before;
	bool found = true;

	gather_crowd(w);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	limit_descriptors(limit_that_leaves(8));
	for (size_t round = 0; round < 3; round++)
		for (size_t i = 0; i < CROWD; i++)
			found = found && scan(w, w->crowd[i]) != NULL;
	limit_descriptors(before.rlim_cur);
	assert_true(found);
}

static void
at_most_half_of_the_allowed_descriptors_are_used(void **state)
{
	struct world *w = *state;
	struct failure why;
	struct rlimit before;
	rlim_t limit = limit_that_leaves(100);
	int open_before, open_then;

	source_close(w->source);
	gather_crowd(w);
	open_before = open_descriptors();
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	limit_descriptors(limit);
	w->source = source_open_proc("/proc", &why);
	for (size_t round = 0; w->source != NULL && round < 3; round++)
		scan(w, 0);
	open_then = open_descriptors();
	limit_descriptors(before.rlim_cur);
	assert_non_null(w->source);
	assert_in_range(open_then, open_before + CROWD / 4, open_before + (int)limit / 2 + 6);
	source_close(w->source);
	w->source = NULL;
	assert_int_equal(open_descriptors(), open_before);
}

/* --- kernel threads, and invalid roots --- */

static bool
is_kernel_thread(pid_t pid)
{
	char path[64], target[64];

	snprintf(path, sizeof path, "/proc/%d/exe", (int)pid);
	return readlink(path, target, sizeof target) < 0 && errno == ENOENT;
}

static void
kernel_threads_are_listed_only_on_request(void **state)
{
	struct world *w = *state;
	struct failure why;

	for (size_t round = 0; round < 2; round++) {
		size_t without;

		scan(w, 0);
		without = w->sample.count;
		for (size_t i = 0; geteuid() == 0 && i < without; i++)
			if (w->sample.readings[i].state != 'Z' && w->sample.readings[i].ppid == 2 &&
				is_kernel_thread(w->sample.readings[i].key.pid))
				fail_msg("%d", w->sample.readings[i].key.pid);
		assert_true(source_scan(w->source, WANT_KERNEL_THREADS, &w->sample, &why));
		if (access("/proc/2/comm", R_OK) == 0 && is_kernel_thread(2) && geteuid() == 0)
			assert_true(w->sample.count > without);
	}
}

static void
a_folder_that_is_not_proc_is_refused_by_name(void **state)
{
	static const char *const roots[] = { "/nonexistent/proc", "/dev/null" };
	struct failure why;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_null(source_open_proc(roots[i], &why));
		assert_non_null(strstr(why.doing, roots[i]));
		assert_int_not_equal(why.error, 0);
	}
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(all_are_scanned_when_descriptors_run_out),
		CASE(at_most_half_of_the_allowed_descriptors_are_used),
		CASE(kernel_threads_are_listed_only_on_request),
		CASE(a_folder_that_is_not_proc_is_refused_by_name),
	};

	return cmocka_run_group_tests_name("source_limits", tests, NULL, NULL);
}
