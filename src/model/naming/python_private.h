/* SPDX-License-Identifier: MIT */
/* python_private.h: shared by the files behind python.h: an interpreter and its options. */
#ifndef PEAKTOP_MODEL_NAMING_PYTHON_PRIVATE_H
#define PEAKTOP_MODEL_NAMING_PYTHON_PRIVATE_H

#include <stdbool.h>

#include "model/naming/cmdline.h"

/* What the options of an interpreter make it run. */
enum python_run { RUN_NOTHING, RUN_SCRIPT, RUN_MODULE, RUN_CODE };

/* Whether a path ends in an interpreter's name: `python3.11`, `pypy3`, `python3-dbg`. */
bool python_is_interpreter(struct span path);

/* The exe without " (deleted)"; empty where it is not known. */
struct span python_exe(const struct command_line *);

/* Whether `s` is in a NULL-terminated list; and the first entry that is a prefix of `s`. */
bool python_is_listed(struct span s, const char *const *list);
const char *python_beginning(struct span s, const char *const *list);

/* Finds the arguments after an interpreter's name; false if there is none. */
bool python_find_options(const struct command_line *, struct cmdline_args *);

/* Reads the options; `what` becomes the script, module or code; the arguments remain. */
enum python_run python_read_options(struct cmdline_args *, struct span *what);

/* Appends what is run; always appends something. Code follows its program: "python3 -c import
 * time". */
void python_put_run(struct buffer *out, enum python_run, struct span what,
	struct cmdline_args arguments, struct span program);

#endif
