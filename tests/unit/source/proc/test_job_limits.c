/* SPDX-License-Identifier: MIT */
/* test_job_limits.c: finds the limit of a process and its usage on v1, v2, hybrids and in
 * containers. */
#include "base/length.h"
#include "support/group_world.h"
#include "support/suite.h"

/* --- what is found --- */

static const struct {
	const char *fixture;
	pid_t pid;
	/* MiB. Of groups: the smallest limit, its usage; the one with the least headroom. */
	uint64_t limit, charge, fullest_limit, fullest_charge, high;
	const char *group;
} cases[] = {
	{ "systemd_v2.txt", 100, 2048, 1200, 2048, 1200, 1536,
		"/user.slice/user-1000.slice/user@1000.service/app.slice/run-train.scope" },
	{ "systemd_v2.txt", 101, 0, 0, 0, 0, 0, NULL },
	{ "systemd_v2.txt", 102, 0, 0, 0, 0, 0, NULL },
	{ "docker_v2.txt", 200, 512, 350, 512, 350, 0, "/system.slice/docker-3f4e.scope" },
	{ "docker_v2_inside.txt", 1, 512, 350, 512, 350, 0, "/" },
	{ "docker_v2_inside.txt", 20, 512, 350, 512, 350, 0, "/" },
	{ "docker_v2_inside.txt", 21, 512, 350, 512, 350, 0, "/" },
	{ "docker_v1_inside.txt", 1, 1024, 280, 1024, 280, 0, "/" },
	{ "docker_v1_inside.txt", 2, 256, 190, 256, 190, 0, "/inner" },
	{ "hybrid.txt", 300, 1024, 600, 1024, 600, 0, "/system.slice/job.service" },
	/* Its own limit is the smallest, but the pod's will be reached first. */
	{ "kubernetes_v2.txt", 400, 512, 200, 1024, 980, 0,
		"/kubepods.slice/kubepods-burstable.slice/"
		"kubepods-burstable-pod1c2d_7a.slice/cri-containerd-aaaa.scope" },
	{ "kubernetes_v2.txt", 401, 1024, 980, 1024, 980, 0,
		"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1c2d_7a.slice" },
	{ "kubernetes_v2.txt", 402, 3040550912 / MIB, 2500, 3040550912 / MIB, 2500, 0,
		"/kubepods.slice" },
};

static void
check_group(const struct limits *l, size_t i)
{
	const struct limit *group = &l->of[LIMIT_GROUP], *fullest = &l->of[LIMIT_GROUP_FULLEST];

	assert_int_equal(group->limit_bytes / MIB, cases[i].limit);
	assert_int_equal(group->charge_bytes / MIB, cases[i].charge);
	assert_int_equal(fullest->limit_bytes / MIB, cases[i].fullest_limit);
	assert_int_equal(fullest->charge_bytes / MIB, cases[i].fullest_charge);
	assert_int_equal(l->high_bytes / MIB, cases[i].high);
}

static void
limits_of_groups_are_found_in_every_layout(void **state)
{
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct world *w = *state;
		struct limits l;
		struct memory_group g;
		bool limited = cases[i].limit > 0;

		open_world(w, cases[i].fixture);
		l = limits_of(w, cases[i].pid);
		check_group(&l, i);
		assert_int_equal(limits_smallest(&l)->kind, limited ? LIMIT_GROUP : LIMIT_RAM);
		assert_int_equal(
			limits_proc_group(w->limits, l.of[LIMIT_GROUP].group, &g), limited);
		if (limited)
			assert_string_equal(g.path, cases[i].group);
		close_world(w);
	}
}

static void
the_limit_with_the_least_room_is_told_apart_from_the_smallest(void **state)
{
	struct world *w = *state;
	struct limits l;
	struct system_memory full = machine;

	open_world(w, "kubernetes_v2.txt");
	l = limits_of(w, 400);
	assert_int_equal(limits_smallest(&l)->limit_bytes, 512 * MIB);
	assert_int_equal(limit_headroom(limits_smallest(&l)), 312 * MIB);
	assert_int_equal(limits_fullest(&l)->limit_bytes, GIB);
	assert_int_equal(limit_headroom(limits_fullest(&l)), 44 * MIB);
	full.available_bytes = 30 * MIB;
	limits_proc_tick(w->limits, &full);
	l = limits_of(w, 400);
	assert_int_equal(limits_fullest(&l)->kind, LIMIT_RAM);
	assert_int_equal(limit_headroom(limits_fullest(&l)), 30 * MIB);
	close_world(w);
}

static void
limits_on_address_space_and_data_count_by_their_own_measure(void **state)
{
	struct world *w = *state;
	struct limits l;

	open_world(w, "systemd_v2.txt");
	l = limits_of(w, 103);
	assert_int_equal(l.of[LIMIT_ADDRESS_SPACE].limit_bytes, GIB);
	assert_int_equal(l.of[LIMIT_ADDRESS_SPACE].charge_bytes, 512 * MIB);
	assert_int_equal(l.of[LIMIT_DATA].charge_bytes, 128 * MIB);
	assert_int_equal(limits_smallest(&l)->kind, LIMIT_DATA);
	assert_int_equal(limits_smallest(&l)->limit_bytes, 256 * MIB);
	/* Its status is not readable: the limit is known, the usage is not. */
	l = limits_of(w, 104);
	assert_int_equal(limits_smallest(&l)->kind, LIMIT_ADDRESS_SPACE);
	assert_false(limits_smallest(&l)->charge_known);
	assert_int_equal(limits_fullest(&l)->kind, LIMIT_RAM);
	close_world(w);
}

