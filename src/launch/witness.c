/* SPDX-License-Identifier: MIT */
/* witness.c: queries the witness, a process in our group that only records which signals it got. */
#include "launch/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "launch/confine.h"
#include "launch/signals.h"
#include "launch/witness_private.h"

/* It answers within some 20 us, or on a loaded machine when it is scheduled. A witness that was
 * stopped alone does not answer. */
#define ANSWER_SECONDS 1

/* Whoever kills a control group, or all processes of a user, signals one process after the
 * other, and may not have reached the witness yet. */
#define ON_THE_WAY_NS (5 * NS_PER_MS)

/* On a loaded machine, longer: as long as the sender is runnable. */
#define SENDING_NS (500 * NS_PER_MS)

static void
forget(struct witness *w)
{
	close(w->shared->bell);
	munmap(w->shared, sizeof *w->shared);
	*w = (struct witness){ .pid = 0 };
}

static bool
share(struct witness *w)
{
	struct witness_shared *s =
		mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (s == MAP_FAILED)
		return false;
	s->parent = getpid();
	s->first_argument = w->argv != NULL ? w->argv[0] : NULL;
	s->apart = w->apart;
	s->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	w->shared = s;
	if (s->bell >= 0)
		return true;
	forget(w);
	return false;
}

bool
witness_prepare(struct witness *w, bool until_end)
{
	if (!witness_may_be_left() || !share(w))
		return false;
	w->shared->until_end = until_end;
	return true;
}

void
witness_take_up(struct witness *w)
{
	w->pid = __atomic_load_n(&w->shared->left, __ATOMIC_ACQUIRE);
	if (w->pid == 0)
		forget(w);
}

/* None of our signals is meant for it: all have been blocked since before the fork. */
void
witness_start(struct witness *w, const struct inherited *inherited)
{
	sigset_t all, own;

	if (!share(w))
		return;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &own);
	w->pid = confine_fork();
	if (w->pid == 0)
		witness_stand(w->shared, inherited);
	sigprocmask(SIG_SETMASK, &own, NULL);
	if (w->pid < 0)
		forget(w);
}

/* False: timed out. */
static bool
wait_while(uint32_t *futex, uint32_t value)
{
	const struct timespec patience = { ANSWER_SECONDS, 0 };

	return syscall(SYS_futex, futex, FUTEX_WAIT, value, &patience, NULL, 0) == 0 ||
	       errno != ETIMEDOUT;
}

static uint32_t
put_question(struct witness_shared *s)
{
	uint32_t question = s->asked + 1;

	__atomic_store_n(&s->asked, question, __ATOMIC_RELEASE);
	eventfd_write(s->bell, 1);
	return question;
}

static bool
ask(struct witness_shared *s)
{
	uint32_t question = put_question(s), answered;

	while ((answered = __atomic_load_n(&s->answered, __ATOMIC_ACQUIRE)) != question)
		if (__atomic_load_n(&s->gone, __ATOMIC_ACQUIRE) ||
			!wait_while(&s->answered, answered))
			return false;
	return true;
}

static bool
take_one(struct witness *w, int signal)
{
	if (w->pid == 0 || w->dismissed)
		return false;
	if (!ask(w->shared)) {
		if (confine_reap(w->pid) >= 0) /* it was killed */
			forget(w);
		return false;
	}
	if (w->shared->counts[signal] == 0)
		return false;
	w->shared->counts[signal]--;
	if (w->before[signal] > w->shared->counts[signal])
		w->before[signal] = w->shared->counts[signal];
	return true;
}

/* The state follows the name, which may contain anything. Unknown: not running. */
static bool
is_running(pid_t pid)
{
	char path[32], text[128], *state;
	struct buffer name = buffer_over(path, sizeof path);
	ssize_t length;
	int fd;

	buffer_print(&name, "/proc/%d/stat", (int)pid);
	fd = pid > 0 && pid != getpid() ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	length = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
	if (fd >= 0)
		close(fd);
	text[length > 0 ? length : 0] = '\0';
	state = strrchr(text, ')');
	return state != NULL && state[1] == ' ' && state[2] == 'R';
}

/* For a signal that may come often, only its sender is waited for: the command gets the signals
 * as they come. Whether the sender runs is checked before what it has sent: it may end in
 * between. */
bool
witness_saw(struct witness *w, int signal, pid_t sender, struct signals *meanwhile)
{
	uint64_t until = clock_active_ns() + SENDING_NS;
	bool waits;

	if (signal <= 0 || signal >= NSIG)
		return false;
	waits = signal < SIGRTMIN || is_running(sender);
	while (!take_one(w, signal)) {
		bool once_more = waits;

		waits = is_running(sender) && clock_active_ns() < until;
		if ((!once_more && !waits) || w->pid == 0 || w->dismissed)
			return false;
		clock_pause(ON_THE_WAY_NS);
		if (meanwhile != NULL)
			signals_take(meanwhile);
	}
	return true;
}

/* Drops signals that were already there the last time. A signal that is also pending for us is
 * not old: we have not handled it yet. */
static void
drop_old(struct witness *w)
{
	struct witness_shared *s = w->shared;
	sigset_t waiting;

	sigpending(&waiting);
	for (int number = 1; number < NSIG; number++) {
		unsigned old = w->before[number] < s->counts[number] ? w->before[number]
								     : s->counts[number];

		if (sigismember(&waiting, number) != 1)
			s->counts[number] -= old;
		w->before[number] = s->counts[number];
	}
}

void
witness_forget_old(struct witness *w)
{
	struct witness_shared *s = w->shared;

	if (w->pid == 0 || w->dismissed)
		return;
	/* It is idle: nothing else changes its counts. */
	if (s->asked != 0 && s->asked == w->question &&
		__atomic_load_n(&s->answered, __ATOMIC_ACQUIRE) == w->question)
		drop_old(w);
	w->question = put_question(s);
}

/* Unless it has ended or is stopped. */
static void
await_standing(struct witness *w)
{
	struct witness_shared *s = w->shared;

	while (w->pid != 0 && __atomic_load_n(&s->stands, __ATOMIC_ACQUIRE) == 0 &&
		wait_while(&s->stands, 0))
		continue;
}

/* First all pending signals, then the witness, which may be slow: signals that come meanwhile
 * have reached the command. */
void
witness_give_early(struct witness *w, const sigset_t *awaited, pid_t pid,
	bool (*is_own)(const siginfo_t *), sigset_t *taken)
{
	const struct timespec at_once = { 0, 0 };
	siginfo_t came[NSIG];
	size_t count = 0;

	await_standing(w);
	sigemptyset(taken);
	while (count < NSIG && sigtimedwait(awaited, &came[count], &at_once) > 0)
		count += !is_own(&came[count]);
	for (size_t i = 0; i < count; i++) {
		sigaddset(taken, came[i].si_signo);
		signals_send_on(pid, &came[i]);
	}
	for (size_t i = 0; i < count; i++)
		witness_saw(w, came[i].si_signo, came[i].si_pid, NULL);
}

bool
witness_was(struct witness *w, pid_t pid)
{
	if (w->pid == 0 || pid != w->pid)
		return false;
	forget(w);
	return true;
}

void
witness_dismiss(struct witness *w)
{
	if (w->pid != 0 && !w->dismissed)
		kill(w->pid, SIGKILL);
	w->dismissed = true;
}

void
witness_end(struct witness *w)
{
	if (w->pid == 0)
		return;
	witness_dismiss(w);
	while (waitpid(w->pid, NULL, __WALL) < 0 && errno == EINTR)
		continue;
	forget(w);
}
