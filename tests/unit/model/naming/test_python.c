/* SPDX-License-Identifier: MIT */
/* test_python.c: the command column, for command lines of real processes (read from Debian's and
 * pyenv's interpreters, PyPy, gunicorn, setproctitle) and hostile ones. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "model/naming/command.h"
#include "model/naming/python.h"
#include "support/suite.h"

#define ARGV(text) text, sizeof(text) - 1 /* a literal; its own last NUL is not counted */

#define DEBIAN "/usr/bin/python3.11"
#define RUNS(argv, expected) ARGV(argv), DEBIAN, "python3\n", expected
#define PYENV "/root/.pyenv/versions/3.11.7/bin/python3"
#define PYENV_RUNS(rest, expected) ARGV(PYENV "\0" rest), PYENV ".11", "python3\n", expected
#define SIXTY "aaaaaaaaa|aaaaaaaaa|aaaaaaaaa|aaaaaaaaa|aaaaaaaaa|aaaaaaaaa|"

struct example {
	const char *argv;
	size_t argv_bytes;
	const char *exe, *comm;
	const char *expected;
};

/* How it was started, and what it runs. */
static const struct example interpreted[] = {
	{ RUNS("/usr/bin/python3\0sleeper.py\0--epochs\0003\0", "sleeper.py --epochs 3") },
	{ PYENV_RUNS("mp.py\0fork\0", "mp.py fork") },
	{ ARGV("/usr/bin/python3\0./shebang\0x\0y z\0"), DEBIAN, "shebang\n", "shebang x y z" },
	{ ARGV("./python3.11\0sleeper.py\0"), "/tmp/python3.11 (deleted)", NULL, "sleeper.py" },
	{ ARGV("python\0/home/a b/train.py\0--lr=1e-3\0"), DEBIAN, NULL, "train.py --lr=1e-3" },
	{ RUNS("python3\0train.py\0a\0\0b\0\0", "train.py a b") },
	{ RUNS("python3\0train.py\0-m\0-c\0--\0", "train.py -m -c --") },
	{ RUNS("python3\0\346\227\245\346\234\254.py\0", "\346\227\245\346\234\254.py") },
	{ RUNS("/usr/bin/python3\0/usr/bin/pytest\0-x\0tests\0", "pytest -x tests") },
	{ RUNS("/v/bin/python\0/v/bin/gunicorn\0app:app\0", "gunicorn app:app") },
	{ RUNS("python\0/v/bin/uvicorn\0--workers\0002\0a:a\0", "uvicorn --workers 2 a:a") },
	{ RUNS("/opt/conda/bin/python\0/opt/conda/bin/jupyter-lab\0", "jupyter-lab") },

	/* folders and zip applications */
	{ ARGV("/usr/bin/python3\0./app.pyz\0a\0"), DEBIAN, "app.pyz\n", "app.pyz a" },
	{ PYENV_RUNS("pkg\0a\0", "pkg a") },
	{ RUNS("python3\0/srv/pkg/\0", "pkg") },
	{ RUNS("python3\0/\0", "/") },
	{ PYENV_RUNS("pkg/__main__.py\0", "pkg/__main__.py") },
	{ RUNS("python3\0/srv/pkg/__main__.py\0-v\0", "pkg/__main__.py -v") },
	{ RUNS("python3\0__main__.py\0", "__main__.py") },
	{ RUNS("python3\0/__main__.py\0", "__main__.py") },

	/* options */
	{ RUNS("python3\0-u\0-B\0-E\0-I\0-O\0-OO\0-s\0-S\0a.py\0", "a.py") },
	{ RUNS("python3\0-v\0-q\0-x\0-bb\0-d\0-i\0-P\0-R\0-?\0a.py\0", "a.py") },
	{ RUNS("python3\0-X\0dev\0-W\0error\0a.py\0-X\0", "a.py -X") },
	{ ARGV("python3\0--check-hash-based-pycs\0always\0-Xdev\0-Werror\0a.py\0"), PYENV,
		"python3\n", "a.py" },
	{ RUNS("python3\0-uBX\0dev\0-uWignore\0a.py\0", "a.py") },
	{ RUNS("python3\0-W\0\0a.py\0", "a.py") },
	{ ARGV("python2.7\0-3\0-tt\0-Qnew\0-Q\0warn\0a.py\0"), "/usr/bin/python2.7", NULL, "a.py" },
	{ ARGV("pypy3\0--jit\0off\0a.py\0"), "/usr/bin/pypy3.9", NULL, "a.py" },
	{ PYENV_RUNS("--\0sleeper.py\0", "sleeper.py") },
	{ RUNS("python3\0--\0-c\0", "-c") },
	{ RUNS("python3\0--no-such-option\0a.py\0", "a.py") },

	/* modules */
	{ PYENV_RUNS("-m\0http.server\00018999\0", "-m http.server 18999") },
	{ PYENV_RUNS("-uBm\0http.server\00018998\0", "-m http.server 18998") },
	{ RUNS("python3\0-uBmhttp.server\0008000\0", "-m http.server 8000") },
	{ RUNS("python3\0-m\0pytest\0-x\0-m\0slow\0", "-m pytest -x -m slow") },
	{ RUNS("python3\0-m\0", "-m") },
	{ RUNS("/usr/bin/python3\0-m\0ipykernel_launcher\0-f\0/x/kernel-abc.json\0",
		"ipykernel kernel-abc.json") },
	{ RUNS("python\0-Xfrozen_modules=off\0-mipykernel_launcher\0--f=/r/kernel-v2-1.json\0",
		"ipykernel kernel-v2-1.json") },
	{ RUNS("python\0-m\0ipykernel_launcher\0--debug\0", "ipykernel") },

	/* code */
	{ PYENV_RUNS("-c\0\n\nimport time\ntime.sleep(60)\0a\0", "python3 -c import time") },
	{ PYENV_RUNS(
		"-cimport time;time.sleep(60)\0a\0", "python3 -c import time;time.sleep(60)") },
	{ RUNS("python3\0-uc\0  \t\n  indented()  \r\nmore()\0", "python3 -c indented()") },
	{ RUNS("python3\0-c\0" SIXTY "\0", "python3 -c " SIXTY) },
	{ RUNS("python3\0-c\0" SIXTY "x\0", "python3 -c " SIXTY "...") },
	{ RUNS("python3\0-c\0", "python3 -c") },
	{ RUNS("python3\0-c\0\0a\0", "python3 -c") },

	/* multiprocessing */
	{ PYENV_RUNS("-B\0-c\0from multiprocessing.spawn import spawn_main; "
		     "spawn_main(tracker_fd=4, pipe_handle=6)\0--multiprocessing-fork\0",
		"multiprocessing spawn worker") },
	{ PYENV_RUNS("-B\0-c\0from multiprocessing.forkserver import main; "
		     "main(3, 5, ['__main__'], **{'sys_path': ['/tmp/py']})\0",
		"multiprocessing forkserver") },
	{ PYENV_RUNS("-B\0-c\0from multiprocessing.resource_tracker import main;main(3)\0",
		"multiprocessing resource_tracker") },
	{ ARGV("python3.7\0-c\0from multiprocessing.semaphore_tracker import main;main(5)\0"),
		"/usr/bin/python3.7", NULL, "multiprocessing semaphore_tracker" },

	/* nothing to name */
	{ PYENV_RUNS("", "python (prompt or stdin)") },
	{ PYENV_RUNS("-\0a\0b\0", "python (stdin)") },
	{ RUNS("python3\0-u\0--\0-\0", "python (stdin)") },
	{ RUNS("python3\0-X\0", "python (prompt or stdin)") },

	/* names of interpreters */
	{ ARGV("python3.11d\0a.py\0"), NULL, NULL, "a.py" },
	{ ARGV("/usr/bin/python3.12t\0a.py\0"), NULL, NULL, "a.py" },
	{ ARGV("python3.11-dbg\0a.py\0"), NULL, NULL, "a.py" },
	{ ARGV("pypy\0a.py\0"), NULL, NULL, "a.py" },
	{ ARGV("usr/bin/pypy3\0-u\0sleeper.py\0"), "/usr/bin/pypy3.9", NULL, "sleeper.py" },
	{ RUNS("-python3\0sleeper.py\0a\0", "sleeper.py a") },
	{ RUNS("\0sleeper.py\0a\0", "sleeper.py a") },
	{ ARGV("/opt/my apps/bin/python3\0a.py\0"), "/opt/my apps/bin/python3.11", NULL, "a.py" },
};

