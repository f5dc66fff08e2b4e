/* SPDX-License-Identifier: MIT */
/* code_stacks.h: what the threads of a Python process run at one moment, as it is shown. */
#ifndef PEAKTOP_MODEL_RUN_CODE_STACKS_H
#define PEAKTOP_MODEL_RUN_CODE_STACKS_H

#include "model/run/run.h"

/* Bounds of what is kept: threads, and frames of all of them. */
#define CODE_THREADS_MAX 64
#define CODE_FRAMES_MAX 2048

enum code_stacks_status {
	STACKS_AWAITED, /* asked for, and not read yet */
	STACKS_READ,
	STACKS_NONE,    /* there is no Python in it */
	STACKS_EARLY,   /* its Python is not initialised yet, or already at its end */
	STACKS_REFUSED, /* a version of Python, or a build, that is not understood */
	STACKS_DENIED,  /* no permission */
	STACKS_GONE,    /* the process has ended */
	STACKS_TORN,    /* it changed too fast */
	STACKS_FAILED,  /* nothing could be started that reads it */
	STACKS_STATUSES,
};

struct code_frame {
	struct code_line at; /* without bytes */
	bool awaits;         /* a coroutine: the next outer one awaits it */
	bool user; /* the user's own code: neither the standard library nor an installed package */
};

struct code_thread {
	pid_t tid;           /* 0: unknown */
	bool grew;           /* memory was touched by it last */
	bool native;         /* no frame of Python is on its stack */
	bool cut_inner;      /* inner frames were changing too fast to tell */
	bool cut_outer;      /* there are more than were kept */
	size_t first, count; /* of frames: innermost first */
};

/* Start with a zeroed struct. */
struct code_stacks {
	enum code_stacks_status status;
	int version;    /* of the Python, as major * 256 + minor; 0: unknown */
	uint64_t at_ns; /* when they were read, by the boot clock */
	/* The one that grew is first, then the main thread, then as they were found. */
	size_t thread_count, thread_capacity, frame_count, frame_capacity;
	struct code_thread *threads;
	struct code_frame *frames;
	bool more_threads; /* than are kept */
};

void code_stacks_clear(struct code_stacks *);

/* Adds a thread, and frames of the one added last. False: there is no room, and it is marked. */
bool code_stacks_add_thread(struct code_stacks *, const struct code_thread *);
bool code_stacks_add_frame(struct code_stacks *, const struct code_frame *);

/* Puts the threads in order; `main` is the pid. */
void code_stacks_sort(struct code_stacks *, pid_t main);

#endif
