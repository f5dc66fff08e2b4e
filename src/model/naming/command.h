/* SPDX-License-Identifier: MIT */
/* command.h: what the `command` column shows for a process, and how runs are named and grouped.
 * Pure: reads nothing, allocates nothing. */
#ifndef PEAKTOP_MODEL_NAMING_COMMAND_H
#define PEAKTOP_MODEL_NAMING_COMMAND_H

#include "model/naming/cmdline.h"

/* Appends what the column shows: for a Python process what it runs (python_name), for others the
 * command line (command_join). Returns whether it is a Python process. */
bool command_describe(const struct command_line *, struct buffer *out);

/* Appends the name of a run: that of its command; of `sh -c TEXT` that of the one simple command
 * in the text, otherwise the text (shell.h). */
void command_name(const struct command_line *, struct buffer *out);

/* Appends what it runs, without arguments, as runs are grouped by it: the script or module of
 * Python (python_script), the script of a shell or another interpreter, otherwise the program;
 * `perl -e` for code. Of `timeout 60 nice job.py` that is job.py, and so it is of the same in a
 * shell (`sh -c`); a text with more than one simple command stands for itself. Nothing for an empty
 * command line. */
void command_script(const struct command_line *, struct buffer *out);

#endif
