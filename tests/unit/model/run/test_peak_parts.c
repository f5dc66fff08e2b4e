/* SPDX-License-Identifier: MIT */
/* test_peak_parts.c: the parts of the largest process are those at its peak, or unknown. */
#include "model/run/peak_parts.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1ull << 20)

static void
look(struct peak_parts *p, pid_t pid, uint64_t anon, uint64_t shared, uint64_t files,
	unsigned unknown)
{
	struct reading r = { .key = { pid, 1 },
		.known = (KNOWN_RSS | KNOWN_ANON | KNOWN_SHMEM | KNOWN_FILE) & ~unknown,
		.rss_bytes = (anon + shared + files) * MIB,
		.anon_bytes = anon * MIB,
		.shmem_bytes = shared * MIB,
		.file_bytes = files * MIB };
	const struct sample s = { .readings = &r, .count = 1 };

	parts_take(p, &s);
}

static struct run
settled(const struct peak_parts *p, pid_t pid, uint64_t mib, uint64_t processes)
{
	struct run run = { .single = { .member = { pid, mib * MIB, "", false },
				   .origin = PEAK_RUSAGE },
		.tree.origin = PEAK_RUSAGE,
		.processes_seen = processes };

	parts_put(p, &run);
	return run;
}

static void
the_parts_are_of_the_largest_sample(void **state)
{
	struct peak_parts p = { .rss_bytes = 0 };
	struct run run;

	(void)state;
	look(&p, 7, 10, 0, 5, 0);
	look(&p, 7, 60, 30, 10, 0);
	look(&p, 8, 70, 0, 5, 0);
	look(&p, 7, 80, 0, 5, 0);
	look(&p, 7, 500, 0, 0, KNOWN_ANON); /* a kernel without these figures */
	run = settled(&p, 7, 105, 1);
	assert_true(run.single.parts.known && run.tree.parts.known);
	assert_int_equal(run.single.parts.anon_bytes, 60 * MIB);
	assert_int_equal(run.single.parts.shared_bytes, 30 * MIB);
	assert_int_equal(run.tree.parts.file_bytes, 10 * MIB);
	/* With two processes, the tree's peak is reported as that of the largest. */
	assert_true(settled(&p, 7, 105, 2).tree.parts.known);
}

static void
the_parts_of_an_unsampled_peak_are_unknown(void **state)
{
	struct peak_parts p = { .rss_bytes = 0 };

	(void)state;
	assert_false(settled(&p, 7, 100, 1).single.parts.known);
	look(&p, 7, 100, 0, 0, 0);
	assert_true(settled(&p, 7, 110, 1).single.parts.known);
	assert_false(settled(&p, 7, 130, 1).single.parts.known);
	assert_false(settled(&p, 9, 100, 2).single.parts.known);
	assert_true(settled(&p, 0, 100, 2).single.parts.known);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parts_are_of_the_largest_sample),
		cmocka_unit_test(the_parts_of_an_unsampled_peak_are_unknown),
	};

	return cmocka_run_group_tests_name("parts", tests, NULL, NULL);
}
