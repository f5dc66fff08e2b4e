/* SPDX-License-Identifier: MIT */
/* crash.h: restores the terminal if a crash or an unexpected signal ends us. */
#ifndef PEAKTOP_APP_CLI_CRASH_H
#define PEAKTOP_APP_CLI_CRASH_H

/* From now on SIGSEGV and the like, and all other signals that would end us (neither ignored nor
 * blocked now), run failure_restore before their default action. */
void crash_guard(void);

#endif
