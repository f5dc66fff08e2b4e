/* SPDX-License-Identifier: MIT */
/* command.c: what the `command` column shows for a process. */
#include "model/naming/command.h"

#include "base/length.h"
#include "model/naming/python.h"

/* Programs whose first argument, unless it is an option, is a script. */
static const char *const interpreters[] = { "sh", "bash", "dash", "zsh", "ksh", "fish", "perl",
	"ruby", "node", "Rscript", "php", "lua", "julia" };

bool
command_describe(const struct command_line *line, struct buffer *out)
{
	if (python_name(line, out))
		return true;
	command_join(line, out);
	return false;
}

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

void
command_script(const struct command_line *line, struct buffer *out)
{
	struct cmdline_args args = cmdline_args_of(line);
	struct span program, arg = { "", 0 };

	if (python_script(line, out) || !cmdline_next(&args, &program))
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
