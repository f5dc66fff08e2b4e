/* SPDX-License-Identifier: MIT */
/* duration.h: nanoseconds in the units of time, and the bounds of the time between two samples. */
#ifndef PEAKTOP_BASE_DURATION_H
#define PEAKTOP_BASE_DURATION_H

#define NS_PER_MS 1000000ull
#define NS_PER_SECOND 1000000000ull
#define NS_PER_MINUTE (60 * NS_PER_SECOND)
#define NS_PER_HOUR (60 * NS_PER_MINUTE)
#define NS_PER_DAY (24 * NS_PER_HOUR)

/* Start and CPU times in /proc are rounded down to these (USER_HZ is 100 everywhere; time(7)). */
#define NS_PER_TICK (10 * NS_PER_MS)

/* The time between two samples. A shorter one could not be kept: a sample takes that long. */
#define INTERVAL_MIN_NS (10 * NS_PER_MS)
#define INTERVAL_MAX_NS NS_PER_HOUR

#endif
