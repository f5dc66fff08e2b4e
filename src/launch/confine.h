/* SPDX-License-Identifier: MIT */
/* confine.h: a child process of ours with minimal privileges: one socket, its memory, its exit. */
#ifndef PEAKTOP_LAUNCH_CONFINE_H
#define PEAKTOP_LAUNCH_CONFINE_H

#include <stdint.h>
#include <sys/types.h>

/* Like fork, but its end sends no SIGCHLD and is reaped by confine_end only: code that waits for
 * the children of a job never sees it. Only for a single-threaded process. */
pid_t confine_fork(void);

/* In such a child; -1: closes all. */
void confine_close_all_but(int fd);

/* In such a child: closes every descriptor but this one. The child ends with its parent, has no
 * more memory than this, cannot open, map or start anything (seccomp, if the kernel has it), and
 * dumps no core. Signals to its process group do not end it, fatal errors do. It is named after
 * the program. */
void confine(int fd, uint64_t max_bytes);

/* Kills it, even if it is stopped, and waits briefly. Returns the signal that it died of; 0: it
 * had exited or was gone; -1: it has not ended yet (it is traced, or in a system call that
 * cannot be interrupted): call confine_reap later. */
int confine_end(pid_t);
int confine_reap(pid_t);

/* Whether it is stopped. */
int confine_is_stopped(pid_t);

#endif
