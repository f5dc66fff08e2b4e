/* SPDX-License-Identifier: MIT */
/* python.h: the stacks of a CPython process (3.8 to 3.14, 64 bits), read from outside: nothing is
 * injected, nothing is stopped, no file of the target is opened but its /proc/PID.
 *
 * A read takes the target's mmap lock, and waits as long as the target holds it (for the length of
 * a fork): never call these functions from a loop that serves a user or a signal. None of them
 * changes the target. What is read is hostile: every size is capped, every loop is bounded, text is
 * clean (base/clean.h). Nothing here is shared between threads: one thread uses the names and all
 * processes that were attached with them.
 *
 * They need up to 128 KiB of stack.
 *
 * pids and tids are those of our own pid namespace (proc_is_ours). */
#ifndef PEAKTOP_SOURCE_PYTHON_PYTHON_H
#define PEAKTOP_SOURCE_PYTHON_PYTHON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum python_status {
	PYTHON_OK,
	PYTHON_NONE,    /* there is no interpreter in it */
	PYTHON_EARLY,   /* not initialised yet, or already at its end: ask again */
	PYTHON_UNKNOWN, /* a version or a build that is not understood */
	PYTHON_DENIED,  /* no permission */
	PYTHON_GONE,    /* the process has ended */
	PYTHON_TORN,    /* no consistent view in the allowed tries: ask again */
};

/* Frames of a stack that are kept: the inner ones. */
#define PYTHON_FRAMES_MAX 64

struct python_frame {
	/* As the code object has them; `function` is the qualified name from 3.11 on. They live as
	 * long as the names, and are the same pointers for equal text, in all processes. */
	const char *file, *function;
	int line;  /* that is executed, or where the frame calls; the function's first if unknown */
	bool user; /* the user's own code: neither the standard library nor an installed package */
	bool awaits;   /* a coroutine or an asynchronous generator: the next outer one awaits it */
	uint32_t code; /* number of (file, function, first line) in the names, from 0 on */
};

struct python_stack {
	pid_t tid; /* 0: unknown */
	size_t count;
	struct python_frame frames[PYTHON_FRAMES_MAX]; /* innermost first */
	bool cut_inner; /* inner frames were changing too fast to tell */
	bool cut_outer; /* there are more than were kept */
};

/* The file and function names of many processes. They are bounded: when full, further ones are
 * "(more)". */
struct python_names;

struct python_names *python_names_create(void);
void python_names_free(struct python_names *);

struct python_process;

/* NULL with a status other than PYTHON_OK. *version (PY_VERSION_HEX) is also set with
 * PYTHON_UNKNOWN, where only its major and minor part may be known; 0: no idea. The names must
 * outlive the process. */
struct python_process *python_attach(
	pid_t pid, struct python_names *, enum python_status *status, uint32_t *version);

/* For a child that was forked by an attached process, and has not called exec: costs no read. */
struct python_process *python_inherit(const struct python_process *parent, pid_t child);

/* Fills up to `max` stacks (at least 1): that of thread `tid`, or with 0 those of all threads with
 * frames. A thread that runs in several subinterpreters has a stack in each; for one tid the
 * newest's is chosen. PYTHON_OK with *count 0: that thread runs no Python. A stack of
 * a thread that was not seen consistently has no frames, and cut_inner. After exec the process is
 * attached anew.
 *
 * All but PYTHON_OK set *count to 0. After PYTHON_NONE, UNKNOWN, DENIED, GONE there is no use in
 * asking again, unless the process calls exec. */
enum python_status python_read(
	struct python_process *, pid_t tid, struct python_stack *stacks, size_t max, size_t *count);

void python_detach(struct python_process *);

/* The frame that people know: for one with a name in angle brackets other than <module> (a
 * comprehension, a lambda) the next outer named one of the same file, otherwise itself. */
size_t python_named_frame(const struct python_stack *, size_t frame);

#endif
