/* SPDX-License-Identifier: MIT */
/* test_pages.c: resident pages of the program and its libraries are dropped, and read again
 * unchanged; a large block costs only the pages that are written. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/grow.h"
#include "base/pages.h"
#include "support/suite.h"

static const char constant[] = "read only";
static char changed[16] = "as it began";

/* Unmodified pages of this program and its libraries. */
static long
file_kib(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	char line[200];
	long kib = -1;

	assert_non_null(file);
	while (fgets(line, sizeof line, file) != NULL)
		sscanf(line, "RssFile: %ld", &kib);
	fclose(file);
	assert_true(kib > 0);
	return kib;
}

/* All of the program's own code, read as a checker of it would. */
static void
touch_program(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[400], modes[8];
	unsigned long from, to;
	volatile char last;

	assert_non_null(maps);
	while (fgets(line, sizeof line, maps) != NULL)
		if (sscanf(line, "%lx-%lx %7s", &from, &to, modes) == 3 && modes[2] == 'x' &&
			modes[0] == 'r' && strchr(line, '/') != NULL)
			for (; from < to; from += 4096)
				last = *(const char *)from;
	(void)last;
	fclose(maps);
}

static void
dropped_pages_are_read_again(void **state)
{
	void *block = malloc(100000);
	long before, after;

	(void)state;
	assert_non_null(block);
	memset(block, 7, 100000);
	strcpy(changed, "as it is now");
	for (int i = 0; i < 3; i++) {
		touch_program();
		before = file_kib();
		pages_drop_read();
		after = file_kib();
		printf("# %ld KiB, then %ld\n", before, after);
		assert_true(after < before / 2 || before - after > 2000);
		assert_string_equal(constant, "read only");
		assert_string_equal(changed, "as it is now");
	}
	for (size_t at = 0; at < 100000; at++)
		assert_int_equal(((char *)block)[at], 7);
	free(block);
}

#define SPARSE_BYTES ((size_t)64 << 20)

static long
faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}

static void
a_sparse_block_is_zero_and_costs_what_is_written(void **state)
{
	char *block;
	long before;

	(void)state;
	for (int i = 0; i < 2; i++) {
		before = faults();
		block = grow_sparse(SPARSE_BYTES);
		assert_true(faults() - before < 8);
		assert_int_equal(block[SPARSE_BYTES / 2], 0);
		assert_int_equal(block[SPARSE_BYTES - 1], 0);
		block[SPARSE_BYTES / 2] = 1;
		grow_unmap(block, SPARSE_BYTES);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dropped_pages_are_read_again),
		cmocka_unit_test(a_sparse_block_is_zero_and_costs_what_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
