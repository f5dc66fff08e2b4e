/* SPDX-License-Identifier: MIT */
/* test_sample.c: sums over the processes of one sample. */
#include "model/process/sample.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static struct reading *
add(struct sample *s, char state, unsigned known, uint64_t shmem_bytes)
{
	struct reading *r = sample_add(s);

	r->state = state;
	r->known = known;
	r->shmem_bytes = shmem_bytes;
	return r;
}

/* While a process ends, its memory is gone from /proc and its files are still open: a sum without
 * it would be too low, and its files would be held by no process. */
static void
shared_memory_is_unknown_while_a_process_ends(void **state)
{
	struct sample s = { .count = 0 };
	uint64_t bytes = 7;

	(void)state;
	assert_true(sample_shmem_bytes(&s, &bytes));
	assert_int_equal(bytes, 0);
	add(&s, 'S', KNOWN_RSS | KNOWN_SHMEM, 200);
	add(&s, 'R', KNOWN_RSS | KNOWN_SHMEM, 30);
	assert_true(sample_shmem_bytes(&s, &bytes));
	assert_int_equal(bytes, 230);
	add(&s, 'Z', 0, 0)->ppid = 1;
	assert_true(sample_shmem_bytes(&s, &bytes));
	assert_int_equal(bytes, 230);
	add(&s, 'R', KNOWN_UID, 0);
	assert_false(sample_shmem_bytes(&s, &bytes));
	sample_clear(&s);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shared_memory_is_unknown_while_a_process_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
