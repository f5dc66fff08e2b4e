/* SPDX-License-Identifier: MIT */
/* command.c: what the `command` column shows for a process, and the name of a run. */
#include "model/naming/command.h"

#include "model/naming/python.h"
#include "model/naming/shell.h"

bool
command_describe(const struct command_line *line, struct buffer *out)
{
	if (python_name(line, out))
		return true;
	command_join(line, out);
	return false;
}

/* A text within the text needs other quotes, so that this goes few levels deep. */
void
command_name(const struct command_line *line, struct buffer *out)
{
	struct shell_code code;
	struct command_line inner;

	switch (shell_read(cmdline_args_of(line), &code)) {
	case SHELL_NONE:
		command_describe(line, out);
		break;
	case SHELL_COMMAND:
		inner = (struct command_line){ .argv = code.words, .argv_bytes = code.words_bytes };
		command_name(&inner, out);
		break;
	case SHELL_TEXT:
		span_put(out, code.text);
		break;
	}
}
