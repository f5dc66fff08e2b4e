/* SPDX-License-Identifier: MIT */
/* test_job_limits_live.c: the limits of real processes: a private group of 256 MiB, RLIMIT_AS,
 * RAM. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "source/cgroup/cgroup.h"
#include "source/proc/limits_proc.h"
#include "source/proc_file.h"
#include "source/proc_parse.h"
#include "support/cgroup_child.h"
#include "support/child.h"
#include "support/suite.h"

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

#define HELD_BYTES (100 * MIB)

/* Besides the child's memory: its own pages, a sanitizer's part, kernel memory, and charges of 64
 * pages at once. A child without memory measures all that; this covers differences between
 * children, including page tables. */
#define CHARGE_SLACK_BYTES (3 * MIB)

struct world {
	struct job_cgroup g;
	struct limits_proc *reader;
	pid_t child;
	size_t bytes;
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
	if (w->reader != NULL)
		limits_proc_close(w->reader);
	free(w);
	return 0;
}

static bool
join_and_hold(void *argument)
{
	const struct world *w = argument;

	return write(w->g.procs_fd, "0", 1) == 1 && child_hold(w->bytes);
}

/* The limits and figures of a child that holds this much, in a new group of 256 MiB; false: none
 * can be created here. */
static bool
look(struct world *w, size_t bytes, struct limits *l, struct memory_group *figures)
{
	struct limits_cache place = { 0 };
	struct system_memory memory;
	struct failure why;

	if (!cgroup_make(&w->g, 256 * MIB, &why)) {
		printf("# no private group here: %s\n", why.doing);
		return false;
	}
	w->bytes = bytes;
	w->child = child_start(join_and_hold, w);
	assert_true(w->child > 0);
	w->reader = open_limits(&memory);
	assert_true(limits_proc_read(w->reader, w->child, &place, l));
	assert_true(limits_proc_group(w->reader, l->of[LIMIT_GROUP].group, figures));
	if (memory.total_bytes > 256 * MIB)
		assert_ptr_equal(limits_smallest(l), &l->of[LIMIT_GROUP]);
	limits_proc_close(w->reader);
	w->reader = NULL;
	child_end(&w->child, SIGKILL);
	assert_true(cgroup_remove(&w->g));
	return true;
}

static void
a_private_group_shows_its_limit(void **state)
{
	struct world *w = *state;
	struct limits l;
	const struct limit *group = &l.of[LIMIT_GROUP];
	struct memory_group figures;
	uint64_t max;

	if (!look(w, 0, &l, &figures))
		skip();
	max = figures.usage_bytes + HELD_BYTES + CHARGE_SLACK_BYTES;
	assert_true(look(w, HELD_BYTES, &l, &figures));
	assert_int_equal(group->limit_bytes, 256 * MIB);
	assert_true(group->charge_known);
	assert_in_range(group->charge_bytes, HELD_BYTES, max);
	assert_in_range(limit_headroom(group), 256 * MIB - max, 256 * MIB - HELD_BYTES);
	assert_int_equal(figures.limit_bytes, 256 * MIB);
	assert_in_range(figures.usage_bytes, HELD_BYTES, max);
	assert_true(figures.peak_bytes >= figures.usage_bytes || !(figures.known & GROUP_PEAK));
	assert_int_equal(figures.oom_kills, 0);
	assert_string_equal(strrchr(figures.path, '/'), strrchr(w->g.path, '/'));
}

static bool
limit_address_space(void *bytes)
{
	const struct rlimit limit = { *(rlim_t *)bytes, RLIM_INFINITY };

	return setrlimit(RLIMIT_AS, &limit) == 0;
}

static void
a_limit_on_address_space_is_shown_with_its_usage(void **state)
{
	struct world *w = *state;
	rlim_t max = (rlim_t)1 << 30;
	struct system_memory memory;
	struct limits_cache place = { 0 };
	struct limits l;
	uint64_t pages;
	size_t length;
	char path[40], text[256];

	w->reader = open_limits(&memory);
	w->child = child_start(limit_address_space, &max);
	assert_true(w->child > 0);
	assert_true(limits_proc_read(w->reader, w->child, &place, &l));
	snprintf(path, sizeof path, "/proc/%d/statm", (int)w->child);
	assert_int_equal(proc_file_read(AT_FDCWD, path, text, sizeof text, &length), PROC_READ);
	pages = strtoull(text, NULL, 10);
	assert_int_equal(l.of[LIMIT_ADDRESS_SPACE].limit_bytes, max);
	assert_true(l.of[LIMIT_ADDRESS_SPACE].charge_known);
	assert_int_equal(
		l.of[LIMIT_ADDRESS_SPACE].charge_bytes, pages * (uint64_t)sysconf(_SC_PAGESIZE));
}

static void
the_machine_limits_all(void **state)
{
	struct system_memory memory;
	struct limits_proc *reader = open_limits(&memory);
	struct limits_cache place = { 0 };
	struct limits l;

	(void)state;
	assert_true(limits_proc_read(reader, getpid(), &place, &l));
	limits_proc_close(reader);
	assert_int_equal(l.of[LIMIT_RAM].limit_bytes, memory.total_bytes);
	assert_int_equal(limit_headroom(&l.of[LIMIT_RAM]), memory.available_bytes);
	assert_true(limits_smallest(&l)->limit_bytes <= memory.total_bytes);
}

/* The kernel returns about a page per read: mountinfo of a machine with many mounts is longer. */
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
		proc_text_read_on(&text, AT_FDCWD, "/proc/self/smaps", PROC_TEXT_MAX), PROC_READ);
	assert_true(text.length > length);
	assert_int_equal(strlen(text.bytes), text.length);
	assert_non_null(strstr(text.bytes, "[stack]"));
	proc_text_clear(&text);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_private_group_shows_its_limit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_limit_on_address_space_is_shown_with_its_usage, set_up, tear_down),
		cmocka_unit_test(the_machine_limits_all),
		cmocka_unit_test(files_longer_than_a_page_are_read_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
