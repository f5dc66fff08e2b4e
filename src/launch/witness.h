/* SPDX-License-Identifier: MIT */
/* witness.h: tells a signal that was sent to our whole process group from one to us alone.
 *
 * The kernel says who sent a signal, and not to whom else. What went to the group reached the command
 * as well, which shares it, and must not reach it a second time through us. So one more process stands
 * in the group, which does nothing but take signals, and tells which came; and one stands beside the
 * group, for what is sent to all of our name (pkill) is not for the group. They share our memory and
 * descriptors (30 us to make each, no page of their own but a stack), and end with us. */
#ifndef PEAKTOP_LAUNCH_WITNESS_H
#define PEAKTOP_LAUNCH_WITNESS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

struct witness_shared;

/* Zeroed: there is none. */
struct witness {
	struct {
		pid_t pid; /* 0: none */
		struct witness_shared *shared;
	} in_group, beside;
};

/* Where it cannot be made (a limit of processes) there is none: all signals are then to us alone. They
 * are children that no wait tells of but one with __WALL. */
void witness_start(struct witness *);

/* The one beside the group, which can wait until the command is on its way. */
void witness_start_beside(struct witness *);

/* Whether this signal, which came to us, came to our whole group. Each that came counts once. */
bool witness_saw(struct witness *, int signal);
/* A child was reaped: whether it was one of them, which somebody has killed; there is none then. */
bool witness_was(struct witness *, pid_t);
void witness_end(struct witness *);

#endif