/* Python by its exe, its name or its title. */
static const struct example titled[] = {
	{ ARGV("gunicorn: master [app:app]\0\0\0\0\0\0\0\0"), DEBIAN, "gunicorn: maste\n",
		"gunicorn: master [app:app]" },
	{ ARGV("gunicorn: worker [app]"), NULL, "gunicorn: worke\n", "gunicorn: worker [app]" },
	{ ARGV("[celeryd: celery@host:MainProcess] -active- (worker -A x)\0\0"), NULL, NULL,
		"[celeryd: celery@host:MainProcess] -active- (worker -A x)" },
	{ ARGV("ray::train\0\0\0\0\0"), DEBIAN, "ray::train\n", "ray::train" },
	{ ARGV("/usr/bin/python3 /usr/bin/salt-minion KeepAlive\0\0\0"), DEBIAN,
		"/usr/bin/python\n", "salt-minion KeepAlive" },
	{ ARGV("python3 -u -c import a; b()"), NULL, NULL, "python3 -c import a; b()" },
	{ RUNS("python3: worker 1\0\0", "python3: worker 1") },
	{ RUNS("app: db/python\0", "app: db/python") },
	{ RUNS("myjob\0sleeper.py\0a\0", "myjob sleeper.py a") },
	{ ARGV("/usr/bin/uwsgi\0--ini\0/etc/a.ini\0"), "/usr/bin/uwsgi", NULL,
		"uwsgi --ini /etc/a.ini" },
	{ ARGV("uWSGI worker 1"), "/usr/bin/uwsgi (deleted)", NULL, "uWSGI worker 1" },
	{ NULL, 0, DEBIAN, "python3\n", "python3" }, { RUNS("\0\0\0", "python3") },
	{ NULL, 0, NULL, "python3\n", "python3" }, /* a zombie */
};

