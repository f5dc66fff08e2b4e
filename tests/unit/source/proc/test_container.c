/* SPDX-License-Identifier: MIT */
/* test_container.c: the container around all processes is found by its first one, on v1 and v2; a
 * machine, or a limit beyond its memory, is none. */
#include "source/proc/container.h"
#include "support/group_world.h"
#include "support/suite.h"

static void
check(struct world *w, const char *fixture, uint64_t limit_mib, uint64_t usage_mib,
	uint64_t charge_mib)
{
	struct container c = { .looked = false };
	struct system_memory m = machine;
	char proc[96];

	open_world(w, fixture);
	snprintf(proc, sizeof proc, "%s/proc", w->root);
	container_read(&c, proc, w->root, &m);
	assert_int_equal(m.container.limit_bytes, limit_mib * MIB);
	assert_int_equal(m.container.usage_bytes, usage_mib * MIB);
	assert_int_equal(m.container.charge_bytes, charge_mib * MIB);
	assert_int_equal(c.limits != NULL, limit_mib > 0);
	container_close(&c);
	close_world(w);
}

static void
inside_a_container_its_limit_is_found(void **state)
{
	check(*state, "docker_v2_inside.txt", 512, 400, 350);
	check(*state, "docker_v1_inside.txt", 1024, 300, 280);
}

/* The limits of single groups of a machine are not those of all that can be seen. */
static void
a_machine_is_no_container(void **state)
{
	check(*state, "systemd_v2.txt", 0, 0, 0);
	check(*state, "docker_v2.txt", 0, 0, 0);
	check(*state, "kubernetes_v2.txt", 0, 0, 0);
}

static void
its_usage_is_read_again_in_each_tick(void **state)
{
	struct world *w = *state;
	struct container c = { .looked = false };
	struct system_memory m = machine;
	char proc[96];

	open_world(w, "docker_v2_inside.txt");
	snprintf(proc, sizeof proc, "%s/proc", w->root);
	container_read(&c, proc, w->root, &m);
	rewrite(w, "sys/fs/cgroup/memory.current", "104857600\n");
	m = machine;
	container_read(&c, proc, w->root, &m);
	assert_int_equal(m.container.usage_bytes, 100 * MIB);
	assert_int_equal(m.container.charge_bytes, 50 * MIB);
	rewrite(w, "sys/fs/cgroup/memory.max", "max\n"); /* docker update */
	m = machine;
	container_read(&c, proc, w->root, &m);
	assert_int_equal(m.container.limit_bytes, 0);
	rewrite(w, "sys/fs/cgroup/memory.max", "268435456\n");
	container_read(&c, proc, w->root, &m);
	assert_int_equal(m.container.limit_bytes, 256 * MIB);
	container_close(&c);
	close_world(w);
}

/* LXCFS shows the limit as the memory of the machine. */
static void
a_limit_of_all_memory_is_none(void **state)
{
	struct world *w = *state;
	struct container c = { .looked = false };
	struct system_memory m = { .known = true, .total_bytes = 512 * MIB };
	char proc[96];

	open_world(w, "docker_v2_inside.txt");
	snprintf(proc, sizeof proc, "%s/proc", w->root);
	container_read(&c, proc, w->root, &m);
	assert_int_equal(m.container.limit_bytes, 0);
	assert_null(c.limits);
	close_world(w);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(inside_a_container_its_limit_is_found),
		WORLD_TEST(a_machine_is_no_container),
		WORLD_TEST(its_usage_is_read_again_in_each_tick),
		WORLD_TEST(a_limit_of_all_memory_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
