/* SPDX-License-Identifier: MIT */
/* test_tmpfs.c: which mounts count, and what files in /dev/shm add to them. */
#include "source/host/tmpfs.h"
#include "support/suite.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1u << 20)

static bool
has(const struct tmpfs *t, const char *folder)
{
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->mounts[i].folder, folder) == 0)
			return true;
	return false;
}

static void
only_tmpfs_mounts_count(void **state)
{
	struct tmpfs t;
	size_t count;

	(void)state;
	tmpfs_begin(&t);
	count = t.count;
	/* None of these is a tmpfs here, whatever the text says. */
	tmpfs_add(&t, "");
	tmpfs_add(&t, "nonsense\n - tmpfs \n1 2 0:3 / /proc rw - tmpfs tmpfs rw");
	tmpfs_add(&t, "1 2 0:3 / /no/such/folder rw - tmpfs tmpfs rw\n");
	tmpfs_add(&t, "1 2 0:3 / /proc rw - proc proc rw\n");
	assert_int_equal(t.count, count);
	if (!has(&t, "/dev/shm"))
		skip();
	/* Known already, read-only, a second mount of the same. */
	tmpfs_add(&t, "1 2 0:3 / /dev/shm rw - tmpfs tmpfs rw\n");
	tmpfs_add(&t, "1 2 0:3 / /dev/../dev/shm ro - tmpfs tmpfs rw\n");
	assert_int_equal(t.count, count);
	tmpfs_add(&t, "1 2 0:9 / /x rw - ext4 x rw\n1 2 0:3 / /dev/../dev/shm rw,nosuid - tmpfs "
		      "tmpfs rw\n"
		      "1 2 0:3 / /dev/./shm rw - tmpfs tmpfs rw\n");
	assert_int_equal(t.count, count + 1);
	assert_true(has(&t, "/dev/../dev/shm"));
}

static void
the_number_of_mounts_is_limited(void **state)
{
	struct tmpfs t;
	char line[400];

	(void)state;
	tmpfs_begin(&t);
	for (int i = 0; i < 40; i++) {
		snprintf(line, sizeof line, "1 2 0:%d / /dev/%.*sshm rw - tmpfs tmpfs rw\n", i,
			2 * i,
			"./././././././././././././././././././././././././././././././././././././"
			"./././");
		tmpfs_add(&t, line);
	}
	assert_true(t.count <= TMPFS_MAX);
}

/* Whether a new file of 64 MiB is counted, if nobody else writes there meanwhile. */
static bool
sees_a_file(void)
{
	char path[] = "/dev/shm/peaktop-XXXXXX";
	const char *max;
	struct tmpfs t;
	uint64_t gained;
	int fd = mkstemp(path);

	if (fd < 0)
		skip();
	unlink(path);
	tmpfs_begin(&t);
	assert_int_equal(posix_fallocate(fd, 0, 64 * MIB), 0);
	gained = tmpfs_gained(&t, &max);
	close(fd);
	return gained >= 64 * MIB && gained < 65 * MIB && strcmp(max, "/dev/shm") == 0;
}

static void
a_new_file_is_counted(void **state)
{
	struct tmpfs t;
	bool seen = false;

	(void)state;
	tmpfs_begin(&t);
	if (!has(&t, "/dev/shm"))
		skip();
	for (int i = 0; i < 1000 && !seen; i++)
		seen = sees_a_file();
	assert_true(seen);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_tmpfs_mounts_count),
		cmocka_unit_test(the_number_of_mounts_is_limited),
		cmocka_unit_test(a_new_file_is_counted),
	};

	return cmocka_run_group_tests_name("tmpfs", tests, NULL, NULL);
}
