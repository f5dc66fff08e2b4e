/* SPDX-License-Identifier: MIT */
/* proc_thread.h: for a process whose main thread has ended, reads its memory from a living
 * thread. The kernel shows such a process as a zombie with more than one thread; the files of
 * its main thread no longer show any memory, those of task/TID of another thread do. */
#ifndef PEAKTOP_SOURCE_PROC_PROC_THREAD_H
#define PEAKTOP_SOURCE_PROC_PROC_THREAD_H

#include <sys/types.h>

#include "source/proc_file.h"

/* Reads task/TID/status of a thread with memory; *thread is tried first, and becomes the one
 * that was read (0: none). PROC_GONE: there is none. */
enum proc_outcome proc_thread_status(int root, pid_t pid, pid_t *thread, struct proc_text *);

/* A thread with memory; 0: there is none. */
pid_t proc_thread_find(int root, pid_t pid, struct proc_text *);

/* Finds such a thread and reads its task/TID/NAME: the process's NAME if its main thread has
 * ended. At most `max` bytes. */
enum proc_outcome proc_thread_read(
	int root, pid_t pid, const char *name, size_t max, struct proc_text *);

/* The letter of proc(5) after "State:"; 'S' if there is none. */
char proc_thread_state(const char *status);

#endif
