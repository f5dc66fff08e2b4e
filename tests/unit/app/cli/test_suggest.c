/* SPDX-License-Identifier: MIT */
/* test_suggest.c: what was probably meant by an argument: a command with a typing error, a process,
 * or something to launch. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/cli/suggest.h"
#include "base/length.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const char *const names[] = { "run", "attach", "stop", "history", "show", "compare",
	"record", NULL };

static void
typing_errors_are_understood(void **state)
{
	static const struct {
		const char *word, *name;
	} cases[] = { { "recrod", "record" }, { "record", "record" }, { "histroy", "history" },
		{ "histori", "history" }, { "comapre", "compare" }, { "atach", "attach" },
		{ "attatch", "attach" }, { "runn", "run" }, { "ru", "run" }, { "shwo", "show" },
		{ "stopp", "stop" }, { "train.py", NULL }, { "ls", NULL }, { "sort", NULL },
		{ "stat", NULL }, { "python3", NULL }, { "", NULL }, { "4711", NULL },
		{ "a word that is far too long to be one of them", NULL }, { "日本", NULL } };

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const char *found = suggest_name(cases[i].word, names);

		if (cases[i].name == NULL)
			assert_null(found);
		else
			assert_string_equal(found, cases[i].name);
	}
}

static void
one_line_says_what_was_meant(void **state)
{
	static const struct {
		char *operands[4];
		const char *said;
	} cases[] = {
		{ { "absent.py", NULL },
			"unexpected argument 'absent.py': did you mean: peaktop -- absent.py" },
		{ { "python3", "-m", "http.server", NULL },
			"unexpected argument 'python3': did you mean: peaktop -- python3 -m "
			"http.server" },
		{ { "a b", NULL }, "unexpected argument 'a b': did you mean: peaktop -- 'a b'" },
		{ { "4711", NULL },
			"unexpected argument '4711': did you mean: peaktop --pid 4711" },
		{ { "recrod", "-o", "x", NULL },
			"unknown command 'recrod': did you mean: peaktop record" },
		{ { "record", NULL },
			"a command comes before all options: did you mean: peaktop record" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct failure why;

		assert_false(suggest_instead(NULL, 0, cases[i].operands, names, &why));
		assert_string_equal(why.doing, cases[i].said);
	}
}

static void
options_that_stood_before_are_kept(void **state)
{
	static char *options[] = { "-d", "1", "--filter", "a b", NULL };
	char *launched[] = { "a\tb", "-x", NULL }, *pid[] = { "4711", NULL };
	struct failure why;

	(void)state;
	assert_false(suggest_instead(options, 4, launched, names, &why));
	assert_string_equal(why.doing,
		"unexpected argument 'a\tb': did you mean: peaktop -d 1 --filter 'a b' -- $'a\\tb' "
		"-x");
	assert_false(suggest_instead(options, 2, pid, names, &why));
	assert_string_equal(
		why.doing, "unexpected argument '4711': did you mean: peaktop -d 1 --pid 4711");
}

/* --- files --- */

static void
make_file(const char *path, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, mode);

	assert_int_not_equal(fd, -1);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

/* In a folder of its own, with a PATH of which one folder exists. */
static int
enter_folder(void **state)
{
	(void)state;
	assert_int_equal(chdir(getenv("TMPDIR")), 0);
	assert_int_equal(mkdir("bin", 0700), 0);
	assert_int_equal(mkdir("folder.py", 0700), 0);
	make_file("train.py", 0600);
	make_file("a b.py", 0600);
	make_file("tool", 0700);
	make_file("tool.py", 0700);
	make_file("notes", 0600);
	make_file("known.py", 0600);
	make_file("bin/known.py", 0700);
	make_file("bin/train.py", 0600); /* not executable: not found */
	assert_int_equal(setenv("PATH", "/no-such-folder:bin", 1), 0);
	return 0;
}

static void
a_file_is_launched_as_it_can_be(void **state)
{
	static const struct {
		char *name;
		const char *first, *second; /* NULL: as it is */
	} cases[] = {
		{ "train.py", "python3", "train.py" },
		{ "./train.py", "python3", "./train.py" },
		{ "bin/train.py", "python3", "bin/train.py" },
		{ "a b.py", "python3", "a b.py" },
		{ "tool", "./tool", NULL },
		{ "tool.py", "./tool.py", NULL },
		{ "./tool.py", NULL, NULL },
		{ "known.py", NULL, NULL },
		{ "notes", NULL, NULL },
		{ "folder.py", NULL, NULL },
		{ "missing.py", NULL, NULL },
		{ ".py", NULL, NULL },
		{ "", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char **words = suggest_launch(cases[i].name);

		if ((words == NULL) != (cases[i].first == NULL))
			fail_msg("'%s'", cases[i].name);
		if (words == NULL)
			continue;
		assert_string_equal(words[0], cases[i].first);
		if (cases[i].second == NULL)
			assert_null(words[1]);
		else
			assert_string_equal(words[1], cases[i].second);
		free(words);
	}
	assert_int_equal(setenv("PATH", "", 1), 0); /* the working folder */
	assert_null(suggest_launch("tool"));
	assert_int_equal(unsetenv("PATH"), 0);
	assert_null(suggest_launch("sh"));
}

static void
a_suggested_launch_works(void **state)
{
	static char *options[] = { "-d", "1", NULL };
	char *operands[] = { "a b.py", "--epochs", "3", NULL }, *tool[] = { "tool", NULL };
	struct failure why;

	(void)state;
	assert_false(suggest_instead(options, 2, operands, names, &why));
	assert_string_equal(why.doing,
		"unexpected argument 'a b.py': did you mean: peaktop -d 1 -- python3 'a b.py' "
		"--epochs 3");
	assert_false(suggest_instead(options, 0, tool, names, &why));
	assert_string_equal(
		why.doing, "unexpected argument 'tool': did you mean: peaktop -- ./tool");
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typing_errors_are_understood),
		cmocka_unit_test(one_line_says_what_was_meant),
		cmocka_unit_test(options_that_stood_before_are_kept),
		cmocka_unit_test(a_suggested_launch_works),
		cmocka_unit_test(a_file_is_launched_as_it_can_be),
	};

	return cmocka_run_group_tests(tests, enter_folder, NULL);
}
