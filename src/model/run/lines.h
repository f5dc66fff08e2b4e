/* SPDX-License-Identifier: MIT */
/* lines.h: which line of Python code the memory of a job's processes was touched in first. A rise
 * of a process is credited to the place whose stack was read then; a fall takes back what was
 * credited to the process last. So the credits of a process sum to what it holds, and those at the
 * peak say what the peak is made of. Processes are merged by place. Bounded: what does not fit is
 * credited to "other". Pure; it keeps copies of all texts, which must be clean. */
#ifndef PEAKTOP_MODEL_RUN_LINES_H
#define PEAKTOP_MODEL_RUN_LINES_H

#include "model/run/run.h"

/* Bounds; the last one per process, of credits in the order in which they are taken back. */
#define LINES_FUNCTIONS_MAX 512
#define LINES_CHAINS_MAX 1024
#define LINES_PLACES_MAX 1024
#define LINES_PROCESSES_MAX 256
#define LINES_CREDITS_MAX (2 * LINES_PLACES_MAX + 64)

struct lines;

/* One frame of a stack. `code` identifies file and function: the same number, the same texts. */
struct line_frame {
	const char *file, *function;
	int line;
	bool user; /* code of the user's own: neither the standard library nor a package */
	uint32_t code;
};

/* Something that can be credited: a number that never changes. */
typedef uint32_t line_place;

/* `folder`: paths below it are shown relative to it. */
struct lines *lines_create(const char *folder);
void lines_free(struct lines *); /* no-op for NULL */

/* The place of a stack, innermost frame first (count of at least 1): the innermost line of the
 * user's own code; the import that it makes; or without code of the user the innermost line. */
line_place lines_place(struct lines *, const struct line_frame *, size_t count);
/* A place without a line: LINE_START, LINE_NATIVE, LINE_UNKNOWN, LINE_OTHER. */
line_place lines_place_of_kind(enum code_line_kind);

/* A process that holds `base_bytes` which are nobody's growth here: those of a fork are its
 * parent's. Returns its number, to be used until lines_end_process; -1: too many. */
int lines_begin_process(struct lines *, uint64_t base_bytes);
/* It has ended, or called exec: it holds nothing any more. */
void lines_end_process(struct lines *, int process);

/* What is credited in a process, with its base. */
uint64_t lines_held(const struct lines *, int process);

void lines_rise(struct lines *, int process, line_place, uint64_t bytes, uint64_t at_ns);
/* Beyond all credits it lowers the base. */
void lines_fall(struct lines *, int process, uint64_t bytes);

/* The moments whose state is kept, each one with what the tree held then: those that may become
 * its peak. Those after `since_ns` are of the present; the others are kept if they are known, and
 * all that are not named are forgotten. A present one goes on with what rises until something
 * falls, the tree's figure is reached, or lines_settle. */
#define LINES_MOMENTS_MAX 4
struct lines_moment {
	uint64_t at_ns, bytes;
	uint64_t unfollowed_bytes; /* held by Python processes that are not followed */
};
void lines_keep(struct lines *, const struct lines_moment *, size_t count, uint64_t since_ns);
/* All processes were sampled, from `at_ns` on. */
void lines_settle(struct lines *, uint64_t at_ns);

/* The credits of all processes together, now and at their peak. */
uint64_t lines_total(const struct lines *);
uint64_t lines_peak(const struct lines *);

/* Fills in the state at the peak of the credits: places and functions, largest first, and where the
 * last few MiB of the peak were touched, or most of them. `lists` is the caller's, and so is the
 * status. */
void lines_put(struct lines *, struct run_lines *);
/* The same of a moment that is kept; then `unfollowed`, if not NULL, gets what it was kept with.
 * False: it is not known, and nothing is held by lines. */
bool lines_put_at(struct lines *, uint64_t at_ns, struct run_lines *, uint64_t *unfollowed);
/* Adds what no line holds: all lists sum to `bytes`, the peak of the tree. Lines that hold more are
 * made to fit. */
void lines_put_rest(struct run_lines *, uint64_t bytes, uint64_t unfollowed);
/* The same of the state now. */
void lines_put_now(struct lines *, struct run_lines *);

/* A frame as it is shown: its file relative to the folder, or from the package on; no bytes. */
void lines_put_frame(const char *folder, const struct line_frame *, struct code_line *);

#endif
