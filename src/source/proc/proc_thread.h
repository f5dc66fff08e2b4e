/* SPDX-License-Identifier: MIT */
/* proc_thread.h: a process whose main thread has ended: its memory is told by a living thread.
 *
 * The kernel calls such a process a zombie, with more than one thread; the files of its main thread
 * know no memory any more, those of task/TID of another do. */
#ifndef PEAKTOP_SOURCE_PROC_PROC_THREAD_H
#define PEAKTOP_SOURCE_PROC_PROC_THREAD_H

#include "source/proc_file.h"
#include "source/proc_parse.h"

/* Reads task/TID/status of a thread that has memory; *thread is tried first, and is the one that
 * was read (0: none). PROC_GONE: there is none. */
enum proc_outcome proc_thread_status(int root, pid_t pid, pid_t *thread, struct proc_text *);

/* Such a thread; 0: there is none. */
pid_t proc_thread_find(int root, pid_t pid, struct proc_text *);

/* Reads task/TID/NAME of such a thread, found anew: NAME of the process, where its main thread has
 * ended. No more than `most` bytes. */
enum proc_outcome proc_thread_read(
	int root, pid_t pid, const char *name, size_t most, struct proc_text *);

/* The letter of proc(5) behind "State:"; 'S' where there is none. */
char proc_thread_state(const char *status);

#endif
