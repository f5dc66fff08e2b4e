/* SPDX-License-Identifier: MIT */
/* witness.h: tells a signal that was sent to more than us, and so to the command, from one to us alone.
 *
 * The kernel says who sent a signal, and not to whom else. What went to our process group, to our
 * control group or to all of a user has reached the command as well, and must not reach it a second time
 * through us. So one more process stands in the group, which does nothing but take signals, and tells
 * which came. It does not bear our name: what is sent to all of that (pkill) is for us alone. It has no
 * descriptor and no memory of its own but a few pages (a fork: 0.1 ms), and ends with us. */
#ifndef PEAKTOP_LAUNCH_WITNESS_H
#define PEAKTOP_LAUNCH_WITNESS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

struct inherited;
struct witness_shared;

/* Zeroed: there is none. */
struct witness {
	pid_t pid; /* 0: none */
	struct witness_shared *shared;
	unsigned question;     /* of the last witness_forget_old */
	unsigned before[NSIG]; /* what it had counted then */
};

/* Where it cannot be made (a limit of processes) there is none: all signals are then to us alone. It is
 * a child that no wait tells of but one with __WALL. */
void witness_start(struct witness *, const struct inherited *);

/* Right after the fork of the command: what waits for us came before that, or it waits for the command
 * too, which blocks it still, so that one more is none. All of it is sent there; *taken: which it was.
 * `is_own`: a signal that is for us. */
void witness_give_early(struct witness *, const sigset_t *awaited, pid_t,
	bool (*is_own)(const siginfo_t *), sigset_t *taken);

/* Whether this signal, which came to us, came to more than us. Each that came counts once. */
bool witness_saw(struct witness *, int signal);
/* Now and then: what the witness had by the last time, nobody asked for since, and does not wait for us
 * either, has come to others and not to us (pkill -P, kill -1 where we are init). */
void witness_forget_old(struct witness *);
/* A child was reaped: whether it was this one, which somebody has killed; there is none then. */
bool witness_was(struct witness *, pid_t);
void witness_end(struct witness *);

#endif
