/* SPDX-License-Identifier: MIT */
/* observer_ends.h: the final peaks of those of a job's processes that ended, where the kernel tells
 * them (source/proc/exits): also of those that no look saw. */
#ifndef PEAKTOP_OBSERVE_OBSERVER_ENDS_H
#define PEAKTOP_OBSERVE_OBSERVER_ENDS_H

#include "model/process/descent.h"
#include "source/proc/exits.h"

struct observer;

/* Zeroed it is closed, and all is silent. */
struct observer_ends {
	struct exits *exits; /* NULL: the kernel does not tell us */
	struct sample told;  /* of the newest round */
	struct descent descent;
	uint64_t cpu_ns;    /* that all this has cost */
	unsigned put_off;   /* looks in a row that took none */
	uint64_t asleep_ns; /* for which the machine had slept when it was opened */
	unsigned rounds;    /* that were taken */
	bool tried, new_round;
	bool lost; /* some, in the newest round */
};

/* Around each look: takes what has been told, before the processes are read; then gives it to the
 * run. The first look opens it, at its end. */
void observer_ends_take(struct observer *, uint64_t at_ns);
void observer_ends_note(struct observer *, uint64_t at_ns);

/* Those of the job of which the newest look was told. Borrowed, until the next look. */
const struct descent_own *observer_ends_told(const struct observer *, size_t *count);
/* Everybody who was gone by the newest look had been told by then, or is told by the next one. */
bool observer_ends_all_told(const struct observer *);

/* The same at the end, without a look. */
void observer_ends_finish(struct observer *);
void observer_ends_close(struct observer_ends *);

#endif
