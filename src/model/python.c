/* SPDX-License-Identifier: MIT */
/* python.c: whether a process is Python's, and what it runs. */
#include "model/python.h"

#include <string.h>

#include "base/utf8.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])
#define CODE_COLUMNS 60 /* shown of -c's first line */
#define CODE_BYTES 256  /* read of it, clean: 60 columns of 4 bytes fit */

/* What the options of an interpreter make it run. */
enum run { RUN_NOTHING, RUN_SCRIPT, RUN_MODULE, RUN_CODE };

/* Interpreters, by how their names begin; a version and a build may follow. */
static const char *const interpreters[] = { "python", "pypy", "graalpy", "pyston", "mayapy",
	"hython", "pvpython", NULL };
static const char *const builds[] = { "", "-dbg", "-c", "-intel64", NULL };

/* Other programs with Python inside, by their whole names. */
static const char *const embedders[] = { "uwsgi", "uwsgi_python3", NULL };

/* Titles that Python programs give themselves, by how they begin. */
static const char *const titles[] = { "gunicorn: ", "[celeryd: ", "celery ", "ray::", "airflow ",
	"dask ", "uWSGI ", NULL };

/* Options that take a value, from the rest of the word or the next one; c and m are the last. */
static const struct valued_option {
	char letter;
	enum run run;
} valued_options[] = {
	{ 'c', RUN_CODE },
	{ 'm', RUN_MODULE },
	{ 'Q', RUN_NOTHING },
	{ 'W', RUN_NOTHING },
	{ 'X', RUN_NOTHING },
};
static const char *const valued_long_options[] = { "--check-hash-based-pycs", "--jit", NULL };

/* Code of the standard library's helpers, by how it begins (get_command_line in its
 * multiprocessing/spawn.py, ensure_running in the others; semaphore_tracker: up to 3.7). A
 * process that the forkserver forked keeps the forkserver's command line. */
static const struct helper {
	const char *code, *shown;
} helpers[] = {
	{ "from multiprocessing.spawn import spawn_main", "multiprocessing spawn worker" },
	{ "from multiprocessing.forkserver import main", "multiprocessing forkserver" },
	{ "from multiprocessing.resource_tracker import main", "multiprocessing resource_tracker" },
	{ "from multiprocessing.semaphore_tracker import main",
		"multiprocessing semaphore_tracker" },
};

static bool
is_listed(struct span s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (span_is(s, *list))
			return true;
	return false;
}

/* The first of the list that `s` begins with, or NULL. */
static const char *
beginning(struct span s, const char *const *list)
{
	while (*list != NULL && !span_begins(s, *list))
		list++;
	return *list;
}

/* Whether this may stand behind an interpreter's name: nothing, "3", "3.11d", "3.13t", "3-dbg". */
static bool
is_version(struct span s)
{
	size_t at = 0;

	while (at < s.count && ((s.bytes[at] >= '0' && s.bytes[at] <= '9') || s.bytes[at] == '.'))
		at++;
	while (at > 0 && at < s.count && memchr("dmtu", s.bytes[at], 4) != NULL)
		at++;
	return is_listed(span_from(s, at), builds);
}

static bool
is_interpreter(struct span path)
{
	struct span name = span_base(path);
	const char *stem;

	if (span_begins(name, "-")) /* a login shell's name */
		name = span_from(name, 1);
	stem = beginning(name, interpreters);
	return stem != NULL && is_version(span_from(name, strlen(stem)));
}

static struct span
exe_of(const struct command_line *line)
{
	static const char deleted[] = " (deleted)";
	struct span exe = span_of(line->exe);

	if (span_ends(exe, deleted))
		exe.count -= sizeof deleted - 1;
	return exe;
}

/* Finds the words behind the name of an interpreter; false: there is none to be seen. A name with
 * spaces is a path where exe bears it out, else a title (`postgres: app db/python`). */
static bool
find_options(const struct command_line *line, struct words *words)
{
	struct span exe = exe_of(line), first;
	bool by_exe = is_interpreter(exe);

	*words = words_of(line);
	if (!words_next(words, &first))
		return false;
	if (memchr(first.bytes, ' ', first.count) == NULL || (by_exe && span_begins(first, "/")))
		if (is_interpreter(first) || (by_exe && first.count == 0))
			return true;
	if (words->left.count > 0 || (exe.count > 0 && !by_exe))
		return false;
	/* A whole command line as one title: `/usr/bin/python3 /usr/bin/salt-minion KeepAlive`. */
	*words = (struct words){ first, ' ' };
	return words_next(words, &first) && is_interpreter(first);
}

/* Python under another name: a title, a program that embeds it, one that is no more. */
static bool
is_other_python(const struct command_line *line)
{
	struct words words = words_of(line);
	struct span exe = exe_of(line), first = { "", 0 };
	bool named = words_next(&words, &first);

	if (is_listed(span_base(first), embedders))
		return true;
	if (exe.count > 0)
		return is_interpreter(exe) || is_listed(span_base(exe), embedders);
	if (named)
		return beginning(first, titles) != NULL;
	return is_interpreter(span_trim(span_of(line->comm)));
}

static const struct valued_option *
option_of(char letter)
{
	for (size_t i = 0; i < LENGTH(valued_options); i++)
		if (valued_options[i].letter == letter)
			return &valued_options[i];
	return NULL;
}

