/* SPDX-License-Identifier: MIT */
/* command_script.c: what a command line runs, without arguments. */
#include "model/naming/command.h"

#include <string.h>

#include "base/length.h"
#include "model/naming/python.h"
#include "model/naming/shell.h"

/* --- programs that run another --- */

/* The letters of their options whose value is the next argument, whether they take assignments
 * (NAME=VALUE), and how many operands come before the command. */
static const struct wrapper {
	const char *name, *valued;
	bool assigns;
	unsigned operands;
} wrappers[] = {
	{ "env", "uC", true, 0 },
	{ "ionice", "cn", false, 0 },
	{ "nice", "n", false, 0 },
	{ "nohup", "", false, 0 },
	{ "setsid", "", false, 0 },
	{ "stdbuf", "ioe", false, 0 },
	{ "sudo", "ugCDhpRrTtU", true, 0 },
	{ "taskset", "", false, 1 },
	{ "time", "fo", false, 0 },
	{ "timeout", "ks", false, 1 },
};

static const struct wrapper *
wrapper_of(struct span program)
{
	for (size_t i = 0; i < LENGTH(wrappers); i++)
		if (span_is(span_base(program), wrappers[i].name))
			return &wrappers[i];
	return NULL;
}

/* Takes the next argument if it is an option, with its value, or an assignment. */
static bool
skip_option(const struct wrapper *wrapper, struct cmdline_args *args)
{
	struct cmdline_args after = *args;
	struct span arg;

	if (!cmdline_next(&after, &arg) || arg.count == 0)
		return false;
	if (span_is(arg, "--") || arg.bytes[0] != '-') {
		if (!wrapper->assigns || memchr(arg.bytes, '=', arg.count) == NULL)
			return false;
	} else if (arg.count == 2 && strchr(wrapper->valued, arg.bytes[1]) != NULL) {
		cmdline_next(&after, &arg);
	}
	*args = after;
	return true;
}

/* Skips such a program up to the command that it runs. False: it is another, or runs none. */
static bool
skip_wrapper(struct cmdline_args *args)
{
	struct cmdline_args after = *args;
	const struct wrapper *wrapper;
	struct span arg;

	if (!cmdline_next(&after, &arg))
		return false;
	wrapper = wrapper_of(arg);
	if (wrapper == NULL)
		return false;
	while (skip_option(wrapper, &after))
		continue;
	if (span_begins(after.left, "--")) /* the end of options */
		cmdline_next(&after, &arg);
	for (unsigned i = 0; i < wrapper->operands; i++)
		cmdline_next(&after, &arg);
	if (after.left.count == 0)
		return false;
	*args = after;
	return true;
}

/* --- programs that run a script --- */

/* Programs whose first argument, unless it is an option, is a script. */
static const char *const interpreters[] = { "sh", "bash", "dash", "zsh", "ksh", "fish", "perl",
	"ruby", "node", "Rscript", "php", "lua", "julia" };

static bool
is_interpreter(struct span program)
{
	for (size_t i = 0; i < LENGTH(interpreters); i++)
		if (span_is(program, interpreters[i]))
			return true;
	return false;
}

static bool
is_code_option(struct span arg)
{
	return span_is(arg, "-c") || span_is(arg, "-e");
}

/* False: it is not a shell with a text. Few levels deep, as each needs other quotes. */
static bool
put_shell_code(struct cmdline_args args, struct buffer *out)
{
	struct shell_code code;
	enum shell_kind kind = shell_read(args, &code);
	const struct command_line inner = { .argv = code.words, .argv_bytes = code.words_bytes };

	if (kind == SHELL_TEXT)
		span_put(out, code.text);
	if (kind == SHELL_COMMAND)
		command_script(&inner, out);
	return kind != SHELL_NONE;
}

void
command_script(const struct command_line *line, struct buffer *out)
{
	struct cmdline_args args = cmdline_args_of(line);
	struct span program, arg = { "", 0 };
	struct command_line wrapped;

	while (skip_wrapper(&args))
		continue;
	wrapped = (struct command_line){ .argv = args.left.bytes, .argv_bytes = args.left.count };
	if (put_shell_code(args, out))
		return;
	if (python_script(&wrapped, out) || !cmdline_next(&args, &program))
		return;
	program = span_base(program);
	if (is_interpreter(program))
		cmdline_next(&args, &arg);
	if (arg.count > 0 && !span_begins(arg, "-")) {
		span_put(out, span_base(arg));
		return;
	}
	span_put(out, program);
	if (is_code_option(arg)) {
		buffer_char(out, ' ');
		span_put(out, arg);
	}
}
