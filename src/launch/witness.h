/* SPDX-License-Identifier: MIT */
/* witness.h: tells a signal that was sent to more than us, and so to the command, from one to us
 * alone.
 *
 * The kernel says who sent a signal, and not to whom else. What went to our process group, to our
 * control group or to all of a user has reached the command as well, and must not reach it a second
 * time through us. So one more process stands in the group, which does nothing but take signals,
 * and tells which came. It does not bear our name: what is sent to all of that (pkill) is for us
 * alone. It bears the command's words, which are among ours, too: what is sent to all who have
 * these (pkill -f) has reached the command. It has no descriptor but its own and no memory but a
 * few pages, and ends with us.
 *
 * A fork for it alone costs a short command a tenth of its time. So the process that will be the
 * command leaves it behind: a clone(2) that shares its memory and has the same parent, which is us.
 * The command's exec then leaves that memory to the witness, and does not have to free it. */
#ifndef PEAKTOP_LAUNCH_WITNESS_H
#define PEAKTOP_LAUNCH_WITNESS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

struct inherited;
struct signals;
struct witness_shared;

/* Zeroed: there is none. */
struct witness {
	pid_t pid; /* 0: none */
	struct witness_shared *shared;
	/* To be set before it is started: the command's words, where they lie among those that we
	 * were started with; NULL: nobody's. And whether it stands in a session of its own, for a
	 * command that has another one than we: what goes to our group has not reached that. */
	char *const *words;
	bool apart;
	bool dismissed;        /* it is ending, and asked nothing more */
	unsigned question;     /* of the last witness_forget_old */
	unsigned before[NSIG]; /* what it had counted then */
};

/* Where it cannot be made (a limit of processes) there is none: all signals are then to us alone.
 * It is a child that no wait tells of but one with __WALL. */
void witness_start(struct witness *, const struct inherited *);

/* One that is left by the command's process, which is forked by confine_fork: of its end is told as
 * little as of that. It has its names and its session from the first moment on. `until_end`: with
 * the command it ends by itself, so that nobody has to wake it for that. False: not on this
 * machine; witness_start then. */
bool witness_prepare(struct witness *, bool until_end);
/* In that process, where all signals are blocked: from here on whatever comes to it comes to the
 * witness, and what came before is known. The words that we were started with are gone there
 * afterwards; `traced`: somebody without special rights is about to trace it. Nothing is given
 * early: what waits for us is told like any other. Where it cannot be made there is none. */
void witness_leave(const struct witness *, const struct inherited *, bool traced);
/* In us, once the exec has happened or failed. */
void witness_take_up(struct witness *);

/* Of one that was started before: right after the fork of the command, which blocks these signals
 * and is held until this has returned: what waits for us came before that fork, or it waits for the
 * command too, so that one more is none. All of it is sent there; *taken: which it was. Then the
 * witness has its names and its session, too. `is_own`: a signal that is for us. */
void witness_give_early(struct witness *, const sigset_t *awaited, pid_t,
	bool (*is_own)(const siginfo_t *), sigset_t *taken);

/* Whether this signal, which came to us, came to more than us. Each that came counts once. A sender
 * (0: unknown) that runs still may be on its way from us to the others: it is waited for, half a
 * second at most; what comes to us meanwhile is taken (NULL: it waits). */
bool witness_saw(struct witness *, int signal, pid_t sender, struct signals *meanwhile);
/* Now and then: what the witness had by the last time, nobody asked for since, and does not wait
 * for us either, has come to others and not to us (pkill -P, kill -1 where we are init). */
void witness_forget_old(struct witness *);
/* A child was reaped: whether it was this one, which somebody has killed; there is none then. */
bool witness_was(struct witness *, pid_t);
/* Once it makes no difference any more to whom a signal was sent: it ends while we still have other
 * things to do, so that witness_end has nothing to wait for. */
void witness_dismiss(struct witness *);
void witness_end(struct witness *);

#endif
