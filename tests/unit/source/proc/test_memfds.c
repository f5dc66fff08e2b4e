/* SPDX-License-Identifier: MIT */
/* test_memfds.c: files in memory without a name, by the descriptors of processes. */
#include "source/proc/memfds.h"
#include "support/child.h"
#include "support/samples.h"
#include "support/suite.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define BLOCK (1u << 20)

struct world {
	struct memfds memfds;
	struct sample sample;
	int fds[2 * MEMFDS_MAX];
	size_t fd_count;
	pid_t child;
};

static int
setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	sample_begin(&w->sample, 1);
	sample_process(&w->sample, getpid(), BLOCK, BLOCK);
	*state = w;
	return w == NULL;
}

static int
teardown(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < w->fd_count; i++)
		close(w->fds[i]);
	child_end(&w->child, SIGKILL);
	sample_clear(&w->sample);
	free(w);
	return 0;
}

static int
keep(struct world *w, int fd)
{
	assert_true(fd >= 0);
	w->fds[w->fd_count++] = fd;
	return fd;
}

static void
write_block(int fd)
{
	static const char block[BLOCK] = { 1 };

	assert_int_equal(write(fd, block, sizeof block), sizeof block);
}

static int
new_file(struct world *w, size_t blocks)
{
	int fd = keep(w, memfd_create("test", MFD_CLOEXEC));

	for (size_t i = 0; i < blocks; i++)
		write_block(fd);
	return fd;
}

static uint64_t
found(struct world *w)
{
	assert_true(memfds_search(&w->memfds, &w->sample));
	return memfds_bytes(&w->memfds);
}

static void
what_it_holds_now_counts(void **state)
{
	struct world *w = *state;
	int fd;

	assert_int_equal(found(w), 0);
	fd = new_file(w, 2);
	assert_int_equal(memfds_bytes(&w->memfds), 0);
	assert_int_equal(found(w), 2 * BLOCK);
	write_block(fd);
	assert_int_equal(memfds_bytes(&w->memfds), 3 * BLOCK);
	assert_int_equal(ftruncate(fd, BLOCK), 0);
	assert_int_equal(memfds_bytes(&w->memfds), BLOCK);
	/* Its size is not what it holds. */
	assert_int_equal(ftruncate(fd, 100 * BLOCK), 0);
	assert_int_equal(found(w), BLOCK);
}

static void
a_file_counts_once_whoever_has_it_open(void **state)
{
	struct world *w = *state;
	int fd = new_file(w, 1), again = dup(fd);

	keep(w, again);
	w->child = child_fork();
	assert_true(w->child >= 0);
	while (w->child == 0)
		pause();
	sample_restart(&w->sample);
	sample_process(&w->sample, getpid() < w->child ? getpid() : w->child, BLOCK, BLOCK);
	sample_process(&w->sample, getpid() < w->child ? w->child : getpid(), BLOCK, BLOCK);
	assert_int_equal(found(w), BLOCK);
	assert_int_equal(w->memfds.count, 1);
	/* Closed where it was found, but not elsewhere. */
	close(fd);
	if (getpid() < w->child)
		assert_int_equal(memfds_bytes(&w->memfds), 0);
	assert_int_equal(found(w), BLOCK);
}

static void
other_descriptors_do_not_count(void **state)
{
	struct world *w = *state;
	char name[] = "memfd:XXXXXX";

	keep(w, mkstemp(name));
	write_block(w->fds[0]);
	unlink(name);
	keep(w, open("/dev/null", O_RDONLY | O_CLOEXEC));
	assert_int_equal(found(w), 0);
}

static void
no_more_than_the_maximum_is_kept(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < MEMFDS_MAX + 3; i++)
		new_file(w, 0);
	assert_int_equal(found(w), 0);
	assert_int_equal(w->memfds.count, MEMFDS_MAX);
}

static void
a_process_that_is_gone_has_none(void **state)
{
	struct world *w = *state;

	sample_restart(&w->sample);
	sample_process(&w->sample, INT32_MAX, 0, 0);
	new_file(w, 1);
	assert_int_equal(found(w), 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_it_holds_now_counts),
		CASE(a_file_counts_once_whoever_has_it_open),
		CASE(other_descriptors_do_not_count),
		CASE(no_more_than_the_maximum_is_kept),
		CASE(a_process_that_is_gone_has_none),
	};

	return cmocka_run_group_tests_name("memfds", tests, NULL, NULL);
}
