/* SPDX-License-Identifier: MIT */
/* clock.h: the only code that reads clocks; all in nanoseconds. */
#ifndef PEAKTOP_BASE_CLOCK_H
#define PEAKTOP_BASE_CLOCK_H

#include <stdint.h>
#include <sys/types.h>

#include "base/duration.h"

/* Since boot, including suspended time: the clock of process start times and of all ages. */
uint64_t clock_boot_ns(void);

/* Since boot, without suspended time: the clock of deadlines and rates, not affected by a
 * suspend or a step of the wall clock. */
uint64_t clock_active_ns(void);

/* Since 1970, for people and other machines; may step. */
uint64_t clock_wall_ns(void);

/* Waits this long, or until a signal comes; for conditions that can only be polled. */
void clock_pause(uint64_t ns);

/* CPU time that this process has used. */
uint64_t clock_own_cpu_ns(void);

/* CPU time that the calling thread has used. */
uint64_t clock_thread_cpu_ns(void);

/* CPU time of another process; 0: it is gone. */
uint64_t clock_cpu_ns_of(pid_t);

#endif
