/* SPDX-License-Identifier: MIT */
/* witness_stand.c: the witness of signals itself: how it is created, and what it does. */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/sanitized.h"
#include "launch/confine.h"
#include "launch/launch.h"
#include "launch/witness.h"
#include "launch/witness_private.h"

#define NAME "signal-witness"
#define NAME_SHORT "witness"

/* --- in the witness: it has no descriptor but its own, and our pointers into its memory stay
 * valid --- */

/* The number of bytes of our arguments before the command's; all of them if the command's are
 * not among ours. */
static size_t
bytes_before(const struct inherited *inherited, const char *first_argument)
{
	uintptr_t from = (uintptr_t)inherited->line, at = (uintptr_t)first_argument;

	return at > from && at - from < inherited->line_bytes ? at - from : inherited->line_bytes;
}

/* For ps and pkill -f: whoever searches for the command's arguments means it, and finds it as
 * well; whoever searches for other arguments of ours means us. There is no space but that of our
 * own arguments. Nor is it found by its program's file (killall PATH, pidof PATH), except by
 * root. */
static void
change_line(const struct inherited *inherited, const char *first_argument)
{
	size_t before = bytes_before(inherited, first_argument),
	       after = inherited->line_bytes - before;
	const char *name = before >= sizeof NAME ? NAME : NAME_SHORT;
	size_t length = strlen(name);

	if (before <= 1)
		return;
	if (length > before - 1)
		length = before - 1;
	memmove(inherited->line + length + 1, inherited->line + before, after);
	memset(inherited->line + length + 1 + after, 0, before - length - 1);
	memcpy(inherited->line, name, length);
	inherited->line[length] = '\0';
}

/* At the first query, when the command has left this memory to us. Signals pending for its
 * process before count; the same signal again, sent to us as well, does not: to a process that
 * has handled neither yet, the two are one. */
static void
take_early(struct witness_shared *s)
{
	const struct timespec at_once = { 0, 0 };
	sigset_t one;

	if (s->early_taken)
		return;
	s->early_taken = true;
	prctl(PR_SET_DUMPABLE, 0);
	for (int number = 1; number < NSIG; number++) {
		if (sigismember(&s->early, number) != 1)
			continue;
		s->counts[number] = 1;
		sigemptyset(&one);
		sigaddset(&one, number);
		if (number < SIGRTMIN)
			sigtimedwait(&one, NULL, &at_once);
	}
}

static void
take_signals(struct witness_shared *s)
{
	const struct timespec at_once = { 0, 0 };
	sigset_t all;
	int number;

	take_early(s);
	sigfillset(&all);
	while ((number = sigtimedwait(&all, NULL, &at_once)) > 0)
		if (number < NSIG)
			s->counts[number]++;
}

static void
answer(struct witness_shared *s)
{
	uint32_t asked;
	uint64_t times;

	while (read(s->bell, &times, sizeof times) == sizeof times)
		continue;
	asked = __atomic_load_n(&s->asked, __ATOMIC_ACQUIRE);
	if (asked == s->answered)
		return;
	take_signals(s);
	__atomic_store_n(&s->answered, asked, __ATOMIC_RELEASE);
	syscall(SYS_futex, &s->answered, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static _Noreturn void
leave_for_good(struct witness_shared *s)
{
	__atomic_store_n(&s->gone, true, __ATOMIC_RELEASE);
	syscall(SYS_futex, &s->answered, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
	_exit(0);
}

/* Runs until its parent kills it, or the command ends (pidfd; -1: not requested, or unknown). */
static _Noreturn void
stand_by(struct witness_shared *s, int pidfd)
{
	struct pollfd watched[] = { { .fd = s->bell, .events = POLLIN },
		{ .fd = pidfd, .events = POLLIN } };

	while (getppid() == s->parent && watched[1].revents == 0) {
		poll(watched, 2, -1);
		answer(s);
	}
	leave_for_good(s);
}

static void
stand_apart(const struct witness_shared *s)
{
	if (s->apart)
		setsid();
}

static void
report_standing(struct witness_shared *s)
{
	__atomic_store_n(&s->stands, 1, __ATOMIC_RELEASE);
	syscall(SYS_futex, &s->stands, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

_Noreturn void
witness_stand(struct witness_shared *s, const struct inherited *inherited)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, NAME);
	prctl(PR_SET_DUMPABLE, 0);
	confine_close_all_but(s->bell);
	change_line(inherited, s->first_argument);
	stand_apart(s);
	report_standing(s);
	stand_by(s, -1);
}

/* --- beside the command: in the memory of a process that is about to exec --- */

/* Where clone(2) takes the thread pointer as its argument, and stacks grow downwards. */
#if defined(__x86_64__) || defined(__aarch64__) || (defined(__riscv) && __riscv_xlen == 64)
#define MAY_BE_LEFT true
#else
#define MAY_BE_LEFT false
#endif

bool
witness_may_be_left(void)
{
	return MAY_BE_LEFT;
}

static int
stand(void *shared)
{
	struct witness_shared *s = shared;
	int pidfd = -1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	confine_close_all_but(s->bell);
	stand_apart(s);
	if (s->until_end) {
		pidfd = (int)syscall(SYS_pidfd_open, s->command, 0);
		if (pidfd < 0 && errno == ESRCH) /* it ended before this point */
			leave_for_good(s);
	}
	stand_by(s, pidfd);
}

/* A C library finds its own thread data by a pointer stored there. */
static void *
thread_pointer(struct witness_shared *s)
{
	void **pointer = s->above;

	pointer[0] = pointer[2] = pointer;
	return pointer;
}

/* With a sanitizer, into memory of its own; otherwise there is no difference. */
static void
part(struct witness_shared *s)
{
	const unsigned long both = CLONE_PARENT | CLONE_PARENT_SETTID;

	if (!SANITIZED)
		clone(stand, s->stack + sizeof s->stack, (int)both | CLONE_VM | CLONE_SETTLS, s,
			&s->left, thread_pointer(s));
	else if (syscall(SYS_clone, both, NULL, &s->left, NULL, NULL) == 0)
		stand(s);
}

/* The names are changed here and not by the witness: so it has them from the start, however late
 * it is scheduled, and need not be told when the command has taken its arguments from this
 * memory (waking a process costs a short command more than everything else here). It leaves our
 * session here for the same reason: the witness is never in our group while the command is not.
 * Real-time signals are queued: those that came before the witness count, and it takes the later
 * ones itself; for one between the two calls nobody can tell. */
void
witness_leave(const struct witness *w, const struct inherited *inherited, bool traced)
{
	struct witness_shared *s = w->shared;
	sigset_t after;

	s->command = getpid();
	change_line(inherited, s->first_argument);
	prctl(PR_SET_NAME, NAME);
	if (!traced) /* this requires that it is dumpable */
		prctl(PR_SET_DUMPABLE, 0);
	stand_apart(s);
	sigpending(&s->early);
	part(s);
	sigpending(&after);
	for (int number = 1; number < SIGRTMIN; number++)
		if (sigismember(&after, number) == 1)
			sigaddset(&s->early, number);
}
