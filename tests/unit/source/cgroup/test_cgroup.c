/* SPDX-License-Identifier: MIT */
/* test_cgroup.c: finds our memory cgroup on v1, v2 and hybrids, and creates a private one for a
 * job. */
#include <signal.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/length.h"
#include "source/cgroup/cgroup.h"
#include "source/cgroup/cgroup_path.h"
#include "support/cgroup_child.h"
#include "support/child.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1024u * 1024u)

/* Layouts of the named systems, as the kernel shows them. */
static const char v2_mount[] = "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n";
static const char v1_mounts[] = "32 30 0:28 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
				"33 30 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
				"40 30 0:36 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
static const char docker_v1_mounts[] =
	"933 929 0:29 /docker/0a1b /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n";

static const struct {
	const char *cgroup, *mountinfo, *folder;
	bool v2;
} places[] = {
	/* Debian 12, a login session of systemd */
	{ "0::/user.slice/user-1000.slice/session-3.scope\n", v2_mount,
		"/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope", true },
	{ "0::/\n", v2_mount, "/sys/fs/cgroup", true },
	/* a hybrid: memory on v1 though the unified tree is there too */
	{ "4:memory:/job\n2:cpu:/\n0::/job\n", v1_mounts, "/sys/fs/cgroup/memory/job", false },
	{ "4:hugetlb,memory:/\n0::/x\n", v1_mounts, "/sys/fs/cgroup/memory", false },
	/* docker on v1: the root of the mount is the container's own group */
	{ "4:memory:/docker/0a1b\n", docker_v1_mounts, "/sys/fs/cgroup/memory", false },
	{ "4:memory:/docker/0a1b/inner\n", docker_v1_mounts, "/sys/fs/cgroup/memory/inner", false },
	/* a path outside of the mount: the mount is used instead */
	{ "4:memory:/elsewhere\n", docker_v1_mounts, "/sys/fs/cgroup/memory", false },
	{ "4:memory:/docker/0a1bc\n", docker_v1_mounts, "/sys/fs/cgroup/memory", false },
	/* nothing of use */
	{ "4:memory:/job\n", v2_mount, NULL, false },
	{ "0::/job\n", "", NULL, true },
	{ "", v1_mounts, NULL, false },
	{ "nonsense", "nonsense - \n", NULL, false },
};

static void
our_group_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(places); i++) {
		struct cgroup_path p;
		bool found = cgroup_path_parse(places[i].cgroup, places[i].mountinfo, &p);

		assert_int_equal(found, places[i].folder != NULL);
		if (!found)
			continue;
		assert_string_equal(p.folder, places[i].folder);
		assert_int_equal(p.v2, places[i].v2);
	}
}

/* --- private groups, with a child in them --- */

struct world {
	struct job_cgroup g;
	pid_t child;
	size_t bytes; /* that the child holds */
};

static int
set_up(void **state)
{
	*state = calloc(1, sizeof(struct world));
	return *state == NULL;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	cgroup_child_end(&w->g, &w->child);
	free(w);
	return 0;
}

/* Whether a private group can be created here: by root, or if delegated. */
static bool
make(struct world *w, uint64_t limit_bytes)
{
	struct failure why;

	if (cgroup_make(&w->g, limit_bytes, &why))
		return true;
	printf("# not shown here: %s\n", why.doing);
	return false;
}

static bool
join_and_hold(void *argument)
{
	const struct world *w = argument;

	return write(w->g.procs_fd, "0", 1) == 1 && child_hold(w->bytes);
}

/* A child in the group that holds this much. */
static void
start(struct world *w, size_t bytes)
{
	w->bytes = bytes;
	w->child = child_start(join_and_hold, w);
	assert_true(w->child > 0);
}

/* Creates a group without a limit for a child that holds this much; returns its peak. */
static uint64_t
peak_of(struct world *w, size_t bytes)
{
	struct run_cgroup told;

	assert_true(make(w, 0));
	assert_true(fcntl(w->g.procs_fd, F_GETFD) & FD_CLOEXEC);
	start(w, bytes);
	cgroup_read(&w->g, &told);
	assert_true(told.made);
	assert_int_equal(told.limit_bytes, 0);
	assert_int_equal(told.oom_kills, 0);
	child_end(&w->child, SIGTERM);
	assert_true(cgroup_remove(&w->g));
	assert_int_equal(access(w->g.path, F_OK), -1);
	return told.peak_bytes;
}

/* The kernel charges 64 pages at once for each processor that the child ran on, and its page
 * tables, one page per 512. */
#define CHARGE_SLACK_BYTES (2 * MIB)

static void
the_peak_of_a_job_is_told(void **state)
{
	struct world *w = *state;
	uint64_t nothing, much;

	if (!make(w, 0))
		return;
	assert_true(cgroup_remove(&w->g));
	/* The base of a child: its own and kernel memory, and a sanitizer's part. */
	nothing = peak_of(w, 0);
	much = peak_of(w, 40 * MIB);
	assert_in_range(much, 40 * MIB, nothing + 40 * MIB + CHARGE_SLACK_BYTES);
	assert_in_range(nothing, 1, much - 40 * MIB + CHARGE_SLACK_BYTES);
}

static void
a_limit_kills_and_is_counted(void **state)
{
	struct world *w = *state;
	struct run_cgroup told;
	int status;

	if (!make(w, 32 * MIB))
		return;
	w->bytes = 64 * MIB;
	w->child = child_fork();
	if (w->child == 0)
		_exit(join_and_hold(w) ? 0 : 1);
	assert_int_equal(waitpid(w->child, &status, 0), w->child);
	w->child = 0;
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	cgroup_read(&w->g, &told);
	assert_int_equal(told.limit_bytes, 32 * MIB);
	assert_int_equal(told.oom_kills, 1);
	assert_true(cgroup_remove(&w->g));
}

/* Whether the process is listed in the folder's cgroup.procs. */
static bool
is_in(const char *folder, pid_t pid)
{
	char path[4200], *line = NULL;
	size_t size = 0;
	bool found = false;
	FILE *procs;

	snprintf(path, sizeof path, "%s/cgroup.procs", folder);
	procs = fopen(path, "re");
	while (procs != NULL && getline(&line, &size, procs) > 0)
		found |= atoi(line) == pid;
	if (procs != NULL)
		fclose(procs);
	free(line);
	return found;
}

static void
what_lives_on_is_moved_home(void **state)
{
	struct world *w = *state;

	if (!make(w, 0))
		return;
	start(w, MIB);
	assert_true(is_in(w->g.path, w->child));
	assert_true(cgroup_remove(&w->g));
	assert_int_equal(access(w->g.path, F_OK), -1);
	assert_true(is_in(w->g.home, w->child));
}

static void
a_limit_holds_for_what_lives_on(void **state)
{
	struct world *w = *state;

	if (!make(w, 32 * MIB))
		return;
	start(w, MIB);
	assert_false(cgroup_remove(&w->g));
	assert_true(is_in(w->g.path, w->child));
	child_end(&w->child, SIGTERM);
	w->g.made = true; /* it still exists: again, now that it is empty */
	assert_true(cgroup_remove(&w->g));
	assert_int_equal(access(w->g.path, F_OK), -1);
}

#define GROUP_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_group_is_found),
		GROUP_TEST(the_peak_of_a_job_is_told),
		GROUP_TEST(a_limit_kills_and_is_counted),
		GROUP_TEST(what_lives_on_is_moved_home),
		GROUP_TEST(a_limit_holds_for_what_lives_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
