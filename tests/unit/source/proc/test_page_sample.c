/* SPDX-License-Identifier: MIT */
/* test_page_sample.c: memory shared by relatives, estimated from some of their pages, compared with
 * PSS. */
#include "source/proc/page_sample.h"
#include "source/proc_parse.h"
#include "source/proc/slot_set.h"
#include "support/child.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define BLOCK ((size_t)96 << 20)
#define PROCESSES 3

struct world {
	struct slot_set set;
	unsigned char *block;
	pid_t children[PROCESSES - 1];
	int done[2]; /* each child reports it */
	struct page_share shares[PROCESSES];
	uint64_t pss_bytes; /* of anonymous memory, of all memory */
};

static int
setup(void **state)
{
	static struct world w;
	struct failure why;

	w = (struct world){ .done = { -1, -1 } };
	if (!slot_set_open(&w.set, "/proc", &why) || pipe(w.done) != 0)
		return -1;
	w.block = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (w.block == MAP_FAILED)
		return -1;
	madvise(w.block, BLOCK, MADV_NOHUGEPAGE);
	*state = &w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < PROCESSES - 1; i++)
		child_end(&w->children[i], SIGKILL);
	munmap(w->block, BLOCK);
	close(w->done[0]);
	close(w->done[1]);
	slot_set_close(&w->set);
	return 0;
}

__attribute__((no_sanitize("address", "undefined"))) static void
write_to(volatile unsigned char *from, size_t bytes)
{
	for (size_t at = 0; at < bytes; at += (size_t)sysconf(_SC_PAGESIZE))
		from[at]++;
}

/* Children that have copied this much of the block. */
static void
copied(struct world *w, size_t bytes)
{
	char byte;

	write_to(w->block, BLOCK);
	for (size_t i = 0; i < PROCESSES - 1; i++) {
		w->children[i] = child_fork();
		if (w->children[i] == 0) {
			write_to(w->block + i * (BLOCK / 4), bytes);
			if (write(w->done[1], "x", 1) != 1)
				_exit(1);
			for (;;)
				pause();
		}
	}
	for (size_t i = 0; i < PROCESSES - 1; i++)
		assert_int_equal(read(w->done[0], &byte, 1), 1);
}

static void
read_pss(struct world *w)
{
	for (size_t i = 0; i < PROCESSES; i++) {
		struct smaps_shares s;
		pid_t pid = i > 0 ? w->children[i - 1] : getpid();

		assert_int_equal(
			slot_read_memory_file(&w->set.reader, pid, "smaps_rollup", PROC_TEXT_MAX),
			PROC_READ);
		assert_true(proc_parse_shares(w->set.reader.text.bytes, &s));
		w->shares[i] = (struct page_share){ .key = { .pid = pid },
			.parent = i > 0 ? getpid() : getppid(),
			.forked = i > 0,
			.anon_bytes = s.anon_bytes };
		w->pss_bytes += s.pss.anon;
	}
}

/* If pages are not available, or are in a sanitizer's shadow memory, nothing is estimated. */
static bool
is_out_of_reach(void)
{
#ifdef __has_feature
	if (__has_feature(address_sanitizer))
		return true;
#endif
	return access("/proc/self/pagemap", R_OK) != 0;
}

static uint64_t
sum_of(const struct page_share *shares)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < PROCESSES; i++)
		sum += shares[i].pss_bytes;
	return sum;
}

static void
assert_near_pss(struct world *w, size_t copied_bytes)
{
	struct page_labels before = { .relatives = NULL }, next = { .relatives = NULL };
	struct page_survey told;
	uint64_t sum, off;

	copied(w, copied_bytes);
	read_pss(w);
	if (!page_sample_read(&w->set.reader, w->shares, PROCESSES, 1, &before, &next, &told)) {
		if (is_out_of_reach())
			skip();
		fail_msg("nothing was told");
	}
	page_labels_clear(&next);
	for (size_t i = 0; i < PROCESSES; i++)
		assert_true(w->shares[i].known);
	sum = sum_of(w->shares);
	off = sum > w->pss_bytes ? sum - w->pss_bytes : w->pss_bytes - sum;
	assert_in_range(off, 0, w->pss_bytes / 20);
	assert_in_range(told.error_bytes, 1, w->pss_bytes / 20);
}

static void
copied_pages_count_for_each_process(void **state)
{
	assert_near_pss(*state, BLOCK / 2);
}

static void
unwritten_pages_count_once(void **state)
{
	assert_near_pss(*state, 0);
}

/* A missing process, and memory that is not where it was expected. */
static void
a_missing_process_gives_no_estimate(void **state)
{
	struct world *w = *state;
	struct page_labels before = { .relatives = NULL }, next = { .relatives = NULL };
	struct page_survey told;
	struct page_share gone = { .key = { .pid = 0 }, .anon_bytes = BLOCK };

	assert_false(page_sample_read(&w->set.reader, &gone, 1, 1, &before, &next, &told));
	gone = (struct page_share){ .key = { .pid = getpid() }, .anon_bytes = UINT64_MAX / 2 };
	assert_false(page_sample_read(&w->set.reader, &gone, 1, 1, &before, &next, &told));
	assert_false(gone.known);
}

static void
only_private_writable_areas_count(void **state)
{
	const char *text = "1000-3000 rw-p 0 00:00 0\n3000-4000 r--p 0 00:00 0\n"
			   "4000-5000 rw-s 0 00:00 0 /x\nnonsense\n9000-8000 rw-p 0\n"
			   "7f00-8f00 rwxp 0 00:00 0 [heap]\nffff-10000 rw-p";
	uint64_t from, to;

	(void)state;
	assert_true(proc_parse_own_area(&text, &from, &to));
	assert_int_equal(from, 0x1000);
	assert_int_equal(to, 0x3000);
	assert_true(proc_parse_own_area(&text, &from, &to));
	assert_int_equal(from, 0x7f00);
	assert_false(proc_parse_own_area(&text, &from, &to));
	assert_false(proc_parse_own_area(&text, &from, &to));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			copied_pages_count_for_each_process, setup, teardown),
		cmocka_unit_test_setup_teardown(unwritten_pages_count_once, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_missing_process_gives_no_estimate, setup, teardown),
		cmocka_unit_test(only_private_writable_areas_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
