/* SPDX-License-Identifier: MIT */
/* pages.h: what this process holds of its own program and libraries. */
#ifndef PEAKTOP_BASE_PAGES_H
#define PEAKTOP_BASE_PAGES_H

/* Drops the read-only pages of program and libraries: those still needed come back when touched,
 * a microsecond for 16 of them, from the page cache. Pages read once (loading, relocating,
 * startup) no longer count as ours. */
void pages_drop_read(void);

#endif
