/* SPDX-License-Identifier: MIT */
/* python.h: whether a process is Python's, and what it runs: `train.py --epochs 3`, never a bare
 * `python3`.
 *
 * Pure: what is known is handed in, nothing is read or allocated. All of it is foreign text, a
 * process names itself as it likes; what comes out is clean (base/clean.h). */
#ifndef PEAKTOP_MODEL_PYTHON_H
#define PEAKTOP_MODEL_PYTHON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* What the kernel tells of how a process was started; all borrowed, any may be NULL or 0. */
struct command_line {
	/* /proc/PID/cmdline: arguments each ended by a NUL, or one title that the process wrote
	 * over them (setproctitle), with any number of NULs behind it or none. */
	const char *argv;
	size_t argv_bytes;
	const char *exe;  /* target of /proc/PID/exe, maybe "... (deleted)"; NULL: not readable */
	const char *comm; /* /proc/PID/comm, raw, with or without its line break */
};

/* Whether it is a Python process, and then what it runs, appended to `out`; nothing is appended
 * for other programs. An interpreter counts by the name of its argv[0] or its exe (by comm where
 * neither is left, as in a zombie); another program where it is known to have Python inside; a
 * title by its exe, or where that is not readable by how it begins. */
bool python_name(const struct command_line *, struct buffer *out);

#endif