static const struct example others[] = {
	{ ARGV("vim\0script.py\0"), "/usr/bin/vim.basic", "vim\n", "vim script.py" },
	{ ARGV("/bin/bash\0/usr/bin/python-wrapper\0"), "/bin/bash", NULL,
		"bash /usr/bin/python-wrapper" },
	{ ARGV("bash\0/usr/bin/python3\0a.py\0"), "/bin/bash", NULL, "bash /usr/bin/python3 a.py" },
	{ ARGV("pythonium\0a.py\0"), "/usr/bin/pythonium", "pythonium\n", "pythonium a.py" },
	{ ARGV("/bin/sh\0/usr/bin/python3-config\0--libs\0"), "/usr/bin/dash", NULL,
		"sh /usr/bin/python3-config --libs" },
	{ ARGV("/lib64/ld-linux-x86-64.so.2\0/usr/bin/python3\0sleeper.py\0"),
		"/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", NULL,
		"ld-linux-x86-64.so.2 /usr/bin/python3 sleeper.py" },
	{ ARGV("grep\0python3\0"), "/usr/bin/grep", "python3\n", "grep python3" },
	{ ARGV("postgres: app db/python\0\0"), "/usr/lib/postgresql/15/bin/postgres", NULL,
		"postgres: app db/python" },
	{ ARGV("postgres: app db/python\0\0"), NULL, NULL, "postgres: app db/python" },
	{ ARGV("python3 a.py\0"), "/usr/bin/cat", NULL, "python3 a.py" },
	{ ARGV("python3 a\0b\0"), NULL, NULL, "python3 a b" },
	{ ARGV("ray::IDLE\0"), "/opt/other/worker", NULL, "ray::IDLE" },
	{ ARGV("gunicorn-exporter\0"), NULL, NULL, "gunicorn-exporter" },

	{ ARGV("/usr/sbin/sshd\0-D\0"), "/usr/sbin/sshd", "sshd\n", "sshd -D" },
	{ ARGV("-bash\0"), "/usr/bin/bash", "bash\n", "-bash" },
	{ ARGV("sshd: root@pts/0\0\0\0\0"), "/usr/sbin/sshd", "sshd\n", "sshd: root@pts/0" },
	{ ARGV("postgres: writer   \0\0"), NULL, "postgres\n", "postgres: writer" },
	{ ARGV("/usr/sbin/nginx -g /etc/n.conf\0"), NULL, NULL, "nginx -g /etc/n.conf" },
	{ ARGV("./a.out\0x\0"), "/tmp/a.out", "a.out\n", "./a.out x" },
	{ ARGV("/ x\0"), NULL, NULL, "/ x" },
	{ ARGV("cat"), "/usr/bin/cat", "cat\n", "cat" },
	{ NULL, 0, NULL, "kworker/0:1-events\n", "[kworker/0:1-events]" },
	{ ARGV("\0\0 \0"), "/usr/bin/cat", "cat", "cat" },
	{ ARGV("\0x\0"), "/usr/bin/env", "env\n", "x" },
	{ NULL, 0, NULL, NULL, "" },
	{ NULL, 0, "", "\n", "" },
};

