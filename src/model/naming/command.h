/* SPDX-License-Identifier: MIT */
/* command.h: what the `command` column shows for a process. Pure: reads nothing, allocates
 * nothing. */
#ifndef PEAKTOP_MODEL_NAMING_COMMAND_H
#define PEAKTOP_MODEL_NAMING_COMMAND_H

#include "model/naming/cmdline.h"

/* Appends what the column shows: for a Python process what it runs (python_name), for others the
 * command line (command_join). Returns whether it is a Python process. */
bool command_describe(const struct command_line *, struct buffer *out);

#endif
