/* SPDX-License-Identifier: MIT */
/* test_hugetlb.c: the most huge pages that a tree held at one look, what is shared counted for
 * each, and never more than the machine has in use. */
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
#define LENGTH(array) (sizeof(array) / sizeof(array)[0])
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
look(struct run_hugetlb *most, struct sample *s, uint64_t used_mib)
{
	struct hugetlb_held held = hugetlb_of(s);

	hugetlb_take(most, &held, used_mib > 0 ? used_mib * MIB : UINT64_MAX);
	sample_restart(s);
	s->taken_ns = NOW_NS;
}

static void
assert_most(const struct run_hugetlb *most, uint64_t mib, bool shared)
{
	assert_true(most->known);
	assert_int_equal(most->bytes, mib * MIB);
	assert_int_equal(most->shared, shared);
}

static void
the_most_at_one_look_counts(void **state)
{
	struct run_hugetlb most = { .known = false };
	struct sample s = { .taken_ns = NOW_NS };

	(void)state;
	holds(&s, 1, 0);
	look(&most, &s, 0);
	assert_most(&most, 0, false);
	holds(&s, 1, 8);
	holds(&s, 2, 0);
	look(&most, &s, 0);
	assert_most(&most, 8, false);
	holds(&s, 1, 4);
	holds(&s, 2, 6);
	look(&most, &s, 0);
	assert_most(&most, 10, true);
	holds(&s, 2, 8);
	look(&most, &s, 0);
	assert_most(&most, 10, true);
	holds(&s, 2, 12);
	look(&most, &s, 0);
	assert_most(&most, 12, false);
	sample_clear(&s);
}

static void
a_kernel_that_does_not_tell_them_leaves_them_unknown(void **state)
{
	struct run_hugetlb most = { .known = false };
	struct sample s = { .taken_ns = NOW_NS };

	(void)state;
	sample_process(&s, 1, MIB, MIB);
	look(&most, &s, 0);
	assert_false(most.known);
	assert_int_equal(most.bytes, 0);
	sample_process(&s, 1, MIB, MIB);
	holds(&s, 2, 2);
	look(&most, &s, 0);
	assert_most(&most, 2, false);
	sample_clear(&s);
}

static void
several_have_no_more_than_the_machine_uses(void **state)
{
	struct run_hugetlb most = { .known = false };
	struct sample s = { .taken_ns = NOW_NS };
	struct hugetlb_held held;

	(void)state;
	for (pid_t pid = 1; pid <= 4; pid++)
		holds(&s, pid, 100);
	held = hugetlb_of(&s);
	assert_true(hugetlb_asks_used(&most, &held));
	look(&most, &s, 130);
	assert_most(&most, 130, true);
	/* One alone is told exactly, whatever a container shows of the machine. */
	holds(&s, 1, 140);
	held = hugetlb_of(&s);
	assert_false(hugetlb_asks_used(&most, &held));
	look(&most, &s, 10);
	assert_most(&most, 140, false);
	for (pid_t pid = 1; pid <= 2; pid++)
		holds(&s, pid, 70);
	held = hugetlb_of(&s);
	assert_false(hugetlb_asks_used(&most, &held));
	sample_clear(&s);
}

static void
a_child_on_its_way_to_exec_has_its_parents(void **state)
{
	static const struct {
		bool forked;
		uint64_t age_ms;
		uint64_t expected_mib;
	} cases[] = { { true, 0, 8 }, { true, 49, 8 }, { true, 50, 16 }, { false, 0, 16 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct run_hugetlb most = { .known = false };
		struct sample s = { .taken_ns = NOW_NS };
		struct reading *child;

		holds(&s, 1, 8)->started_ns = NOW_NS - 5000 * MS;
		child = holds(&s, 2, 8);
		child->forked = cases[i].forked;
		child->started_ns = NOW_NS - cases[i].age_ms * MS;
		look(&most, &s, 0);
		assert_most(&most, cases[i].expected_mib, cases[i].expected_mib > 8);
		sample_clear(&s);
	}
}

/* Of the pools of all sizes; free ones are known of one size. */
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
		cmocka_unit_test(the_most_at_one_look_counts),
		cmocka_unit_test(a_kernel_that_does_not_tell_them_leaves_them_unknown),
		cmocka_unit_test(several_have_no_more_than_the_machine_uses),
		cmocka_unit_test(huge_pages_in_use_are_those_that_are_not_free),
		cmocka_unit_test(a_child_on_its_way_to_exec_has_its_parents),
	};

	return cmocka_run_group_tests_name("huge pages", tests, NULL, NULL);
}