/* Names that try to control the terminal or the parser; all are Python. */
static const struct example hostile[] = {
	{ ARGV("python3\0a\033]0;owned\a.py\0"), DEBIAN, NULL, "a?]0;owned?.py" },
	{ RUNS("python3\0x.py\0\342\200\256txt\342\200\213\0", "x.py ?txt?") },
	{ RUNS("python3\0\377\xc3.py\0\xed\xa0\x80\0", "??.py ???") },
	{ RUNS("python3\0a\n\n\tb.py\0\302\233m\0", "a b.py ?m") },
	{ RUNS("python3\0-c\0print('\033[2J')\0", "python3 -c print('?[2J')") },
	{ RUNS("python3\0-m\0\177\0", "-m ?") },
	{ ARGV("gunicorn: \033c"), NULL, NULL, "gunicorn: ?c" },
	{ ARGV("\0"), DEBIAN, "py\033[m\n", "py?[m" },
	{ RUNS("python3\0train.py", "train.py") }, /* no NUL at the end */
	{ ARGV("python3"), NULL, NULL, "python (prompt or stdin)" },
	{ RUNS("python3\0\0\0x\0", "x") },
};

static const struct {
	const struct example *examples;
	size_t count;
	bool python;
} tables[] = {
	{ interpreted, LENGTH(interpreted), true },
	{ titled, LENGTH(titled), true },
	{ others, LENGTH(others), false },
	{ hostile, LENGTH(hostile), true },
};

/* Through a copy of the exact size, so that a read past its end is seen. */
static bool
describe(const struct example *e, struct buffer *out,
	bool (*call)(const struct command_line *, struct buffer *))
{
	char *copy = e->argv == NULL ? NULL : malloc(e->argv_bytes);
	bool kernel = e->comm != NULL && strncmp(e->comm, "kworker", 7) == 0;
	struct command_line line = { copy, e->argv_bytes, e->exe, e->comm, kernel };
	bool python;

	if (copy != NULL)
		memcpy(copy, e->argv, e->argv_bytes);
	python = call(&line, out);
	free(copy);
	return python;
}

/* Earlier contents of the buffer stay. */
static void
check(const struct example *e, bool python)
{
	char storage[512];
	struct buffer out = buffer_over(storage, sizeof storage);

	buffer_text(&out, "12 ");
	if (describe(e, &out, command_describe) != python)
		fail_msg("%s: %s Python", e->expected, python ? "not seen as" : "taken for");
	assert_memory_equal(out.bytes, "12 ", 3);
	assert_string_equal(out.bytes + 3, e->expected);

	out = buffer_over(storage, sizeof storage);
	assert_int_equal(describe(e, &out, python_name), python);
	assert_string_equal(out.bytes, python ? e->expected : "");
}

