/* SPDX-License-Identifier: MIT */
/* python_interpreter.c: recognises interpreters, and finds the arguments that follow one. */
#include "model/naming/python_private.h"

#include <string.h>

/* By prefix, longest first; a version and a build may follow. */
static const char *const interpreters[] = { "pythonw", "python", "pypy", "graalpy", "pyston",
	"mayapy", "hython", "pvpython", NULL };
static const char *const builds[] = { "", "-dbg", "-c", "-intel64", "-nogil", NULL };

bool
python_is_listed(struct span s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (span_is(s, *list))
			return true;
	return false;
}

const char *
python_beginning(struct span s, const char *const *list)
{
	while (*list != NULL && !span_begins(s, *list))
		list++;
	return *list;
}

/* Whether this may follow an interpreter's name: nothing, "3", "3.11d", "3.13t", "3-dbg". */
static bool
is_version(struct span s)
{
	size_t at = 0;

	while (at < s.count && ((s.bytes[at] >= '0' && s.bytes[at] <= '9') || s.bytes[at] == '.'))
		at++;
	while (at > 0 && at < s.count && memchr("dmtu", s.bytes[at], 4) != NULL)
		at++;
	return python_is_listed(span_from(s, at), builds);
}

bool
python_is_interpreter(struct span path)
{
	struct span name = span_base(path);
	const char *stem;

	if (span_begins(name, "-")) /* the name of a login shell */
		name = span_from(name, 1);
	stem = python_beginning(name, interpreters);
	return stem != NULL && is_version(span_from(name, strlen(stem)));
}

struct span
python_exe(const struct command_line *line)
{
	static const char deleted[] = " (deleted)";
	struct span exe = span_of(line->exe);

	if (span_ends(exe, deleted))
		exe.count -= sizeof deleted - 1;
	return exe;
}

/* A name with spaces is a path if exe confirms it, else a title (`postgres: app db/python`). */
bool
python_find_options(const struct command_line *line, struct cmdline_args *args)
{
	struct span exe = python_exe(line), first;
	bool by_exe = python_is_interpreter(exe);

	*args = cmdline_args_of(line);
	if (!cmdline_next(args, &first))
		return false;
	if (memchr(first.bytes, ' ', first.count) == NULL || (by_exe && span_begins(first, "/")))
		if (python_is_interpreter(first) || (by_exe && first.count == 0))
			return true;
	if (args->left.count > 0 || (exe.count > 0 && !by_exe))
		return false;
	/* A whole command line as one title: `/usr/bin/python3 /usr/bin/salt-minion KeepAlive`. */
	*args = (struct cmdline_args){ first, ' ' };
	return cmdline_next(args, &first) && python_is_interpreter(first);
}
