/* SPDX-License-Identifier: MIT */
/* test_cgroup_leave.c: what we would leave behind by moving from our cgroup to another. */
#include "base/length.h"
#include "source/cgroup/cgroup_leave.h"

#include "support/group_world.h"
#include "support/suite.h"

static void
groups_of_a_run_are_recognised_by_name(void **state)
{
	static const struct {
		const char *folder;
		bool is;
	} cases[] = {
		{ "/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope", false },
		{ "/sys/fs/cgroup", false },
		{ "", false },
		{ "/", false },
		{ "/a//b/", false },
		{ "/a/peaktop-12-34ab", true },
		{ "/a/peaktop-12-34ab/", true },
		{ "/a/peaktop-12-34ab/below", true },
		{ "/a/peaktop-12-34ab-self", true },
		{ "/peaktop-1-2", true },
		/* the scope of the user manager, and our group in it */
		{ "/a/app.slice/peaktop-12-34ab.scope", false },
		{ "/a/app.slice/peaktop-12-34ab.scope/peaktop-12-34cd", true },
		{ "/a/peaktop-12-34ab.scope/other", false },
		{ "/a/peaktop-12-34ab/peaktop-12-34ab.scope", true },
		{ "/a/peaktop.service", false },
		{ "/a/my-peaktop-1", false },
		{ "/a/peaktop-", true },
		{ "/a/.scope", false },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		if (cgroup_is_of_a_run(cases[i].folder) != cases[i].is)
			fail_msg("%s", cases[i].folder);
}

static void
a_group_is_within_itself_and_those_above(void **state)
{
	(void)state;
	assert_true(cgroup_is_within("/a/b", "/a/b"));
	assert_true(cgroup_is_within("/a/b/c", "/a/b"));
	assert_false(cgroup_is_within("/a/bc", "/a/b"));
	assert_false(cgroup_is_within("/a", "/a/b"));
	assert_true(cgroup_is_within("/a", ""));
}

/* --- limits of fake groups --- */

/* The innermost group with a limit, from mnt/a/b up to the root; NULL: none. */
static void
check_limited(const struct world *w, const char *expected)
{
	struct cgroup_path path = { .v2 = true };

	path.mount_length = (size_t)snprintf(path.folder, sizeof path.folder, "%s/mnt", w->root);
	strcat(path.folder, "/a/b");
	assert_int_equal(cgroup_limited_part(&path), expected != NULL);
	if (expected != NULL)
		assert_string_equal(path.folder + strlen(w->root), expected);
}

static void
the_innermost_limit_is_found(void **state)
{
	struct world *w = *state;

	strcpy(w->root, "/tmp/peaktop-XXXXXX");
	assert_non_null(mkdtemp(w->root));
	check_limited(w, NULL);
	rewrite(w, "mnt/a/b/memory.max", "max\n");
	rewrite(w, "mnt/a/b/memory.high", "max\n");
	rewrite(w, "mnt/a/memory.max", "max\n");
	rewrite(w, "memory.max", "4096\n"); /* above the mount: not visible */
	check_limited(w, NULL);
	rewrite(w, "mnt/memory.max", "1048576\n");
	check_limited(w, "/mnt");
	rewrite(w, "mnt/a/memory.high", "1048576\n");
	check_limited(w, "/mnt/a");
	rewrite(w, "mnt/a/b/memory.max", "8192\n");
	check_limited(w, "/mnt/a/b");
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_of_a_run_are_recognised_by_name),
		cmocka_unit_test(a_group_is_within_itself_and_those_above),
		WORLD_TEST(the_innermost_limit_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
