/* SPDX-License-Identifier: MIT */
/* cmdline.c: splits a command line, as the kernel returns it, into arguments. */
#include "model/naming/cmdline.h"

#include <string.h>

#include "base/clean.h"

struct span
span_of(const char *text)
{
	return text == NULL ? (struct span){ "", 0 } : (struct span){ text, strlen(text) };
}

struct span
span_from(struct span s, size_t start)
{
	return (struct span){ s.bytes + start, s.count - start };
}

bool
span_begins(struct span s, const char *text)
{
	size_t length = strlen(text);

	return s.count >= length && memcmp(s.bytes, text, length) == 0;
}

bool
span_ends(struct span s, const char *text)
{
	size_t length = strlen(text);

	return s.count >= length && memcmp(s.bytes + s.count - length, text, length) == 0;
}

bool
span_is(struct span s, const char *text)
{
	return s.count == strlen(text) && span_begins(s, text);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0';
}

static struct span
trim_end(struct span s)
{
	while (s.count > 0 && is_blank(s.bytes[s.count - 1]))
		s.count--;
	return s;
}

struct span
span_trim(struct span s)
{
	s = trim_end(s);
	while (s.count > 0 && is_blank(s.bytes[0]))
		s = span_from(s, 1);
	return s;
}

struct span
span_base(struct span path)
{
	size_t start;

	while (path.count > 1 && path.bytes[path.count - 1] == '/')
		path.count--;
	start = path.count;
	while (start > 0 && path.bytes[start - 1] != '/')
		start--;
	return start < path.count ? span_from(path, start) : path;
}

void
span_put(struct buffer *out, struct span s)
{
	clean_text(out, s.bytes, s.count);
}

struct cmdline_args
cmdline_args_of(const struct command_line *line)
{
	struct span all = { "", 0 };

	if (line->argv != NULL)
		all = (struct span){ line->argv, line->argv_bytes };
	return (struct cmdline_args){ trim_end(all), '\0' };
}

bool
cmdline_next(struct cmdline_args *args, struct span *arg)
{
	struct span *left = &args->left;
	const char *end;

	if (left->count == 0)
		return false;
	end = memchr(left->bytes, args->separator, left->count);
	*arg = *left;
	if (end != NULL)
		arg->count = (size_t)(end - left->bytes);
	*left = span_from(*left, arg->count + (end != NULL));
	return true;
}

void
cmdline_put(struct buffer *out, struct cmdline_args args)
{
	struct span arg;

	while (!out->cut && cmdline_next(&args, &arg)) {
		if (arg.count == 0)
			continue;
		buffer_char(out, ' ');
		span_put(out, arg);
	}
}

/* A title may follow the path (`/usr/sbin/x -D`, `sshd: root@pts/0`): only the part before the
 * first space can be a path. */
static struct span
without_directory(struct span first)
{
	const char *space = memchr(first.bytes, ' ', first.count);
	struct span path = first;

	if (space != NULL)
		path.count = (size_t)(space - first.bytes);
	if (!span_begins(path, "/"))
		return first;
	return span_from(first, (size_t)(span_base(path).bytes - first.bytes));
}

static void
put_comm(struct buffer *out, const struct command_line *line)
{
	struct span name = span_trim(span_of(line->comm));
	bool brackets = line->kernel && name.count > 0;

	if (brackets)
		buffer_char(out, '[');
	span_put(out, name);
	if (brackets && !out->cut)
		buffer_char(out, ']');
}

void
command_join(const struct command_line *line, struct buffer *out)
{
	struct cmdline_args args = cmdline_args_of(line);
	struct span first;

	args.left = span_trim(args.left);
	if (!cmdline_next(&args, &first)) {
		put_comm(out, line);
		return;
	}
	first = without_directory(first);
	span_put(out, first);
	cmdline_put(out, args);
}
