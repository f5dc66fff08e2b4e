/* SPDX-License-Identifier: MIT */
/* test_mprof.c: reads data files of mprof, complete, truncated and damaged, as runs with a
 * series. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/length.h"
#include "source/import/mprof.h"
#include "support/maxima.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1ull << 20)
#define START_NS 1379330101353500000ull

static int
begin(void **state)
{
	*state = calloc(1, sizeof(struct mprof));
	return *state == NULL ? -1 : 0;
}

static int
end(void **state)
{
	mprof_clear(*state);
	free(*state);
	return 0;
}

#define mprof_test(function) cmocka_unit_test_setup_teardown(function, begin, end)

static void
open_fixture(struct mprof *m, const char *name)
{
	const char *source = getenv("SOURCE_DIR");
	char path[4096];
	struct failure why;
	size_t runs;

	snprintf(path, sizeof path, "%s/tests/fixtures/mprof/%s", source != NULL ? source : ".",
		name);
	if (!mprof_open(m, path, 0, &runs, &why))
		fail_msg("%s", why.doing);
}

static bool
parse(struct mprof *m, const char *text, struct failure *why)
{
	mprof_clear(m);
	return mprof_parse(m, text, strlen(text), why);
}

static void
check_argv(const struct mprof *m, const char *const *expected)
{
	size_t i = 0;

	for (; expected[i] != NULL; i++) {
		assert_non_null(m->run.argv[i]);
		assert_string_equal(m->run.argv[i], expected[i]);
	}
	assert_null(m->run.argv[i]);
}

/* All points in MiB. */
static void
check_series(const struct mprof *m, const uint64_t *mib, size_t count)
{
	size_t found = 0;

	for (size_t i = 0; i < m->series.count; i++) {
		if (!m->series.points[i].present)
			continue;
		assert_true(found < count);
		assert_int_equal(m->series.points[i].held_bytes / MIB, mib[found]);
		assert_int_equal(m->series.points[i].rss_sum_bytes / MIB, mib[found]);
		found++;
	}
	assert_int_equal(found, count);
}

/* --- complete files --- */

static void
a_file_tells_command_time_and_peak(void **state)
{
	static const char *const argv[] = { "/usr/bin/python3", "train.py", "--epochs", "3",
		"--title=two words", NULL };
	struct mprof *m = *state;

	open_fixture(m, "plain.dat");
	/* The quotes are mprof's: it quotes arguments with blanks. */
	check_argv(m, argv);
	assert_int_equal(m->run.samples, 8);
	assert_int_equal(m->run.started_wall_ns / 1000000, START_NS / 1000000);
	assert_in_range(m->run.wall_ns, 700 * NS_PER_MS - 1000, 700 * NS_PER_MS + 1000);
	assert_int_equal(m->run.single.member.bytes, 401156 * 1024);
	assert_int_equal(m->run.single.origin, PEAK_SAMPLED);
	assert_int_equal(m->run.tree.bytes, m->run.single.member.bytes);
	assert_int_equal(m->run.tree.origin, PEAK_SAMPLED);
	assert_true(m->run.tree.lower_bound);
	assert_in_range(m->run.tree.at_ns, 399 * NS_PER_MS, 401 * NS_PER_MS);
	assert_int_equal(m->run.processes_seen, 0); /* unknown: MEM may include children */
	assert_int_equal(m->bad_lines, 0);
}

static void
the_series_keeps_every_sample_of_a_short_file(void **state)
{
	static const uint64_t mib[] = { 1, 12, 80, 240, 391, 391, 120, 60 };
	static const uint64_t slow[] = { 10, 20, 30 };
	struct mprof *m = *state;
	struct failure why;

	open_fixture(m, "plain.dat");
	check_series(m, mib, 8);
	/* A sample every ten minutes: the points are at least that far apart, so there is no
	 * gap. */
	assert_true(parse(m, "MEM 10 1000\nMEM 20 1600\nMEM 30 2200\n", &why));
	check_series(m, slow, 3);
	assert_true(m->series.count <= 4);
}

static void
a_long_file_keeps_its_peak(void **state)
{
	struct mprof *m = *state;
	struct failure why;
	size_t size = 100000 * 32, length = 0, at;
	char *text = malloc(size);

	assert_non_null(text);
	for (unsigned i = 0; i < 100000; i++)
		length += (size_t)snprintf(text + length, size - length, "MEM %u.5 %u.25\n",
			i == 77777 ? 5000 : 100 + i % 7, 1000000 + i);
	mprof_clear(m);
	assert_true(mprof_parse(m, text, length, &why));
	free(text);
	assert_int_equal(m->run.samples, 100000);
	assert_true(series_maximum(&m->series, &at));
	assert_int_equal(m->series.points[at].held_bytes, 5000 * MIB + MIB / 2);
	assert_in_range(m->run.tree.at_ns, 77776 * NS_PER_SECOND, 77778 * NS_PER_SECOND);
}