static void
python_is_named_by_what_it_runs_and_others_by_their_command_line(void **state)
{
	(void)state;
	for (size_t t = 0; t < LENGTH(tables); t++)
		for (size_t i = 0; i < tables[t].count; i++)
			check(&tables[t].examples[i], tables[t].python);
}

static void
every_size_of_buffer_gets_a_prefix(void **state)
{
	(void)state;
	for (size_t t = 0; t < LENGTH(tables); t++)
		for (size_t i = 0; i < tables[t].count; i++)
			for (size_t size = 1; size < 100; size++) {
				const struct example *e = &tables[t].examples[i];
				char storage[100];
				struct buffer out = buffer_over(storage, size);

				describe(e, &out, command_describe);
				assert_memory_equal(out.bytes, e->expected, out.length);
				assert_int_equal(out.cut, out.length < strlen(e->expected));
			}
}

static void
a_buffer_of_8_bytes_is_cut_between_characters(void **state)
{
	static const struct example examples[] = {
		{ ARGV("python3\0train.py\0--epochs\0"), DEBIAN, NULL, "train.p" },
		{ ARGV("python3\0abcdef\303\251\0x\0"), DEBIAN, NULL, "abcdef" },
		{ ARGV("python3\0-c\0abc\303\251" SIXTY "\0"), DEBIAN, NULL, "python3" },
		{ ARGV("python3\0"), DEBIAN, NULL, "python " },
		{ NULL, 0, NULL, "kworker/0:1\n", "[kworke" },
		{ NULL, 0, NULL, "abcdef\303\251\n", "abcdef" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(examples); i++) {
		char storage[8];
		struct buffer out = buffer_over(storage, sizeof storage);

		describe(&examples[i], &out, command_describe);
		assert_string_equal(out.bytes, examples[i].expected);
		assert_true(out.cut);
	}
}

/* 8 MiB of one byte after a start: as an argument, as code, as a name. */
static void
a_huge_argument_is_cut(void **state)
{
	static const struct example starts[] = {
		{ ARGV("python3\0a.py\0"), DEBIAN, NULL, "a.py xx" },
		{ ARGV("python3\0-c\0"), DEBIAN, NULL, "python3" },
		{ ARGV("python3\0-"), DEBIAN, NULL, "python " },
		{ ARGV("cat\0"), NULL, NULL, "cat xxx" },
		{ ARGV(""), NULL, NULL, "xxxxxxx" },
	};
	size_t bytes = (size_t)8 << 20;
	char *argv = malloc(bytes);

	(void)state;
	assert_non_null(argv);
	for (size_t i = 0; i < LENGTH(starts); i++) {
		char storage[256];
		struct buffer out = buffer_over(storage, sizeof storage);
		struct command_line line = { argv, bytes, starts[i].exe, NULL, false };

		memset(argv, 'x', bytes);
		memcpy(argv, starts[i].argv, starts[i].argv_bytes);
		command_describe(&line, &out);
		assert_memory_equal(out.bytes, starts[i].expected, 7);
	}
	free(argv);
}

/* Random arguments of only what the parser checks, in a fixed order. */
static void
any_mixture_of_options_is_handled(void **state)
{
	static const char letters[] = "\0\0\0-mcWXu/. \n\377p";
	uint32_t random = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char storage[64], argv[40] = "python3";
		struct buffer out = buffer_over(storage, sizeof storage);
		struct example e = { argv, sizeof argv, DEBIAN, "python3\n", "" };

		for (size_t i = 8; i < sizeof argv; i++) {
			random = random * 1664525 + 1013904223;
			argv[i] = letters[(random >> 16) % (sizeof letters - 1)];
		}
		assert_true(describe(&e, &out, command_describe));
		assert_true(out.length > 0);
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(python_is_named_by_what_it_runs_and_others_by_their_command_line),
		cmocka_unit_test(every_size_of_buffer_gets_a_prefix),
		cmocka_unit_test(a_buffer_of_8_bytes_is_cut_between_characters),
		cmocka_unit_test(a_huge_argument_is_cut),
		cmocka_unit_test(any_mixture_of_options_is_handled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
