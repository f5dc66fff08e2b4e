/* SPDX-License-Identifier: MIT */
/* command.h: what the `command` column shows for a process. Pure: reads nothing, allocates
 * nothing. */
#ifndef PEAKTOP_MODEL_NAMING_COMMAND_H
#define PEAKTOP_MODEL_NAMING_COMMAND_H

#include "model/naming/cmdline.h"

/* Appends what the column shows: for a Python process what it runs (python_name), for others the
 * command line (command_join). Returns whether it is a Python process. */
bool command_describe(const struct command_line *, struct buffer *out);

/* Appends what it runs, without arguments, as runs are grouped by it: the script or module of
 * Python (python_script), the script of a shell or another interpreter, otherwise the program;
 * `sh -c` for code. Of `timeout 60 nice job.py` that is job.py. Nothing for an empty command
 * line. */
void command_script(const struct command_line *, struct buffer *out);

#endif
