/* SPDX-License-Identifier: MIT */
/* test_source_tree.c: a handmade process directory: missing, unreadable and odd entries. */
#include "base/length.h"
#include "model/process/field.h"
#include "support/proc_tree.h"
#include "support/suite.h"

static void
an_unsorted_listing_is_sorted_and_other_entries_are_skipped(void **state)
{
	static const char *const strangers[] = { "self", "0", "12x", "-5", "007", " 9", "1e3" };
	struct world *w = *state;

	for (size_t i = 0; i < LENGTH(strangers); i++)
		put_folder(w, strangers[i]);
	for (pid_t pid = 2000; pid > 1000; pid -= 97)
		put_process(w, pid, 1);
	assert_int_equal(scan(w, 0), 3 + 11);
	for (size_t i = 1; i < w->sample.count; i++)
		assert_true(w->sample.readings[i - 1].key.pid < w->sample.readings[i].key.pid);
	assert_int_equal(w->sample.vanished, 0);
}

static void
values_are_those_of_the_files(void **state)
{
	struct world *w = *state;
	const struct reading *r;

	scan(w, 0);
	r = &w->sample.readings[0];
	assert_int_equal(r->key.pid, 5);
	assert_int_equal(r->key.start_ticks, 500);
	assert_int_equal(r->uid, 8);
	assert_int_equal(r->rss_bytes, 50 * KIB);
	assert_int_equal(r->peak_bytes, 100 * KIB);
	assert_int_equal(r->threads, 3);
	assert_int_equal(r->cpu_ns, 120 * (1000000000ull / (uint64_t)sysconf(_SC_CLK_TCK)));
	assert_false(r->known & (KNOWN_ANON | KNOWN_OOM_SCORE));
	put_file(w, 5, "oom_score", "667\n");
	for (int i = 0; i < 10; i++) /* at its next turn at the latest */
		scan(w, WANT_OOM_SCORE);
	assert_true(w->sample.readings[0].known & KNOWN_OOM_SCORE);
	assert_int_equal(w->sample.readings[0].oom_score, 667);
}

/* Whoever adds a field finds here that nothing reads it. What processes share is learnt from others
 * (borrowed), what is not recorded has other sources. */
#define STAT(stack) \
	"5 (name) S 2 3 4 0 -1 64 11 0 12 0 100 20 0 0 20 0 3 0 500 9999 25 1 1 1 " stack " 0\n"

static void
every_recorded_field_is_read(void **state)
{
	struct world *w = *state;
	const struct reading *r;

	put_file(w, 5, "stat", STAT("7776"));
	scan(w, ~0u);
	put_file(w, 5, "stat", STAT("7777")); /* another stack: it ran exec */
	put_file(w, 5, "oom_score", "667\n");
	put_file(w, 5, "status",
		"Uid:\t7\t8\t7\t7\nVmHWM:\t99 kB\nVmRSS:\t70 kB\nRssAnon:\t40 kB\n"
		"RssFile:\t20 kB\nRssShmem:\t10 kB\nVmSwap:\t5 kB\nHugetlbPages:\t2048 kB\n");
	for (int turn = 0; turn < 10; turn++)
		scan(w, ~0u);
	r = &w->sample.readings[0];
	for (size_t i = 0; i < reading_fields.count; i++) {
		const struct field *f = &reading_fields.items[i];

		if (f->letter == 0 || f->letter == 'v')
			continue;
		if (field_get(r, f) == 0 || (r->known & f->known) != f->known)
			fail_msg("nothing reads the field '%c'", f->letter);
	}
}

/* 0x4 is PF_EXITING (include/linux/sched.h). */
static void
shared_memory_of_a_process_that_is_ending_is_unknown(void **state)
{
	static const char text[] = "Uid:\t7\t8\t7\t7\nVmHWM:\t99 kB\nVmRSS:\t70 kB\n"
				   "RssAnon:\t40 kB\nRssFile:\t20 kB\nRssShmem:\t10 kB\n";
	struct world *w = *state;

	put_file(w, 5, "status", text);
	for (int turn = 0; turn < 10; turn++)
		scan(w, 0);
	assert_true(w->sample.readings[0].known & KNOWN_SHMEM);
	put_stat(w, 5, "some name", 0x4, 500);
	for (int turn = 0; turn < 10; turn++) {
		scan(w, 0);
		assert_int_equal(
			w->sample.readings[0].known & (KNOWN_RSS | KNOWN_SHMEM), KNOWN_RSS);
	}
}

