/* SPDX-License-Identifier: MIT */
/* test_oom_counters.c: kills and the limit that was reached, in fake groups of v1 and v2. */
#include "source/cgroup/oom_counters.h"

#include "support/group_world.h"
#include "support/suite.h"

/* Groups a, a/b, a/b/c below the top of the mount. */
static const char *const folders[] = { "", "a/", "a/b/", "a/b/c/" };

static void
put(const struct world *w, const char *folder, const char *name, const char *text)
{
	char path[200];

	snprintf(path, sizeof path, "mem/%s%s", folder, name);
	rewrite(w, path, text);
}

static void
put_kills(const struct world *w, bool v2, size_t level, int kills)
{
	char text[100];

	if (v2)
		snprintf(text, sizeof text, "low 0\nhigh 0\nmax 9\noom 0\noom_kill %d\n", kills);
	else
		snprintf(
			text, sizeof text, "oom_kill_disable 0\nunder_oom 0\noom_kill %d\n", kills);
	put(w, folders[level], v2 ? "memory.events" : "memory.oom_control", text);
}

static void
put_limit(const struct world *w, bool v2, size_t level, const char *limit)
{
	put(w, folders[level], v2 ? "memory.max" : "memory.limit_in_bytes", limit);
}

static void
put_hits(const struct world *w, bool v2, size_t level, int hits)
{
	char text[100];

	if (v2)
		snprintf(text, sizeof text, "low 0\nhigh 0\nmax 9\noom %d\noom_kill 0\n", hits);
	else
		snprintf(text, sizeof text, "%d\n", hits);
	put(w, folders[level], v2 ? "memory.events" : "memory.failcnt", text);
}

static void
make_world(struct world *w, bool v2)
{
	if (w->root[0] == '\0') {
		snprintf(w->root, sizeof w->root, "/tmp/peaktop-XXXXXX");
		assert_non_null(mkdtemp(w->root));
	}
	for (size_t i = 0; i < 4; i++) {
		put_kills(w, v2, i, 0);
		put_limit(w, v2, i, v2 ? "max\n" : "9223372036854771712\n");
		if (!v2)
			put_hits(w, false, i, 3);
	}
}

static struct cgroup_path
path_in(const struct world *w, bool v2, const char *below)
{
	struct cgroup_path p = { .v2 = v2 };

	p.mount_length = (size_t)snprintf(p.folder, sizeof p.folder, "%s/mem", w->root);
	snprintf(p.folder + p.mount_length, sizeof p.folder - p.mount_length, "%s", below);
	return p;
}

static void
kills_are_counted_since_the_start(void **state)
{
	struct world *w = *state;
	struct oom_counters c;

	for (int v2 = 0; v2 < 2; v2++) {
		make_world(w, v2);
		put_kills(w, v2, 2, 5);
		oom_counters_open_at(&c, &(struct cgroup_path){ 0 }, false);
		assert_false(c.known);
		assert_int_equal(oom_counters_kills(&c), 0);
		struct cgroup_path p = path_in(w, v2, "/a/b");
		oom_counters_open_at(&c, &p, false);
		assert_true(c.known);
		assert_int_equal(oom_counters_kills(&c), 0);
		put_kills(w, v2, 1, 9); /* of others above */
		assert_int_equal(oom_counters_kills(&c), 0);
		put_kills(w, v2, 2, 7);
		assert_int_equal(oom_counters_kills(&c), 2);
	}
}

/* v2 includes kills in groups below; v1 does not, so the groups below a job's own are read too. */
static void
what_a_job_makes_below_its_own_group_counts(void **state)
{
	struct world *w = *state;
	struct cgroup_path p;
	struct oom_counters c;

	make_world(w, false);
	p = path_in(w, false, "/a");
	oom_counters_open_at(&c, &p, true);
	put_kills(w, false, 3, 2);
	put_kills(w, false, 1, 1);
	assert_int_equal(oom_counters_kills(&c), 3);
	put_kills(w, false, 1, 0);
	put_kills(w, false, 3, 0);
	oom_counters_open_at(&c, &p, false);
	put_kills(w, false, 3, 2);
	assert_int_equal(oom_counters_kills(&c), 0);
}

