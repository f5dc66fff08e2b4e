/* SPDX-License-Identifier: MIT */
/* phases.h: the phases of a run. Each lasts from a mark that the job made to the next one, or to
 * the end; what lies before the first mark is the phase "(start)". Equal names count together, and
 * so do those that differ only by numbers (phase_name.h). What happened between two samples belongs
 * to a phase for certain only if no mark lies between them, or if the later one was taken at the
 * mark: so take a sample at each mark, as far as that may cost. What is not certain is given to
 * none: figures of a phase are lower bounds, as those of samples are. Pure: no clock. */
#ifndef PEAKTOP_MODEL_RUN_PHASES_H
#define PEAKTOP_MODEL_RUN_PHASES_H

#include "base/buffer.h"
#include "base/duration.h"
#include "model/process/sample.h"
#include "model/run/run.h"

/* Names of our own: no job's phase has one of them (phases_put_name). */
#define PHASES_START "(start)"
#define PHASES_OTHERS "(others)" /* names beyond the RUN_PHASES_MAX - 2 first */

/* Appends the name that a job's phase gets: "start" if it is "(start)". */
void phases_put_name(const char *name, struct buffer *out);

/* A sample this soon after a mark shows the state at it. */
#define PHASES_AT_MARK_NS (5 * NS_PER_MS)

/* What the tree holds at a sample. */
struct phase_held {
	uint64_t tree_bytes;
	bool certain;          /* otherwise estimated */
	uint64_t single_bytes; /* of its largest process: RSS */
};

/* What was known of the run before the first mark. */
struct phase_before {
	struct run_phase_peak tree, single;
	uint64_t samples;
};

struct phase_process {
	struct proc_key key;
	uint64_t image, peak_bytes, minor_faults, major_faults;
};

#define PHASES_BEGUN 256

/* Start with a zeroed struct. */
struct phases {
	struct run_phases *to; /* filled in; borrowed */
	char keys[RUN_PHASES_MAX][64];
	size_t now;         /* the phase that lasts */
	uint64_t began_ns;  /* this time */
	uint64_t before_ns; /* how long it had lasted in all by then */
	bool begin_known;   /* what the tree held at its beginning, or soon after */
	uint64_t begin_bytes;
	int64_t before_growth; /* its growth in all before that */
	size_t left;           /* the phase that the newest mark ended; if there was one */
	bool left_begin_known;
	uint64_t left_begin_bytes;
	int64_t left_before_growth;
	uint64_t marks;         /* since the newest sample */
	uint64_t mark_ns;       /* the newest */
	uint64_t thinned, skip; /* of repeated phases every so many-th is in the list of marks */
	struct {
		uint64_t at_ns;
		size_t item;
	} begun[PHASES_BEGUN]; /* the newest beginnings, in a ring */
	uint64_t begun_count;
	struct phase_process *known; /* of the newest sample, as sorted there */
	size_t known_count, known_capacity;
};

/* A mark: the phase of this clean name begins. The first one needs what was known before. */
void phases_mark(struct phases *, struct run_phases *to, const struct phase_before *,
	const char *name, uint64_t at_ns);

/* After the first mark: each sample of the whole tree. One that sees nothing is not counted. */
void phases_sample(
	struct phases *, const struct sample *, const struct phase_held *, uint64_t at_ns);

/* At the end of the run, `at_ns` after its start, whose peaks are final: that of the phase in which
 * they were reached is the run's, with its confidence, and no other is above it. */
void phases_finish(struct phases *, struct run *, uint64_t at_ns);

/* The phase that lasts, and when it began; NULL: no mark was made. */
const struct run_phase *phases_now(const struct phases *, uint64_t *began_ns);

void phases_clear(struct phases *);

/* The phase with the largest peak; count: none is known. */
size_t phases_largest(const struct run_phases *);

#endif