/* Reads a word of one-letter options; `what` becomes the value of its last. */
static enum run
read_letters(struct span word, struct words *words, struct span *what)
{
	for (size_t i = 1; i < word.count; i++) {
		const struct valued_option *option = option_of(word.bytes[i]);

		if (option == NULL)
			continue;
		*what = span_from(word, i + 1);
		if (what->count == 0)
			words_next(words, what);
		return option->run;
	}
	return RUN_NOTHING;
}

/* Reads the options; `what` becomes the script, module or code, the arguments are left. */
static enum run
read_options(struct words *words, struct span *what)
{
	struct span word;

	while (words_next(words, &word)) {
		enum run run = RUN_NOTHING;

		if (span_is(word, "--"))
			return words_next(words, what) ? RUN_SCRIPT : RUN_NOTHING;
		*what = word;
		if (word.count == 1 || (word.count > 1 && word.bytes[0] != '-'))
			return RUN_SCRIPT;
		if (is_listed(word, valued_long_options))
			words_next(words, what);
		else if (!span_begins(word, "--"))
			run = read_letters(word, words, what);
		if (run != RUN_NOTHING)
			return run;
	}
	return RUN_NOTHING;
}

static void
put_option(struct buffer *out, const char *option, struct span value)
{
	buffer_text(out, option);
	if (value.count > 0)
		buffer_char(out, ' ');
	span_put(out, value);
}

static void
put_nothing(struct buffer *out, struct span what, struct words arguments)
{
	(void)what;
	(void)arguments;
	buffer_text(out, "python (interactive)");
}

/* A folder run by its __main__.py is known by the folder. */
static struct span
script_name(struct span path)
{
	struct span name = span_base(path);
	struct span folder = { path.bytes, (size_t)(name.bytes - path.bytes) };

	if (folder.count < 2 || !span_is(name, "__main__.py"))
		return name;
	return span_from(path, (size_t)(span_base(folder).bytes - path.bytes));
}

static void
put_script(struct buffer *out, struct span what, struct words arguments)
{
	if (span_is(what, "-")) {
		buffer_text(out, "python (stdin)");
		return;
	}
	span_put(out, script_name(what));
	words_put(out, arguments);
}

/* A notebook's kernel: `-f FILE` or `--f=FILE` says which. */
static void
put_kernel(struct buffer *out, struct words arguments)
{
	struct span word;

	buffer_text(out, "ipykernel");
	while (words_next(&arguments, &word)) {
		if (!span_ends(word, ".json"))
			continue;
		buffer_char(out, ' ');
		span_put(out, span_base(word));
		return;
	}
}

/* Modules that are shown by more than `-m`, their name and their arguments. */
static const struct module {
	const char *name;
	void (*put)(struct buffer *, struct words arguments);
} modules[] = {
	{ "ipykernel_launcher", put_kernel },
};

static void
put_module(struct buffer *out, struct span what, struct words arguments)
{
	for (size_t i = 0; i < LENGTH(modules); i++) {
		if (!span_is(what, modules[i].name))
			continue;
		modules[i].put(out, arguments);
		return;
	}
	put_option(out, "-m", what);
	words_put(out, arguments);
}

/* The bytes of clean text that fit into so many columns. */
static size_t
bytes_within(const struct buffer *text, int columns)
{
	size_t at = 0;

	while (at < text->length) {
		uint32_t code = 0;
		size_t length = utf8_decode(text->bytes + at, text->length - at, &code);

		columns -= utf8_width(code);
		if (length == 0 || columns < 0)
			break;
		at += length;
	}
	return at;
}

static struct span
first_line(struct span code)
{
	size_t at = 0;

	code = span_trim(code);
	while (at < code.count && code.bytes[at] != '\n' && code.bytes[at] != '\r')
		at++;
	return span_trim((struct span){ code.bytes, at });
}

static void
put_code(struct buffer *out, struct span what, struct words arguments)
{
	char storage[CODE_BYTES];
	struct buffer text = buffer_over(storage, sizeof storage);
	struct span line;
	size_t fits;

	if (arguments.separator == ' ') /* one title: no telling where the code ends */
		what.count = (size_t)(arguments.left.bytes - what.bytes) + arguments.left.count;
	line = first_line(what);
	for (size_t i = 0; i < LENGTH(helpers); i++) {
		if (!span_begins(line, helpers[i].code))
			continue;
		buffer_text(out, helpers[i].shown);
		return;
	}
	span_put(&text, line);
	fits = bytes_within(&text, CODE_COLUMNS);
	put_option(out, "-c", (struct span){ text.bytes, fits });
	if ((fits < text.length || text.cut) && !out->cut)
		buffer_text(out, "...");
}

bool
python_name(const struct command_line *line, struct buffer *out)
{
	static void (*const put[])(struct buffer *, struct span what, struct words arguments) = {
		[RUN_NOTHING] = put_nothing,
		[RUN_SCRIPT] = put_script,
		[RUN_MODULE] = put_module,
		[RUN_CODE] = put_code,
	};
	struct words words;
	struct span what = { "", 0 };

	if (find_options(line, &words)) {
		enum run run = read_options(&words, &what);

		put[run](out, what, words);
		return true;
	}
	if (!is_other_python(line))
		return false;
	command_join(line, out);
	return true;
}
