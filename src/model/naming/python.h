/* SPDX-License-Identifier: MIT */
/* python.h: whether a process runs Python, and what it runs: `train.py --epochs 3`, never a bare
 * `python3`. Pure: reads nothing, allocates nothing. The input is foreign
 * text, since a process can name itself anything; the output is clean (base/clean.h). */
#ifndef PEAKTOP_MODEL_NAMING_PYTHON_H
#define PEAKTOP_MODEL_NAMING_PYTHON_H

#include <stdbool.h>

#include "model/naming/cmdline.h"

/* Returns whether it is a Python process, and if so appends what it runs to `out`; appends
 * nothing for other programs. An interpreter is recognised by the name of its argv[0] or exe (by
 * comm if it has neither, as in a zombie); another program if it is known to embed Python; a
 * title by its exe or, if that is not readable, by its prefix. The name is never empty. */
bool python_name(const struct command_line *, struct buffer *out);

/* The same without the arguments of what it runs: `train.py`, `-m http.server`, `python3 -c`.
 * False, and nothing is appended, for other programs and for titles. */
bool python_script(const struct command_line *, struct buffer *out);

/* Appends the name of the environment (venv, conda, pyenv...) of its interpreter, as its path
 * shows: `proj` for proj/.venv/bin/python, `ml` for envs/ml/bin/python. Returns false and
 * appends nothing if the path shows none, as for a plain `python` in an activated venv: only its
 * environment variables would show that, and those of other processes are never read. */
bool python_environment(const struct command_line *, struct buffer *out);

#endif
