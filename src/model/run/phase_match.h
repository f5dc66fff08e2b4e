/* SPDX-License-Identifier: MIT */
/* phase_match.h: finds the lines of a job's output that begin a phase (--phase-on). Escape
 * sequences are skipped, a line ends at a line feed or a carriage return. The time it takes is
 * bounded: lines beyond that are not looked at. Pure: the caller has the clock. */
#ifndef PEAKTOP_MODEL_RUN_PHASE_MATCH_H
#define PEAKTOP_MODEL_RUN_PHASE_MATCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/duration.h"
#include "base/regex.h"

/* Of a longer line the rest is not looked at. */
#define PHASE_LINE_MAX 512
/* Time that may be spent within a second. */
#define PHASE_MATCH_NS (50 * NS_PER_MS)

/* Open it before use; zeroed: it finds nothing. */
struct phase_match {
	regex_t regex;
	bool open;
	char line[PHASE_LINE_MAX + 1];
	size_t length;
	enum { PHASE_TEXT, PHASE_ESCAPE, PHASE_CONTROL, PHASE_STRING, PHASE_STRING_END } state;
	uint64_t second_ns, spent_ns;
	bool skipped; /* output of this second was passed */
};

bool phase_match_open(struct phase_match *, const char *regex, struct failure *why);
void phase_match_close(struct phase_match *);

/* Takes output from *bytes on, up to the end of the next line that matches: true, with the name of
 * the phase: the first group of the regex, or all that matched (borrowed until the next call).
 * False: all was taken. */
bool phase_match_take(
	struct phase_match *, const char **bytes, size_t *count, const char **name, size_t *length);

/* Whether there is time left at `now_ns`; what was spent. Without, output is passed by
 * phase_match_skip. */
bool phase_match_has_time(struct phase_match *, uint64_t now_ns);
void phase_match_spent(struct phase_match *, uint64_t ns);
/* Returns whether it is the first in this second. */
bool phase_match_skip(struct phase_match *);

#endif
