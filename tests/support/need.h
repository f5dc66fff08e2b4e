/* SPDX-License-Identifier: MIT */
/* need.h: for what a test's own machinery requires. */
#ifndef PEAKTOP_TESTS_SUPPORT_NEED_H
#define PEAKTOP_TESTS_SUPPORT_NEED_H

#include <stdio.h>
#include <stdlib.h>

/* Aborts the test program if it failed. */
static inline void
need(int good, const char *what)
{
	if (good)
		return;
	perror(what);
	abort();
}

#endif
