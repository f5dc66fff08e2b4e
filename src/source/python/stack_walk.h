/* SPDX-License-Identifier: MIT */
/* stack_walk.h: the frames of one thread as they were at one moment, although nothing stopped it:
 * what two looks, one after the other, agree on from the outermost frame inwards. */
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
	bool cut_inner;
};

/* One look. False: what was read is no stack; then, too, the next look copies more at once. */
bool stack_walk_look(
	struct view *, struct remote *, const struct interpreter *, struct thread *, struct walk *);

/* What `now` and the look before it agree on, in place of `now`. False: nothing. */
bool stack_walk_agree(const struct walk *before, struct walk *now);

/* Whether the outermost frame of a whole walk may be believed. */
bool stack_walk_ends(const struct interpreter *, struct thread *, const struct walk *);

#endif
