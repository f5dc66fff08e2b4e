/* SPDX-License-Identifier: MIT */
/* test_tree_parts.c: the parts of a tree's peak: memory by kind at that instant, pages counted
 * once, adding up to the peak. */
#include "support/suite.h"
#include "support/trees.h"

static void
check_parts(const struct world *w, uint64_t anon_mib, uint64_t shared_mib, uint64_t file_mib)
{
	const struct run_parts *p = &w->tree.best.parts;

	assert_true(p->known);
	assert_mib(p->anon_bytes, anon_mib);
	assert_mib(p->shared_bytes, shared_mib);
	assert_mib(p->file_bytes, file_mib);
	assert_int_equal(p->anon_bytes + p->shared_bytes + p->file_bytes, w->tree.best.bytes);
}

static void
memory_mapped_by_all_counts_once(void **state)
{
	struct world *w = *state;

	maps(exec(w, 1, 100), 40, 20);
	maps(exec(w, 2, 50), 40, 30);
	apply(w, 10);
	check_parts(w, 150, 40, 30);
}

static void
the_parts_are_those_of_the_peak(void **state)
{
	struct world *w = *state;
	struct reading *r;

	maps(exec(w, 1, 10), 0, 5);
	apply(w, 10);
	r = maps(exec(w, 1, 80), 10, 6);
	r->known |= KNOWN_SWAP;
	r->swap_bytes = 7 * MIB;
	r->known |= KNOWN_HUGETLB;
	r->hugetlb_bytes = 9 * MIB;
	maps(exec(w, 2, 20), 0, 6);
	apply(w, 20);
	maps(exec(w, 1, 30), 50, 6);
	apply(w, 30);
	check_parts(w, 100, 10, 6);
	assert_mib(w->tree.best.parts.swap_bytes, 7);
	assert_mib(w->tree.best.parts.hugetlb_bytes, 9);
}

static void
the_parts_are_unknown_on_older_kernels(void **state)
{
	struct world *w = *state;

	exec(w, 1, 100);
	exec(w, 2, 50);
	apply(w, 10);
	assert_false(w->tree.best.parts.known);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(memory_mapped_by_all_counts_once, setup, teardown),
		cmocka_unit_test_setup_teardown(the_parts_are_those_of_the_peak, setup, teardown),
		cmocka_unit_test_setup_teardown(
			the_parts_are_unknown_on_older_kernels, setup, teardown),
	};

	return cmocka_run_group_tests_name("parts of a tree", tests, NULL, NULL);
}