static void
a_group_tells_all_its_figures(void **state)
{
	struct world *w = *state;
	struct limits l;
	struct memory_group g;

	open_world(w, "systemd_v2.txt");
	l = limits_of(w, 100);
	assert_true(limits_proc_group(w->limits, l.of[LIMIT_GROUP].group, &g));
	assert_int_equal(g.known, GROUP_USAGE | GROUP_INACTIVE | GROUP_PEAK | GROUP_LIMIT |
					  GROUP_HIGH | GROUP_OOM_KILLS | GROUP_PRESSURE);
	assert_int_equal(g.usage_bytes, 1800 * MIB);
	assert_int_equal(g.inactive_bytes, 600 * MIB);
	assert_int_equal(g.peak_bytes, 2048ull * MIB);
	assert_int_equal(g.high_bytes, 1536 * MIB);
	assert_int_equal(g.oom_kills, 2);
	assert_true(g.pressure_some_avg10 == 12.5 && g.pressure_full_avg10 == 3.25);
	assert_int_equal(l.high_group, l.of[LIMIT_GROUP].group);
	close_world(w);
}

/* --- over time --- */

static void
a_group_is_read_once_a_tick(void **state)
{
	static const char usage[] = "sys/fs/cgroup/system.slice/docker-3f4e.scope/memory.current";
	struct world *w = *state;
	struct limits l;

	open_world(w, "docker_v2.txt");
	l = limits_of(w, 200);
	rewrite(w, usage, "104857600\n");
	l = limits_of(w, 200);
	assert_int_equal(l.of[LIMIT_GROUP].charge_bytes, 350 * MIB);
	limits_proc_tick(w->limits, &machine);
	l = limits_of(w, 200);
	assert_int_equal(l.of[LIMIT_GROUP].charge_bytes, 50 * MIB);
	close_world(w);
}

static void
a_process_that_leaves_for_another_group_is_followed(void **state)
{
	struct world *w = *state;
	struct limits_cache place = { 0 };
	struct limits l;
	unsigned ticks = 0;

	open_world(w, "kubernetes_v2.txt");
	for (int i = 0; i < 300; i++) { /* until it is read only every ten ticks */
		limits_proc_tick(w->limits, &machine);
		assert_true(limits_proc_read(w->limits, 400, &place, &l));
	}
	rewrite(w, "proc/400/cgroup", "0::/kubepods.slice\n");
	do {
		limits_proc_tick(w->limits, &machine);
		assert_true(limits_proc_read(w->limits, 400, &place, &l));
		assert_true(++ticks <= 10);
	} while (l.of[LIMIT_GROUP].limit_bytes != 3040550912);
	close_world(w);
}

static void
a_group_that_is_removed_has_its_processes_looked_up_at_once(void **state)
{
	struct world *w = *state;
	struct limits_cache place = { 0 };
	struct limits l;
	char path[128];

	open_world(w, "docker_v2.txt");
	do { /* until it is not due in the next tick */
		limits_proc_tick(w->limits, &machine);
		assert_true(limits_proc_read(w->limits, 200, &place, &l));
	} while (place.wait_ticks < 10);
	rewrite(w, "proc/200/cgroup", "0::/system.slice\n");
	snprintf(path, sizeof path, "%s/sys/fs/cgroup/system.slice/docker-3f4e.scope", w->root);
	assert_true(remove_tree(path));
	limits_proc_tick(w->limits, &machine);
	assert_true(limits_proc_read(w->limits, 200, &place, &l));
	assert_int_equal(limits_smallest(&l)->kind, LIMIT_RAM);
	close_world(w);
}

static void
a_group_nobody_asks_for_is_forgotten_and_found_again(void **state)
{
	struct world *w = *state;
	struct limits_cache place = { 0 };
	struct limits l;
	struct memory_group g;
	unsigned before;

	open_world(w, "kubernetes_v2.txt");
	assert_true(limits_proc_read(w->limits, 400, &place, &l));
	before = place.group;
	for (int i = 0; i < 300; i++)
		limits_proc_tick(w->limits, &machine);
	assert_false(limits_proc_group(w->limits, before, &g));
	assert_true(limits_proc_read(w->limits, 400, &place, &l));
	assert_int_equal(l.of[LIMIT_GROUP].limit_bytes, 512 * MIB);
	assert_int_equal(l.of[LIMIT_GROUP_FULLEST].limit_bytes, GIB);
	assert_int_not_equal(place.group, before);
	close_world(w);
}

static void
who_is_gone_has_no_limits(void **state)
{
	struct world *w = *state;
	struct limits_cache place = { 0 };
	struct limits l;
	struct failure why;

	open_world(w, "docker_v2.txt");
	assert_false(limits_proc_read(w->limits, 999, &place, &l));
	assert_false(limits_proc_group(w->limits, 0, &(struct memory_group){ 0 }));
	close_world(w);
	assert_null(limits_proc_open("/nowhere/at/all", "", &why));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(limits_of_groups_are_found_in_every_layout),
		WORLD_TEST(the_limit_with_the_least_room_is_told_apart_from_the_smallest),
		WORLD_TEST(limits_on_address_space_and_data_count_by_their_own_measure),
		WORLD_TEST(a_group_tells_all_its_figures),
		WORLD_TEST(a_group_is_read_once_a_tick),
		WORLD_TEST(a_process_that_leaves_for_another_group_is_followed),
		WORLD_TEST(a_group_that_is_removed_has_its_processes_looked_up_at_once),
		WORLD_TEST(a_group_nobody_asks_for_is_forgotten_and_found_again),
		WORLD_TEST(who_is_gone_has_no_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
