/* SPDX-License-Identifier: MIT */
/* test_container.c: the control group whose limit holds instead of the machine's memory, on v1 and
 * v2: a container's, or the tightest around peaktop; what a tick reads of it. */
#include "source/proc/container.h"
#include "support/group_world.h"
#include "support/reads.h"
#include "support/suite.h"

#define SCOPE "user.slice/user-1000.slice/user@1000.service/app.slice/run-train.scope"
#define SCOPE_FILES "sys/fs/cgroup/" SCOPE
#define LOOKED_AT 5 /* groups and limits: at every fifth call (container.h) */
#define SEARCHED_AT 10

struct reader {
	struct container c;
	struct world *w;
	bool ours;
};

static struct reader
reader_of(struct world *w, const char *fixture, bool ours)
{
	open_world(w, fixture);
	return (struct reader){ .w = w, .ours = ours };
}

/* A tick. */
static struct container_memory
next(struct reader *r)
{
	struct system_memory m = machine;
	char proc[96];

	snprintf(proc, sizeof proc, "%s/proc", r->w->root);
	container_read(&r->c, proc, r->ours, r->w->root, &m);
	return m.container;
}

static struct container_memory
after(struct reader *r, unsigned ticks)
{
	while (--ticks > 0)
		next(r);
	return next(r);
}

static void
close_reader(struct reader *r)
{
	container_close(&r->c);
	close_world(r->w);
}

static void
assert_figures(const struct container_memory *c, uint64_t limit_mib, uint64_t usage_mib,
	uint64_t charge_mib)
{
	assert_int_equal(c->limit_bytes, limit_mib * MIB);
	assert_int_equal(c->usage_bytes, usage_mib * MIB);
	assert_int_equal(c->charge_bytes, charge_mib * MIB);
}

