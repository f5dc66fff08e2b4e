/* SPDX-License-Identifier: MIT */
/* test_tmpfs.c: which mounts are looked at, and what files in /dev/shm add to them. */
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
only_what_is_a_tmpfs_is_looked_at(void **state)
{
	struct tmpfs t;
	size_t count;

	(void)state;
	tmpfs_begin(&t);
	count = t.count;
	/* None of these is one here, whatever the text says. */
	tmpfs_add(&t, "");
	tmpfs_add(&t, "nonsense\n - tmpfs \n1 2 0:3 / /proc rw - tmpfs tmpfs rw");
	tmpfs_add(&t, "1 2 0:3 / /no/such/folder rw - tmpfs tmpfs rw\n");
	tmpfs_add(&t, "1 2 0:3 / /proc rw - proc proc rw\n");
	assert_int_equal(t.count, count);
	if (!has(&t, "/dev/shm"))
		skip();
	/* Known already, read only, a second place of the same. */
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
no_more_are_kept_than_there_is_room_for(void **state)
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

/* Whether what a file of 64 MiB adds is seen, as it is when nobody else writes there just then. */
static bool
sees_a_file(void)
{
	char path[] = "/dev/shm/peaktop-XXXXXX";
	const char *most;
	struct tmpfs t;
	uint64_t gained;
	int fd = mkstemp(path);

	if (fd < 0)
		skip();
	unlink(path);
	tmpfs_begin(&t);
	assert_int_equal(posix_fallocate(fd, 0, 64 * MIB), 0);
	gained = tmpfs_gained(&t, &most);
	close(fd);
	return gained >= 64 * MIB && gained < 65 * MIB && strcmp(most, "/dev/shm") == 0;
}

static void
what_a_file_adds_is_gained(void **state)
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
		cmocka_unit_test(only_what_is_a_tmpfs_is_looked_at),
		cmocka_unit_test(no_more_are_kept_than_there_is_room_for),
		cmocka_unit_test(what_a_file_adds_is_gained),
	};

	return cmocka_run_group_tests_name("tmpfs", tests, NULL, NULL);
}
