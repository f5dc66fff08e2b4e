/* SPDX-License-Identifier: MIT */
/* now_ms.h: the clock of deadlines in tests. */
#ifndef PEAKTOP_TESTS_SUPPORT_NOW_MS_H
#define PEAKTOP_TESTS_SUPPORT_NOW_MS_H

#include <stdint.h>

#include "base/clock.h"

static inline int64_t
now_ms(void)
{
	return (int64_t)(clock_active_ns() / NS_PER_MS);
}

#endif