static void
check(struct world *w, const char *fixture, uint64_t limit_mib, uint64_t usage_mib,
	uint64_t charge_mib)
{
	struct reader r = reader_of(w, fixture, false);
	struct container_memory c = next(&r);

	assert_figures(&c, limit_mib, usage_mib, charge_mib);
	assert_false(c.of_group);
	assert_string_equal(c.path, "");
	close_reader(&r);
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

/* --- our own group --- */

static void
the_limit_of_our_own_group_is_named(void **state)
{
	struct reader r = reader_of(*state, "systemd_v2.txt", true);
	struct container_memory c;

	rewrite(r.w, "proc/self/cgroup", "0::/" SCOPE "\n");
	rewrite(r.w, "proc/1/cgroup", "0::/init.scope\n");
	c = next(&r);
	assert_figures(&c, 2048, 1800, 1200);
	assert_true(c.of_group);
	assert_string_equal(c.path, "/" SCOPE);
	close_reader(&r);
}

/* Of a group in which peaktop is, however deep; the tightest of several. */
static void
the_tightest_limit_above_us_is_taken(void **state)
{
	struct reader r = reader_of(*state, "systemd_v2.txt", true);
	struct container_memory c;

	rewrite(r.w, "proc/self/cgroup", "0::/user.slice/user-1000.slice/session-3.scope\n");
	c = next(&r);
	assert_figures(&c, 0, 0, 0);
	rewrite(r.w, "sys/fs/cgroup/user.slice/memory.max", "8589934592\n");
	rewrite(r.w, "sys/fs/cgroup/user.slice/user-1000.slice/memory.max", "4294967296\n");
	c = after(&r, SEARCHED_AT);
	assert_figures(&c, 4096, 2500, 2500);
	assert_true(c.of_group);
	assert_string_equal(c.path, "/user.slice/user-1000.slice");
	rewrite(r.w, "sys/fs/cgroup/user.slice/memory.max", "3221225472\n");
	c = after(&r, LOOKED_AT);
	assert_figures(&c, 3072, 3000, 3000);
	assert_string_equal(c.path, "/user.slice");
	/* Moved into another group. */
	rewrite(r.w, "proc/self/cgroup", "0::/" SCOPE "\n");
	c = after(&r, LOOKED_AT);
	assert_string_equal(c.path, "/" SCOPE);
	close_reader(&r);
}

/* In a container with a limit, a group inside of it with a smaller one is named, and one without
 * leaves the container's. */
static void
inside_a_container_a_tighter_group_is_named(void **state)
{
	struct reader r = reader_of(*state, "docker_v2_inside.txt", true);
	struct container_memory c;

	rewrite(r.w, "proc/self/cgroup", "0::/inner\n");
	c = next(&r);
	assert_figures(&c, 512, 400, 350);
	assert_false(c.of_group);
	rewrite(r.w, "sys/fs/cgroup/inner/memory.max", "104857600\n");
	c = after(&r, LOOKED_AT);
	assert_figures(&c, 100, 10, 10);
	assert_true(c.of_group);
	assert_string_equal(c.path, "/inner");
	close_reader(&r);
	r = reader_of(*state, "docker_v1_inside.txt", true);
	rewrite(r.w, "proc/self/cgroup",
		"11:memory:/docker/0a1b/inner\n3:cpu:/docker/0a1b\n0::/\n");
	c = next(&r);
	assert_figures(&c, 256, 200, 190);
	assert_true(c.of_group);
	assert_string_equal(c.path, "/docker/0a1b/inner");
	close_reader(&r);
}

/* In another /proc `self` is not what peaktop is in. */
static void
of_another_proc_our_own_group_is_not_looked_at(void **state)
{
	struct reader r = reader_of(*state, "systemd_v2.txt", false);
	struct container_memory c;

	rewrite(r.w, "proc/self/cgroup", "0::/" SCOPE "\n");
	rewrite(r.w, "proc/1/cgroup", "0::/init.scope\n");
	c = next(&r);
	assert_figures(&c, 0, 0, 0);
	close_reader(&r);
}

/* --- what is read when --- */

static void
usage_is_read_at_each_tick_and_limits_now_and_then(void **state)
{
	struct reader r = reader_of(*state, "docker_v2_inside.txt", false);
	struct container_memory c = next(&r);

	rewrite(r.w, "sys/fs/cgroup/memory.current", "104857600\n");
	c = next(&r);
	assert_figures(&c, 512, 100, 50);
	rewrite(r.w, "sys/fs/cgroup/memory.max", "268435456\n"); /* docker update */
	c = after(&r, LOOKED_AT);
	assert_figures(&c, 256, 100, 50);
	rewrite(r.w, "sys/fs/cgroup/memory.max", "max\n");
	c = after(&r, LOOKED_AT);
	assert_figures(&c, 0, 0, 0);
	rewrite(r.w, "sys/fs/cgroup/memory.max", "536870912\n");
	c = after(&r, SEARCHED_AT);
	assert_figures(&c, 512, 100, 50);
	close_reader(&r);
}

/* Cache is read again if the usage moves: otherwise a large file that is read would look like
 * memory in use, and leave a peak. */
static void
cache_is_read_when_the_usage_moves_or_is_due(void **state)
{
	struct reader r = reader_of(*state, "docker_v2_inside.txt", false);
	struct container_memory c = next(&r);

	rewrite(r.w, "sys/fs/cgroup/memory.stat", "inactive_file 104857600\n");
	c = next(&r);
	assert_figures(&c, 512, 400, 350);
	rewrite(r.w, "sys/fs/cgroup/memory.current", "471859200\n");
	c = next(&r);
	assert_figures(&c, 512, 450, 350);
	rewrite(r.w, "sys/fs/cgroup/memory.stat", "inactive_file 0\n");
	c = after(&r, 5);
	assert_figures(&c, 512, 450, 450);
	close_reader(&r);
}

/* Of reads that count themselves. */
static unsigned long
reads_of(struct reader *r, unsigned ticks)
{
	unsigned long at_first = 0, before = 0, after_it = 0;

	assert_true(count_reads(&at_first) && count_reads(&before));
	after(r, ticks);
	assert_true(count_reads(&after_it));
	return after_it - before - (before - at_first);
}

/* One read, of the descriptor that is held; in ten ticks ten of the usage, two of the cache, and
 * two looks at the groups, of five files at most. */
static void
a_tick_reads_what_moves(void **state)
{
	struct reader r = reader_of(*state, "docker_v2_inside.txt", true);
	unsigned long ignored;

	if (!count_reads(&ignored)) {
		close_reader(&r);
		print_message("no /proc/self/io: reads are not counted\n");
		skip();
	}
	rewrite(r.w, "proc/self/cgroup", "0::/inner\n");
	next(&r);
	for (int i = 0; i < 4; i++)
		assert_int_equal(reads_of(&r, 1), 1);
	assert_in_range(reads_of(&r, 1), 2, 7);
	assert_in_range(reads_of(&r, 2 * LOOKED_AT), 12, 24);
	close_reader(&r);
	/* Without a limit nothing is read, and its groups are seldom looked at. */
	r = reader_of(*state, "systemd_v2.txt", true);
	rewrite(r.w, "proc/self/cgroup", "0::/user.slice/user-1000.slice/session-3.scope\n");
	next(&r);
	assert_int_equal(reads_of(&r, SEARCHED_AT - 1), 0);
	assert_in_range(reads_of(&r, 1), 1, 12);
	close_reader(&r);
}

/* LXCFS shows the limit as the memory of the machine. */
static void
a_limit_of_all_memory_is_none(void **state)
{
	struct reader r = reader_of(*state, "docker_v2_inside.txt", false);
	struct system_memory m = { .known = true, .total_bytes = 512 * MIB };
	char proc[96];

	snprintf(proc, sizeof proc, "%s/proc", r.w->root);
	container_read(&r.c, proc, false, r.w->root, &m);
	assert_int_equal(m.container.limit_bytes, 0);
	close_reader(&r);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(inside_a_container_its_limit_is_found),
		WORLD_TEST(a_machine_is_no_container),
		WORLD_TEST(the_limit_of_our_own_group_is_named),
		WORLD_TEST(the_tightest_limit_above_us_is_taken),
		WORLD_TEST(inside_a_container_a_tighter_group_is_named),
		WORLD_TEST(of_another_proc_our_own_group_is_not_looked_at),
		WORLD_TEST(usage_is_read_at_each_tick_and_limits_now_and_then),
		WORLD_TEST(cache_is_read_when_the_usage_moves_or_is_due),
		WORLD_TEST(a_tick_reads_what_moves),
		WORLD_TEST(a_limit_of_all_memory_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
