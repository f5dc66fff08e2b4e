/* SPDX-License-Identifier: MIT */
/* crash.h: a crash, and a signal that nobody waits for, put the terminal back before they end
 * us. */
#ifndef PEAKTOP_APP_CLI_CRASH_H
#define PEAKTOP_APP_CLI_CRASH_H

/* From here on SIGSEGV and its like, and every other signal that would end us (not ignored, nor
 * blocked now), run failure_restore, then take their usual course. */
void crash_guard(void);

#endif
