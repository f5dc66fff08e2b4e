/* SPDX-License-Identifier: MIT */
/* test_cgroup.c: where our memory group lies on v1, v2 and hybrids, and a private one for a job. */
#include <signal.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "source/cgroup.h"
#include "source/cgroup_place.h"

/* Last: its macro fail() is no name for a function. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1024u * 1024u)

/* Layouts as the kernel shows them on the systems named. */
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
	/* docker on v1: the mount shows the container's own group as its root */
	{ "4:memory:/docker/0a1b\n", docker_v1_mounts, "/sys/fs/cgroup/memory", false },
	{ "4:memory:/docker/0a1b/inner\n", docker_v1_mounts, "/sys/fs/cgroup/memory/inner", false },
	/* a path outside of what is mounted: the mount stands for it */
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
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		struct cgroup_place p;
		bool found = cgroup_place_parse(places[i].cgroup, places[i].mountinfo, &p);

		assert_int_equal(found, places[i].folder != NULL);
		if (!found)
			continue;
		assert_string_equal(p.folder, places[i].folder);
		assert_int_equal(p.v2, places[i].v2);
	}
}

/* Whether a private group can be made here: by root, or where it was delegated. */
static bool
make(struct job_cgroup *g, uint64_t limit_bytes)
{
	struct failure why;

	if (cgroup_make(g, limit_bytes, &why))
		return true;
	printf("# not shown here: %s\n", why.doing);
	return false;
}

/* A child that joins and touches so much, then waits for SIGTERM; its pid once it is done. */
static pid_t
start(const struct job_cgroup *g, size_t bytes)
{
	int ready[2];
	pid_t pid;
	char byte;

	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		char *memory;

		if (write(g->procs_fd, "0", 1) != 1)
			_exit(1);
		memory = mmap(
			NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		memset(memory, 1, bytes);
		if (write(ready[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) < 0)
		abort();
	close(ready[0]);
	return pid;
}

static int
end(pid_t pid)
{
	int status;

	kill(pid, SIGTERM);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
the_peak_of_a_job_is_told(void **state)
{
	struct job_cgroup g;
	struct run_cgroup told;
	pid_t pid;

	(void)state;
	if (!make(&g, 0))
		return;
	assert_true(fcntl(g.procs_fd, F_GETFD) & FD_CLOEXEC);
	pid = start(&g, 40 * MIB);
	cgroup_read(&g, &told);
	assert_true(told.made);
	assert_in_range(told.peak_bytes, 40 * MIB, 44 * MIB);
	assert_int_equal(told.limit_bytes, 0);
	assert_int_equal(told.oom_kills, 0);
	end(pid);
	assert_true(cgroup_remove(&g));
	assert_int_equal(access(g.path, F_OK), -1);
}

static void
a_limit_kills_and_is_counted(void **state)
{
	struct job_cgroup g;
	struct run_cgroup told;
	int status;

	(void)state;
	if (!make(&g, 32 * MIB))
		return;
	status = end(start(&g, 64 * MIB));
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	cgroup_read(&g, &told);
	assert_int_equal(told.limit_bytes, 32 * MIB);
	assert_int_equal(told.oom_kills, 1);
	assert_true(cgroup_remove(&g));
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
	struct job_cgroup g;
	pid_t pid;

	(void)state;
	if (!make(&g, 0))
		return;
	pid = start(&g, MIB);
	assert_true(is_in(g.path, pid));
	assert_true(cgroup_remove(&g));
	assert_int_equal(access(g.path, F_OK), -1);
	assert_true(is_in(g.home, pid));
	end(pid);
}

static void
a_limit_holds_for_what_lives_on(void **state)
{
	struct job_cgroup g;
	pid_t pid;

	(void)state;
	if (!make(&g, 32 * MIB))
		return;
	pid = start(&g, MIB);
	assert_false(cgroup_remove(&g));
	assert_true(is_in(g.path, pid));
	end(pid);
	g.made = true; /* it is still there: once more, now that it is empty */
	assert_true(cgroup_remove(&g));
	assert_int_equal(access(g.path, F_OK), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_group_is_found),
		cmocka_unit_test(the_peak_of_a_job_is_told),
		cmocka_unit_test(a_limit_kills_and_is_counted),
		cmocka_unit_test(what_lives_on_is_moved_home),
		cmocka_unit_test(a_limit_holds_for_what_lives_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
