/* SPDX-License-Identifier: MIT */
/* test_source_whole.c: files of a process are read completely, however long they are. */
#include "base/grow.h"
#include "base/length.h"
#include "source/proc_file.h"
#include "support/proc_tree.h"
#include "support/suite.h"

/* A status as the kernel writes it, for a process with `groups` groups of ten digits. */
static void
put_status(struct world *w, pid_t pid, size_t groups, unsigned kib)
{
	size_t size = 1000 + groups * 11, length;
	char *text = grow_new(size);

	length = (size_t)snprintf(text, size, "Name:\tx\nUid:\t7\t8\t7\t7\nGroups:\t");
	for (size_t i = 0; i < groups; i++)
		length += (size_t)snprintf(text + length, size - length, "%zu ", 4000000000 + i);
	snprintf(text + length, size - length,
		"\nNStgid:\t1\nVmHWM:\t%u kB\nVmRSS:\t%u kB\nRssAnon:\t%u kB\nVmSwap:\t5 kB\n",
		2 * kib, kib, kib / 2);
	put_file(w, pid, "status", text);
	free(text);
}

static void
no_number_of_groups_hides_the_memory(void **state)
{
	const size_t groups[] = { 0, 300, 342, 343, 344, 345, 346, 371, 372, 373, 1000, 5000, 65536,
		7 };
	struct world *w = *state;

	for (size_t i = 0; i < LENGTH(groups); i++) {
		const struct reading *r;

		put_status(w, 42, groups[i], 40000);
		for (int turn = 0; turn < 10; turn++)
			scan(w, 0);
		r = &w->sample.readings[1];
		assert_int_equal(r->key.pid, 42);
		assert_int_equal(r->rss_bytes, 40000 * KIB);
		assert_int_equal(r->peak_bytes, 80000 * KIB);
		assert_int_equal(r->swap_bytes, 5 * KIB);
		assert_int_equal(w->sample.readings[0].rss_bytes, 50 * KIB);
	}
}

/* A name of arbitrary bytes, in the longest possible stat. */
static void
a_stat_of_the_longest_numbers_is_read(void **state)
{
	static const char *const names[] = { "x", "a) R 1 1", ")\n(", "\n\n", "((((((((((((((",
		") Z 0" };
	struct world *w = *state;
	char text[2000];

	for (size_t i = 0; i < LENGTH(names); i++) {
		int length = snprintf(text, sizeof text,
			"42 (%s) S 1 1 1 0 -1 0 10 0 0 0 100 20 0 0 20 0 3 0 777 9999 25",
			names[i]);

		for (int field = 25; field <= 52; field++)
			length += snprintf(
				text + length, sizeof text - (size_t)length, " %llu", ~0ull);
		snprintf(text + length, sizeof text - (size_t)length, "\n");
		put_file(w, 42, "stat", text);
		assert_int_equal(scan(w, 0), 3);
		assert_int_equal(w->sample.readings[1].state, 'S');
		assert_int_equal(w->sample.readings[1].key.start_ticks, 777);
	}
}

/* The program is found after options that are longer than a page; an argument may be longer
 * still. */
static void
a_long_command_line_is_read_whole(void **state)
{
	const size_t options = 30000;
	struct world *w = *state;
	struct description d;
	char *text = grow_new(options + 100);
	size_t length = 0;

	scan(w, 0);
	length += (size_t)sprintf(text, "/usr/bin/python3") + 1;
	while (length < options)
		length += (size_t)sprintf(text + length, "-Wignore::%zu", length) + 1;
	length += (size_t)sprintf(text + length, "/srv/train.py") + 1;
	put_file(w, 42, "comm", "python3\n");
	put_bytes(w, "42/cmdline", text, length);
	assert_true(source_describe(w->source, &w->sample.readings[1], &d));
	assert_true(d.python);
	assert_string_equal(d.command, "train.py");
	free(text);
}

static void
an_extremely_long_command_line_is_cut_at_an_argument(void **state)
{
	const size_t size = 3 << 20;
	struct world *w = *state;
	struct description d;
	char *text = grow_new(size);

	scan(w, 0);
	memset(text, 'x', size);
	put_bytes(w, "42/cmdline", text, size); /* one argument */
	assert_true(source_describe(w->source, &w->sample.readings[1], &d));
	assert_int_equal(strspn(d.command, "x"), strlen(d.command));
	assert_true(strlen(d.command) > 500);
	memset(text, '\0', size);
	memcpy(text, "a\0b", 3);
	put_bytes(w, "42/cmdline", text, size); /* empty arguments */
	assert_true(source_describe(w->source, &w->sample.readings[1], &d));
	assert_string_equal(d.command, "a b");
	free(text);
}

/* A line without its end may be truncated: "VmRSS: 12" of 12345. */
static void
a_truncated_line_is_ignored(void **state)
{
	struct world *w = *state;

	put_file(w, 42, "status", "Uid:\t7\t8\t7\t7\nVmHWM:\t900 kB\nVmRSS:\t12");
	assert_int_equal(scan(w, 0), 3);
	assert_true(w->sample.readings[1].known & KNOWN_PEAK);
	assert_int_equal(w->sample.readings[1].rss_bytes, 25 * (uint64_t)sysconf(_SC_PAGESIZE));
}

