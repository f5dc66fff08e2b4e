/* SPDX-License-Identifier: MIT */
/* python.h: whether a process is Python's, and what it runs: `train.py --epochs 3`, never a bare
 * `python3`.
 *
 * Pure: what is known is handed in, nothing is read or allocated. All of it is foreign text, a
 * process names itself as it likes; what comes out is clean (base/clean.h). */
#ifndef PEAKTOP_MODEL_NAMING_PYTHON_H
#define PEAKTOP_MODEL_NAMING_PYTHON_H

#include <stdbool.h>

#include "model/naming/cmdline.h"

/* Whether it is a Python process, and then what it runs, appended to `out`; nothing is appended
 * for other programs. An interpreter counts by the name of its argv[0] or its exe (by comm where
 * neither is left, as in a zombie); another program where it is known to have Python inside; a
 * title by its exe, or where that is not readable by how it begins. Never an empty name. */
bool python_name(const struct command_line *, struct buffer *out);

/* Appends the name of the environment (venv, conda, pyenv...) that its interpreter is of, as its
 * path tells it: `proj` for proj/.venv/bin/python, `ml` for envs/ml/bin/python. False, and nothing
 * appended: none is to be seen. `python` started by that name alone in an activated venv is such a
 * case: only its environment variables tell, and those of other processes are never read. */
bool python_environment(const struct command_line *, struct buffer *out);

#endif
