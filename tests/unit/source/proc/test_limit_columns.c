/* SPDX-License-Identifier: MIT */
/* test_limit_columns.c: the source reads limits on request, and only then. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "source/cgroup/cgroup.h"
#include "support/child.h"
#include "support/source_world.h"
#include "support/suite.h"

#define GIB (1024 * MIB)
#define DEADLINE_NS (20 * NS_PER_SECOND)

/* Scans with limits; the reading of the child, or of another process. */
static struct reading *
scan_limits(struct world *w, pid_t pid)
{
	struct failure why;

	assert_true(source_scan(w->source, WANT_LIMIT, &w->sample, &why));
	for (size_t i = 0; i < w->sample.count; i++)
		if (w->sample.readings[i].key.pid == pid)
			return &w->sample.readings[i];
	fail_msg("process %d is not there", (int)pid);
	return NULL;
}

/* Starts a child that does its work, reports it, and waits. */
static void
start(struct world *w, void (*work)(void *), void *argument, void (*then)(void))
{
	int in[2], out[2];
	char byte;

	assert_int_equal(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC), 0);
	w->child = child_fork();
	assert_true(w->child >= 0);
	if (w->child == 0) {
		work(argument);
		if (write(out[1], "", 1) != 1 || read(in[0], &byte, 1) != 1)
			_exit(1);
		then();
		_exit(1);
	}
	close(in[0]);
	close(out[1]);
	w->to_child = in[1];
	w->from_child = out[0];
	assert_int_equal(read(w->from_child, &byte, 1), 1);
}

static void
do_nothing(void *argument)
{
	(void)argument;
}

static void
end_here(void)
{
	_exit(0);
}

/* --- requests --- */

static void
limits_are_read_only_on_request(void **state)
{
	struct world *w = *state;
	struct reading *r = scan(w, getpid());

	assert_non_null(r);
	assert_false(r->known & (KNOWN_LIMIT | KNOWN_HEADROOM));
	r = scan_limits(w, getpid());
	assert_true(r->known & KNOWN_LIMIT);
	r = scan(w, getpid());
	assert_false(r->known & (KNOWN_LIMIT | KNOWN_HEADROOM));
}

static void
no_limit_is_larger_than_the_machines_memory(void **state)
{
	struct world *w = *state;
	struct reading *r = scan_limits(w, getpid());

	assert_true((r->known & KNOWN_LIMIT) && (r->known & KNOWN_HEADROOM));
	assert_in_range(r->limit_bytes, MIB, w->sample.memory.total_bytes);
	assert_in_range(r->headroom_bytes, 0, w->sample.memory.available_bytes);
}

/* --- a private group --- */

#define GROUP_BYTES (256 * MIB)
#define HELD_BYTES (240 * MIB)

static void
join_and_hold(void *argument)
{
	const struct job_cgroup *g = argument;

	if (write(g->procs_fd, "0", 1) != 1 || !child_hold(HELD_BYTES))
		_exit(1);
}

static void
check_group(const struct details *d, const struct job_cgroup *g)
{
	const struct limit *limit = limits_smallest(&d->limits.limits);

	assert_true(d->limits.known && d->limits.grouped);
	assert_int_equal(limit->limit_bytes, GROUP_BYTES);
	assert_string_equal(strrchr(d->limits.path[limit->kind], '/'), strrchr(g->path, '/'));
	assert_in_range(d->limits.group.usage_bytes, HELD_BYTES, GROUP_BYTES);
	assert_int_equal(d->limits.group.oom_kills, 0);
}

static void
a_private_group_shows_its_limit_and_processes_near_it(void **state)
{
	struct world *w = *state;
	struct job_cgroup g;
	struct failure why;
	struct reading r;
	struct details d = { 0 };

	if (!cgroup_make(&g, GROUP_BYTES, &why)) {
		printf("# no private group here: %s\n", why.doing);
		skip();
	}
	start(w, join_and_hold, &g, end_here);
	r = *scan_limits(w, w->child);
	source_details(w->source, r.key, &d);
	end(&w->child);
	assert_true(cgroup_remove(&g));
	if (w->sample.memory.total_bytes < GROUP_BYTES)
		skip();
	assert_int_equal(r.limit_bytes, GROUP_BYTES);
	assert_in_range(r.headroom_bytes, 0, GROUP_BYTES - HELD_BYTES);
	assert_true(r.near_limit);
	check_group(&d, &g);
}

/* --- changes --- */

static void
become_limited(void)
{
	const struct rlimit limit = { GIB, RLIM_INFINITY };

	if (setrlimit(RLIMIT_AS, &limit) == 0)
		execlp("sleep", "sleep", "60", (char *)NULL);
}

/* The limits of an unchanged process are read less and less often. */
static void
a_limit_set_before_exec_is_shown_after_it(void **state)
{
	struct world *w = *state;
	struct reading *r;
	uint64_t image, until = clock_active_ns() + DEADLINE_NS;

	start(w, do_nothing, NULL, become_limited);
	for (int i = 0; i < 100; i++)
		r = scan_limits(w, w->child);
	image = r->image;
	if (r->limit_bytes <= GIB)
		skip();
	assert_int_equal(write(w->to_child, "", 1), 1);
	do {
		assert_true(clock_active_ns() < until);
		r = scan_limits(w, w->child);
	} while (r->image == image);
	assert_int_equal(r->limit_bytes, GIB);
	assert_in_range(r->headroom_bytes, 1, GIB);
	assert_false(r->near_limit);
}

static void
stay_limited(void)
{
	const struct rlimit limit = { GIB, RLIM_INFINITY };

	if (setrlimit(RLIMIT_AS, &limit) < 0)
		_exit(1);
	for (;;)
		pause();
}

/* It rests: nothing else shows it. */
static void
a_limit_set_without_exec_is_shown_within_ten_scans(void **state)
{
	struct world *w = *state;
	struct rlimit limit;
	int scans = 1;

	start(w, do_nothing, NULL, stay_limited);
	for (int i = 0; i < 100; i++)
		if (scan_limits(w, w->child)->limit_bytes <= GIB)
			skip();
	assert_int_equal(write(w->to_child, "", 1), 1);
	do
		assert_int_equal(prlimit(w->child, RLIMIT_AS, NULL, &limit), 0);
	while (limit.rlim_cur != GIB);
	while (scan_limits(w, w->child)->limit_bytes != GIB)
		assert_true(++scans <= 10);
}

/* --- near a limit --- */

static void
only_large_processes_are_near_the_machines_limit(void **state)
{
	struct limits l = { .of[LIMIT_RAM] = { LIMIT_RAM, 1000 * MIB, 950 * MIB, true, 0 } };

	(void)state;
	assert_true(limits_near(&l, 60 * MIB));
	assert_false(limits_near(&l, 40 * MIB));
	l.of[LIMIT_RAM].charge_bytes = 850 * MIB;
	assert_false(limits_near(&l, 60 * MIB));
	l.of[LIMIT_GROUP] = (struct limit){ LIMIT_GROUP, 100 * MIB, 90 * MIB, true, 1 };
	assert_true(limits_near(&l, 0));
	l.of[LIMIT_GROUP].charge_known = false;
	assert_false(limits_near(&l, 0));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(limits_are_read_only_on_request, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			no_limit_is_larger_than_the_machines_memory, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_private_group_shows_its_limit_and_processes_near_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_limit_set_before_exec_is_shown_after_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_limit_set_without_exec_is_shown_within_ten_scans, set_up, tear_down),
		cmocka_unit_test(only_large_processes_are_near_the_machines_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
