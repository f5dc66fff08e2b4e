/* SPDX-License-Identifier: MIT */
/* clock.h: the only reader of clocks; all in nanoseconds. */
#ifndef PEAKTOP_BASE_CLOCK_H
#define PEAKTOP_BASE_CLOCK_H

#include <stdint.h>
#include <sys/types.h>

#define NS_PER_SECOND 1000000000ull
#define NS_PER_MS 1000000ull

/* Since boot, time asleep included: the clock of process start times and of every age. */
uint64_t clock_boot_ns(void);

/* Since boot, time asleep left out: the clock of deadlines and rates; a suspend or a step of
 * the wall clock does not move it. */
uint64_t clock_active_ns(void);

/* Since 1970, for a person or another machine to read; may step. */
uint64_t clock_wall_ns(void);

/* Waits so long, or less where a signal comes; for what can only be polled. */
void clock_pause(uint64_t ns);

/* CPU time that this process has used. */
uint64_t clock_own_cpu_ns(void);

/* The same of another one; 0: it is gone. */
uint64_t clock_cpu_ns_of(pid_t);

#endif
