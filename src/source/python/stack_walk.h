/* SPDX-License-Identifier: MIT */
/* stack_walk.h: the frames of one thread as they were at one moment, although nothing stopped it:
 * all are copied twice in one call, before and after the pointer to the innermost one, and those
 * count that are the same in both copies, from the outermost inwards. */
#ifndef PEAKTOP_SOURCE_PYTHON_STACK_WALK_H
#define PEAKTOP_SOURCE_PYTHON_STACK_WALK_H

#include "source/python/interpreter.h"
#include "source/python/thread_list.h"
#include "source/python/view.h"

struct walk_frame {
	uint64_t address, back;
	uint64_t code;     /* its code object; 0: an entry from C, which is no Python */
	uint64_t position; /* as in the frame */
};

struct walk {
	size_t count;
	struct walk_frame frames[THREAD_FRAMES_MAX]; /* innermost first */
	bool whole;                                  /* the last one is the outermost */
	bool cut_inner;                              /* there were others inside */
};

/* One look. False: nothing of it holds; the next look copies at once what this one had to search
 * for. */
bool stack_walk_look(
	struct view *, struct remote *, const struct interpreter *, struct thread *, struct walk *);

/* What `now` and the look before it agree on, in place of `now`. False: nothing. */
bool stack_walk_agree(const struct walk *before, struct walk *now);

/* Whether the outermost frame of a whole walk through frame objects may be believed. */
bool stack_walk_ends(struct thread *, const struct walk *);

#endif
