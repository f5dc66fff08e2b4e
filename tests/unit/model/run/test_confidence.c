/* SPDX-License-Identifier: MIT */
/* test_confidence.c: text, JSON and `-v` agree on the confidence of a figure. */
#include <string.h>

#include "support/sample_run.h"
#include "support/suite.h"
#include "text/run/summary.h"
#include "model/run/confidence.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static char *const train[] = { "python3", "train.py", NULL };

/* Each origin, with each flag, for one process and many. */
static void
check_every_run(void (*check)(const struct run *, bool at_least))
{
	for (enum peak_origin origin = PEAK_SAMPLED; origin <= PEAK_RSS_SUM; origin++) {
		for (unsigned flags = 0; flags < 16; flags++) {
			struct run run = sample_run(train);

			run.tree.origin = run.single.origin = origin;
			run.tree.lower_bound = flags & 1;
			run.usage.max_rss_floored = flags & 2;
			if (flags & 4)
				run.processes_seen = run.tree.process_count = 1;
			run.all_seen = flags & 8;
			check(&run,
				strcmp(confidence_prefix(confidence_tree(&run)), "at least ") == 0);
		}
	}
}

static bool
holds(struct bytes *out, const char *text)
{
	bool found;

	bytes_put(out, "", 1);
	found = strstr(out->data, text) != NULL;
	bytes_free(out);
	return found;
}

/* A single sampled process is the whole tree only if that is known; a lower bound holds for the
 * tree as well. */
static void
a_single_process_is_exact_if_known(void **state)
{
	struct run run = sample_run_alone(train);

	(void)state;
	assert_true(confidence_one_process(&run));
	assert_int_equal(confidence_tree(&run), CONFIDENCE_EXACT);
	run.all_seen = false;
	assert_false(confidence_one_process(&run));
	run.tree.lower_bound = true;
	assert_int_equal(confidence_single(&run), CONFIDENCE_EXACT);
	assert_int_equal(confidence_tree(&run), CONFIDENCE_AT_LEAST);
	run.single.origin = PEAK_KERNEL;
	assert_true(confidence_one_process(&run));
	assert_int_equal(confidence_tree(&run), CONFIDENCE_AT_LEAST);
}

static void
json_says_so(const struct run *run, bool at_least)
{
	struct bytes out = { .data = NULL };
	struct failure why;

	assert_true(summary_put_json(run, 0, &out, &why));
	assert_int_equal(holds(&out, "\"lower_bound\":true"), at_least);
}

static void
verbose_says_so(const struct run *run, bool at_least)
{
	struct bytes out = { .data = NULL };

	summary_put_verbose(run, &out);
	assert_int_equal(holds(&out, ", a lower bound"), at_least);
}

static void
json_and_text_agree(void **state)
{
	(void)state;
	check_every_run(json_says_so);
}

static void
verbose_and_text_agree(void **state)
{
	(void)state;
	check_every_run(verbose_says_so);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_single_process_is_exact_if_known),
		cmocka_unit_test(json_and_text_agree),
		cmocka_unit_test(verbose_and_text_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
