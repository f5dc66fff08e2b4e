/* SPDX-License-Identifier: MIT */
/* test_hugetlb.c: the most huge pages that a tree had in one sample; shared ones count for each
 * process, but never exceed the machine's use. */
#include "base/length.h"
#include "model/run/hugetlb.h"
#include "source/proc_parse.h"
#include "support/samples.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define KIB 1024ull
#define NOW_NS 9000000000ull
#define MS 1000000ull

static struct reading *
holds(struct sample *s, pid_t pid, uint64_t mib)
{
	struct reading *r = sample_process(s, pid, MIB, MIB);

	r->known |= KNOWN_HUGETLB;
	r->hugetlb_bytes = mib * MIB;
	return r;
}

static void
look(struct run_hugetlb *max, struct sample *s, uint64_t used_mib)
{
	struct hugetlb_held held = hugetlb_of(s);

	hugetlb_take(max, &held, used_mib > 0 ? used_mib * MIB : UINT64_MAX);
	sample_restart(s);
	s->taken_ns = NOW_NS;
}

static void
assert_most(const struct run_hugetlb *max, uint64_t mib, bool shared)
{
	assert_true(max->known);
	assert_int_equal(max->bytes, mib * MIB);
	assert_int_equal(max->shared, shared);
}

static void
the_largest_sample_counts(void **state)
{
	struct run_hugetlb max = { .known = false };
	struct sample s = { .taken_ns = NOW_NS };

	(void)state;
	holds(&s, 1, 0);
	look(&max, &s, 0);
	assert_most(&max, 0, false);
	holds(&s, 1, 8);
	holds(&s, 2, 0);
	look(&max, &s, 0);
	assert_most(&max, 8, false);
	holds(&s, 1, 4);
	holds(&s, 2, 6);
	look(&max, &s, 0);
	assert_most(&max, 10, true);
	holds(&s, 2, 8);
	look(&max, &s, 0);
	assert_most(&max, 10, true);
	holds(&s, 2, 12);
	look(&max, &s, 0);
	assert_most(&max, 12, false);
	sample_clear(&s);
}

static void
huge_pages_are_unknown_on_older_kernels(void **state)
{
	struct run_hugetlb max = { .known = false };
	struct sample s = { .taken_ns = NOW_NS };

	(void)state;
	sample_process(&s, 1, MIB, MIB);
	look(&max, &s, 0);
	assert_false(max.known);
	assert_int_equal(max.bytes, 0);
	sample_process(&s, 1, MIB, MIB);
	holds(&s, 2, 2);
	look(&max, &s, 0);
	assert_most(&max, 2, false);
	sample_clear(&s);
}

static void
several_processes_have_no_more_than_the_machine_uses(void **state)
{
	struct run_hugetlb max = { .known = false };
	struct sample s = { .taken_ns = NOW_NS };
	struct hugetlb_held held;

	(void)state;
	for (pid_t pid = 1; pid <= 4; pid++)
		holds(&s, pid, 100);
	held = hugetlb_of(&s);
	assert_true(hugetlb_asks_used(&max, &held));
	look(&max, &s, 130);
	assert_most(&max, 130, true);
	/* A single process is exact, whatever a container shows about the machine. */
	holds(&s, 1, 140);
	held = hugetlb_of(&s);
	assert_false(hugetlb_asks_used(&max, &held));
	look(&max, &s, 10);
	assert_most(&max, 140, false);
	for (pid_t pid = 1; pid <= 2; pid++)
		holds(&s, pid, 70);
	held = hugetlb_of(&s);
	assert_false(hugetlb_asks_used(&max, &held));
	sample_clear(&s);
}

static void
a_child_before_exec_has_its_parents_huge_pages(void **state)
{
	static const struct {
		bool forked;
		uint64_t age_ms;
		uint64_t expected_mib;
	} cases[] = { { true, 0, 8 }, { true, 49, 8 }, { true, 50, 16 }, { false, 0, 16 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct run_hugetlb max = { .known = false };
		struct sample s = { .taken_ns = NOW_NS };
		struct reading *child;

		holds(&s, 1, 8)->started_ns = NOW_NS - 5000 * MS;
		child = holds(&s, 2, 8);
		child->forked = cases[i].forked;
		child->started_ns = NOW_NS - cases[i].age_ms * MS;
		look(&max, &s, 0);
		assert_most(&max, cases[i].expected_mib, cases[i].expected_mib > 8);
		sample_clear(&s);
	}
}

/* Pools of all sizes; free pages are known for one size only. */
static void
huge_pages_in_use_are_those_that_are_not_free(void **state)
{
	static const struct {
		const char *text;
		uint64_t used_kib;
	} cases[] = {
		{ "HugePages_Total: 8\nHugePages_Free: 3\nHugepagesize: 2048 kB\nHugetlb: 16384 "
		  "kB\n",
			5 * 2048 },
		{ "HugePages_Free: 3\nHugepagesize: 2048 kB\nHugetlb: 1064960 kB\n",
			1064960 - 3 * 2048 },
		{ "HugePages_Free: 0\nHugepagesize: 2048 kB\nHugetlb: 0 kB\n", 0 },
		/* Not of one instant. */
		{ "HugePages_Free: 9\nHugepagesize: 2048 kB\nHugetlb: 16384 kB\n", 16384 },
	};
	static const char *const unknown[] = { "", "HugePages_Free: 3\nHugepagesize: 2048 kB\n",
		"HugePages_Free: 3\nHugepagesize: 0 kB\nHugetlb: 4 kB\n",
		"Hugepagesize: 2048 kB\nHugetlb: 4 kB\n", "HugePages_Free: 3\nHugetlb: 4 kB\n" };
	struct system_memory m;

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		m = (struct system_memory){ .known = false };
		proc_parse_meminfo(cases[i].text, &m);
		assert_true(m.hugetlb_known);
		assert_int_equal(m.hugetlb_used_bytes, cases[i].used_kib * KIB);
	}
	for (size_t i = 0; i < LENGTH(unknown); i++) {
		m = (struct system_memory){ .hugetlb_known = true };
		proc_parse_meminfo(unknown[i], &m);
		assert_false(m.hugetlb_known);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_largest_sample_counts),
		cmocka_unit_test(huge_pages_are_unknown_on_older_kernels),
		cmocka_unit_test(several_processes_have_no_more_than_the_machine_uses),
		cmocka_unit_test(huge_pages_in_use_are_those_that_are_not_free),
		cmocka_unit_test(a_child_before_exec_has_its_parents_huge_pages),
	};

	return cmocka_run_group_tests_name("huge pages", tests, NULL, NULL);
}
