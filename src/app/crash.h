/* SPDX-License-Identifier: MIT */
/* crash.h: a crash puts the terminal back before it is one. */
#ifndef PEAKTOP_APP_CRASH_H
#define PEAKTOP_APP_CRASH_H

/* From here on SIGSEGV and its like run failure_restore, then take their usual course. */
void crash_guard(void);

#endif