/* stat does not show that huge pages were freed: processes that have some are read each time. */
static void
freed_huge_pages_are_gone_at_once(void **state)
{
	static const char *const texts[] = {
		"Uid:\t7\t8\t7\t7\nVmHWM:\t9 kB\nVmRSS:\t9 kB\nHugetlbPages:\t4096 kB\n",
		"Uid:\t7\t8\t7\t7\nVmHWM:\t9 kB\nVmRSS:\t9 kB\nHugetlbPages:\t2048 kB\n",
		"Uid:\t7\t8\t7\t7\nVmHWM:\t9 kB\nVmRSS:\t9 kB\nHugetlbPages:\t0 kB\n",
	};
	static const uint64_t expected[] = { 4096 * KIB, 2048 * KIB, 0 };
	struct world *w = *state;

	put_file(w, 5, "status", texts[0]);
	for (int turn = 0; turn < 10; turn++)
		scan(w, 0);
	for (size_t i = 0; i < LENGTH(texts); i++) {
		put_file(w, 5, "status", texts[i]);
		scan(w, 0);
		assert_true(w->sample.readings[0].known & KNOWN_HUGETLB);
		assert_int_equal(w->sample.readings[0].hugetlb_bytes, expected[i]);
	}
}

static void
memory_is_read_from_the_root_given(void **state)
{
	static const char meminfo[] = "MemTotal: 1000 kB\nMemAvailable: 300 kB\n";
	static const char pressure[] = "some avg10=1.00 \nfull avg10=0.50 \n";
	struct world *w = *state;

	scan(w, 0);
	assert_false(w->sample.memory.known);
	assert_false(w->sample.memory.pressure_known);
	put_bytes(w, "meminfo", meminfo, sizeof meminfo - 1);
	put_folder(w, "pressure");
	put_bytes(w, "pressure/memory", pressure, sizeof pressure - 1);
	scan(w, 0);
	assert_true(w->sample.memory.known);
	assert_int_equal(w->sample.memory.total_bytes, 1000 * KIB);
	assert_true(w->sample.memory.pressure_known);
}

static void
an_incomplete_process_counts_as_vanished(void **state)
{
	struct world *w = *state;
	char path[512];

	put_folder(w, "60"); /* no file at all */
	put_process(w, 61, 1);
	put_file(w, 61, "stat", "");
	put_process(w, 62, 1);
	put_file(w, 62, "stat", "62 (cut");
	put_process(w, 63, 1);
	snprintf(path, sizeof path, "%s/63/status", w->root);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(scan(w, 0), 3);
	assert_int_equal(w->sample.vanished, 4);
	assert_int_equal(w->sample.denied, 0);
}

static void
unreadable_processes_are_counted(void **state)
{
	struct world *w = *state;
	char path[512];

	put_folder(w, "70"); /* empty, so that it can be removed as it is */
	snprintf(path, sizeof path, "%s/70", w->root);
	assert_int_equal(chmod(path, 0), 0);
	snprintf(path, sizeof path, "%s/42/status", w->root);
	assert_int_equal(chmod(path, 0), 0);
	if (!can_be_denied(w))
		skip();
	scan(w, 0);
	assert_int_equal(seteuid(w->uid), 0);
	assert_int_equal(w->sample.denied, 1);
	assert_int_equal(w->sample.count, 3);
	assert_int_equal(w->sample.readings[1].key.pid, 42);
	assert_int_equal(w->sample.readings[1].known, KNOWN_RSS);
	assert_int_equal(w->sample.readings[1].rss_bytes, 25 * (uint64_t)sysconf(_SC_PAGESIZE));
}

