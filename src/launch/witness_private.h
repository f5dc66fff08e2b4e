/* SPDX-License-Identifier: MIT */
/* witness_private.h: what a witness and we share; for witness.c and witness_stand.c alone. */
#ifndef PEAKTOP_LAUNCH_WITNESS_PRIVATE_H
#define PEAKTOP_LAUNCH_WITNESS_PRIVATE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct inherited;

struct witness_shared {
	uint32_t asked, answered; /* questions; the second is a futex */
	bool gone;
	uint32_t stands;       /* a futex: one that we forked has its names and its session */
	unsigned counts[NSIG]; /* of each signal: came, and not told yet */
	pid_t parent;
	const char *words; /* as witness.h has them, the first of all; NULL: nobody's */
	bool apart;
	int bell; /* an eventfd: rung at a question */
	/* Of one that the command's process left: */
	pid_t left;     /* 0: none */
	sigset_t early; /* what had come to the command's process by then */
	bool early_taken;
	bool until_end; /* of the command */
	pid_t command;
	/* Its stack, and room around its thread pointer for an errno of its own: the command's
	 * process goes on beside it until the exec. Pages that nobody touches are none. */
	_Alignas(64) char stack[16384], below[4096];
	void *above[512];
};

/* Whether witness_leave is possible here. */
bool witness_may_be_left(void);

/* In a fork of ours, where all signals are blocked: takes signals and answers until we end. */
_Noreturn void witness_stand(struct witness_shared *, const struct inherited *);

#endif
