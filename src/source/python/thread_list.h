/* SPDX-License-Identifier: MIT */
/* thread_list.h: the thread states of a process, of all its interpreters. */
#ifndef PEAKTOP_SOURCE_PYTHON_THREAD_LIST_H
#define PEAKTOP_SOURCE_PYTHON_THREAD_LIST_H

#include "source/python/interpreter.h"
#include "source/python/thread_ids.h"
#include "source/python/view.h"

/* Those beyond are not seen. */
#define THREAD_LIST_MAX 512
#define THREAD_INTERPRETERS_MAX 64

/* Frames of a stack that are looked at, those that enter from C included. */
#define THREAD_FRAMES_MAX (2 * PYTHON_FRAMES_MAX + 16)

/* Calls from C into Python and back change a thread's cframe: those of the last ones (3.11, 3.12).
 */
#define THREAD_CFRAMES 4

struct thread {
	uint64_t address, interpreter;
	uint64_t pthread;  /* what pthreads call it: with its interpreter it identifies the state */
	pid_t native, tid; /* in its own namespace; in ours, or 0 */
	/* Where its stack lay when it was last looked at, to copy it in one call the next time. */
	uint64_t chunk, top;
	uint64_t cframes[THREAD_CFRAMES];
	unsigned next_cframe;
	/* The frame that is known to be the outermost, and one that may have become it (3.10). */
	uint64_t outermost, candidate;
	unsigned looks; /* how many there were */
	size_t frame_count;
	uint64_t frames[THREAD_FRAMES_MAX];
};

/* Start with a zeroed struct, but for ids.pid. */
struct thread_list {
	struct thread *items;
	size_t count, capacity;
	struct thread_ids ids;
};

/* Reads the list anew: the newest interpreter's threads first. What is known of a thread stays.
 * PYTHON_EARLY: there are none, or what is at that address is no list. PYTHON_TORN: it was
 * changing. */
enum python_status thread_list_read(
	struct thread_list *, struct remote *, const struct interpreter *, struct view *);

void thread_list_free(struct thread_list *);

/* What a thread state needs to have been read of. */
size_t thread_list_state_size(const struct layout *);

#endif
