/* SPDX-License-Identifier: MIT */
/* command.h: what the `command` column shows for a process.
 *
 * Pure: nothing is read or allocated. */
#ifndef PEAKTOP_MODEL_NAMING_COMMAND_H
#define PEAKTOP_MODEL_NAMING_COMMAND_H

#include "model/naming/cmdline.h"

/* Appends what the column shows: what it runs for a Python process (python_name), its command
 * line for any other (command_join). Returns whether it is Python. */
bool command_describe(const struct command_line *, struct buffer *out);

#endif