static void
functions_are_phases_in_the_order_of_their_start(void **state)
{
	struct mprof *m = *state;
	struct failure why;

	open_fixture(m, "plain.dat");
	assert_int_equal(m->phase_count, 2);
	assert_string_equal(m->phases[0].name, "__main__.load");
	assert_string_equal(m->phases[1].name, "__main__.train");
	assert_in_range(m->phases[0].from_ns, 99 * NS_PER_MS, 101 * NS_PER_MS);
	assert_in_range(m->phases[1].until_ns, 699 * NS_PER_MS, 701 * NS_PER_MS);
	/* The process writes them at its exit, while mprof writes samples: they may come first. */
	assert_true(
		parse(m, "FUNC b 1 102 2 103\nFUNC a 1 101 2 102\nMEM 1 100\nMEM 1 104\n", &why));
	assert_int_equal(m->phase_count, 2);
	assert_string_equal(m->phases[0].name, "a");
	assert_int_equal(m->phases[0].from_ns, 1 * NS_PER_SECOND);
	assert_int_equal(m->phases[1].until_ns, 3 * NS_PER_SECOND);
}

static void
a_function_takes_no_name_of_our_own(void **state)
{
	struct mprof *m = *state;
	struct failure why;

	assert_true(parse(m, "MEM 1 100\nMEM 1 104\nFUNC (others) 1 100 1 101\n", &why));
	assert_int_equal(m->run.phases.count, 1);
	assert_string_equal(m->run.phases.items[0].name, "others");
	assert_string_equal(m->run.phases.marks[0].name, "others");
}

/* Those of one name count together; what a function held is what samples saw within it. */
static void
phases_have_the_figures_of_their_functions(void **state)
{
	struct mprof *m = *state;
	const struct run_phase *a, *b;
	struct failure why;

	assert_true(parse(m,
		"MEM 1 100\nMEM 50 101\nMEM 20 102\nMEM 70 103\nMEM 5 104\n"
		"FUNC a 1 100 20 102\nFUNC a 20 103 10 104\nFUNC b 1 200 1 201\n",
		&why));
	assert_int_equal(m->run.phases.count, 2);
	assert_int_equal(m->run.phases.mark_count, 3);
	a = &m->run.phases.items[0];
	b = &m->run.phases.items[1];
	assert_string_equal(a->name, "a");
	assert_int_equal(a->count, 2);
	assert_int_equal(a->wall_ns, 3 * NS_PER_SECOND);
	assert_int_equal(a->tree.bytes, 70 * MIB);
	assert_int_equal(a->tree.is, CONFIDENCE_AT_LEAST);
	assert_int_equal(a->growth_bytes, 9 * (int64_t)MIB);
	assert_int_equal(a->samples, 5);
	assert_int_equal(b->samples, 0);
	assert_int_equal(b->tree.bytes, 0);
}

static void
children_are_summed_with_their_parent_at_one_instant(void **state)
{
	static const uint64_t mib[] = { 20, 122, 302, 326, 334, 24 };
	struct mprof *m = *state;

	open_fixture(m, "children.dat");
	check_series(m, mib, 6);
	/* 25 + 160 + 140 + 1.5 is less than 24 + 310, and both are less than the sum of the
	 * maxima. */
	assert_int_equal(m->run.tree.bytes, 334 * MIB);
	assert_int_equal(m->run.tree.origin, PEAK_RSS_SUM);
	assert_int_equal(m->run.tree.process_count, 2);
	assert_int_equal(m->run.processes_seen, 4);
	assert_int_equal(m->run.single.member.bytes, 310 * MIB);
	assert_int_equal(m->run.single.member.pid, 502);
	assert_int_equal(m->bad_lines, 0);
}

/* --- damaged files --- */

static void
a_line_that_was_cut_off_is_left_out(void **state)
{
	struct mprof *m = *state;
	struct failure why;

	open_fixture(m, "cut.dat");
	assert_int_equal(m->run.samples, 5);
	assert_int_equal(m->run.tree.bytes, 50 * MIB);
	assert_int_equal(m->run.wall_ns, 4 * NS_PER_SECOND);
	assert_int_equal(m->bad_lines, 1);
	/* It would be a valid line, of another time. */
	assert_true(parse(m, "MEM 1 100\nMEM 7 10", &why));
	assert_int_equal(m->run.tree.bytes, MIB);
}

static void
what_is_damaged_is_counted_and_left_out(void **state)
{
	static const char *const argv[] = { "python3", "a\x1b[31m.py", "\xff", NULL };
	static const uint64_t mib[] = { 5, 7 };
	struct mprof *m = *state;

	open_fixture(m, "damaged.dat");
	check_argv(m, argv);
	assert_int_equal(m->run.samples, 3);
	check_series(m, mib, 2);
	assert_int_equal(m->run.tree.bytes, 7 * MIB);
	assert_int_equal(m->phase_count, 1);
	assert_string_equal(m->phases[0].name, "early");
	assert_int_equal(m->phases[0].from_ns, 0);
	assert_int_equal(m->bad_lines, 14);
}

