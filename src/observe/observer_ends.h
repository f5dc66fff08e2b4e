/* SPDX-License-Identifier: MIT */
/* observer_ends.h: final peaks of the job's processes that ended, where the kernel reports ends
 * (source/proc/exits), including processes that no sample saw. */
#ifndef PEAKTOP_OBSERVE_OBSERVER_ENDS_H
#define PEAKTOP_OBSERVE_OBSERVER_ENDS_H

#include "model/process/descent.h"
#include "source/proc/exits.h"

struct observer;

/* Zeroed: closed, and every call is a no-op. */
struct observer_ends {
	struct exits *exits; /* NULL: the kernel reports nothing to us */
	uint64_t cpu_ns;     /* cost of all this */
	unsigned put_off;    /* consecutive samples that read none */
	uint64_t asleep_ns;  /* how long the machine had been asleep when it was opened */
	unsigned rounds;     /* rounds read */
	bool tried, new_round;
	bool lost;              /* some ends were lost in the newest round */
	struct sample reported; /* of the newest round */
	struct descent descent;
};

/* Call around each sample: reads the reported ends before the processes are read, then gives
 * them to the run. The first sample opens it at its end. */
void observer_ends_take(struct observer *, uint64_t at_ns);
void observer_ends_note(struct observer *, uint64_t at_ns);

/* The ends of the job's processes reported at the newest sample. Borrowed until the next sample. */
const struct descent_own *observer_ends_reported(const struct observer *, size_t *count);
/* Whether every process gone by the newest sample has been reported, or will be by the next one. */
bool observer_ends_complete(const struct observer *);

/* The same at the end, without a sample. */
void observer_ends_finish(struct observer *);
void observer_ends_close(struct observer_ends *);

#endif