static void
the_limit_is_that_of_the_group_that_was_full(void **state)
{
	struct world *w = *state;
	struct cgroup_path p;
	struct oom_counters c;

	for (int v2 = 0; v2 < 2; v2++) {
		make_world(w, v2);
		put_limit(w, v2, 3, "1073741824\n");
		put_limit(w, v2, 2, "536870912\n");
		put_limit(w, v2, 1, "2147483648\n");
		p = path_in(w, v2, "/a/b/c");
		oom_counters_open_at(&c, &p, false);
		assert_int_equal(c.smallest_limit_bytes, 512 * MIB);
		assert_int_equal(oom_counters_limit(&c), 0);
		put_hits(w, v2, 1, 4);
		assert_int_equal(oom_counters_limit(&c), 2 * GIB);
		if (v2)
			put_hits(w, true, 3, 4);
		else
			put(w, folders[3], "memory.memsw.failcnt", "1\n");
		assert_int_equal(oom_counters_limit(&c), GIB);
		/* Its own group is not one of those it was started in. */
		put_limit(w, v2, 3, "1048576\n");
		oom_counters_open_at(&c, &p, true);
		assert_int_equal(c.smallest_limit_bytes, 512 * MIB);
		assert_int_equal(c.groups[0].limit_bytes, MIB);
	}
}

static void
a_limit_that_moves_no_counter_is_told_by_the_peak(void **state)
{
	struct world *w = *state;
	struct cgroup_path p;
	struct oom_counters c;

	for (int v2 = 0; v2 < 2; v2++) {
		const char *peak = v2 ? "memory.peak" : "memory.max_usage_in_bytes";

		make_world(w, v2);
		put_limit(w, v2, 3, "536870912\n");
		put_limit(w, v2, 2, "1073741824\n");
		p = path_in(w, v2, "/a/b/c");
		put(w, folders[3], peak, "436870912\n");
		put(w, folders[2], peak, "1073700000\n");
		oom_counters_open_at(&c, &p, false);
		assert_int_equal(oom_counters_limit(&c), GIB);
	}
}

/* In a v1 container the limit may be above the mount. */
static void
a_limit_above_the_mount_is_known_on_v1(void **state)
{
	struct world *w = *state;
	struct cgroup_path p;
	struct oom_counters c;

	make_world(w, false);
	put(w, "", "memory.stat", "cache 0\nhierarchical_memory_limit 67108864\n");
	p = path_in(w, false, "/a");
	oom_counters_open_at(&c, &p, false);
	assert_int_equal(c.smallest_limit_bytes, 64 * MIB);
	assert_int_equal(oom_counters_limit(&c), 64 * MIB);
	/* It is that of the top itself. */
	put_limit(w, false, 0, "67108864\n");
	oom_counters_open_at(&c, &p, false);
	assert_int_equal(oom_counters_limit(&c), 0);
	assert_int_equal(c.smallest_limit_bytes, 64 * MIB);
}

static int
drop_files(void **state)
{
	struct world *w = *state;

	if (w->root[0] != '\0')
		remove_tree(w->root);
	free(w);
	return 0;
}

#define FILES_TEST(test) cmocka_unit_test_setup_teardown(test, new_world, drop_files)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		FILES_TEST(kills_are_counted_since_the_start),
		FILES_TEST(what_a_job_makes_below_its_own_group_counts),
		FILES_TEST(the_limit_is_that_of_the_group_that_was_full),
		FILES_TEST(a_limit_that_moves_no_counter_is_told_by_the_peak),
		FILES_TEST(a_limit_above_the_mount_is_known_on_v1),
	};

	return cmocka_run_group_tests_name("oom counters", tests, NULL, NULL);
}
