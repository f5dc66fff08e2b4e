/* SPDX-License-Identifier: MIT */
/* confine.h: a process of ours with the least power: one socket, its memory, its end. */
#ifndef PEAKTOP_LAUNCH_CONFINE_H
#define PEAKTOP_LAUNCH_CONFINE_H

#include <stdint.h>
#include <sys/types.h>

/* Like fork, but its end is no SIGCHLD, and is taken by confine_end alone: whoever waits for the
 * children of a job never sees it. Only for a process of one thread. */
pid_t confine_fork(void);

/* In such a child; -1: all are closed. */
void confine_close_all_but(int fd);

/* In such a child: every descriptor but this one is closed; it ends with its parent, has no more
 * than so much memory, opens, maps and starts nothing (seccomp, where the kernel has it), leaves no
 * core, and is not ended by what is sent to its process group but by what ends any program in
 * error. It is called by the name of the program. */
void confine(int fd, uint64_t most_bytes);

/* Ends it, however it is (stopped, too), and waits for that a little. Returns the signal that it
 * died of; 0: it exited, or was gone; -1: it goes on to end (somebody traces it, or the kernel has
 * it in a call that cannot be broken off): confine_reap it later. */
int confine_end(pid_t);
int confine_reap(pid_t);

/* Whether it stands stopped. */
int confine_is_stopped(pid_t);

#endif
