/* SPDX-License-Identifier: MIT */
/* own_anon.h: how much of a process's anonymous memory is its own, and not pages that a fork left
 * it with and that its parent also has. From what every sample has, so a figure that is about
 * right: model/run/tree_member.h knows more, of few processes. */
#ifndef PEAKTOP_MODEL_PROCESS_OWN_ANON_H
#define PEAKTOP_MODEL_PROCESS_OWN_ANON_H

#include "model/process/sample.h"

/* Of one image of a process. */
struct own_anon {
	uint64_t low_bytes;    /* the least that was seen: what it may have from its parent */
	uint64_t copied_bytes; /* faults that growth does not explain: probably copies */
};

void own_anon_begin(struct own_anon *, const struct reading *);
void own_anon_update(struct own_anon *, const struct reading *before, const struct reading *now);

/* What it holds that a living parent with this much anonymous memory does not hold as well: at
 * least what is more than the parent's, what it gained since it was first seen, and probable
 * copies. All of it unless it is a fork. Of a process whose kinds of memory are unknown: its RSS.
 */
uint64_t own_anon_bytes(
	const struct own_anon *, const struct reading *now, uint64_t parent_anon_bytes);

#endif
