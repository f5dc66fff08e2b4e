/* SPDX-License-Identifier: MIT */
/* test_job_limits_live.c: the limits of real processes: a private group of 256 MiB, RLIMIT_AS, RAM. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "source/cgroup.h"
#include "source/limits_proc.h"
#include "source/proc_file.h"
#include "source/proc_parse.h"

/* Last: its macro fail() is no name for a function. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1024u * 1024u)

static struct limits_proc *
open_limits(struct system_memory *memory)
{
	char text[8192];
	size_t length;
	struct failure why;
	struct limits_proc *l = limits_proc_open("/proc", "", &why);

	*memory = (struct system_memory){ 0 };
	assert_non_null(l);
	assert_int_equal(
		proc_file_read(AT_FDCWD, "/proc/meminfo", text, sizeof text, &length), PROC_READ);
	assert_true(proc_parse_meminfo(text, memory));
	limits_proc_tick(l, memory);
	return l;
}

/* A child that does as it is told, says so and waits for its end. */
static pid_t
start(void (*task)(void *), void *argument)
{
	int ready[2];
	pid_t pid;
	char byte;

	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		task(argument);
		if (write(ready[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static void
end(pid_t pid)
{
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void
join_and_hold(void *argument)
{
	const struct job_cgroup *g = argument;
	size_t bytes = 100u * MIB;
	char *memory;

	if (write(g->procs_fd, "0", 1) != 1)
		_exit(1);
	memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		_exit(1);
	memset(memory, 1, bytes);
}

static void
a_private_group_shows_its_limit(void **state)
{
	struct job_cgroup g;
	struct failure why;
	struct system_memory memory;
	struct limits_place place = { 0 };
	struct limits l;
	struct memory_group figures;
	struct limits_proc *reader;
	const struct limit *group = &l.of[LIMIT_GROUP];
	pid_t pid;

	(void)state;
	if (!cgroup_make(&g, 256 * MIB, &why)) {
		printf("# no private group here: %s\n", why.doing);
		skip();
	}
	pid = start(join_and_hold, &g);
	reader = open_limits(&memory);
	assert_true(limits_proc_read(reader, pid, &place, &l));
	assert_true(limits_proc_group(reader, group->group, &figures));
	limits_proc_close(reader);
	end(pid);
	assert_true(cgroup_remove(&g));
	assert_int_equal(group->limit_bytes, 256 * MIB);
	assert_true(group->charge_known);
	assert_in_range(group->charge_bytes, 100 * MIB, 108 * MIB);
	assert_in_range(limit_headroom(group), 148 * MIB, 156 * MIB);
	if (memory.total_bytes > 256 * MIB)
		assert_ptr_equal(limits_smallest(&l), group);
	assert_int_equal(figures.limit_bytes, 256 * MIB);
	assert_in_range(figures.usage_bytes, 100 * MIB, 108 * MIB);
	assert_true(figures.peak_bytes >= figures.usage_bytes || !(figures.known & GROUP_PEAK));
	assert_int_equal(figures.oom_kills, 0);
	assert_string_equal(strrchr(figures.path, '/'), strrchr(g.path, '/'));
}

static void
limit_address_space(void *bytes)
{
	const struct rlimit limit = { *(rlim_t *)bytes, RLIM_INFINITY };

	if (setrlimit(RLIMIT_AS, &limit) < 0)
		_exit(1);
}

static void
a_limit_on_address_space_is_seen_with_what_counts(void **state)
{
	rlim_t most = (rlim_t)1 << 30;
	struct system_memory memory;
	struct limits_proc *reader = open_limits(&memory);
	struct limits_place place = { 0 };
	struct limits l;
	uint64_t pages;
	size_t length;
	char path[40], text[256];
	pid_t pid;

	(void)state;
	pid = start(limit_address_space, &most);
	assert_true(limits_proc_read(reader, pid, &place, &l));
	snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
	assert_int_equal(proc_file_read(AT_FDCWD, path, text, sizeof text, &length), PROC_READ);
	end(pid);
	limits_proc_close(reader);
	pages = strtoull(text, NULL, 10);
	assert_int_equal(l.of[LIMIT_ADDRESS_SPACE].limit_bytes, most);
	assert_true(l.of[LIMIT_ADDRESS_SPACE].charge_known);
	assert_int_equal(
		l.of[LIMIT_ADDRESS_SPACE].charge_bytes, pages * (uint64_t)sysconf(_SC_PAGESIZE));
}

static void
the_machine_limits_all(void **state)
{
	struct system_memory memory;
	struct limits_proc *reader = open_limits(&memory);
	struct limits_place place = { 0 };
	struct limits l;

	(void)state;
	assert_true(limits_proc_read(reader, getpid(), &place, &l));
	limits_proc_close(reader);
	assert_int_equal(l.of[LIMIT_RAM].limit_bytes, memory.total_bytes);
	assert_int_equal(limit_headroom(&l.of[LIMIT_RAM]), memory.available_bytes);
	assert_true(limits_smallest(&l)->limit_bytes <= memory.total_bytes);
}

/* The kernel yields a page or so a read: mountinfo of a machine with many mounts is longer. */
static void
files_longer_than_a_page_are_read_whole(void **state)
{
	struct proc_text text = { .bytes = NULL };
	char piece[65536];
	size_t length;

	(void)state;
	assert_int_equal(proc_file_read(AT_FDCWD, "/proc/self/smaps", piece, sizeof piece, &length),
		PROC_READ);
	assert_int_equal(
		proc_text_read_on(&text, AT_FDCWD, "/proc/self/smaps", PROC_TEXT_MOST), PROC_READ);
	assert_true(text.length > length);
	assert_int_equal(strlen(text.bytes), text.length);
	assert_non_null(strstr(text.bytes, "[stack]"));
	proc_text_clear(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_private_group_shows_its_limit),
		cmocka_unit_test(a_limit_on_address_space_is_seen_with_what_counts),
		cmocka_unit_test(the_machine_limits_all),
		cmocka_unit_test(files_longer_than_a_page_are_read_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
