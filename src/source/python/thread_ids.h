/* SPDX-License-Identifier: MIT */
/* thread_ids.h: which thread of the kernel, in our pid namespace, a thread of Python is. */
#ifndef PEAKTOP_SOURCE_PYTHON_THREAD_IDS_H
#define PEAKTOP_SOURCE_PYTHON_THREAD_IDS_H

#include "source/python/remote.h"

struct thread_ids {
	pid_t pid;           /* 0: a made-up process, whose ids are ours */
	pid_t inner;         /* the same process in its own pid namespace; 0: not known yet */
	uint32_t in_pthread; /* where the C library keeps a thread's id; 0: not known yet */
};

/* Learns the inner pid. */
void thread_ids_begin(struct thread_ids *);

/* Searches the memory of a thread, at the address that pthreads call it by, for the place of its
 * id, if it is the main thread. */
void thread_ids_search(struct thread_ids *, struct remote *, uint64_t pthread);

/* The thread that has this id in its own namespace; 0: none of this process. */
pid_t thread_ids_outer(const struct thread_ids *, pid_t native);

#endif
