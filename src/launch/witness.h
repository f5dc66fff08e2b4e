/* SPDX-License-Identifier: MIT */
/* witness.h: tells whether a signal was sent to us alone, or to more processes and so to the
 * command as well. The kernel says who sent a signal, but not to whom else. What was sent to our
 * process group, to our control group or to all processes of a user has reached the command
 * already, and must not reach it again through us. So there is one more process in the group,
 * which only takes signals and reports which ones came. It does not have our name: what is sent
 * to all processes of that name (pkill) is for us alone. It has the command's arguments, which
 * are among ours, too: what is sent to all processes with these (pkill -f) has reached the
 * command. It has no descriptors but its own and only a few pages of memory, and ends with us. A
 * fork for it alone costs a short command a tenth of its time. So the process that will become
 * the command leaves it behind: a clone(2) that shares its memory and has the same parent, which
 * is us. The command's exec then leaves that memory to the witness, and does not have to free
 * it. */
#ifndef PEAKTOP_LAUNCH_WITNESS_H
#define PEAKTOP_LAUNCH_WITNESS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

struct inherited;
struct signals;
struct witness_shared;

/* Zeroed: none. */
struct witness {
	pid_t pid; /* 0: none */
	struct witness_shared *shared;
	/* To be set before it is started: the command's arguments, stored among those that we
	 * were started with, or NULL; and whether it gets a session of its own, for a command in
	 * another session than ours, which a signal to our group has not reached. */
	char *const *argv;
	bool apart;
	bool dismissed;        /* it is ending, and not queried any more */
	unsigned question;     /* the number of the last witness_forget_old */
	unsigned before[NSIG]; /* its counts then */
};

/* If it cannot be created (a limit of processes), there is none: all signals then count as sent
 * to us alone. It is a child that only a wait with __WALL sees. */
void witness_start(struct witness *, const struct inherited *);

/* For a witness left by the command's process, which is forked by confine_fork: neither sends
 * SIGCHLD. It has its names and its session from the first moment. `until_end`: it ends by
 * itself with the command, so that nobody has to wake it for that. False: not possible on this
 * machine; use witness_start. */
bool witness_prepare(struct witness *, bool until_end);
/* In that process, with all signals blocked: from now on its signals go to the witness, and
 * earlier ones are known. The arguments that we were started with are overwritten there;
 * `traced`: a tracer without special privileges is about to attach. No signals are given early:
 * those pending for us are handled like any other. If it cannot be created, there is none. */
void witness_leave(const struct witness *, const struct inherited *, bool traced);
/* In us, once the exec has happened or failed. */
void witness_take_up(struct witness *);

/* For a witness started before the command: right after the fork of the command, which blocks
 * these signals and is held until this has returned. Signals pending for us came before that
 * fork, or are pending for the command too, where a duplicate makes no difference. All of them
 * are sent there; *taken: which they were. Then the witness also has its names and its session.
 * `is_own`: tells signals that are for us. */
void witness_give_early(struct witness *, const sigset_t *awaited, pid_t,
	bool (*is_own)(const siginfo_t *), sigset_t *taken);

/* Whether this signal to us reached others too. Each signal counts once. A sender (0: unknown)
 * that is still running may not have reached the others yet: it is waited for, half a second at
 * most; signals to us meanwhile are taken into the last argument (NULL: they stay pending). */
bool witness_saw(struct witness *, int signal, pid_t sender, struct signals *meanwhile);
/* Call now and then: signals that the witness had the last time, that were not asked for since
 * and are not pending for us either, went to others and not to us (pkill -P, kill -1 where we
 * are init). */
void witness_forget_old(struct witness *);
/* A child was reaped: whether it was this witness, killed by somebody; there is none then. */
bool witness_was(struct witness *, pid_t);
/* Once it no longer matters to whom a signal was sent: it ends while we do other things, so that
 * witness_end need not wait. */
void witness_dismiss(struct witness *);
void witness_end(struct witness *);

#endif
