/* SPDX-License-Identifier: MIT */
/* signals.h: takes all pending signals at once, and forwards them unchanged. While a signal is
 * pending, another of the same number is lost (except real-time signals), and the kernel
 * delivers the lowest number first. Taking them one by one, with work to do for each, would
 * leave others pending for that time. So all are taken, and kept here in the order in which they
 * are to be handled. */
#ifndef PEAKTOP_LAUNCH_SIGNALS_H
#define PEAKTOP_LAUNCH_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define SIGNALS_MAX 64

/* Zeroed, except `awaited`, which are blocked: none taken. */
struct signals {
	sigset_t awaited;
	size_t next, count; /* of those taken: the next one, and the end */
	siginfo_t taken[SIGNALS_MAX];
};

/* Takes all pending signals, as many as fit; the rest stay pending. */
void signals_take(struct signals *);

/* Takes all pending signals and returns the next one. False: there is none. */
bool signals_next(struct signals *, siginfo_t *);

/* The same, but waits this long. */
bool signals_await(struct signals *, uint64_t max_wait_ns, siginfo_t *);

/* Waits this long for a signal, which the next call returns. */
void signals_wait(struct signals *, uint64_t max_wait_ns);

/* Sends the same signal, with its value if it has one. */
void signals_send_on(pid_t, const siginfo_t *);

#endif
