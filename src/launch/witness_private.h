/* SPDX-License-Identifier: MIT */
/* witness_private.h: memory shared by a witness and us; for witness.c and witness_stand.c only. */
#ifndef PEAKTOP_LAUNCH_WITNESS_PRIVATE_H
#define PEAKTOP_LAUNCH_WITNESS_PRIVATE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct inherited;

struct witness_shared {
	uint32_t asked, answered; /* queries; the second is a futex */
	bool gone;
	uint32_t stands;       /* a futex: a witness that we forked has its names and its session */
	unsigned counts[NSIG]; /* for each signal: received, and not reported yet */
	pid_t parent;
	const char *first_argument; /* as in witness.h, the first one; NULL: none */
	bool apart;
	int bell; /* an eventfd: written to for a query */
	/* For a witness left by the command's process: */
	pid_t left;     /* 0: none */
	sigset_t early; /* pending for the command's process by then */
	bool early_taken;
	bool until_end; /* ends with the command */
	pid_t command;
	/* Its stack, and space around its thread pointer for an errno of its own: the command's
	 * process runs beside it until the exec. Untouched pages take no memory. */
	_Alignas(64) char stack[16384], below[4096];
	void *above[512];
};

/* Whether witness_leave is possible here. */
bool witness_may_be_left(void);

/* In a fork of ours, with all signals blocked: takes signals and answers queries until we end. */
_Noreturn void witness_stand(struct witness_shared *, const struct inherited *);

#endif
