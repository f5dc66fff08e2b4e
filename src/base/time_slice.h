/* SPDX-License-Identifier: MIT */
/* time_slice.h: how soon this process runs after waking, beside others that use all CPUs. */
#ifndef PEAKTOP_BASE_TIME_SLICE_H
#define PEAKTOP_BASE_TIME_SLICE_H

/* Requests the shortest time slice for this process, not for children forked later: the scheduler
 * then runs it sooner when it wakes (sched(7), Linux 6.12). It gets no more CPU time than before.
 * No-op on older kernels, if that is not permitted, and if it was started with another policy or a
 * higher priority than usual, which its children keep. */
void time_slice_shorten(void);

#endif