static void
kernel_threads_are_read_only_on_request(void **state)
{
	struct world *w = *state;
	struct description d;

	put_process(w, 2, 1);
	put_stat(w, 2, "kthreadd", 0x200000, 0);
	put_file(w, 2, "status", "Name:\tkthreadd\nUid:\t0\t0\t0\t0\n");
	assert_int_equal(scan(w, 0), 3);
	assert_int_equal(scan(w, WANT_KERNEL_THREADS), 4);
	assert_int_equal(w->sample.readings[0].key.pid, 2);
	assert_true(source_describe(w->source, &w->sample.readings[0], &d));
	assert_string_equal(d.command, "[some name]"); /* brackets are only for these */
	assert_int_equal(scan(w, 0), 3);
}

static void
a_kernel_threads_pid_may_become_a_process(void **state)
{
	struct world *w = *state;
	size_t count = 0;

	put_process(w, 2, 1);
	put_stat(w, 2, "kworker", 0x200000, 0);
	assert_int_equal(scan(w, 0), 3);
	put_stat(w, 2, "bash", 0, 9000);
	for (int i = 0; i < 64; i++)
		count = scan(w, 0);
	assert_int_equal(count, 4);
}

static void
a_reused_pid_starts_over(void **state)
{
	struct world *w = *state;

	scan(w, 0);
	put_stat(w, 42, "other", 0, 900);
	put_file(w, 42, "status", "Uid:\t1\t2\t3\t4\nVmHWM:\t4 kB\nVmRSS:\t3 kB\n");
	assert_int_equal(scan(w, 0), 3);
	assert_int_equal(w->sample.readings[1].key.start_ticks, 900);
	assert_int_equal(w->sample.readings[1].peak_bytes, 4 * KIB);
	assert_int_equal(w->sample.readings[1].uid, 2);
}

static void
names_are_clean_and_say_what_runs(void **state)
{
	static const char cmdline[] = "/usr/bin/python3\0-u\0/srv/tr\033ain.py\0--lr=1\0";
	struct world *w = *state;
	struct description d;

	scan(w, 0);
	put_file(w, 42, "comm", "py\033[2J\n");
	put_bytes(w, "42/cmdline", cmdline, sizeof cmdline - 1);
	put_file(w, 42, "cgroup", "0::/a\x9b/b\n");
	assert_true(source_describe(w->source, &w->sample.readings[1], &d));
	assert_string_equal(d.name, "py?[2J");
	assert_string_equal(d.command, "tr?ain.py --lr=1");
	assert_string_equal(d.cgroup, "/a?/b");
	assert_true(d.python);
	assert_null(d.user);
	assert_true(source_describe(w->source, &w->sample.readings[0], &d));
	assert_string_equal(d.command, "some name");
	assert_true(d.provisional);
	assert_null(d.cgroup);
	assert_false(d.python);
}

static void
a_folder_without_processes_is_refused(void **state)
{
	struct world *w = *state;
	char empty[300];
	struct failure why;

	snprintf(empty, sizeof empty, "%s/42", w->root);
	assert_null(source_open_proc(empty, &why));
	assert_non_null(strstr(why.doing, "no processes in"));
	assert_non_null(strstr(why.doing, empty));
	assert_int_equal(why.error, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_unsorted_listing_is_sorted_and_other_entries_are_skipped),
		CASE(values_are_those_of_the_files),
		CASE(every_recorded_field_is_read),
		CASE(shared_memory_of_a_process_that_is_ending_is_unknown),
		CASE(freed_huge_pages_are_gone_at_once),
		CASE(memory_is_read_from_the_root_given),
		CASE(an_incomplete_process_counts_as_vanished),
		CASE(unreadable_processes_are_counted),
		CASE(kernel_threads_are_read_only_on_request),
		CASE(a_kernel_threads_pid_may_become_a_process),
		CASE(a_reused_pid_starts_over),
		CASE(names_are_clean_and_say_what_runs),
		CASE(a_folder_without_processes_is_refused),
	};

	return cmocka_run_group_tests_name("source_tree", tests, NULL, NULL);
}