static void
names_of_functions_are_cleaned(void **state)
{
	struct mprof *m = *state;
	struct failure why;

	assert_true(parse(m,
		"MEM 1 100\nFUNC a\x1b[2J\xe2\x80\xae"
		"b 1 100 2 101\n",
		&why));
	assert_string_equal(m->phases[0].name, "a?[2J?b");
	assert_true(m->run.argv[0] != NULL && m->run.argv[1] == NULL);
	assert_string_equal(m->run.argv[0], "mprof");
}

static void
a_file_without_a_sample_is_refused(void **state)
{
	static const char *const texts[] = { "", "\n", "CMDLINE python3 a.py\n", "MEM 1 100",
		"\177ELF", "MEM\n", "CHLD 1 1 1\n", "FUNC f 1 1 1 1\n",
		"{\"schema\": \"peaktop.run/1\"}\n" };
	struct mprof *m = *state;
	struct failure why;

	for (size_t i = 0; i < LENGTH(texts); i++) {
		assert_false(parse(m, texts[i], &why));
		assert_non_null(strstr(why.doing, "no memory sample"));
	}
	mprof_clear(m);
	assert_false(mprof_parse(m, "MEM 1\0 100\n", 11, &why));
}

static void
every_start_of_a_file_is_taken(void **state)
{
	static const char text[] = "CMDLINE 'a b' c'd 'e\nMEM 1.5 100.5\nCHLD 3 2.5 100.6\n"
				   "FUNC f 1.0 100.5 2.0 100.6 1\nMEM 3 101\n";
	struct mprof *m = *state;
	struct failure why;

	for (size_t length = 0; length < sizeof text; length++) {
		char *exact = malloc(
			length + 1); /* of the exact size: a read beyond it would be detected */

		assert_non_null(exact);
		memcpy(exact, text, length);
		mprof_clear(m);
		assert_int_equal(mprof_parse(m, exact, length, &why), length >= 35);
		free(exact);
	}
}

/* --- files --- */

static void
a_path_is_told_from_a_label(void **state)
{
	char folder[] = "/tmp/mprof-XXXXXX", path[64];
	char *before = getcwd(NULL, 0);

	(void)state;
	assert_true(mprof_is_path("./mprofile.dat"));
	assert_true(mprof_is_path("/no/such/file"));
	assert_true(mprof_is_path("../file"));
	assert_false(mprof_is_path("feature/x")); /* a label */
	assert_false(mprof_is_path("last"));
	assert_false(mprof_is_path("12"));
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_false(mprof_is_path("mprofile.dat"));
	snprintf(path, sizeof path, "%s/mprofile.dat", folder);
	fclose(fopen(path, "w"));
	assert_true(mprof_is_path("mprofile.dat"));
	unlink(path);
	assert_int_equal(chdir(before), 0);
	assert_int_equal(rmdir(folder), 0);
	free(before);
}

static void
what_is_no_such_file_is_refused_by_name(void **state)
{
	char folder[] = "/tmp/mprof-XXXXXX", fifo[64];
	struct mprof *m = *state;
	struct failure why;
	size_t runs;

	assert_non_null(mkdtemp(folder));
	snprintf(fifo, sizeof fifo, "%s/fifo", folder);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_false(mprof_open(m, "/no/such/file", 0, &runs, &why));
	assert_int_equal(why.error, ENOENT);
	assert_non_null(strstr(why.doing, "/no/such/file"));
	assert_false(mprof_open(m, folder, 0, &runs, &why));
	assert_non_null(strstr(why.doing, "regular file"));
	assert_false(mprof_open(m, fifo, 0, &runs, &why)); /* and does not wait for a writer */
	assert_non_null(strstr(why.doing, "regular file"));
	assert_false(mprof_open(m, "/dev/zero", 0, &runs, &why));
	assert_false(mprof_open(m, "/proc/self/status", 0, &runs, &why));
	assert_non_null(strstr(why.doing, "no memory sample"));
	unlink(fifo);
	rmdir(folder);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		mprof_test(a_file_tells_command_time_and_peak),
		mprof_test(the_series_keeps_every_sample_of_a_short_file),
		mprof_test(a_long_file_keeps_its_peak),
		mprof_test(functions_are_phases_in_the_order_of_their_start),
		mprof_test(a_function_takes_no_name_of_our_own),
		mprof_test(phases_have_the_figures_of_their_functions),
		mprof_test(children_are_summed_with_their_parent_at_one_instant),
		mprof_test(a_line_that_was_cut_off_is_left_out),
		mprof_test(what_is_damaged_is_counted_and_left_out),
		mprof_test(names_of_functions_are_cleaned),
		mprof_test(a_file_without_a_sample_is_refused),
		mprof_test(every_start_of_a_file_is_taken),
		mprof_test(a_path_is_told_from_a_label),
		mprof_test(what_is_no_such_file_is_refused_by_name),
	};

	return cmocka_run_group_tests_name("mprof", tests, NULL, NULL);
}
