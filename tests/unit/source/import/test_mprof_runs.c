/* SPDX-License-Identifier: MIT */
/* test_mprof_runs.c: files of mprof that count children twice, or contain several runs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/length.h"
#include "source/import/mprof.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1ull << 20)

static void
check_peaks(const char *text, uint64_t tree_mib, uint64_t single_mib, size_t processes)
{
	struct mprof *m = malloc(sizeof *m);
	struct failure why;

	assert_true(mprof_parse(m, text, strlen(text), &why));
	assert_int_equal(m->run.tree.bytes / MIB, tree_mib);
	assert_int_equal(m->run.single.member.bytes / MIB, single_mib);
	assert_int_equal(m->run.processes_seen, processes);
	mprof_clear(m);
	free(m);
}

static void
children_that_are_in_mem_already_count_once(void **state)
{
	(void)state;
	/* -C -M: MEM is the tree. The largest process is a child, or the parent's own part. */
	check_peaks("MEM 20 100.0\nMEM 300 100.5\nCHLD 5 150 100.51\nCHLD 6 120 100.52\n"
		    "MEM 310 101.0\nCHLD 5 160 101.01\nCHLD 6 120 101.02\n",
		310, 160, 3);
	check_peaks("MEM 500 100.0\nCHLD 5 100 100.01\n", 500, 400, 2);
	/* It grew a little between the two samples. */
	check_peaks("MEM 200 100.0\nCHLD 5 203 100.01\n", 200, 203, 2);
	/* -M alone: less than the children once, so never with them. */
	check_peaks(
		"MEM 20 100.0\nCHLD 5 150 100.01\nMEM 400 101.0\nCHLD 5 100 101.01\n", 500, 400, 2);
	check_peaks("MEM 20 100.0\nMEM 400 101.0\nCHLD 5 300 101.01\nCHLD 6 300 101.02\n", 1000,
		400, 3);
	check_peaks("MEM 20 100.0\nMEM 30 100.1\n", 30, 30, 0);
}

static const char three[] = "CMDLINE a.py\nMEM 10 100.0\nMEM 20 101.0\n"
			    "CMDLINE b.py\nFUNC f 1 200.0 2 200.5\nMEM 30 200.0\n"
			    "CMDLINE c.py x\nMEM 5 300.0\nMEM 40 304.0\n";

static void
runs_begin_with_their_command(void **state)
{
	static const struct {
		const char *text;
		size_t which, runs;
		const char *found;
	} cases[] = {
		{ "MEM 1 1\n", 0, 1, "MEM 1 1\n" },
		{ "CMDLINE a\nCMDLINE b\nMEM 1 1\n", 0, 1, "CMDLINE a\nCMDLINE b\nMEM 1 1\n" },
		{ "MEM 1 1\nCMDLINE b\nMEM 2 2\n", 0, 2, "MEM 1 1\n" },
		{ "MEM 1 1\nCMDLINE b\nMEM 2 2\n", 1, 2, "CMDLINE b\nMEM 2 2\n" },
		{ "MEM 1 1\nCMDLINE b", 0, 1, "MEM 1 1\nCMDLINE b" },
		{ "MEM 1 1\nCMDLINE b\nMEM x\n", 0, 1, "MEM 1 1\nCMDLINE b\nMEM x\n" },
		{ "MEM 1 1\nCMDLINE b\nCMDLINE c\nMEM 1 1\nCMDLINE d\n", 1, 2,
			"CMDLINE b\nCMDLINE c\nMEM 1 1\nCMDLINE d\n" },
		{ "", 0, 1, "" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		size_t length, runs;
		const char *found = mprof_find(
			cases[i].text, strlen(cases[i].text), cases[i].which, &length, &runs);

		assert_int_equal(runs, cases[i].runs);
		assert_int_equal(length, strlen(cases[i].found));
		assert_memory_equal(found, cases[i].found, length);
	}
}

static void
check_run(const char *path, size_t which, size_t runs, const char *program, uint64_t mib)
{
	struct mprof *m = malloc(sizeof *m);
	struct failure why;
	size_t count;

	if (!mprof_open(m, path, which, &count, &why))
		fail_msg("%s", why.doing);
	assert_int_equal(count, runs);
	assert_string_equal(m->run.argv[0], program);
	assert_int_equal(m->run.tree.bytes / MIB, mib);
	mprof_clear(m);
	free(m);
}

static void
each_run_of_a_file_can_be_opened(void **state)
{
	char path[] = "/tmp/peaktop-XXXXXX.dat", numbered[64];
	struct mprof *m = malloc(sizeof *m);
	int fd = mkstemps(path, 4);
	struct failure why;
	size_t runs;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, three, sizeof three - 1), sizeof three - 1);
	close(fd);
	check_run(path, 0, 3, "a.py", 20);
	check_run(path, 1, 3, "b.py", 30);
	check_run(path, 2, 3, "c.py", 40);
	snprintf(numbered, sizeof numbered, "%s:2", path);
	assert_true(mprof_is_path(numbered));
	check_run(numbered, 0, 1, "b.py", 30);
	snprintf(numbered, sizeof numbered, "%s:4", path);
	assert_false(mprof_open(m, numbered, 0, &runs, &why));
	assert_non_null(strstr(why.doing, "it contains 3 runs"));
	mprof_clear(m);
	free(m);
	unlink(path);
	assert_false(mprof_is_path("label:2"));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(children_that_are_in_mem_already_count_once),
		cmocka_unit_test(runs_begin_with_their_command),
		cmocka_unit_test(each_run_of_a_file_can_be_opened),
	};

	return cmocka_run_group_tests_name("runs of mprof", tests, NULL, NULL);
}
