/* SPDX-License-Identifier: MIT */
/* borrowed.h: processes that have their parent's memory: between vfork and exec, or after clone
 * with CLONE_VM. Whatever the kernel tells of such a process's memory is the same memory again. */
#ifndef PEAKTOP_SOURCE_PROC_BORROWED_H
#define PEAKTOP_SOURCE_PROC_BORROWED_H

#include "source/proc/slot_set.h"

/* Corrects the sample that was just read: a process with the memory of its parent, which is in the
 * sample as well, has none of its own there, no peak, and does not count as forked. Nothing is
 * changed where the kernel does not tell. A process is asked about until it is seen to have
 * memory of its own, which is final. */
void borrowed_correct(struct slot_set *, struct sample *);

/* The same for a monitor, whose rows show what the kernel tells of each process: only marks such
 * a process as borrowed, for the sums. No-op for a /proc whose pids are not ours. */
void borrowed_mark(struct slot_set *, struct sample *);

#endif