/* --- the main thread has ended --- */

static void
put_thread(struct world *w, pid_t pid, pid_t thread, const char *status)
{
	char name[64];

	snprintf(name, sizeof name, "%d/task/%d", (int)pid, (int)thread);
	put_folder(w, name);
	snprintf(name, sizeof name, "task/%d/status", (int)thread);
	put_file(w, pid, name, status);
}

static void
put_ended_main(struct world *w, unsigned threads)
{
	char text[200];

	snprintf(text, sizeof text,
		"42 (x) Z 1 1 1 0 -1 0 10 0 0 0 100 20 0 0 20 0 %u 0 500 0 0 0 0 0 0 0\n", threads);
	put_file(w, 42, "stat", text);
	put_file(w, 42, "status", "Name:\tx\nState:\tZ (zombie)\nUid:\t7\t8\t7\t7\nThreads:\t3\n");
}

static void
the_memory_of_an_ended_main_thread_is_that_of_the_others(void **state)
{
	struct world *w = *state;
	const struct reading *r;

	put_ended_main(w, 3);
	put_folder(w, "42/task");
	put_thread(w, 42, 42, "Name:\tx\nState:\tZ (zombie)\n");
	put_thread(w, 42, 43, "Name:\tx\nState:\tX (dead)\n");
	put_thread(w, 42, 44,
		"Name:\tx\nState:\tD (disk sleep)\nUid:\t7\t8\t7\t7\nVmHWM:\t99 kB\nVmRSS:\t70 "
		"kB\n");
	scan(w, 0);
	r = &w->sample.readings[1];
	assert_int_equal(r->state, 'D');
	assert_int_equal(r->rss_bytes, 70 * KIB);
	assert_int_equal(r->peak_bytes, 99 * KIB);
	assert_int_equal(r->uid, 8);

	put_thread(w, 42, 45, "State:\tS (sleeping)\nVmHWM:\t199 kB\nVmRSS:\t170 kB\n");
	put_file(w, 42, "task/44/status", "Name:\tx\nState:\tX (dead)\n");
	scan(w, 0);
	r = &w->sample.readings[1];
	assert_int_equal(r->rss_bytes, 170 * KIB);

	put_ended_main(w, 1);
	scan(w, 0);
	r = &w->sample.readings[1];
	assert_int_equal(r->state, 'Z');
	assert_int_equal(r->rss_bytes, 0);
	assert_int_equal(r->known & (KNOWN_RSS | KNOWN_PEAK), KNOWN_RSS);
}

/* --- the reader --- */

static void
a_buffer_grows_to_the_largest_text_and_stays(void **state)
{
	struct world *w = *state;
	struct proc_text text = { .bytes = NULL };
	const size_t sizes[] = { 1, 4094, 4095, 4096, 4097, 8190, 8191, 100000, 1000000, 3 };
	char *bytes = grow_new(1000000), path[300];
	size_t max = 0;

	memset(bytes, 'a', 1000000);
	for (size_t i = 9; i < 1000000; i += 10)
		bytes[i] = '\n';
	snprintf(path, sizeof path, "%s/file", w->root);
	for (size_t i = 0; i < LENGTH(sizes); i++) {
		put_bytes(w, "file", bytes, sizes[i]);
		assert_int_equal(proc_text_read(&text, AT_FDCWD, path), PROC_READ);
		assert_int_equal(text.length, sizes[i]);
		assert_int_equal(strlen(text.bytes), sizes[i]);
		assert_true(text.capacity >= max);
		max = text.capacity;
		assert_int_equal(proc_text_read_on(&text, AT_FDCWD, path, 5003), PROC_READ);
		assert_int_equal(
			text.length, sizes[i] < 5000 ? sizes[i] : 5000); /* complete lines */
		assert_int_equal(text.cut, sizes[i] > 5003);
	}
	put_bytes(w, "file", "", 0);
	assert_int_equal(proc_text_read(&text, AT_FDCWD, path), PROC_GONE);
	assert_int_equal(text.length, 0);
	assert_int_equal(proc_text_read(&text, AT_FDCWD, w->root), PROC_FAILED);
	proc_text_clear(&text);
	free(bytes);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(no_number_of_groups_hides_the_memory),
		CASE(a_stat_of_the_longest_numbers_is_read),
		CASE(a_long_command_line_is_read_whole),
		CASE(an_extremely_long_command_line_is_cut_at_an_argument),
		CASE(a_truncated_line_is_ignored),
		CASE(the_memory_of_an_ended_main_thread_is_that_of_the_others),
		CASE(a_buffer_grows_to_the_largest_text_and_stays),
	};

	return cmocka_run_group_tests_name("source_whole", tests, NULL, NULL);
}
