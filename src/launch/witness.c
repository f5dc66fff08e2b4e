/* SPDX-License-Identifier: MIT */
/* witness.c: a process in our group that only tells which signals came to it. */
#include "launch/witness.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/grow.h"

#define STACK_BYTES 16384

/* It answers in some 20 us; on a loaded machine when it is its turn. One that is stopped alone does not
 * answer. */
#define ANSWER_SECONDS 1

/* Between two kills of one pkill; a signal to the group has reached the command, and nobody waits. */
#define NAMED_NS (5 * NS_PER_MS)

/* As the kernel has it, which knows one more than the C library's 1024 bits would hold. */
#define KERNEL_SET_BYTES (NSIG / 8)

struct witness_shared {
	uint32_t asked, answered; /* futexes */
	unsigned counts[NSIG];    /* of each signal: came, and not told yet */
	pid_t parent;
	_Alignas(64) char stack[STACK_BYTES];
};

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(undefined_behavior_sanitizer)
#define ON_ITS_OWN_STACK __attribute__((noinline, no_sanitize("address", "undefined")))
#endif
#endif
#ifndef ON_ITS_OWN_STACK
#define ON_ITS_OWN_STACK __attribute__((noinline))
#endif

/* --- in the witness: it shares all memory with us, so it only makes system calls --- */

ON_ITS_OWN_STACK static void
take_signals(struct witness_shared *s)
{
	const struct timespec at_once = { 0, 0 };
	sigset_t all;
	long number;

	for (unsigned char *byte = (unsigned char *)&all; byte < (unsigned char *)(&all + 1);
		byte++)
		*byte = 0xff;
	while ((number = syscall(SYS_rt_sigtimedwait, &all, NULL, &at_once, KERNEL_SET_BYTES)) > 0)
		if (number < NSIG)
			s->counts[number]++;
}

ON_ITS_OWN_STACK static int
stand_by(void *context)
{
	struct witness_shared *s = context;
	uint32_t heard = 0, asked;

	syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	while (syscall(SYS_getppid) == s->parent) {
		while ((asked = __atomic_load_n(&s->asked, __ATOMIC_ACQUIRE)) == heard)
			syscall(SYS_futex, &s->asked, FUTEX_WAIT_PRIVATE, heard, NULL, NULL, 0);
		heard = asked;
		take_signals(s);
		__atomic_store_n(&s->answered, heard, __ATOMIC_RELEASE);
		syscall(SYS_futex, &s->answered, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
	}
	return 0;
}

/* --- in us --- */

/* No signal at its end: nobody is woken by it. */
static pid_t
start_one(struct witness_shared **shared)
{
	struct witness_shared *s = grow_new(sizeof *s);
	pid_t pid;

	s->parent = getpid();
	pid = clone(stand_by, s->stack + STACK_BYTES, CLONE_VM | CLONE_FILES | CLONE_FS, s);
	if (pid > 0) {
		*shared = s;
		return pid;
	}
	free(s);
	return 0;
}

/* No signal of ours is for them. */
static pid_t
start_blocked(struct witness_shared **shared)
{
	sigset_t all, own;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &own);
	pid = start_one(shared);
	sigprocmask(SIG_SETMASK, &own, NULL);
	return pid;
}

void
witness_start(struct witness *w)
{
	w->in_group.pid = start_blocked(&w->in_group.shared);
}

void
witness_start_beside(struct witness *w)
{
	w->beside.pid = start_blocked(&w->beside.shared);
	if (w->beside.pid != 0)
		setpgid(w->beside.pid, w->beside.pid);
}

static bool
ask(struct witness_shared *s)
{
	const struct timespec patience = { ANSWER_SECONDS, 0 };
	uint32_t question = s->asked + 1, answered;

	__atomic_store_n(&s->asked, question, __ATOMIC_RELEASE);
	syscall(SYS_futex, &s->asked, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
	while ((answered = __atomic_load_n(&s->answered, __ATOMIC_ACQUIRE)) != question)
		if (syscall(SYS_futex, &s->answered, FUTEX_WAIT_PRIVATE, answered, &patience, NULL,
			    0) != 0 &&
			errno == ETIMEDOUT)
			return false;
	return true;
}

static bool
take_one(struct witness_shared *s, int signal)
{
	if (s == NULL || !ask(s) || s->counts[signal] == 0)
		return false;
	s->counts[signal]--;
	return true;
}

bool
witness_saw(struct witness *w, int signal)
{
	bool in_group, beside;

	if (signal <= 0 || signal >= NSIG)
		return false;
	in_group = take_one(w->in_group.shared, signal);
	beside = take_one(w->beside.shared, signal);
	if (!in_group || beside)
		return false;
	/* pkill takes them one after the other, and may be on its way to the other still. */
	clock_pause(NAMED_NS);
	return !take_one(w->beside.shared, signal);
}

bool
witness_was(struct witness *w, pid_t pid)
{
	if (pid == w->in_group.pid) {
		free(w->in_group.shared);
		w->in_group.pid = 0;
		w->in_group.shared = NULL;
		return true;
	}
	if (pid != w->beside.pid)
		return false;
	free(w->beside.shared);
	w->beside.pid = 0;
	w->beside.shared = NULL;
	return true;
}

static void
end_one(struct witness *w, pid_t pid)
{
	if (pid == 0)
		return;
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
		continue;
	witness_was(w, pid);
}

void
witness_end(struct witness *w)
{
	end_one(w, w->in_group.pid);
	end_one(w, w->beside.pid);
}
