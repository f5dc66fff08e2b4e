/* SPDX-License-Identifier: MIT */
/* command.c: what the `command` column shows for a process. */
#include "model/naming/command.h"

#include "model/naming/python.h"

bool
command_describe(const struct command_line *line, struct buffer *out)
{
	if (python_name(line, out))
		return true;
	command_join(line, out);
	return false;
}
