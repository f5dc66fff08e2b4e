/* SPDX-License-Identifier: MIT */
/* test_script.c: what runs are grouped by: the script, module or program of a command line. */
#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "model/naming/command.h"
#include "model/run/run.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define WORDS 6

static void
arguments_are_left_out(void **state)
{
	static const struct {
		const char *argv[WORDS], *script;
	} cases[] = {
		{ { "python3", "train.py", "--epochs", "3" }, "train.py" },
		{ { "/usr/bin/python3.11", "-u", "/srv/etl jobs/my etl.py", "7" }, "my etl.py" },
		{ { "python3", "/opt/tool/__main__.py", "x" }, "tool/__main__.py" },
		{ { "python3", "-m", "http.server", "8000" }, "-m http.server" },
		{ { "python3", "-c", "import time", "x" }, "python3 -c" },
		{ { "python", "-Ic", "pass" }, "python -c" },
		{ { "python3" }, "python (prompt or stdin)" },
		{ { "python3", "-m", "torch.distributed.run", "train.py" }, "torchrun" },
		{ { "python3", "-m", "ipykernel_launcher", "-f", "kernel-1.json" }, "ipykernel" },
		{ { "/usr/bin/sort", "big.csv" }, "sort" },
		{ { "./my job", "1" }, "my job" },
		{ { "sh", "-c", "exit 3" }, "exit" },
		{ { "sh", "-c", "sleep 3; exit 3" }, "sleep 3; exit 3" },
		{ { "bash", "-lc", "python3 /srv/train.py --epochs 3" }, "train.py" },
		{ { "/bin/dash", "-ec", "A='x y' nice -n 5 python3 -m this" }, "-m this" },
		{ { "timeout", "60", "zsh", "-c", "exec ./job x" }, "job" },
		{ { "sh", "-c", "sh -c 'sleep 3; exit 3'" }, "sleep 3; exit 3" },
		{ { "sh", "-c" }, "sh -c" },
		{ { "sh", "-c", " " }, "sh -c" },
		{ { "/bin/bash", "/srv/nightly.sh", "x" }, "nightly.sh" },
		{ { "bash" }, "bash" },
		{ { "bash", "-x", "a.sh" }, "bash" },
		{ { "perl", "-e", "1" }, "perl -e" },
		{ { "node", "server.js" }, "server.js" },
		{ { "make", "-c" }, "make" },
		{ { "timeout", "60", "python3", "train.py", "1" }, "train.py" },
		{ { "timeout", "-k", "5", "60", "./job", "x" }, "job" },
		{ { "/usr/bin/timeout", "--signal=KILL", "1m", "bash", "a.sh" }, "a.sh" },
		{ { "nice", "-n", "5", "nohup", "python3", "a.py" }, "a.py" },
		{ { "nice", "-5", "sort" }, "sort" },
		{ { "env", "A=1", "B=2", "python3", "-m", "this" }, "-m this" },
		{ { "env", "-u", "A", "--", "sort", "x=y" }, "sort" },
		{ { "time", "-v", "sort" }, "sort" },
		{ { "env" }, "env" },
		{ { "nice", "-n", "5" }, "nice" },
		{ { "timeout", "60" }, "timeout" },
		{ { "env", "--", "env", "--", "env" }, "env" },
		{ { "sh", "" }, "sh" },
		{ { "" }, "" },
		{ { "a\x1b[31m", "b" }, "a?[31m" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct run *run = calloc(1, sizeof *run);
		char *argv[WORDS + 1] = { NULL }, text[256];
		struct buffer b = buffer_over(text, sizeof text);

		assert_non_null(run);
		for (size_t k = 0; k < WORDS && cases[i].argv[k] != NULL; k++)
			argv[k] = (char *)(uintptr_t)cases[i].argv[k];
		run->argv = argv;
		run_put_script(run, &b);
		assert_string_equal(text, cases[i].script);
		free(run);
	}
}

static void
no_arguments_have_no_script(void **state)
{
	const struct command_line nothing = { .argv = NULL };
	char text[16];
	struct buffer b = buffer_over(text, sizeof text);

	(void)state;
	command_script(&nothing, &b);
	assert_string_equal(text, "");
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_are_left_out),
		cmocka_unit_test(no_arguments_have_no_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
