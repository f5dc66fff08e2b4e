/* SPDX-License-Identifier: MIT */
/* pty.h: a pseudoterminal for a command. */
#ifndef PEAKTOP_LAUNCH_PTY_H
#define PEAKTOP_LAUNCH_PTY_H

#include "base/failure.h"

struct pty {
	int master, slave; /* both close-on-exec, the master non-blocking; -1: closed */
};

/* Opens one of this size, with the usual modes (IUTF8 if `utf8`). */
bool pty_open(struct pty *, int rows, int cols, bool utf8, struct failure *why);

/* From now on the master returns EIO when no process has the other end open any more. */
void pty_close_slave(struct pty *);
void pty_close(struct pty *);

/* The foreground process group gets SIGWINCH if the size changes. */
void pty_resize(const struct pty *, int rows, int cols);

#endif
