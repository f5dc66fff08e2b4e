/* SPDX-License-Identifier: MIT */
/* test_shell.c: runs of `sh -c TEXT` are named by the command in the text. */
#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "model/naming/command.h"
#include "model/naming/shell.h"
#include "model/run/run.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define WORDS 8

static void
assert_name(const char *const *words, const char *name)
{
	struct run *run = calloc(1, sizeof *run);
	char *argv[WORDS + 1] = { NULL }, text[256];
	struct buffer b = buffer_over(text, sizeof text);

	assert_non_null(run);
	for (size_t k = 0; k < WORDS && words[k] != NULL; k++)
		argv[k] = (char *)(uintptr_t)words[k];
	run->argv = argv;
	run_put_name(run, &b);
	assert_string_equal(text, name);
	free(run);
}

static void
a_shell_is_named_by_what_it_runs(void **state)
{
	static const struct {
		const char *argv[WORDS], *name;
	} cases[] = {
		{ { "sh", "-c", "sleep 3" }, "sleep 3" },
		{ { "sh", "-c", "python3 -c 'import time; time.sleep(9)'" },
			"python3 -c import time; time.sleep(9)" },
		{ { "sh", "-c", "python3 '/srv/my job.py' 7" }, "my job.py 7" },
		{ { "bash", "-lc", "exec python3 train.py --epochs 3" }, "train.py --epochs 3" },
		{ { "bash", "--norc", "-e", "-c", "sort a", "x" }, "sort a" },
		{ { "bash", "--rcfile", "f", "-o", "pipefail", "-c", "sort a" }, "sort a" },
		{ { "/bin/zsh", "-f", "-c", "--", "sort *.csv" }, "sort *.csv" },
		{ { "sh", "-c", "-e", "sort a" }, "sort a" },
		{ { "dash", "-euc", "A=1 B=\"x y\" sort a" }, "sort a" },
		{ { "-bash", "-c", "sort a" }, "sort a" },
		{ { "sh", "-c", "sh -c 'sleep 3; exit 3'" }, "sleep 3; exit 3" },
		/* More than one simple command, as the user sees it. */
		{ { "sh", "-c", "  sleep 3; exit 3  " }, "sleep 3; exit 3" },
		{ { "sh", "-c", "sort a | uniq" }, "sort a | uniq" },
		{ { "sh", "-c", "sort $F" }, "sort $F" },
		{ { "sh", "-c", "sort \"$F\"" }, "sort \"$F\"" },
		{ { "sh", "-c", "sort 'a" }, "sort 'a" },
		{ { "sh", "-c", "sort a\\ b" }, "sort a\\ b" },
		{ { "sh", "-c", "if true" }, "if true" },
		{ { "sh", "-c", "! true" }, "! true" },
		{ { "sh", "-c", "A=1" }, "A=1" },
		{ { "sh", "-c", "# nothing" }, "# nothing" },
		{ { "sh", "-c", "exec -a x sort" }, "exec -a x sort" },
		{ { "sh", "-c", "sort \xc3\xa4; x\x1b[31m" }, "sort \xc3\xa4; x?[31m" },
		/* Not a text of a shell. */
		{ { "sh", "job.sh", "-c", "x" }, "sh job.sh -c x" },
		{ { "sh", "-c" }, "sh -c" },
		{ { "sh", "-c", "" }, "sh -c" },
		{ { "sh", "-o" }, "sh -o" },
		{ { "make", "-c", "x" }, "make -c x" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++)
		assert_name(cases[i].argv, cases[i].name);
}

/* Of any length, of any bytes: what is written has room. */
static void
hostile_texts_are_bounded(void **state)
{
	static const char bytes[] = "a b'\"\\$;=#\n\t(-cshx";
	unsigned seed = 1;
	struct shell_code code;
	char argv[4096], text[256];

	(void)state;
	for (int i = 0; i < 3000; i++) {
		size_t length = 6 + (size_t)i % (sizeof argv - 6);
		const struct command_line line = { .argv = argv, .argv_bytes = length };
		struct buffer b = buffer_over(text, sizeof text);
		struct buffer script = buffer_over(text, sizeof text);

		memcpy(argv, "sh\0-c", 6);
		for (size_t k = 6; k < length; k++) {
			seed = seed * 1103515245u + 12345u;
			argv[k] = i % 3 == 0 ? 'x' : bytes[(seed >> 16) % (sizeof bytes - 1)];
		}
		shell_read(cmdline_args_of(&line), &code);
		assert_true(code.words_bytes <= sizeof code.words);
		command_name(&line, &b);
		command_script(&line, &script);
		assert_true(strlen(text) < sizeof text);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_shell_is_named_by_what_it_runs),
		cmocka_unit_test(hostile_texts_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
