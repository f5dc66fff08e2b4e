/* SPDX-License-Identifier: MIT */
/* signals.h: signals that wait for us: all taken at once, and sent on as they came.
 *
 * While one waits, another of its number is lost (but for real-time signals), and the kernel hands
 * out the lowest number first. Whoever takes one after the other, and has something to do for each,
 * lets others wait for as long; so all are taken, and kept here in the order in which they are to
 * be looked at. */
#ifndef PEAKTOP_LAUNCH_SIGNALS_H
#define PEAKTOP_LAUNCH_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define SIGNALS_MOST 64

/* Zeroed but for `awaited`, which are blocked: nothing was taken. */
struct signals {
	sigset_t awaited;
	size_t next, count; /* of those that were taken: the next one, and behind the last */
	siginfo_t taken[SIGNALS_MOST];
};

/* Takes all that waits, as far as there is room; the rest waits on. */
void signals_take(struct signals *);

/* The next one, once all that waits was taken. False: there is none. */
bool signals_next(struct signals *, siginfo_t *);

/* The same, waited for so long. */
bool signals_await(struct signals *, uint64_t at_most_ns, siginfo_t *);

/* The same signal, with its value where it has one. */
void signals_send_on(pid_t, const siginfo_t *);

#endif
